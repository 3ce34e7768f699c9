"""One made-up road for the gallery and the tests: a detox, a stay, two use days, home, and the months after."""

from datetime import UTC, datetime, timedelta

from switchback.faces.kit.road import RoadPoint
from switchback.faces.kit.timeline import Guide, Lane, Mark, TimelineView

BORN = datetime(2025, 2, 12, 14, tzinfo=UTC)
NOW = datetime(2025, 6, 10, 15, tzinfo=UTC)
ZONE = "America/New_York"
COWS = ((2, 4, 13), (2, 10, 22), (2, 20, 17), (3, 5, 14), (3, 16, 11), (4, 6, 8), (5, 6, 4), (6, 6, 2))


def example_view(
    start: datetime = BORN - timedelta(days=7), end: datetime = NOW + timedelta(days=10)
) -> TimelineView:
    lanes = (
        Lane("stays", "Stays", _stays()),
        Lane("doses", "Doses", _doses()),
        Lane(
            "withdrawal",
            "Withdrawal",
            _cows(),
            note="COWS",
            top=48,
            guides=(Guide(13, "Moderate"), Guide(25, "Moderately severe")),
        ),
        Lane("urine", "Urine", _urine()),
        Lane(
            "use",
            "Use days",
            tuple(
                _at(day, 22, "use", "Told us of use") for day in (-6, -5, -4, -3, -2, -1, 0, 1, 40, 41, 77)
            ),
        ),
        Lane("visits", "Visits", _visits()),
        Lane("check_ins", "Check-ins", _check_ins(), note="urge 0–4", top=4),
    )
    return TimelineView(
        start=start, end=end, zone=ZONE, lanes=lanes, now=NOW, title="Ana Moreno, the road so far"
    )


def _at(day: int, hour: int, kind: str, label: str, value: float | None = None) -> Mark:
    return Mark(BORN.replace(hour=0) + timedelta(days=day, hours=hour), kind=kind, label=label, value=value)


def _stay(first: int, last: int | None, level: str, label: str) -> Mark:
    return Mark(
        BORN + timedelta(days=first), BORN + timedelta(days=last) if last else None, kind=level, label=label
    )


def _stays() -> tuple[Mark, ...]:
    return (
        _stay(2, 8, "withdrawal_management", "Detox"),
        _stay(8, 36, "residential", "Residential"),
        _stay(36, 80, "intensive_outpatient", "Intensive outpatient"),
        _stay(80, None, "outpatient", "Outpatient"),
    )


def _doses() -> tuple[Mark, ...]:
    found = []
    for day in range(2, 118):
        mg = 4 if day == 2 else 8 if day == 3 else 12 if day < 6 else 16 if day < 42 else 20
        if day in (40, 41, 76):
            found.append(_at(day, 14, "not_given", "Not given: did not come"))
        else:
            found.append(_at(day, 14, "buprenorphine", f"Buprenorphine {mg} mg", mg))
    return tuple(found)


def _cows() -> tuple[Mark, ...]:
    return tuple(_at(day, hour, "", f"COWS {score}", score) for day, hour, score in COWS)


def _urine() -> tuple[Mark, ...]:
    return tuple(
        _at(
            day,
            15,
            "positive" if day in (2, 44, 79) else "negative",
            "Positive: opioids" if day in (2, 44, 79) else "Negative",
        )
        for day in range(2, 118, 7)
    )


def _visits() -> tuple[Mark, ...]:
    found = [
        _at(day, 16, "missed" if day in (41, 76) else "attended", "Visit")
        for day in (0, 2, 9, 16, 23, 30, 37, 41, 48, 55, 62, 69, 76, 83, 97, 111)
    ]
    return (*found, _at(125, 16, "booked", "Visit booked"))


def _check_ins() -> tuple[Mark, ...]:
    urges = (3, 3, 2, 3, 2, 2, 1, 2, 1, 1, 1, 2, 4, 3, 2, 1, 1, 0, 1, 0, 0, 1, 2, 1, 0, 0, 1, 0)
    return tuple(_at(9 + index * 4, 13, "", f"Urge {urge} of 4", urge) for index, urge in enumerate(urges))


def example_points(bends: tuple[int, ...] = (40, 77)) -> tuple[RoadPoint, ...]:
    def on(day: int, kind: str, label: str) -> RoadPoint:
        return RoadPoint(BORN + timedelta(days=day), kind, label)

    return (
        on(0, "start", "12 February"),
        on(9, "milestone", "First plan"),
        on(30, "milestone", "30 days free"),
        *(on(day, "bend", "A use day") for day in bends),
        on(95, "milestone", "60 days free"),
        RoadPoint(NOW, "here", "You are here"),
    )
