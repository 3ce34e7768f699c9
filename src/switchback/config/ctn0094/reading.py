"""Reading the R data files: complete or not at all, with one sentence saying which file and what to do."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import rdata
from rdata.conversion import DEFAULT_CLASS_MAP, dataframe_constructor

Value = str | int | float | None
Row = tuple[Value, ...]
SOURCE = "the R package public.ctn0094data"

# Tables that are mapped, with the columns the mapping asks for, in its order. "*" takes every other column too.
NEEDED: dict[str, tuple[str, ...]] = {
    "everybody": ("who", "project"),
    "site_masked": ("who", "site_masked"),
    "screening_date": ("who", "screening_day", "day_zero"),
    "first_survey": ("who", "when"),
    "randomization": ("who", "treatment", "which", "when"),
    "detox": ("who", "what", "when"),
    "treatment": ("who", "amount", "when"),
    "uds": ("who", "what", "when"),
    "uds_temp": ("who", "was_temp_ok", "when"),
    "meta_substance_groups_uds": ("Substance", "CTN-0027", "CTN-0030", "CTN-0051"),
    "tlfb": ("who", "what", "when"),
    "all_drugs": ("who", "what", "source", "when"),
    "withdrawal": ("who", "withdrawal", "when"),
    "withdrawal_pre_post": ("who", "what", "withdrawal", "when"),
    "visit": ("who", "visit", "what", "when", "*"),
    "demographics": ("who", "*"),
    "asi": ("who", "*"),
    "psychiatric": ("who", "*"),
    "pain": ("who", "pain", "when"),
    "qol": ("who", "*"),
    "fagerstrom": ("who", "*"),
    "rbs": ("who", "what", "did_use", "days"),
    "rbs_iv": ("who", "*"),
    "sex": ("who", "*"),
}
# Tables that hold nothing new. They may be absent.
SET_ASIDE: dict[str, str] = {
    "meta_study_length": "about the trials' schedules, not about a person",
    "derived_inductDelay": "worked out by its authors from randomization and treatment",
    "derived_raceEthnicity": "worked out by its authors from demographics",
    "derived_visitImputed": "worked out by its authors from visit and uds",
    "derived_weeklyOpioidPattern": "worked out by its authors from uds and visit",
    "derived_weeklyTLFBPattern": "worked out by its authors from tlfb and visit",
}


class CannotRead(ValueError):
    """The data cannot be brought in. The message says which file, and what to do."""


def _factor(codes: "np.ma.MaskedArray[Any, Any]", attributes: Mapping[str, Any]) -> pd.Categorical:
    """R counts levels from 1. The library's own constructor asks masked arrays one by one: sixty times as slow."""
    return pd.Categorical.from_codes(np.ma.filled(codes, 0) - 1, attributes["levels"])


R_CLASSES: Mapping[str | bytes, Callable[[Any, Mapping[str, Any]], Any]] = {
    **DEFAULT_CLASS_MAP,
    "factor": _factor,
    "tbl_df": dataframe_constructor,
    "tbl": dataframe_constructor,
}


@dataclass(frozen=True)
class Table:
    """One table, its rows gathered by person. Rows whose person is not named stand under None."""

    name: str
    columns: tuple[str, ...]
    count: int
    rows: dict[Any, list[Row]]

    def of(self, who: Any) -> list[Row]:
        return self.rows.get(who, [])


Tables = dict[str, Table]


def read(folder: Path, *, tell: Callable[[str], None] = lambda name: None) -> Tables:
    """All tables of a folder. Calls `tell` with each table's name before reading it. Raises CannotRead."""
    folder = _folder_of_data(folder)
    missing = [name for name in NEEDED if not (folder / f"{name}.rda").is_file()]
    if missing:
        these = ", ".join(f"{name}.rda" for name in missing)
        raise CannotRead(
            f"{folder} lacks {these}. Put every data file of {SOURCE} into this folder and run again."
        )
    tables: Tables = {}
    for name, columns in NEEDED.items():
        tell(name)
        tables[name] = _gathered(name, _frame(folder / f"{name}.rda"), columns)
    for name in SET_ASIDE:
        if (folder / f"{name}.rda").is_file():
            tell(name)
            tables[name] = Table(name, (), len(_frame(folder / f"{name}.rda")), {})
    return tables


def other_files(folder: Path) -> tuple[str, ...]:
    """Files beside the tables, which no import reads."""
    known = {f"{name}.rda" for name in (*NEEDED, *SET_ASIDE)}
    return tuple(
        sorted(f.name for f in _folder_of_data(folder).iterdir() if f.is_file() and f.name not in known)
    )


def _folder_of_data(folder: Path) -> Path:
    """The folder itself, or the data folder of an unpacked package."""
    if not folder.is_dir():
        raise CannotRead(
            f"There is no folder {folder}. Give the folder that holds the .rda files of {SOURCE}."
        )
    inside = folder / "data"
    return (
        inside if not (folder / "everybody.rda").exists() and (inside / "everybody.rda").exists() else folder
    )


def _frame(file: Path) -> pd.DataFrame:
    again = f"Copy it again from {SOURCE} and run the import again; nothing was written."
    try:
        _check_whole(file)
        found = rdata.conversion.convert(rdata.parser.parse_file(file), constructor_dict=R_CLASSES)
    except PermissionError as error:
        raise CannotRead(
            f"{file} may not be read by this user. Give the user the right to read it."
        ) from error
    except (
        NotImplementedError,
        OSError,
        EOFError,
        ValueError,
        lzma.LZMAError,
        zlib.error,
    ) as error:
        raise CannotRead(f"{file} is damaged or cut short. {again}") from error
    if not isinstance(found, dict) or not isinstance(found.get(file.stem), pd.DataFrame):
        raise CannotRead(f"{file} does not hold the table {file.stem}. {again}")
    return found[file.stem]


def _check_whole(file: Path) -> None:
    """Unpack to the end, so that the checksums the container carries are tested too."""
    start = file.open("rb").read(6)
    unpack: Callable[..., IO[bytes]] | None = None
    for magic, opener in ((b"\xfd7zXZ", lzma.open), (b"\x1f\x8b", gzip.open), (b"BZh", bz2.open)):
        if start.startswith(magic):
            unpack = opener  # type: ignore[assignment]
    if unpack is None:
        return
    with unpack(file) as stream:
        while stream.read(1 << 20):
            pass


def _gathered(name: str, frame: pd.DataFrame, needed: tuple[str, ...]) -> Table:
    named = [column for column in needed if column != "*"]
    missing = [column for column in named if column not in frame]
    if missing:
        raise CannotRead(
            f"The table {name} has no column {', '.join(missing)}: it is of a version this import does not know."
            " Take public.ctn0094data 1.0.6."
        )
    columns = [*named, *(column for column in frame if column not in named)] if "*" in needed else named
    listed = [_listed(frame[column], whole=column == "who") for column in columns]
    rows: dict[Any, list[Row]] = {}
    for row in zip(*listed, strict=True):
        rows.setdefault(row[0], []).append(row)
    return Table(name, tuple(columns), len(frame), rows)


def _listed(column: pd.Series, *, whole: bool) -> list[Value]:
    """Plain values; None where the source has nothing. Whole numbers are ints, whatever R stored them as."""
    if whole:
        column = pd.to_numeric(column, errors="coerce")
    if isinstance(column.dtype, pd.CategoricalDtype):
        words: list[Value] = [str(word).strip() or None for word in column.cat.categories]
        return [*map([*words, None].__getitem__, column.cat.codes)]  # code -1, missing, is the last
    if column.dtype == np.float64:
        return _numbers(column.to_numpy())
    return list(_plain(column.tolist()))


def _numbers(values: np.ndarray[Any, np.dtype[np.float64]]) -> list[Value]:
    known = ~np.isnan(values)
    whole = np.where(known, values, 0)
    if not (whole == np.rint(whole)).all():
        return list(_plain(values.tolist()))
    plain: list[Value] = whole.astype(np.int64).tolist()
    for unknown in np.flatnonzero(~known).tolist():
        plain[unknown] = None
    return plain


def _plain(values: list[Any]) -> Iterator[Value]:
    for value in values:
        if isinstance(value, float):
            yield None if value != value else int(value) if value.is_integer() else value
        else:
            yield value if isinstance(value, int) or (isinstance(value, str) and value) else None
