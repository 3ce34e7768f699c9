"""Which help lines a site shows: the shipped ones, and over them what the site itself called and wrote down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .safety import help_lines

UNCERTAIN = "unverified"


@dataclass(frozen=True, slots=True)
class HelpLine:
    id: str
    name: str
    words: str
    call: str  # as it is read out; "" when it cannot be called
    text: str
    hours: str
    choices: str
    checked_on: date | None  # when somebody of this site last called it
    check_again: bool  # never called, or too long ago


def lines_to_show(site_lines: Iterable[Mapping[str, Any]], *, today: date) -> tuple[HelpLine, ...]:
    """Every line with a number, in the order of the file; a site's own lines last.

    In: what the site wrote down, `{key, name, call, text, checked_on}` each. A shipped line that nobody could verify
    is shown only once this site has called a number for it. `{key, "on": false}` takes a line off.
    """
    shipped = help_lines()
    days = shipped.body["check_again_after_days"]
    own = {str(line.get("key")): line for line in site_lines}
    of_file = {line["id"]: line for line in shipped.body["lines"]}
    merged = [
        (id_, {**of_file.get(id_, {}), **_said(own.get(id_, {}))})
        for id_ in [*of_file, *(own.keys() - of_file)]
    ]
    return tuple(_line(id_, line, days, today) for id_, line in merged if _shown(line))


def _said(own: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in own.items() if value not in (None, "") and name != "key"}


def _shown(line: Mapping[str, Any]) -> bool:
    if not line.get("on", True) or not (line.get("call") or line.get("text")):
        return False
    sure = line.get("status", UNCERTAIN) != UNCERTAIN and line.get("on_by_default", False)
    return sure or bool(line.get("checked_on"))


def _line(id_: str, line: Mapping[str, Any], days: int, today: date) -> HelpLine:
    checked_on = date.fromisoformat(line["checked_on"]) if line.get("checked_on") else None
    said = {name: str(line.get(name) or "") for name in ("name", "words", "call", "text", "hours", "choices")}
    old = checked_on is None or (today - checked_on).days > days
    return HelpLine(id=id_, checked_on=checked_on, check_again=old, **said)
