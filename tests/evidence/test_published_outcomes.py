"""All 62 columns equal the trial team's, cell for cell, for everybody in the folder."""

import pytest

from evidence.differences import known_differences
from evidence.outcome_table import outcome_table
from evidence.trial_files import read_table
from evidence.weekly_words import read_enrolments, words_of_trials
from switchback.clinical.outcomes import (
    COLUMNS,
    RULE_2023,
    USE_PATTERN,
    outcomes_of,
    read_word,
    weeks_retained,
)

# The published file has 15 digits and was added up in another order.
ROUNDING = 1e-12


@pytest.fixture(scope="module")
def ours(trials):
    return words_of_trials(trials, rule=USE_PATTERN)


def unequal(words, published):
    table = outcome_table(words)
    return {
        column: cells
        for column in COLUMNS
        if (
            cells := sum(
                abs(table[column].astype(float).to_numpy() - published[column].astype(float)) > ROUNDING
            )
        )
    }


def test_the_columns_and_their_order_are_the_published_ones(published):
    assert list(published.columns[1:]) == list(COLUMNS)


def test_every_cell_from_the_published_words(published):
    assert unequal(list(published["usePatternUDS"]), published) == {}


def test_every_cell_of_some_people_by_the_one_person_function(published):
    for row in published[::40].to_dict("records"):
        for column, answer in outcomes_of(row["usePatternUDS"]).items():
            assert answer == pytest.approx(row[column], abs=ROUNDING), column


def test_our_words_are_the_published_ones_but_for_the_weeks_named_with_their_reason(ours, published):
    found = [
        (who, week, theirs, symbol)
        for who, word in zip(ours.who, ours.words, strict=True)
        for week, (theirs, symbol) in enumerate(
            zip(published["usePatternUDS"][who], word, strict=True), start=1
        )
        if theirs != symbol
    ]
    named = [(d.who, d.week, d.published, d.ours) for d in known_differences() if d.who in set(ours.who)]
    assert found == named
    assert all(len(d.reason) > 40 for d in known_differences())


def test_every_cell_from_our_own_words_but_for_the_people_named(ours, published):
    apart = {difference.who for difference in known_differences()}
    alike = [(who, word) for who, word in zip(ours.who, ours.words, strict=True) if who not in apart]
    assert len(alike) >= len(published) - len(apart)
    assert unequal([word for _, word in alike], published.loc[[who for who, _ in alike]]) == {}


def test_the_2023_rule_gives_the_words_the_team_published_in_2023(trials):
    table = read_table(trials, "derived_weeklyOpioidPattern", columns=("who", "Phase_1", "Phase_2"))
    words = words_of_trials(trials, rule=RULE_2023)
    theirs = dict(zip(table["who"], table["Phase_1"] + table["Phase_2"], strict=True))
    assert [who for who, word in zip(words.who, words.words, strict=True) if theirs[who] != word] == []


def test_retention_is_near_the_published(trials, ours):
    """EVIDENCE.md, on everybody; this folder may hold a sample of them."""
    enrolments = read_enrolments(trials)
    weeks = [
        weeks_retained(read_word(word))
        for who, word in zip(ours.who, ours.words, strict=True)
        if enrolments[who].own_medication == "Methadone"
    ]
    shares = [sum(week >= until for week in weeks) / len(weeks) for until in (4, 12, 20)]
    assert shares == pytest.approx([0.905, 0.822, 0.754], abs=0.03)
