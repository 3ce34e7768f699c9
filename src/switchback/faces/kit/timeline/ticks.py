"""Where the timeline's header says which year, month, day or hour it is, in the site's own days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from switchback.faces.kit.dates import MONTHS, WEEKDAYS

HOUR, DAY = 3600.0, 86400.0
# Unit, step, roughly how long one step is. The first that gives few enough labels is used.
STEPS = (
    ("hour", 1, HOUR), ("hour", 3, 3 * HOUR), ("hour", 6, 6 * HOUR), ("hour", 12, 12 * HOUR),
    ("day", 1, DAY), ("day", 2, 2 * DAY), ("week", 1, 7 * DAY), ("week", 2, 14 * DAY),
    ("month", 1, 30.4 * DAY), ("month", 2, 61 * DAY), ("month", 3, 91 * DAY), ("month", 6, 183 * DAY),
    ("year", 1, 365 * DAY), ("year", 2, 730 * DAY), ("year", 5, 1826 * DAY), ("year", 10, 3652 * DAY),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tick:
    at: datetime
    label: str
    context: str  # the larger unit, said once on the first label it belongs to


def ticks(start: datetime, end: datetime, zone: tzinfo, *, at_most: int) -> list[Tick]:
    seconds = (end - start).total_seconds()
    unit, step, _ = next((s for s in STEPS if seconds / s[2] <= at_most), STEPS[-1])
    found: list[Tick] = []
    for local in _walk(unit, step, start.astimezone(zone), end.astimezone(zone), zone):
        at = local.astimezone(UTC)
        if start <= at <= end:
            found.append(Tick(at, *_words(unit, local)))
    return found


def _walk(unit: str, step: int, start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
    if unit == "hour":
        yield from _hours(step, start.date(), end.date(), zone)
        return
    on = _first(unit, step, start.date())
    while on <= end.date():
        yield datetime.combine(on, time(), zone)
        on = _next(unit, step, on)


def _hours(step: int, first: date, last: date, zone: tzinfo) -> Iterator[datetime]:
    on = first
    while on <= last:
        for hour in range(0, 24, step):
            yield datetime.combine(on, time(hour), zone)
        on += timedelta(days=1)


def _first(unit: str, step: int, on: date) -> date:
    if unit == "day":
        return on - timedelta(days=on.toordinal() % step)
    if unit == "week":
        return on - timedelta(days=(on.toordinal() - 1) % (7 * step))
    if unit == "month":
        return date(on.year, (on.month - 1) // step * step + 1, 1)
    return date(max(1, on.year // step * step), 1, 1)


def _next(unit: str, step: int, on: date) -> date:
    if unit in ("day", "week"):
        return on + timedelta(days=step * (7 if unit == "week" else 1))
    months = on.month - 1 + step * (12 if unit == "year" else 1)
    return date(on.year + months // 12, months % 12 + 1, 1)


def _words(unit: str, local: datetime) -> tuple[str, str]:
    month = MONTHS[local.month - 1][:3]
    if unit == "hour":
        return f"{local.hour % 12 or 12} {'am' if local.hour < 12 else 'pm'}", f"{local.day} {month}"
    if unit == "day":
        return f"{WEEKDAYS[local.weekday()][:3]} {local.day}", month
    if unit == "week":
        return f"{local.day} {month}", str(local.year)
    if unit == "month":
        return month, str(local.year)
    return str(local.year), ""
