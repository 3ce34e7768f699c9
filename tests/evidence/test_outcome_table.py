"""The table at once answers what the one-person function answers."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.outcome_table import LONGEST, BadRow, outcome_slices, outcome_table
from switchback.clinical.outcomes import COLUMNS, outcomes_of

any_word = st.text(alphabet="+-o*_", min_size=1, max_size=LONGEST + 10).filter(lambda word: word.strip("_"))


def answers_of(words):
    rows = outcome_table(words).astype(object).to_dict("records")
    return [{column: None if value is pd.NA else value for column, value in row.items()} for row in rows]


@given(st.lists(any_word, min_size=1, max_size=30))
@settings(max_examples=60, deadline=None, database=None)
def test_a_table_and_a_person_get_the_same_answers(words):
    assert answers_of(words) == [outcomes_of(word) for word in words]


def test_every_word_of_up_to_five_weeks():
    words, longer = [], [""]
    for _ in range(5):
        longer = [word + symbol for word in longer for symbol in "+-o*"]
        words += longer
    assert answers_of(words) == [outcomes_of(word) for word in words]


def test_answers_have_the_same_kind_too():
    (table,) = answers_of(["-" * 24])
    for column, answer in outcomes_of("-" * 24).items():
        assert isinstance(table[column], bool) == isinstance(answer, bool), column


def test_slices_join_to_the_whole():
    words = ["-" * 24, "+" * 15, "o" * 20, "*" * LONGEST, "-" * (LONGEST + 1)]
    seen = []
    slices = list(outcome_slices(words, size=2, done=seen.append))
    joined = [value for part in slices for value in part["Ab_fiellin_2006"].values]
    assert joined == [24, 0, 0, 0, LONGEST + 1]
    assert seen == [2, 2, 1]


def test_nobody_is_an_empty_table_with_all_columns():
    assert list(outcome_table([]).columns) == list(COLUMNS)


@pytest.mark.parametrize("bad", ["", "--x-", "--é-", "-\0", "---", "-" * LONGEST + "x"])
def test_a_bad_word_is_named_by_its_row(bad):
    words = ["--+", "-o-", bad, "***"]
    if bad == "---":
        assert len(outcome_table(words)) == 4
        return
    with pytest.raises(BadRow, match="^row 3: "):
        outcome_table(words)


def test_a_bad_word_in_a_later_slice_is_named_by_its_row_in_the_whole():
    with pytest.raises(BadRow, match="^row 4: "):
        list(outcome_slices(["--", "--", "--", "-?"], size=2))
