"""What a timeline shows, in plain values."""

from dataclasses import dataclass
from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened, or `count` of them. `end` makes it a stay; a stay without one is still going on.

    kind, by lane: stays the level of care · doses the drug, or "not_given" · withdrawal the band · urine "positive" or
    "negative" · visits "attended", "missed" or "booked" · use, check_ins and events anything.
    """

    start: datetime
    end: datetime | None = None
    kind: str = ""
    value: float | None = None
    count: int = 1
    label: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Guide:
    """A faint line across a lane at a value that has a name, such as the start of a band."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    key: str
    label: str
    marks: tuple[Mark, ...] = ()
    note: str = ""
    top: float | None = None
    guides: tuple[Guide, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineView:
    start: datetime
    end: datetime
    zone: str | tzinfo
    lanes: tuple[Lane, ...]
    now: datetime | None = None
    title: str = "Timeline"
