from datetime import UTC, date, datetime, timedelta

import pytest

from switchback.faces.kit import clock, dates

LATE = datetime(2025, 3, 4, 3, 5, tzinfo=UTC)  # still the evening of the 3rd in New York
HERE = "America/New_York"


def test_days_are_the_sites_own():
    assert dates.day(LATE, HERE) == "3 March 2025"
    assert dates.short_day(LATE, HERE) == "Mon 3 Mar"
    assert dates.clock_time(LATE, HERE) == "10:05 pm"
    assert dates.day_and_time(LATE, HERE) == "Mon 3 Mar 2025, 10:05 pm"
    assert dates.day(date(2025, 3, 4), HERE) == "4 March 2025"


@pytest.mark.parametrize(
    ("hour", "said"), [(0, "12:00 am"), (1, "1:00 am"), (12, "12:00 pm"), (13, "1:00 pm")]
)
def test_the_hours_of_the_clock(hour: int, said: str):
    assert dates.clock_time(datetime(2025, 3, 4, hour, tzinfo=UTC)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "today"), (1, "yesterday"), (2, "2 days ago"), (20, "20 days ago"), (21, "3 weeks ago"), (60, "8 weeks ago"),
     (61, "2 months ago"), (729, "24 months ago"), (730, "2 years ago"), (-1, "tomorrow"), (-5, "in 5 days")],
)  # fmt: skip
def test_ago(days: int, said: str):
    assert dates.ago(LATE - timedelta(days=days), LATE, HERE) == said


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError):
        dates.day(datetime(2025, 3, 4), HERE)


def test_nothing_is_a_dash():
    assert (dates.day(None), dates.short_day(None), dates.clock_time(None), dates.day_and_time(None)) == (
        "—",
    ) * 4


def test_the_clock_can_be_stopped_and_goes_on():
    with clock.stopped_at(LATE):
        assert clock.now() == LATE
    assert clock.now() > LATE
    with pytest.raises(ValueError), clock.stopped_at(datetime(2025, 3, 4)):
        pass
