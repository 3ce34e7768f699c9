"""Published outcomes: what each definition answers, over a weekly urine word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.outcomes import (
    COLUMNS,
    OUTCOMES,
    NotAWord,
    NotYetDue,
    outcome_of,
    outcomes_of,
    read_word,
)
from tests.clinical.few import few

GOOD, BAD, GONE = "-" * 24, "+" * 24, "o" * 24
words = st.text(alphabet="+-o*_", min_size=1, max_size=80).filter(lambda word: word.strip("_"))


def test_there_are_62_columns_each_filled_by_one_definition():
    assert len(COLUMNS) == len(set(COLUMNS)) == 62
    assert len({outcome.name for outcome in OUTCOMES}) == len(OUTCOMES) == 54


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.name)
def test_each_definition_says_what_it_asks_and_who_published_it(outcome):
    assert len(outcome.says) > 20
    assert re.fullmatch(r"10\.\d{4}/\S+", outcome.doi or "") or "CTN-0094, 2023" in outcome.paper
    assert outcome.measures in ("abstinence", "reduction", "relapse")


@pytest.mark.parametrize(
    ("column", "word", "answer"),
    [
        # Abstinence
        ("Ab_fiellin_2006", "*---oo-o-o-o+oo", 6),
        ("Ab_kosten_1993", "--o-+---", True),
        ("Ab_kosten_1993", "--o-+--o-", False),
        ("Ab_ling_1998", "+---+---", False),
        ("Ab_ling_1998", "+---+----", True),
        ("Ab_krupitskyA_2011", "++++-----------", True),
        ("Ab_krupitskyA_2011", "++++----------o", False),
        ("Ab_krupitskyB_2011", GOOD, 11),
        ("AbT_mokri_2016", "--o-+", 3),
        ("AbE_mokri_2016", "-----", 0),
        ("AbT_mokri_2016", "-----", 5),
        ("AbT_shufman_1994", "--o-*", 5),
        ("AbE_shufman_1994", "--o--", 0),
        ("Ab_schottenfeld_2005", "-o-+-o-o-", 3),
        ("Ab_schottenfeldB_2008", "-o-+-o-o-", 1),
        ("Ab_ctnThirty_2011", "++oo-+-", False),
        ("Ab_ctnThirty_2011", "+++-+--", True),
        ("Ab_ctnThirty_2011", "+++---o", False),
        ("Ab_ctnNinetyFour_2023", "+++++++++++--o-", True),
        ("Ab_ctnNinetyFour_2023", "+++++++++++-oo-", False),
        ("Ab_ctnNinetyFour_2023", "-----------*---", False),
        ("Ab_lofwall_2018", "++++-+-+-+-+-++", True),
        ("Ab_lofwall_2018", "----++-+-+-+-++", False),
        ("Ab_lofwall_2018", "------o--------", False),
        # Reduction: a mixed week is half
        ("Rd_comer_2006", "*---oo-o", 4.5 / 8),
        ("Rd_fudala_2003", "*-oo", 0.75),
        ("Rd_fudala_2003", "oooo", 0.0),
        ("Rd_soyka_2008", "oooo", 1.0),
        ("Rd_mattickA_2003", "-o-+oo", 0.5),
        ("Rd_jaffe_1972", "--o--+o-oo", 0.9),
        ("Rd_jaffe_1972", "--++o+-o-+", 0.4),
        ("Rd_jaffe_1972", "-------ooo", 0.0),
        ("Rd_eissenberg_1997", "--o-+++++++++++", True),
        ("Rd_eissenberg_1997", "-oo-+++++++++++", False),
        ("Rd_eissenberg_1997", "--------------o", False),
        ("Rd_woody_2008", "+++-+++-+++o", 2 / 3),
        ("Rd_strang_2010", "++++++------", True),
        ("Rd_strang_2010", "++++++-----o", False),
        ("Rd_lingC_1998", GOOD, 15.0),
        ("Rd_lingA_1976", GOOD, 120.0),
        ("Rd_lingA_1976", BAD, 0.0),
        ("Rd_lingA_1976", "---oooooooooooo", 0.0),
        ("Rd_kostenB_1993", "-------+++" + "o" * 9 + "-----+", True),
        ("Rd_kostenB_1993", "------++++" + "o" * 9 + "-----+", True),
        ("Rd_kostenB_1993", "-----+++++" + "o" * 9 + "-----+", False),
        # Return to use or lost contact
        ("RsT_ctnNinetyFour_2023", "-+o*+", 2),
        ("RsE_ctnNinetyFour_2023", "-+o*-", 0),
        ("RsT_ctnNinetyFour_2023", "-+o*-", 2),
        ("DrT_ctnNinetyFour_2023", "+-oooo", 3),
        ("Rs_johnson_1992", "+++---", False),
        ("Rs_johnson_1992", "---++-", True),
        ("Rs_krupitsky_2004", "++-++", False),
        ("Rs_krupitsky_2004", "-o*+", True),
        ("RsT_lee_2016", "--+--+-", 5),
        ("RsE_lee_2016", "--+---+", 0),
        ("RsT_lee_2016", "--+---+", 6),
        ("RsT_ctnFiftyOne_2018", "++++++", 3),
        ("RsT_ctnFiftyOne_2018", "+++++-----", 7),
        ("RsE_ctnFiftyOne_2018", "+++++-----", 0),
    ],
)
def test_an_answer_worked_by_hand(column, word, answer):
    found = outcome_of(word, column)
    assert found == pytest.approx(answer)
    assert isinstance(found, bool) == isinstance(answer, bool)


def test_the_index_of_illicit_use_falls_more_for_later_use():
    early, late = ("-" * week + "+" + "-" * (14 - week) for week in (0, 14))
    for column in ("Rd_lingA_1976", "Rd_lingB_1976"):
        assert outcome_of(late, column) < outcome_of(early, column) < 120


def test_a_history_too_short_is_not_answered_rather_than_answered_no():
    answers = outcomes_of("----")
    assert answers["Ab_ling_1998"] is True
    assert answers["Ab_krupitskyA_2011"] is None
    with pytest.raises(NotYetDue, match="needs 15 weeks"):
        outcome_of("----", "Ab_krupitskyA_2011")


def test_a_week_with_none_due_leaves_the_denominator():
    assert outcome_of("-_-_", "Rd_fiellin_2006") == 1.0
    assert outcome_of("+_-_", "Rd_mattickA_2003") == 0.5


def test_where_none_was_due_in_the_window_there_is_no_answer():
    assert outcomes_of("+++_+++_+++_")["Rd_woody_2008"] is None


@pytest.mark.parametrize(
    ("word", "says"),
    [("", "no weeks"), ("--x-", "week 3 of '--x-' is 'x'"), ("---\n", "week 4"), ("__", "no sample was due")],
)
def test_a_word_that_cannot_be_read_says_why(word, says):
    with pytest.raises(NotAWord, match=says):
        read_word(word)


def test_an_unknown_outcome_is_named():
    with pytest.raises(LookupError, match="Ab_nobody_1900"):
        outcome_of(GOOD, "Ab_nobody_1900")


@given(words)
@few
def test_any_history_gets_every_column_and_shares_stay_between_0_and_1(word):
    answers = outcomes_of(word)
    assert tuple(answers) == COLUMNS
    indexes = ("Rd_lingA_1976", "Rd_lingB_1976", "Rd_lingC_1998", "Rd_zaks_1972")
    shares = [answers[c] for c in COLUMNS if c.startswith("Rd_") and c not in indexes]
    assert all(share is None or 0 <= share <= 1 for share in shares)


@given(words)
@few
def test_an_event_happens_within_the_history(word):
    answers = outcomes_of(word)
    times = [answers[c] for c in COLUMNS if c[2] == "T"]
    assert all(time is None or 1 <= time <= len(word) for time in times)


@given(st.text(alphabet="+-o*", min_size=15, max_size=30), st.data())
@few
def test_one_more_negative_week_never_looks_worse(word, data):
    """Turning a positive week negative lowers no count of negatives, no share and no time to return to use."""
    week = data.draw(st.integers(0, len(word) - 1))
    before, after = (outcomes_of(word[:week] + symbol + word[week + 1 :]) for symbol in "+-")
    never_lower = [c for c in COLUMNS if c.startswith("Rd_") or c[:3] in ("AbT", "RsT")] + ["Ab_fiellin_2006"]
    assert [c for c in never_lower if after[c] < before[c] - 1e-9] == []
