"""The leakage rules: a feature knows what the centre knew on that day, and nothing of what came after."""

import random
from dataclasses import replace

import pytest

from evidence.feature_words import WORDS
from evidence.features import at_week
from evidence.histories import History, first_run, returned


def history(**changes):
    """An invented person: randomised on day 10, seen weekly for four weeks, then once more in week 9."""
    visits = (3.0, 10.0, 17.0, 24.0, 31.0, 38.0, 70.0)
    found = {
        "who": 1, "trial": "27", "site": "2", "arm": "Outpatient BUP", "entry": 10.0,
        "baseline": {"age": 31.0, "male": 0.0, "heroin_days": 20.0, "heroin_injected": 1.0},
        "attended": visits, "urine": ((3.0, "Opioid"), (10.0, "Cocaine"), (24.0, "Opioid"), (38.0, "Buprenorphine")),
        "told": tuple((float(day), "Opioid") for day in (1, 2, 12, 22, 33, 36, 45, 60)),
        "doses": tuple((float(day), 16.0) for day in range(10, 60)),
        "withdrawal": ((10.0, 2.0), (17.0, 1.0), (70.0, 3.0)), "pain": ((10.0, 1.0), (955.0, 2.0)),
    }  # fmt: skip
    return History(**(found | changes))


def before(found, day):
    """Every row later than the day deleted."""
    kept = {name: tuple(row for row in getattr(found, name) if row[0] <= day)
            for name in ("urine", "told", "doses", "withdrawal", "pain")}  # fmt: skip
    return replace(found, attended=tuple(at for at in found.attended if at <= day), **kept)


def known_use(found, day):
    return [at for at, _ in found.known_on(day).told]


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (11.0, [1.0, 2.0]),
        (16.9, [1.0, 2.0]),  # used on day 12, told on day 17
        (17.0, [1.0, 2.0, 12.0]),
        (37.0, [1.0, 2.0, 12.0, 22.0]),  # seen on day 31; days 33 and 36 are not told yet
        (38.0, [1.0, 2.0, 12.0, 22.0, 33.0, 36.0]),
        (69.0, [1.0, 2.0, 12.0, 22.0, 33.0, 36.0]),  # stopped coming: nothing more is known
        (70.0, [1.0, 2.0, 12.0, 22.0, 33.0, 36.0, 45.0, 60.0]),
    ],
)
def test_a_use_day_is_known_only_from_the_next_attended_visit(day, known):
    assert known_use(history(), day) == known


def test_a_use_day_told_on_its_own_day_waits_for_the_next_visit():
    assert known_use(history(told=((17.0, "Opioid"),)), 17.0) == []


def test_who_was_never_seen_told_nothing():
    unseen = history(attended=())
    assert (unseen.known_on(50).told, unseen.known_on(50).doses) == ((), ())


@pytest.mark.parametrize(("day", "last"), [(10.0, 10.0), (23.0, 17.0), (24.0, 24.0), (69.0, 38.0)])
def test_a_take_home_dose_is_known_from_the_visit_on_its_day_or_after(day, last):
    assert history().known_on(day).doses[-1][0] == last


def test_withdrawal_pain_urine_and_visits_end_with_the_day():
    known = history().known_on(31.0)
    assert known.withdrawal == ((10.0, 2.0), (17.0, 1.0))
    assert known.pain == ((10.0, 1.0),)
    assert known.urine[-1][0] == 24.0
    assert known.attended[-1] == 31.0


@pytest.mark.parametrize("week", range(12))
def test_features_are_the_same_after_deleting_every_later_row(week):
    found = history()
    assert at_week(found, week) == at_week(before(found, found.entry + 7 * week), week)


def test_features_are_the_same_whatever_comes_later():
    chance = random.Random(1)
    for _ in range(100):
        week = chance.randrange(12)
        day = 10.0 + 7 * week
        start = before(history(), day)
        drugs = ("Opioid", "Cocaine", "Alcohol")
        later = [day + chance.randrange(1, 300) for _ in range(20)]
        changed = replace(
            start,
            urine=tuple(sorted({*start.urine, *((at, chance.choice(drugs)) for at in later)})),
            told=tuple(sorted({*start.told, *((at, chance.choice(drugs)) for at in later)})),
            attended=tuple(sorted({*start.attended, *later[:10]})),
            doses=tuple(sorted({*start.doses, *((at, 8.0) for at in later)})),
            withdrawal=tuple(sorted({*start.withdrawal, *((at, 3.0) for at in later)})),
            pain=tuple(sorted({*start.pain, *((at, 2.0) for at in later)})),
        )
        assert at_week(changed, week) == at_week(start, week)


def test_real_features_are_the_same_after_deleting_every_later_row(cohort):
    for found in cohort[::40]:
        for week in (0, 1, 3, 7):
            assert at_week(found, week) == at_week(before(found, found.entry + 7 * week), week)


def test_ctn30_counts_from_its_second_phase(trials, cohort):
    from evidence.trial_files import read_table

    rows = read_table(trials, "randomization", columns=("who", "which", "when"))
    first, second = ({r.who: r.when for r in rows.itertuples() if str(r.which) == which} for which in "12")
    of_30 = [h for h in cohort if h.trial == "30"]
    assert {h.who: h.entry for h in of_30} == {h.who: second[h.who] for h in of_30}
    assert sum(first[h.who] == h.entry for h in of_30) == 0
    assert all(first[h.who] == h.entry for h in cohort if h.trial != "30")


def test_every_feature_has_words_and_every_word_a_feature():
    assert set(at_week(history(), 3)) | {"methadone_urine_since"} == set(WORDS)


def test_weeks_begin_the_day_after_entry_and_the_own_medication_is_no_use():
    # Days 11-17 are week 1: negative on day 17. Week 2 holds the positive of day 24, week 4 only buprenorphine, its own.
    assert history().word() == "-+--" + "oooo" + "-" + "ooo"
    assert history(arm="Methadone").word()[3] == "+"


@pytest.mark.parametrize(
    ("word", "week"),
    [
        ("------------", None),
        ("ooo---------", None),
        ("--oooo------", 6),
        ("-ooooo------", 6),  # weeks 1 and 2 do not count
        ("--ooo-------", None),
        ("--+o+o------", 6),
        ("--oo*oo-----", None),  # a mixed week is negative here
        ("--------oooo", 12),
        ("---------ooo", None),
    ],
)
def test_return_to_use_is_four_bad_weeks_in_a_row_within_weeks_3_to_12(word, week):
    assert (first_run(word), returned(word)) == (week, week is not None)
