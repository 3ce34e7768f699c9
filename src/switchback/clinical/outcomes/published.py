"""All published outcomes, in the order of the trial team's table, and how to ask for them for one person."""

from typing import Any

from . import abstinence, reduction, relapse
from .definition import Outcome
from .weeks import TimeToEvent, Weeks
from .word import read_word

Answer = bool | int | float | None


class NotYetDue(ValueError):
    """The history is shorter than the definition needs."""


def _defined_in(module: Any) -> tuple[Outcome, ...]:
    return tuple(found for found in vars(module).values() if isinstance(found, Outcome))


OUTCOMES: tuple[Outcome, ...] = tuple(
    outcome for module in (abstinence, reduction, relapse) for outcome in _defined_in(module)
)
COLUMNS: tuple[str, ...] = tuple(column for outcome in OUTCOMES for column in outcome.columns)


def outcome_of(word: str, column: str) -> Answer:
    """One column for one person; raises `NotYetDue` where it has no answer."""
    outcome = next((o for o in OUTCOMES if column in o.columns), None)
    if outcome is None:
        raise LookupError(f"there is no outcome {column!r}; see switchback.clinical.outcomes.COLUMNS")
    answer = _answers(outcome, read_word(word))[column]
    if answer is None:
        raise NotYetDue(f"{column} needs {outcome.needs_weeks} weeks with samples due, {word!r} has fewer")
    return answer


def outcomes_of(word: str) -> dict[str, Answer]:
    """Every column for one person; None where the history does not answer it yet, which is neither no nor zero."""
    weeks = read_word(word)
    return {column: answer for outcome in OUTCOMES for column, answer in _answers(outcome, weeks).items()}


def _answers(outcome: Outcome, weeks: Weeks) -> dict[str, Answer]:
    if weeks.length < outcome.needs_weeks:
        return dict.fromkeys(outcome.columns)
    found = outcome.define(weeks)
    if isinstance(found, TimeToEvent):
        return dict(zip(outcome.columns, (found.week, int(found.happened)), strict=True))
    return {outcome.columns[0]: None if found != found else found}
