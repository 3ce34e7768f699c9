"""The outcome columns as a CSV file, laid out as the trial team publishes them; an unanswered cell is empty."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from switchback.clinical.outcomes import COLUMNS

from .outcome_table import Answers

HEADINGS = ("who", "usePatternUDS", *COLUMNS)


def write_outcomes(
    file: Path, *, who: Sequence[Any], words: Sequence[str], slices: Iterable[dict[str, Answers]]
) -> int:
    """Write all of it or nothing: the file gets its name when its last row is there. Returns how many people."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as out:
            out.write(",".join(f'"{heading}"' for heading in HEADINGS) + "\n")
            written = 0
            for answers in slices:
                people = len(answers[COLUMNS[0]].values)
                part = slice(written, written + people)
                out.writelines(_rows(who[part], words[part], answers))
                written += people
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return written


def _rows(who: Sequence[Any], words: Sequence[str], answers: dict[str, Answers]) -> Iterator[str]:
    cells = [_cells(answers[column]) for column in COLUMNS]
    for row in zip(map(str, who), (f'"{word}"' for word in words), *cells, strict=True):
        yield ",".join(row) + "\n"


def _cells(answer: Answers) -> list[str]:
    # A slice holds few different values, so each is put into words once.
    different, place = np.unique(answer.values, return_inverse=True)
    written = np.array([_cell(value) for value in different.tolist()], dtype=object)[place]
    written[answer.unanswered] = ""
    return written.tolist()


def _cell(value: bool | int | float) -> str:
    """As R writes them: TRUE, FALSE, and up to 15 digits."""
    return str(value).upper() if isinstance(value, bool) else f"{value:.15g}"
