"""The person's own road: telling of use takes nothing away."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.relapse import Told, days_since_last_use, walk

from .few import few

TODAY = date(2026, 3, 31)
BEGAN = TODAY - timedelta(days=84)


def day(ago):
    return TODAY - timedelta(days=ago)


def test_an_empty_road_has_a_length_and_thirty_days_nobody_told_us_about():
    road = walk([], began_on=BEGAN, today=TODAY)
    assert road.never_fall == (84, 0, 0, 0)
    assert [dot for _, dot in road.dots] == ["not_told"] * 30
    assert days_since_last_use(road, today=TODAY) is None


def test_a_use_day_changes_its_dot_and_adds_a_bend_and_leaves_the_rest():
    free = [Told("free_days", day(1), day(1), 7)]
    before = walk(free, began_on=BEGAN, today=TODAY)
    after = walk([*free, Told("use_day", day(1), TODAY)], began_on=BEGAN, today=TODAY)
    assert before.never_fall == after.never_fall == (84, 7, 0, 0)
    assert before.milestones == after.milestones
    assert [dot for _, dot in after.dots[-9:]] == ["not_told", *["free"] * 6, "used", "not_told"]
    assert (after.bends, days_since_last_use(after, today=TODAY)) == ((day(1),), 1)


def test_a_day_told_twice_is_one_day():
    told = [Told("free_days", day(1), day(1), 3), Told("free_days", TODAY, TODAY, 3)]
    assert walk(told, began_on=BEGAN, today=TODAY).free_days == 4


def test_a_milestone_keeps_the_date_on_which_it_was_told():
    told = [Told("free_days", day(20 - n), day(20 - n)) for n in range(14)]
    free = [(m.count, m.reached_on) for m in walk(told, began_on=TODAY, today=TODAY).milestones]
    assert free == [(1, day(20)), (7, day(14)), (14, day(7))]


told = st.builds(
    lambda kind, ago, days: Told(kind, day(ago), day(ago), days),
    st.sampled_from(["free_days", "use_day", "urge_ridden_out", "learned", "other"]),
    st.integers(0, 90),
    st.integers(1, 10),
)


@few
@given(st.lists(told, max_size=12), st.integers(0, 12), st.integers(0, 90))
def test_telling_of_use_lowers_no_number_and_removes_no_milestone(events, place, ago):
    before = walk(events, began_on=BEGAN, today=TODAY)
    use = Told("use_day", day(ago), TODAY)
    after = walk([*events[:place], use, *events[place:]], began_on=BEGAN, today=TODAY)
    assert after.never_fall == before.never_fall
    assert after.milestones == before.milestones
    assert day(ago) in after.bends


@few
@given(st.lists(told, max_size=12), told)
def test_whatever_is_told_next_no_number_falls(events, more):
    before = walk(events, began_on=BEGAN, today=TODAY)
    after = walk([*events, more], began_on=BEGAN, today=TODAY)
    assert all(now >= then for now, then in zip(after.never_fall, before.never_fall, strict=True))
    assert set(before.milestones) <= set(after.milestones)
