"""From an answer sheet to a score. Missing is never zero, and nothing is prorated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from switchback.clinical.values import Reason

from .instrument import Answer, Flag, Instrument, Item


@dataclass(frozen=True, slots=True)
class Scored:
    """`total` is None for an instrument that has none; `band` None where no bands are published."""

    total: int | None
    band: str | None
    flags: tuple[Reason, ...] = ()


class UnansweredItem(ValueError):
    """Items that must be answered before there is a score."""

    def __init__(self, items: Iterable[str]) -> None:
        self.items = tuple(items)
        super().__init__("unanswered: " + ", ".join(self.items))


class IllegalAnswer(ValueError):
    """An answer that does not exist on the published form. `legal` is empty where the item is not asked."""

    # The value stays out of the message: messages reach log lines, answers must not.
    def __init__(self, item: str, value: Any, legal: Iterable[Answer]) -> None:
        self.item, self.value, self.legal = item, value, tuple(legal)
        super().__init__(f"{item}: not a legal answer")


def score(instrument: Instrument, answers: Mapping[str, Any]) -> Scored:
    """Add up the legal answers of a complete sheet.

    In: answers by item id, as the instrument's option values. None, "" and an absent item are unanswered.
    Out: total, band and flags. Raises IllegalAnswer for a value between the anchors (COWS pulse 3) or an item
    the form does not have; UnansweredItem, naming every one, when an asked and required item has no answer.
    No missing-item rule of any instrument here could be verified, so a sheet with a gap has no score.
    """
    by_id = instrument.by_id
    for item_id, value in answers.items():
        if item_id not in by_id and not _blank(value):
            raise IllegalAnswer(item_id, value, ())
    total, missing = 0, []
    for item in instrument.items:
        value = answers.get(item.id)
        asked = is_asked(item, answers)
        if _blank(value):
            if asked and item.required:
                missing.append(item.id)
            continue
        points = _points(item, value)
        if asked:
            total += points
        elif points and item.required_if and not _blank(answers.get(item.required_if[0])):
            # Told "this never happened to me", then "yes" to what follows from it: ask again, do not choose.
            raise IllegalAnswer(item.id, value, ())
    if missing:
        raise UnansweredItem(missing)
    flags = tuple(_raised(flag, answers) for flag in instrument.flags if _is_raised(flag, answers))
    if not instrument.has_total:
        return Scored(None, None, flags)
    return Scored(total, _band(instrument, total), flags)


def is_asked(item: Item, answers: Mapping[str, Any]) -> bool:
    """Whether the form puts this question, given the answers so far."""
    return item.required_if is None or answers.get(item.required_if[0]) == item.required_if[1]


def read_answers(instrument: Instrument, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what a web form sends (text) into option values; blanks are left out, nothing is guessed."""
    answers: dict[str, Any] = {}
    for item in instrument.items:
        text: Any = typed.get(item.id)
        if _blank(text):
            continue
        by_text = {str(option.value): option.value for option in item.options}
        parts = list(text) if item.multiple and not isinstance(text, str) else [text]
        for part in parts:
            if str(part) not in by_text:
                raise IllegalAnswer(item.id, part, item.legal)
        values = [by_text[str(part)] for part in parts]
        answers[item.id] = values if item.multiple else values[0]
    return answers


def _blank(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == ()


def _points(item: Item, value: Any) -> int:
    values = value if item.multiple and isinstance(value, list | tuple) else (value,)
    if item.multiple and len(set(map(str, values))) != len(values):
        raise IllegalAnswer(item.id, value, item.legal)
    points = 0
    for one in values:
        try:
            points += item.points[(type(one), one)] or 0
        except (KeyError, TypeError):
            raise IllegalAnswer(item.id, value, item.legal) from None
    return points


def _band(instrument: Instrument, total: int) -> str | None:
    for band in instrument.bands:
        if total <= band.max:
            return band.key
    return None


def _is_raised(flag: Flag, answers: Mapping[str, Any]) -> bool:
    value = answers.get(flag.item)
    if flag.at_least is not None:
        return isinstance(value, int) and value >= flag.at_least
    return value is not None and value == flag.equals


def _raised(flag: Flag, answers: Mapping[str, Any]) -> Reason:
    return Reason(flag.key, {"item": flag.item, "value": answers[flag.item]})
