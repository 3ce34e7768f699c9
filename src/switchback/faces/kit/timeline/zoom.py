"""From years to hours: the windows one can go to from the one that is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

SPANS = (
    ("Year", timedelta(days=365)),
    ("3 months", timedelta(days=91)),
    ("Month", timedelta(days=30)),
    ("Week", timedelta(days=7)),
    ("Day", timedelta(days=1)),
)


@dataclass(frozen=True, slots=True)
class Zoom:
    label: str
    start: datetime
    end: datetime
    current: bool = False


def zoom_links(start: datetime, end: datetime, born: datetime, now: datetime) -> tuple[Zoom, ...]:
    """`born` is where the history begins. Earlier and Later are there only when there is somewhere to go."""
    last = max(now, end)
    found = [Zoom("Years", born, last, _same(end - start, last - born))]
    for label, span in SPANS:
        if span < last - born:
            ends = _ends(start, end, span, born, last)
            found.append(Zoom(label, ends - span, ends, _same(end - start, span)))
    span = end - start
    if start > born:
        found.append(Zoom("Earlier", start - span, start))
    if end < last:
        found.append(Zoom("Later", end, end + span))
    return tuple(found)


def _ends(start: datetime, end: datetime, span: timedelta, born: datetime, last: datetime) -> datetime:
    """Zooming keeps the latest day in sight when it was in sight, and else the middle."""
    if end >= last:
        return last
    middle = start + (end - start) / 2
    return min(last, max(born + span, middle + span / 2))


def _same(one: timedelta, other: timedelta) -> bool:
    return abs(one - other) <= other * 0.02
