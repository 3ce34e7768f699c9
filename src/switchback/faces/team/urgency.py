"""How soon somebody is needed, as a shape and a word: colour only helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORDS = {3: "Now", 2: "Today", 1: "This week", 0: "Nothing new"}
SHAPES = {
    3: "M7 1l6 12h-12z",  # a filled triangle
    2: "M7 1l6 6-6 6-6-6z",  # a diamond
    1: "M12.5 7a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z",  # a ring
    0: "M2 7h10",  # a line
}


@dataclass(frozen=True)
class Urgency:
    level: int
    word: str
    shape: str


def shown(level: int) -> Urgency:
    return Urgency(level, WORDS[level], SHAPES[level])


def read(typed: str | None) -> int | None:
    return int(typed) if typed in {str(level) for level in WORDS} else None


def filters(counts: Mapping[int, int], total: int, chosen: int | None) -> list[dict[str, Any]]:
    everyone = {"label": "Everyone", "href": "?", "count": total, "current": chosen is None}
    return [everyone] + [
        {
            "label": word,
            "href": f"?urgency={level}",
            "count": counts.get(level, 0),
            "current": level == chosen,
        }
        for level, word in WORDS.items()
    ]
