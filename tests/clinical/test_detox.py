"""The standard start of buprenorphine. Each test is a sentence a prescriber can check."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.detox import OPIOIDS, suggest_start
from switchback.clinical.values import Reason, SettingError, load_content

from .few import few

READY = {"cows_score": 12, "cows_age_hours": 0.5, "opioid": "short_acting", "hours_since_last_use": 12}


def suggest(**facts):
    return suggest_start(**{**READY, **facts})


def keys(suggestion):
    return [reason.key for reason in suggestion.because]


def test_a_start_says_the_dose_when_to_look_again_and_what_was_met():
    protocol = load_content("detox", "buprenorphine_start")
    started = suggest()
    assert (started.action, started.drug, started.dose_mg, started.recheck_hours) == (
        "start",
        "buprenorphine",
        Decimal("4"),
        1.0,
    )
    assert started.because == (
        Reason("cows_high_enough", {"cows": 12, "needed": 12}),
        Reason("waited_long_enough", {"hours": 12, "needed": 12, "opioid": "short_acting"}),
    )
    assert (started.protocol_id, started.protocol_version) == ("buprenorphine_start", 1)
    assert (started.protocol_hash, started.status, started.source) == (
        protocol.hash,
        protocol.status,
        protocol.source,
    )


@pytest.mark.parametrize(
    ("cows", "action"), [(0, "wait"), (11, "wait"), (12, "start"), (13, "start"), (48, "start")]
)
def test_a_start_needs_a_cows_of_12(cows, action):
    assert suggest(cows_score=cows).action == action


@pytest.mark.parametrize(
    ("opioid", "hours", "action"),
    [
        ("short_acting", 11.9, "wait"),
        ("short_acting", 12, "start"),
        ("extended_release", 23.9, "wait"),
        ("extended_release", 24, "start"),
        ("methadone", 71.9, "wait"),
        ("methadone", 72, "start"),
        ("fentanyl", 23.9, "wait"),
        ("fentanyl", 24, "start"),
    ],
)
def test_a_start_needs_the_wait_the_opioid_asks_for(opioid, hours, action):
    assert suggest(opioid=opioid, hours_since_last_use=hours).action == action


def test_waiting_for_time_says_how_long_still():
    waiting = suggest(hours_since_last_use=9)
    assert (waiting.action, waiting.dose_mg, waiting.recheck_hours) == ("wait", None, 3.0)
    assert waiting.because == (
        Reason("too_soon_after_use", {"hours": 9, "needed": 12, "opioid": "short_acting"}),
    )


def test_waiting_for_withdrawal_says_when_to_rate_again():
    waiting = suggest(cows_score=11)
    assert (waiting.action, waiting.dose_mg, waiting.recheck_hours) == ("wait", None, 2.0)
    assert waiting.because == (Reason("cows_too_low", {"cows": 11, "needed": 12}),)


def test_waiting_for_both_takes_the_longer():
    assert (
        keys(suggest(cows_score=5, hours_since_last_use=11)),
        suggest(cows_score=5, hours_since_last_use=11).recheck_hours,
    ) == (
        ["cows_too_low", "too_soon_after_use"],
        2.0,
    )
    assert suggest(cows_score=5, hours_since_last_use=4).recheck_hours == 8.0


@pytest.mark.parametrize(("age", "action"), [(0, "start"), (2, "start"), (2.1, "wait"), (30, "wait")])
def test_a_score_older_than_2_hours_starts_nothing(age, action):
    assert suggest(cows_age_hours=age).action == action


def test_an_old_score_is_taken_again_now_whatever_it_said():
    for cows in (3, 30):
        old = suggest(cows_score=cows, cows_age_hours=3)
        assert (old.action, old.recheck_hours) == ("wait", 0.0)
        assert old.because[0] == Reason("cows_too_old", {"hours": 3, "needed": 2})


@pytest.mark.parametrize("missing", [{"cows_score": None}, {"cows_age_hours": None}])
def test_a_missing_score_is_not_a_zero_but_a_score_to_take_now(missing):
    waiting = suggest(**missing)
    assert (waiting.action, waiting.recheck_hours, keys(waiting)) == ("wait", 0.0, ["cows_missing"])


@pytest.mark.parametrize("fact", ["pregnant", "on_full_agonist", "recent_naltrexone"])
def test_what_this_protocol_is_not_for_goes_to_the_prescriber(fact):
    asked = suggest(**{fact: True})
    assert (asked.action, asked.dose_mg, asked.recheck_hours, keys(asked)) == (
        "ask_prescriber",
        None,
        None,
        [fact],
    )


def test_an_unknown_time_of_last_use_goes_to_the_prescriber():
    assert (suggest(hours_since_last_use=None).action, keys(suggest(hours_since_last_use=None))) == (
        "ask_prescriber",
        ["last_use_unknown"],
    )


def test_the_prescriber_is_told_everything_that_speaks_against_starting():
    asked = suggest(pregnant=True, recent_naltrexone=True, cows_score=11, hours_since_last_use=1)
    assert keys(asked) == ["pregnant", "recent_naltrexone", "cows_too_low", "too_soon_after_use"]


@pytest.mark.parametrize(
    ("opioid", "caution"), [("fentanyl", "fentanyl_no_agreed_wait"), ("methadone", "methadone_higher_risk")]
)
def test_a_start_after_fentanyl_or_methadone_says_what_to_be_careful_of(opioid, caution):
    started = suggest(opioid=opioid, hours_since_last_use=100)
    assert (started.action, keys(started)) == ("start", ["cows_high_enough", "waited_long_enough", caution])


@pytest.mark.parametrize(("cows", "asks"), [(24, False), (25, True)])
def test_severe_withdrawal_asks_for_a_medical_review_as_well(cows, asks):
    assert ("medical_review" in keys(suggest(cows_score=cows))) is asks
    assert ("medical_review" in keys(suggest(cows_score=cows, hours_since_last_use=1))) is asks


def test_a_site_may_follow_another_source():
    site = {"cows_at_least": 8, "wait_hours_short_acting": 24, "first_dose_mg": 2}
    assert suggest(cows_score=8, hours_since_last_use=23, settings=site).action == "wait"
    started = suggest(cows_score=8, hours_since_last_use=24, settings=site)
    assert (started.action, started.dose_mg) == ("start", Decimal("2"))


@pytest.mark.parametrize(
    "site", [{"first_dose_mg": 16}, {"cows_at_least": 0}, {"wait_hours_fentanyl": 4}, {"first_dose": 4}]
)
def test_a_site_may_not_leave_what_any_source_supports(site):
    with pytest.raises(SettingError):
        suggest(settings=site)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cows_score": -1},
        {"cows_score": 49},
        {"cows_age_hours": -0.1},
        {"hours_since_last_use": -1},
        {"hours_since_last_use": float("nan")},
        {"cows_age_hours": float("nan")},
        {"opioid": "heroin"},
        {"opioid": ""},
    ],
)
def test_impossible_facts_are_refused(wrong):
    with pytest.raises(ValueError, match=r"unknown opioid|cannot lie in the future|between 0 and 48"):
        suggest(**wrong)


facts = st.fixed_dictionaries(
    {
        "cows_score": st.none() | st.integers(0, 48),
        "cows_age_hours": st.none() | st.floats(0, 100),
        "opioid": st.sampled_from(OPIOIDS),
        "hours_since_last_use": st.none() | st.floats(0, 200),
        "pregnant": st.booleans(),
        "on_full_agonist": st.booleans(),
        "recent_naltrexone": st.booleans(),
    }
)


@few
@given(facts)
def test_a_dose_comes_with_a_start_and_only_then_and_there_is_always_a_reason(facts):
    suggestion = suggest_start(**facts)
    assert (suggestion.dose_mg is not None) == (suggestion.action == "start")
    assert (suggestion.recheck_hours is None) == (suggestion.action == "ask_prescriber")
    assert suggestion.because


@few
@given(facts, st.floats(0, 100), st.integers(0, 48))
def test_waiting_longer_or_withdrawing_more_never_takes_a_start_away(facts, longer, more):
    if suggest_start(**facts).action == "start":
        later = {
            **facts,
            "hours_since_last_use": facts["hours_since_last_use"] + longer,
            "cows_score": min(48, facts["cows_score"] + more),
        }
        assert suggest_start(**later).action == "start"
