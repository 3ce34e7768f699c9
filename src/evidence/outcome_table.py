"""Outcomes of a whole population at once, from the very definitions that answer for one person.

Weekly words become five columns of 64-bit integers (clinical/outcomes/weeks.py); a definition then runs once over the
columns instead of once per person. The table is worked through in slices, so memory does not grow with the population.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from switchback.clinical.outcomes import (
    ALPHABET,
    COLUMNS,
    OUTCOMES,
    Outcome,
    TimeToEvent,
    Weeks,
    check_word,
    outcomes_of,
)

SLICE = 50_000
# A signed 64-bit integer, with room for the shift by one that looks at the week after.
LONGEST = 62


class BadRow(ValueError):
    """A row that cannot be read; nothing of the table is used."""


class Columns:
    """Counting and choosing for columns, as `OnePerson` does for one history."""

    def count(self, weeks: Any) -> Any:
        return np.bitwise_count(weeks).astype(np.int64)

    def choose(self, condition: Any, yes: Any, no: Any) -> Any:
        return np.where(condition, yes, no)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """One column for a slice of people: the values, and for whom there is no answer yet."""

    values: np.ndarray
    unanswered: np.ndarray


def outcome_table(words: Sequence[str]) -> pd.DataFrame:
    """All columns for all people, in the order given; empty where a history does not answer the question yet."""
    slices = [pd.DataFrame({c: _with_gaps(a) for c, a in part.items()}) for part in outcome_slices(words)]
    return pd.concat(slices, ignore_index=True) if slices else pd.DataFrame(columns=list(COLUMNS))


def outcome_slices(
    words: Sequence[str], *, size: int = SLICE, done: Callable[[int], None] = lambda people: None
) -> Iterator[dict[str, Answers]]:
    for start in range(0, len(words), size):
        part = words[start : start + size]
        yield _answer(part, first_row=start + 1)
        done(len(part))


def _answer(words: Sequence[str], *, first_row: int) -> dict[str, Answers]:
    lengths = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
    long = np.flatnonzero(lengths > LONGEST).tolist()
    if not long:
        return _answer_at_once(words, lengths, first_row=first_row)
    # Histories longer than an integer is wide are asked one by one, by the same definitions.
    shortened = list(words)
    for row in long:
        _check_row(words[row], first_row + row)
        shortened[row] = words[row][:LONGEST].replace("_", "o")
    answers = _answer_at_once(shortened, np.minimum(lengths, LONGEST), first_row=first_row)
    for row in long:
        for column, answer in outcomes_of(words[row]).items():
            answers[column].unanswered[row] = answer is None
            answers[column].values[row] = 0 if answer is None else answer
    return answers


def _answer_at_once(words: Sequence[str], lengths: np.ndarray, *, first_row: int) -> dict[str, Answers]:
    weeks = _read_words(words, lengths, first_row=first_row)
    answers: dict[str, Answers] = {}
    with np.errstate(invalid="ignore"):
        for outcome in OUTCOMES:
            answers |= _ask(outcome, weeks)
    return answers


def _ask(outcome: Outcome, weeks: Weeks) -> dict[str, Answers]:
    found = outcome.define(weeks)
    short = weeks.length < outcome.needs_weeks
    if isinstance(found, TimeToEvent):
        both = (found.week, found.happened.astype(np.int64))
        return {c: Answers(values=v, unanswered=short) for c, v in zip(outcome.columns, both, strict=True)}
    unanswered = short | np.isnan(found) if found.dtype.kind == "f" else short
    return {outcome.columns[0]: Answers(values=found, unanswered=unanswered)}


def _read_words(words: Sequence[str], lengths: np.ndarray, *, first_row: int) -> Weeks:
    widest = int(lengths.max(initial=0))
    try:
        symbols = np.array(words, dtype=f"S{max(widest, 1)}").view(np.uint8).reshape(len(words), -1)
    except UnicodeEncodeError:
        _check_rows(words, first_row)
        raise
    sets = {symbol: _bits(symbols == ord(symbol)) for symbol in ALPHABET}
    known = sum(np.bitwise_count(found).astype(np.int64) for found in sets.values())
    due = sets["+"] | sets["-"] | sets["*"] | sets["o"]
    if ((known != lengths) | (due == 0)).any():
        _check_rows(words, first_row)
    return Weeks(
        positive=sets["+"], negative=sets["-"], mixed=sets["*"], missing=sets["o"],
        length=lengths, widest=widest, arithmetic=Columns(),
    )  # fmt: skip


def _bits(there: np.ndarray) -> np.ndarray:
    """One integer per row: bit n − 1 says whether the symbol stands in week n."""
    packed = np.zeros((len(there), 8), dtype=np.uint8)
    bytes_ = np.packbits(there, axis=1, bitorder="little")
    packed[:, : bytes_.shape[1]] = bytes_
    return packed.view("<i8").reshape(-1)


def _check_rows(words: Sequence[str], first_row: int) -> None:
    for row, word in enumerate(words, start=first_row):
        _check_row(word, row)


def _check_row(word: str, row: int) -> None:
    try:
        check_word(word)
    except ValueError as problem:
        raise BadRow(f"row {row}: {problem}") from None


def _with_gaps(answer: Answers) -> Any:
    kinds = {"b": "boolean", "i": "Int64", "f": "Float64"}
    values = pd.array(answer.values, dtype=kinds[answer.values.dtype.kind])
    values[answer.unanswered] = pd.NA
    return values
