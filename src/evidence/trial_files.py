"""The data files of the R packages public.ctn0094data and -extra: whole, or a sentence saying what is wrong."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rdata
from rdata.conversion import DEFAULT_CLASS_MAP, dataframe_constructor

OPENERS = {b"\xfd7zXZ\x00": lzma.open, b"\x1f\x8b": gzip.open, b"BZh": bz2.open}
UNREADABLE = (OSError, EOFError, ValueError, KeyError, NotImplementedError, lzma.LZMAError, zlib.error)


class CannotRead(ValueError):
    """A file is missing, damaged or not what it is named for; the message says which."""


def _factor(codes: "np.ma.MaskedArray[Any, Any]", attributes: Mapping[str, Any]) -> pd.Categorical:
    # R counts levels from 1; rdata's own constructor takes sixty times as long.
    return pd.Categorical.from_codes(np.ma.filled(codes, 0) - 1, attributes["levels"])


CLASSES: Mapping[str | bytes, Any] = {
    **DEFAULT_CLASS_MAP,
    "factor": _factor,
    "tbl_df": dataframe_constructor,
    "tbl": dataframe_constructor,
}


def find_folder(folder: Path) -> Path:
    """The folder itself, or the data folder of an unpacked package."""
    if not folder.is_dir():
        raise CannotRead(f"There is no folder {folder}.")
    inside = folder / "data"
    return inside if not any(folder.glob("*.rda")) and inside.is_dir() else folder


def check_there(folder: Path, tables: Sequence[str]) -> None:
    absent = [f"{name}.rda" for name in tables if not (folder / f"{name}.rda").is_file()]
    if absent:
        raise CannotRead(
            f"{folder} has no {', '.join(absent)}. Put the data files of the R packages public.ctn0094data"
            " and public.ctn0094extra into this folder."
        )


def read_table(folder: Path, name: str, *, columns: Sequence[str]) -> pd.DataFrame:
    """The named columns of one table; words as text, days as numbers."""
    file = folder / f"{name}.rda"
    try:
        _check_whole(file)
        found = rdata.conversion.convert(rdata.parser.parse_file(file), constructor_dict=CLASSES)
    except UNREADABLE as problem:
        raise CannotRead(f"{file} is damaged or cut short: copy it again.") from problem
    table = found.get(name) if isinstance(found, dict) else None
    if not isinstance(table, pd.DataFrame):
        raise CannotRead(f"{file} does not hold the table {name}.")
    absent = [column for column in columns if column not in table]
    if absent:
        raise CannotRead(f"The table {name} of {file} has no column {', '.join(absent)}.")
    return table[list(columns)].reset_index(drop=True)


def check_days(table: pd.DataFrame, *, name: str, of: str) -> None:
    undated = np.flatnonzero(table["when"].isna())
    if len(undated):
        row = int(undated[0])
        raise CannotRead(f"{name}.rda, row {row + 1}: {of} of person {table['who'][row]} has no day.")


def _check_whole(file: Path) -> None:
    """Unpack to the end, so that the checksum the file carries is tested too."""
    start = file.open("rb").read(6)
    opener: Any = next((o for magic, o in OPENERS.items() if start.startswith(magic)), None)
    if opener is None:
        raise EOFError(f"{file} is not a packed R data file")
    with opener(file) as stream:
        while stream.read(1 << 20):
            pass
