"""The parts of the plan a person writes themselves, in the order of the short steps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from switchback.faces.kit import words


@dataclass(frozen=True)
class Part:
    slug: str
    group: str
    name: str
    ask: str

    @property
    def path(self) -> str:
        return f"{self.group}.{self.name}"

    @property
    def title(self) -> str:
        return words.word("person", self.path)

    def of(self, body: Mapping[str, Any]) -> Any:
        empty: Any = "" if self.name == "naloxone_place" else []
        return (body.get(self.group) or {}).get(self.name) or empty

    def put(self, body: Mapping[str, Any], value: Any) -> dict[str, Any]:
        return {**body, self.group: {**(body.get(self.group) or {}), self.name: value}}


R = "relapse_prevention"
PARTS = (
    Part("triggers", R, "triggers", "A place, a person, a feeling, a time of day."),
    Part("early-signs", R, "early_signs", "What you or others notice first."),
    Part("helps", R, "helps", "Things that got you through before."),
    Part("people", R, "people", "People you can call, day or night."),
    Part("reasons", R, "reasons", "What you do this for."),
    Part("naloxone", "safety", "naloxone_place", "A place that others can find too."),
)
BY_SLUG = {part.slug: part for part in PARTS}


@dataclass(frozen=True)
class ShownPart:
    part: Part
    lines: tuple[str, ...]
    people: tuple[Mapping[str, Any], ...] = ()


def shown(body: Mapping[str, Any]) -> tuple[ShownPart, ...]:
    return tuple(_shown(part, part.of(body)) for part in PARTS)


def _shown(part: Part, value: Any) -> ShownPart:
    if isinstance(value, str):
        return ShownPart(part, (value,) if value.strip() else ())
    if part.slug == "people":
        return ShownPart(part, (), tuple(value))
    return ShownPart(part, tuple(line for line in value if line.strip()))


def open_parts(missing: Iterable[str]) -> tuple[Part | str, ...]:
    """What is still to be written: the person's own parts as links, the rest as words."""
    mine = {part.path: part for part in PARTS}
    found: list[Part | str] = []
    for path in missing:
        one = mine.get(path) or words.word(
            "person", ".".join(step for step in path.split(".") if not step.isdigit())
        )
        if one not in found:
            found.append(one)
    return tuple(found)


def after(part: Part) -> Part | None:
    place = PARTS.index(part) + 1
    return PARTS[place] if place < len(PARTS) else None


@dataclass(frozen=True)
class ShownGoal:
    words: str
    objective: str
    steps: tuple[tuple[str, date | None], ...]


def goals(body: Mapping[str, Any]) -> tuple[ShownGoal, ...]:
    """Written with the counsellor; here to read."""
    return tuple(_goal(goal) for goal in body.get("goals") or () if goal.get("words"))


def _goal(goal: Mapping[str, Any]) -> ShownGoal:
    steps = [(s["what"], s.get("by_on")) for s in goal.get("steps") or () if s.get("what")]
    days = tuple((what, date.fromisoformat(on) if on else None) for what, on in steps)
    return ShownGoal(goal["words"], goal.get("objective") or "", days)
