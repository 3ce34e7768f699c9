"""One participant of a trial: their rows, the days everything else hangs on, and what their rows become."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from hashlib import blake2b
from typing import Any

from switchback.care.journey.bulk import EpisodeRow, EventRow, PlacementRow
from switchback.care.medication.bulk import DoseRow
from switchback.care.observations.bulk import BaselineRow, CodedRow, UrineTestRow, UseDayRow
from switchback.care.people.bulk import PersonRow
from switchback.care.programme.bulk import VisitRow

from .reading import Row, Tables
from .report import Tally

# Day 0 of everybody. Invented: the source has no dates. Noon UTC is the same day in every zone of the trials.
CONSENT = datetime(2000, 1, 1, 12, tzinfo=UTC)
# What all ids of this import are made from, so that the same row gets the same id in every run.
_OURS = b"switchback import ctn0094"

_VARIANT = {f"{digit:x}": "89ab"[digit & 3] for digit in range(16)}

DUPLICATE = "exact duplicate of another row"
NO_DAY = "no day in the source"


def made_id(*parts: object) -> str:
    """A UUID made from a row's table, person, day and content.

    Version 8 (RFC 9562: "made by a rule of its own"): version 5 asks for SHA-1, which takes twice as long.
    """
    digest = blake2b("|".join(map(str, parts)).encode(), digest_size=16, key=_OURS).hexdigest()
    return f"{digest[:12]}8{digest[13:16]}{_VARIANT[digest[16]]}{digest[17:]}"


@cache
def at(day: int) -> datetime:
    return CONSENT + timedelta(days=day)


@cache
def on(day: int) -> date:
    return at(day).date()


@cache
def slug(word: str | None) -> str:
    """A source's word as a key. Nothing is "unknown", which is not "no"."""
    if not word:
        return "unknown"
    return "_".join("".join(c if c.isalnum() else " " for c in word.lower()).split())


@dataclass
class Gathered:
    """What the rows of some people become, and what became of the rows."""

    people: list[PersonRow] = field(default_factory=list)
    episodes: list[EpisodeRow] = field(default_factory=list)
    placements: list[PlacementRow] = field(default_factory=list)
    measurements: list[CodedRow] = field(default_factory=list)
    urine_tests: list[UrineTestRow] = field(default_factory=list)
    use_days: list[UseDayRow] = field(default_factory=list)
    baselines: list[BaselineRow] = field(default_factory=list)
    doses: list[DoseRow] = field(default_factory=list)
    visits: list[VisitRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))


@dataclass
class Participant:
    who: int
    tables: Tables
    into: Gathered
    last_day: int = 0  # of anything that happened; consent is day 0

    @cached_property
    def id(self) -> str:
        return made_id("person", self.who)

    @cached_property
    def trial(self) -> str:
        return str(self.tables["everybody"].of(self.who)[0][1])

    @cached_property
    def randomised(self) -> tuple[str, int] | None:
        """Arm and day of the first randomisation."""
        for _who, arm, which, when in self.tables["randomization"].of(self.who):
            if which == "1" and when is not None:
                return str(arm), int(when)
        return None

    @cached_property
    def drug(self) -> str | None:
        """The medicine of the arm. None: never randomised."""
        if self.randomised is None:
            return None
        arm = self.randomised[0]
        return "methadone" if "Methadone" in arm else "naltrexone_xr" if "NTX" in arm else "buprenorphine"

    @cached_property
    def first_dose_day(self) -> int | None:
        return min(
            (int(row[2]) for row in self.tables["treatment"].of(self.who) if row[2] is not None), default=None
        )

    def rows(self, table: str) -> Iterator[Row]:
        """This person's rows, each once; exact duplicates are left out and counted."""
        seen: set[Row] = set()
        for row in self.tables[table].of(self.who):
            if row in seen:
                self.leave_out(table, DUPLICATE)
            else:
                seen.add(row)
                yield row

    def use(self, table: str, count: int = 1) -> None:
        self.into.tallies[table].used += count

    def leave_out(self, table: str, because: str) -> None:
        self.into.tallies[table].left_out[because] += 1

    def event(self, table: str, key: str, kind: str, day: int, detail: dict[str, Any]) -> None:
        self.into.tallies[table].events += 1
        self.into.events.append((key, self.id, kind, at(day), detail, table))
        if day > self.last_day:
            self.last_day = day

    def baseline(self, table: str, topic: str, facts: dict[str, Any], *, day: int = 0) -> None:
        key = made_id("baseline", self.who, topic, day)
        self.into.baselines.append((key, self.id, topic, facts, at(day)))
        self.event(table, key, "baseline.recorded", day, {"baseline": key, "topic": topic})

    def facts(self, table: str, names: Sequence[str] | None = None) -> dict[str, Any]:
        """The columns of this person's one row as facts, words as keys, numbers as numbers. Empty: no row."""
        facts: dict[str, Any] = {}
        for row in self.rows(table):
            columns = self.tables[table].columns
            for column, value in zip(columns[1:], row[1:], strict=True):
                if names is None or column in names:
                    facts[column] = value if isinstance(value, int | float) else slug(value)
        return facts
