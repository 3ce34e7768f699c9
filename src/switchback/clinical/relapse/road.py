"""The person's own road: four numbers that never fall, milestones that keep their date, thirty dots.

Every number counts things once told. Telling of a use day adds a bend; it takes nothing away: a day once told as free
stays counted (its dot changes, because the dots are true), and a milestone keeps the date on which it was reached.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

MILESTONE_FREE_DAYS = (1, 7, 14, 30, 60, 90, 180, 365, 730, 1095, 1825, 3650)
MILESTONE_PATH_DAYS = (7, 30, 90, 180, 365, 730, 1095, 1825, 3650)
DOTS = 30

Dot = Literal["free", "used", "not_told"]


@dataclass(frozen=True, slots=True)
class Told:
    """One thing on the journey, as told on a day, in the order it was told.

    kind: free_days | use_day | urge_ridden_out | learned | other. `days` for free_days: how many up to and with `on`.
    """

    kind: str
    on: date
    told_on: date
    days: int = 1


@dataclass(frozen=True, slots=True)
class Milestone:
    key: str  # free_days | path_days
    count: int
    reached_on: date


@dataclass(frozen=True, slots=True)
class Road:
    days_on_path: int
    free_days: int
    urges_ridden_out: int
    learned: int
    milestones: tuple[Milestone, ...]
    dots: tuple[tuple[date, Dot], ...]  # oldest first
    bends: tuple[date, ...]  # days of use, oldest first: same weight as any other mark

    @property
    def never_fall(self) -> tuple[int, int, int, int]:
        return self.days_on_path, self.free_days, self.urges_ridden_out, self.learned


def walk(told: Iterable[Told], *, began_on: date, today: date) -> Road:
    """Walk the journey in the order it was told."""
    free: set[date] = set()
    used: set[date] = set()
    urges = learned = 0
    reached: list[Milestone] = []
    for event in told:
        if event.kind == "free_days":
            free.update(event.on - timedelta(days=back) for back in range(event.days))
            _mark(reached, "free_days", MILESTONE_FREE_DAYS, len(free), event.told_on)
        elif event.kind == "use_day":
            used.add(event.on)
        elif event.kind == "urge_ridden_out":
            urges += 1
        elif event.kind == "learned":
            learned += 1
    days_on_path = max(0, (today - began_on).days)
    for count in MILESTONE_PATH_DAYS:
        if days_on_path >= count:
            reached.append(Milestone("path_days", count, began_on + timedelta(days=count)))
    window = [today - timedelta(days=n) for n in reversed(range(DOTS))]
    dots = tuple((day, _dot(day, free, used)) for day in window)
    return Road(
        days_on_path, len(free), urges, learned, tuple(sorted(reached, key=lambda m: (m.reached_on, m.key, m.count))),
        dots, tuple(sorted(used)),
    )  # fmt: skip


def days_since_last_use(road: Road, *, today: date) -> int | None:
    """Only for people who asked to see it; None when no day of use was told."""
    return (today - road.bends[-1]).days if road.bends else None


def _mark(reached: list[Milestone], key: str, counts: tuple[int, ...], count: int, on: date) -> None:
    have = {m.count for m in reached if m.key == key}
    reached.extend(Milestone(key, c, on) for c in counts if c <= count and c not in have)


def _dot(day: date, free: set[date], used: set[date]) -> Dot:
    if day in used:
        return "used"
    return "free" if day in free else "not_told"
