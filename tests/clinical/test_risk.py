"""The reasons that put a person on the worklist: their edges, what they saw, how soon."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.risk import REASON_KEYS, Facts, Standing, overdose_risk_window, reasons
from switchback.clinical.values import Reason, SettingError

from .few import few

AT = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def standing(at=AT, settings=None, **facts):
    return reasons(Facts(**facts), at=at, settings=settings)


def quiet(**facts):
    return standing(**facts) == Standing(0, (), True)


def test_nothing_to_see_is_nothing_to_do():
    assert quiet()


def test_these_are_the_reasons():
    assert set(REASON_KEYS) == {
        "missed_check_ins",
        "craving_up",
        "lapse_reported",
        "dose_missed",
        "recent_discharge",
        "self_harm_answer",
        "severe_withdrawal",
        "not_scored",
    }


# Missed check-ins. Daily: yesterday's is missed once today's is due too.
@pytest.mark.parametrize(
    ("silent", "every", "urgency", "missed"),
    [
        (3 * DAY - SECOND, 1, 0, None),
        (3 * DAY, 1, 1, 2),
        (5 * DAY - SECOND, 1, 1, 3),
        (5 * DAY, 1, 2, 4),
        (21 * DAY - SECOND, 7, 0, None),
        (21 * DAY, 7, 1, 2),
        (35 * DAY, 7, 2, 4),
    ],
)
def test_two_missed_check_ins_are_a_reason_and_four_are_one_for_today(silent, every, urgency, missed):
    last = AT - silent
    found = standing(expects_check_ins=True, last_check_in_at=last, check_in_every_days=every)
    saw = {"last_check_in": last.isoformat(), "missed": missed}
    assert found == Standing(urgency, (Reason("missed_check_ins", saw),) if urgency else (), True)


def test_silence_before_the_first_check_in_counts_from_when_it_was_expected():
    assert quiet(expects_check_ins=True, check_ins_expected_since=AT - 3 * DAY + SECOND)
    assert standing(expects_check_ins=True, check_ins_expected_since=AT - 3 * DAY) == Standing(
        1, (Reason("missed_check_ins", {"missed": 2}),), True
    )
    assert standing(expects_check_ins=True) == Standing(1, (Reason("missed_check_ins"),), True)


def test_no_check_in_is_missed_where_none_is_expected():
    assert quiet(expects_check_ins=False, last_check_in_at=AT - 90 * DAY)
    assert quiet(expects_check_ins=True, episode_open=False, last_check_in_at=AT - 90 * DAY)


# Urges.
def urges(*levels, newest=AT):
    return tuple((newest - (len(levels) - 1 - place) * DAY, level) for place, level in enumerate(levels))


@pytest.mark.parametrize(
    ("levels", "urgency", "before"),
    [
        ((2,), 0, None),
        ((3,), 1, None),
        ((4,), 2, None),
        ((3, 3, 3), 1, 3.0),
        ((4, 4, 4), 2, 4.0),
        ((0, 0, 1), 0, None),
        ((0, 0, 2), 2, 0.0),
        ((1, 2, 3), 1, 1.5),
        ((1, 1, 3), 2, 1.0),
        ((0, 1, 2), 0, None),
        ((4, 0), 0, None),
    ],
)
def test_a_strong_urge_or_a_rise_of_two_is_a_reason(levels, urgency, before):
    found = standing(urges=urges(*levels))
    saw = ({} if before is None else {"before": before}) | {"now": levels[-1], "at": AT.isoformat()}
    assert found == Standing(urgency, (Reason("craving_up", saw),) if urgency else (), True)


def test_an_urge_older_than_three_days_says_nothing_about_today():
    assert standing(urges=urges(4, newest=AT - 3 * DAY)).urgency == 2
    assert quiet(urges=urges(4, newest=AT - 3 * DAY - SECOND))


def test_only_the_last_two_weeks_say_what_is_usual():
    assert quiet(urges=((AT - 14 * DAY, 0), (AT - 2 * DAY, 2), (AT, 2)))
    assert standing(urges=((AT - 14 * DAY, 0), (AT, 2))).urgency == 2
    assert quiet(urges=((AT - 14 * DAY - SECOND, 0), (AT, 2)))


# A return to use.
def test_a_lapse_is_for_now_until_the_team_is_in_contact_and_for_today_until_it_was_looked_at_together():
    told = AT - HOUR
    reason = (Reason("lapse_reported", {"at": told.isoformat()}),)
    assert standing(lapses=(told,)) == Standing(3, reason, True)
    assert standing(lapses=(told,), lapse_acknowledged_at=told - SECOND) == Standing(3, reason, True)
    assert standing(lapses=(told,), lapse_acknowledged_at=told) == Standing(2, reason, True)
    assert standing(lapses=(told,), lapse_reviewed_at=told - SECOND) == Standing(3, reason, True)
    assert quiet(lapses=(told,), lapse_reviewed_at=told)


def test_a_lapse_is_never_forgotten_by_time_or_by_the_end_of_an_episode():
    assert standing(lapses=(AT - 400 * DAY,), episode_open=False).urgency == 3


def test_a_new_lapse_after_a_review_is_new():
    assert standing(lapses=(AT - 9 * DAY, AT), lapse_reviewed_at=AT - 8 * DAY).urgency == 3


# Missed doses.
def days(*ago):
    return tuple(AT.date() - n * DAY for n in ago)


@pytest.mark.parametrize(
    ("ago", "urgency", "in_a_row"),
    [
        ((0,), 1, 1),
        ((1, 0), 1, 2),
        ((2, 1, 0), 2, 3),
        ((3, 1, 0), 1, 2),
        ((7,), 1, 1),
        ((7, 6, 5, 4, 3, 2, 1), 2, 7),
        ((-1,), 1, 1),
    ],
)
def test_missed_doses_are_counted_back_from_the_newest_without_a_gap(ago, urgency, in_a_row):
    newest = max(days(*ago)).isoformat()
    assert standing(doses_missed=days(*ago)) == Standing(
        urgency, (Reason("dose_missed", {"on": newest, "in_a_row": in_a_row}),), True
    )


def test_missed_doses_that_are_old_or_dealt_with_or_after_an_episode_are_no_reason():
    assert quiet(doses_missed=days(8))
    assert quiet(doses_missed=days(1), doses_seen_to=days(1)[0])
    assert quiet(doses_missed=days(1), episode_open=False)
    assert quiet(doses_missed=days(-2))
    assert standing(doses_missed=days(2, 1, 0), doses_seen_to=days(1)[0]).reasons[0].saw["in_a_row"] == 1


# The window after leaving a controlled setting.
@pytest.mark.parametrize(
    ("gone", "urgency", "shown"),
    [
        (timedelta(0), 2, 0),
        (14 * DAY, 2, 14),
        (15 * DAY - SECOND, 2, 14),
        (15 * DAY, 1, 15),
        (30 * DAY, 1, 30),
        (31 * DAY - SECOND, 1, 30),
        (31 * DAY, 0, None),
    ],
)
@pytest.mark.parametrize("level", ["residential", "withdrawal_management"])
def test_the_30_days_after_leaving_a_controlled_setting_are_a_reason_the_first_14_for_today(
    level, gone, urgency, shown
):
    left_at = AT - gone
    found = standing(left_setting=level, left_setting_at=left_at)
    assert found == Standing(
        urgency, (Reason("recent_discharge", {"level": level, "days": shown}),) if urgency else (), True
    )
    assert overdose_risk_window(left_setting=level, left_setting_at=left_at, at=AT) == (
        level if urgency else None
    )


@pytest.mark.parametrize("level", ["intensive_outpatient", "outpatient", "sober_living", "aftercare"])
def test_leaving_a_setting_where_life_went_on_opens_no_window(level):
    assert quiet(left_setting=level, left_setting_at=AT)
    assert overdose_risk_window(left_setting=level, left_setting_at=AT, at=AT) is None


def test_an_unknown_setting_counts_and_an_end_still_to_come_does_not():
    assert overdose_risk_window(left_setting=None, left_setting_at=AT, at=AT) == "unknown"
    assert overdose_risk_window(left_setting="residential", left_setting_at=AT + SECOND, at=AT) is None
    assert overdose_risk_window(left_setting="residential", left_setting_at=None, at=AT) is None


def test_the_window_stays_open_when_the_episode_is_closed():
    assert standing(episode_open=False, left_setting="residential", left_setting_at=AT).urgency == 2


# PHQ-9 item 9.
@pytest.mark.parametrize(("item9", "urgency"), [(None, 0), (0, 0), (1, 3), (3, 3)])
def test_any_answer_above_none_on_item_9_is_for_now(item9, urgency):
    found = standing(phq9_item9=item9, phq9_at=AT)
    saw = {"value": item9, "at": AT.isoformat()}
    assert found == Standing(urgency, (Reason("self_harm_answer", saw),) if urgency else (), True)


@pytest.mark.parametrize(("old", "urgency"), [(15 * DAY - SECOND, 3), (15 * DAY, 1), (400 * DAY, 1)])
def test_it_stays_on_the_list_until_asked_again(old, urgency):
    assert standing(phq9_item9=1, phq9_at=AT - old).urgency == urgency


# Severe withdrawal.
@pytest.mark.parametrize(
    ("score", "old", "urgency"),
    [
        (24, 0 * HOUR, 0),
        (25, 0 * HOUR, 3),
        (25, 24 * HOUR, 3),
        (25, 24 * HOUR + SECOND, 0),
        (0, 0 * HOUR, 0),
        (None, 0 * HOUR, 0),
    ],
)
def test_a_cows_of_25_in_the_last_day_is_for_now(score, old, urgency):
    at = AT - old
    found = standing(cows_score=score, cows_at=at)
    assert found == Standing(
        urgency,
        (Reason("severe_withdrawal", {"score": score, "at": at.isoformat()}),) if urgency else (),
        True,
    )


def test_an_answer_without_a_time_is_taken_as_new():
    assert standing(cows_score=25).urgency == standing(phq9_item9=1).urgency == 3


def test_what_could_not_be_scored_is_said_and_never_looks_like_nothing():
    assert standing(not_scored=("check-in", "PHQ-9")) == Standing(
        1, (Reason("not_scored", {"what": "check-in, PHQ-9"}),), False
    )


def test_the_most_urgent_reason_comes_first():
    found = standing(
        expects_check_ins=True,
        last_check_in_at=AT - 9 * DAY,
        urges=urges(1, 2, 3),
        lapses=(AT,),
        doses_missed=days(1),
        left_setting="residential",
        left_setting_at=AT - 20 * DAY,
        phq9_item9=2,
        phq9_at=AT,
        cows_score=30,
        cows_at=AT,
        not_scored=("GAD-7",),
    )
    assert [reason.key for reason in found.reasons] == [
        "lapse_reported",
        "self_harm_answer",
        "severe_withdrawal",
        "missed_check_ins",
        "recent_discharge",
        "dose_missed",
        "craving_up",
        "not_scored",
    ]
    assert (found.urgency, found.scored) == (3, False)


def test_a_site_may_set_its_own_numbers_within_what_the_sources_allow():
    assert quiet(
        left_setting="residential", left_setting_at=AT - 29 * DAY, settings={"overdose_window_days": 28}
    )
    with pytest.raises(SettingError):
        standing(settings={"overdose_window_days": 7})
    with pytest.raises(SettingError):
        standing(settings={"self_harm_from": 2})


def test_a_time_without_a_zone_is_a_bug_not_a_guess():
    naive = datetime(2026, 3, 31)
    for facts in (
        {"last_check_in_at": naive},
        {"lapses": (naive,)},
        {"urges": ((naive, 1),)},
        {"phq9_at": naive},
    ):
        with pytest.raises(ValueError, match="no time zone"):
            Facts(**facts)
    with pytest.raises(ValueError, match="no time zone"):
        reasons(Facts(), at=naive)
    with pytest.raises(ValueError, match="starts at 1"):
        Facts(check_in_every_days=0)


times = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))
some_facts = st.builds(
    Facts,
    expects_check_ins=st.booleans(),
    episode_open=st.booleans(),
    last_check_in_at=st.none() | times,
    check_in_every_days=st.integers(1, 14),
    urges=st.lists(st.tuples(times, st.integers(0, 4)), max_size=4).map(sorted).map(tuple),
    lapses=st.lists(times, max_size=3).map(tuple),
    lapse_reviewed_at=st.none() | times,
    lapse_acknowledged_at=st.none() | times,
    doses_missed=st.lists(st.dates(date(2026, 3, 1), date(2026, 4, 2)), max_size=4).map(tuple),
    doses_seen_to=st.none() | st.dates(date(2026, 3, 1), date(2026, 4, 2)),
    left_setting_at=st.none() | times,
    left_setting=st.none() | st.sampled_from(["residential", "outpatient"]),
    phq9_item9=st.none() | st.integers(0, 3),
    phq9_at=st.none() | times,
    cows_score=st.none() | st.integers(0, 48),
    cows_at=st.none() | times,
    not_scored=st.lists(st.sampled_from(["PHQ-9", "check-in"]), max_size=2).map(tuple),
    check_ins_expected_since=st.none() | times,
)


@few
@given(some_facts)
def test_facts_read_back_as_they_were_stored(facts):
    assert Facts.from_json(json.loads(json.dumps(facts.to_json()))) == facts
    assert Facts.from_json(json.dumps(facts.to_json())) == facts


def test_facts_stored_before_a_part_existed_take_its_default():
    assert Facts.from_json({}) == Facts()


@few
@given(some_facts)
def test_urgency_and_reasons_go_together_and_the_same_facts_give_the_same_answer(facts):
    found = reasons(facts, at=AT)
    assert found == reasons(Facts.from_json(facts.to_json()), at=AT)
    assert (found.urgency > 0) == bool(found.reasons)
    assert 0 <= found.urgency <= 3
    assert found.scored == (not facts.not_scored)
    assert len({reason.key for reason in found.reasons}) == len(found.reasons)


@few
@given(some_facts, times)
def test_telling_us_about_use_never_makes_someone_less_urgent(facts, told):
    before = reasons(facts, at=AT)
    after = reasons(
        Facts.from_json(facts.to_json() | {"lapses": [*facts.to_json()["lapses"], told.isoformat()]}), at=AT
    )
    assert after.urgency >= before.urgency
