"""The weekly word: from dated urine results and visits, by either published week rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.outcomes import (
    RULE_2023,
    USE_PATTERN,
    CannotCount,
    Positive,
    read_word,
    retained_until,
    weekly_word,
    weeks_retained,
)
from tests.clinical.few import few


def word(*, rule=USE_PATTERN, positive=(), attended=(), randomised_on=0.0, last_day=27.0, **more):
    positives = [Positive(day=day, drug=drug) for day, drug in positive]
    return weekly_word(
        rule=rule,
        positives=positives,
        attended=attended,
        randomised_on=randomised_on,
        last_day=last_day,
        **more,
    )


def test_an_attended_week_without_a_positive_sample_is_negative_and_an_empty_one_missing():
    assert word(attended=[0, 14], last_day=27) == "-o-o"


def test_days_0_to_6_from_randomisation_are_week_1():
    assert word(positive=[(6, "Opioid")], last_day=13) == "+o"
    assert word(positive=[(7, "Opioid")], last_day=13) == "o+"


def test_the_2023_rule_starts_week_1_the_day_after_randomisation():
    assert word(rule=RULE_2023, positive=[(0, "Opioid"), (7, "Opioid")], last_day=14) == "+o"


def test_a_positive_and_a_negative_day_in_one_week_are_mixed():
    assert word(positive=[(1, "Opioid")], attended=[1, 4], last_day=6) == "*"


def test_a_positive_sample_between_visits_counts():
    assert word(positive=[(3, "Opioid")], last_day=6) == "+"


def test_the_persons_own_medication_counts_by_one_rule_and_not_by_the_other():
    given_day = {
        "positive": [(1, "Methadone")],
        "attended": [1],
        "own_medication": "Methadone",
        "last_day": 7,
    }
    assert word(rule=USE_PATTERN, **given_day) == "+o"
    assert word(rule=RULE_2023, **given_day) == "-"
    assert word(rule=RULE_2023, **{**given_day, "own_medication": "Buprenorphine"}) == "+"


def test_other_drugs_are_not_opioid_use():
    assert word(positive=[(1, "Cocaine")], attended=[1], last_day=6) == "-"


def test_nothing_before_week_1_or_after_the_last_day_counts():
    days = {
        "positive": [(6, "Opioid"), (23, "Opioid")],
        "attended": [2],
        "randomised_on": 7.0,
        "last_day": 22.0,
    }
    assert word(**days) == "ooo"


def test_who_was_never_randomised_has_no_weeks_unless_counted_from_consent_as_published():
    with pytest.raises(CannotCount, match="never randomised"):
        word(randomised_on=None)
    found = word(
        randomised_on=None, count_from_consent=True, positive=[(0, "Opioid")], attended=[0, 8], last_day=13
    )
    assert found == "+o"


def test_a_urine_sample_without_a_day_is_named_not_dropped():
    for missing in (None, float("nan")):
        with pytest.raises(CannotCount, match="Opioid has no day"):
            word(positive=[(missing, "Opioid")])


def test_a_schedule_that_ends_before_week_1_is_refused():
    with pytest.raises(CannotCount, match="ends on day 3, before week 1 begins on day 7"):
        word(randomised_on=7.0, last_day=3.0)


def test_retention_is_the_last_week_attended():
    assert weeks_retained(read_word("-+oo*o")) == 5
    assert weeks_retained(read_word("ooo")) == 0
    assert retained_until(read_word("-ooo"), week=1) is True
    assert retained_until(read_word("-ooo"), week=2) is False


@given(st.sets(st.integers(0, 167)), st.sets(st.integers(0, 167)), st.integers(0, 30))
@few
def test_both_rules_lay_out_every_history_whole(positive, attended, randomised_on):
    for rule in (USE_PATTERN, RULE_2023):
        found = word(
            rule=rule, positive=[(day, "Opioid") for day in positive], attended=attended,
            randomised_on=float(randomised_on), last_day=168.0,
        )  # fmt: skip
        assert len(found) == (168 - randomised_on - rule.first_day_after_randomisation) // 7 + 1
        assert set(found) <= set("+-*o")
