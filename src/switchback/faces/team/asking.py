"""An instrument as a form: every legal answer of every item, what was chosen, what is wrong beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from switchback.clinical import instruments
from switchback.clinical.instruments import IllegalAnswer, Instrument, Item, UnansweredItem


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    digit: str
    checked: bool
    closes: bool  # with this answer the items after it are not asked


@dataclass(frozen=True)
class Ask:
    id: str
    text: str
    help: str
    choices: tuple[Choice, ...]
    required: bool
    after: bool
    error: str


def asks(asked: Instrument, typed: Mapping[str, Any], errors: Mapping[str, str]) -> list[Ask]:
    return [_ask(asked, item, str(typed.get(item.id, "")), errors.get(item.id, "")) for item in asked.items]


def read(asked: Instrument, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Raises IllegalAnswer: only the answers the form prints can be given, whatever was sent."""
    return instruments.read_answers(asked, typed)


def unanswered(asked: Instrument, error: UnansweredItem) -> dict[str, str]:
    return dict.fromkeys(error.items, "Not answered yet.")


def illegal(asked: Instrument, error: IllegalAnswer) -> dict[str, str]:
    if not error.legal:
        return {
            error.item: "Answered, although the first question was answered with no. Please look at both."
        }
    return {error.item: "This is not an answer of the form. Please choose one of those shown."}


def so_far(asked: Instrument, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The total when every item is answered; until then how many are, and no number."""
    try:
        scored = instruments.score(asked, read(asked, typed))
    except UnansweredItem as error:
        return {"missing": len(error.items), "of": len([i for i in asked.items if i.required])}
    except IllegalAnswer:
        return {"missing": None}
    return {
        "total": scored.total,
        "band": scored.band,
        "flags": scored.flags,
        "most": asked.range[1] if asked.range else None,
    }


def _ask(asked: Instrument, item: Item, chosen: str, error: str) -> Ask:
    closing = {i.required_if for i in asked.items if i.required_if and i.required_if[0] == item.id}
    choices = tuple(
        Choice(
            value=str(option.value), label=option.label, checked=str(option.value) == chosen,
            digit=str(option.value) if isinstance(option.value, int) else str(place),
            closes=bool(closing) and (item.id, option.value) not in closing,
        )
        for place, option in enumerate(item.options, start=1)
    )  # fmt: skip
    return Ask(item.id, item.text, item.help, choices, item.required, item.required_if is not None, error)
