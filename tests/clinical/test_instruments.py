"""An instrument is scored as published: only legal answers, only complete sheets, never prorated."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.instruments import (
    IllegalAnswer,
    Instrument,
    Scored,
    UnansweredItem,
    available,
    load,
    read_answers,
    score,
)
from switchback.clinical.values import ContentError, Reason

from .few import few

COWS = {
    "pulse": 0,
    "sweating": 0,
    "restlessness": 0,
    "pupils": 0,
    "aches": 0,
    "nose_eyes": 0,
    "gi": 0,
    "tremor": 0,
    "yawning": 0,
    "anxiety": 0,
    "gooseflesh": 0,
}
PHQ9 = {f"q{n}": 0 for n in range(1, 10)}
GAD7 = {f"q{n}": 0 for n in range(1, 8)}
SYMPTOMS = ("nightmares", "avoidance", "on_guard", "numb", "guilt")


def test_these_instruments_are_on_file():
    assert available() == ("cows", "daily_check_in", "gad7", "pcptsd5", "phq9")


def test_the_range_of_the_total_is_the_published_one():
    ranges = {"cows": (0, 48), "daily_check_in": None, "gad7": (0, 21), "pcptsd5": (0, 5), "phq9": (0, 27)}
    assert {id: load(id).range for id in available()} == ranges


def test_the_legal_answers_of_cows_are_its_anchors():
    assert {item.id: item.legal for item in load("cows").items} == {
        "pulse": (0, 1, 2, 4),
        "sweating": (0, 1, 2, 3, 4),
        "restlessness": (0, 1, 3, 5),
        "pupils": (0, 1, 2, 5),
        "aches": (0, 1, 2, 4),
        "nose_eyes": (0, 1, 2, 4),
        "gi": (0, 1, 2, 3, 5),
        "tremor": (0, 1, 2, 4),
        "yawning": (0, 1, 2, 4),
        "anxiety": (0, 1, 2, 4),
        "gooseflesh": (0, 3, 5),
    }


BETWEEN = {
    "pulse": (3, -1, 5, "4", 4.0, True, [4], {}),
    "sweating": (5,),
    "restlessness": (2, 4),
    "pupils": (3, 4),
    "aches": (3,),
    "nose_eyes": (3,),
    "gi": (4,),
    "tremor": (3,),
    "yawning": (3,),
    "anxiety": (3,),
    "gooseflesh": (1, 2, 4),
}


@pytest.mark.parametrize("item", BETWEEN)
def test_a_cows_value_between_or_beyond_the_anchors_is_no_answer(item):
    cows = load("cows")
    for value in BETWEEN[item]:
        with pytest.raises(IllegalAnswer) as wrong:
            score(cows, {**COWS, item: value})
        assert (wrong.value.item, wrong.value.value, wrong.value.legal) == (
            item,
            value,
            cows.by_id[item].legal,
        )


# Sheets that add up to the edges of the bands.
@pytest.mark.parametrize(
    ("answers", "total", "band"),
    [
        ({}, 0, "none"),
        ({"pulse": 4}, 4, "none"),
        ({"pupils": 5}, 5, "mild"),
        ({"pupils": 5, "gi": 5, "pulse": 2}, 12, "mild"),
        ({"pupils": 5, "gi": 5, "gooseflesh": 3}, 13, "moderate"),
        ({"pupils": 5, "gi": 5, "gooseflesh": 5, "restlessness": 5, "pulse": 4}, 24, "moderate"),
        (
            {"pupils": 5, "gi": 5, "gooseflesh": 5, "restlessness": 5, "pulse": 4, "aches": 1},
            25,
            "moderately_severe",
        ),
        (
            {
                "pupils": 5,
                "gi": 5,
                "gooseflesh": 5,
                "restlessness": 5,
                "pulse": 4,
                "aches": 4,
                "tremor": 4,
                "yawning": 4,
            },
            36,
            "moderately_severe",
        ),
        (
            {
                "pupils": 5,
                "gi": 5,
                "gooseflesh": 5,
                "restlessness": 5,
                "pulse": 4,
                "aches": 4,
                "tremor": 4,
                "yawning": 4,
                "anxiety": 1,
            },
            37,
            "severe",
        ),
        (
            {
                "pupils": 5,
                "gi": 5,
                "gooseflesh": 5,
                "restlessness": 5,
                "pulse": 4,
                "aches": 4,
                "tremor": 4,
                "yawning": 4,
                "anxiety": 4,
                "sweating": 4,
                "nose_eyes": 4,
            },
            48,
            "severe",
        ),
    ],
)
def test_cows_adds_up_to_its_bands(answers, total, band):
    assert score(load("cows"), {**COWS, **answers}) == Scored(total, band, ())


def sheet(ids, total, top):
    """A sheet of items 0..top that adds up to a total."""
    answers = {}
    for id in ids:
        answers[id] = min(top, total)
        total -= answers[id]
    return answers


def bands(instrument, ids, totals):
    return [(total, score(load(instrument), sheet(ids, total, 3)).band) for total in totals]


def test_phq9_adds_up_to_its_bands():
    expected = [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate")]
    expected += [(15, "moderately_severe"), (19, "moderately_severe"), (20, "severe"), (27, "severe")]
    assert bands("phq9", PHQ9, [total for total, _ in expected]) == expected


def test_gad7_adds_up_to_its_bands():
    expected = [(0, "minimal"), (4, "minimal"), (5, "mild"), (9, "mild"), (10, "moderate"), (14, "moderate")]
    expected += [(15, "severe"), (21, "severe")]
    assert bands("gad7", GAD7, [total for total, _ in expected]) == expected


@pytest.mark.parametrize("value", [1, 2, 3])
def test_phq9_item_9_is_heard_whatever_the_total(value):
    assert score(load("phq9"), {**PHQ9, "q9": value}) == Scored(
        value, "minimal", (Reason("self_harm_answer", {"item": "q9", "value": value}),)
    )


def test_phq9_item_9_at_none_raises_nothing_even_at_the_highest_total_without_it():
    assert score(load("phq9"), {**{f"q{n}": 3 for n in range(1, 9)}, "q9": 0}) == Scored(24, "severe", ())


@pytest.mark.parametrize("id", ["phq9", "gad7"])
def test_the_difficulty_item_is_never_scored_nor_missed(id):
    answers = {item.id: 1 for item in load(id).items if item.scored}
    for difficulty in (None, "", 0, 3):
        assert score(load(id), {**answers, "difficulty": difficulty}) == score(load(id), answers)


def test_the_difficulty_item_has_its_own_legal_answers():
    with pytest.raises(IllegalAnswer):
        score(load("phq9"), {**PHQ9, "difficulty": 4})


def test_phq9_and_gad7_keep_their_words_and_their_notice():
    phq9, gad7 = load("phq9"), load("gad7")
    assert (
        phq9.items[8].text == "Thoughts that you would be better off dead, or of hurting yourself in some way"
    )
    assert gad7.items[6].text == "Feeling afraid as if something awful might happen"
    assert [option.label for option in phq9.items[0].options] == [
        "Not at all",
        "Several days",
        "More than half the days",
        "Nearly every day",
    ]
    for instrument in (phq9, gad7):
        assert "No permission required to reproduce, translate, display or distribute" in instrument.licence


def test_pcptsd5_is_complete_with_zero_when_nothing_happened():
    assert score(load("pcptsd5"), {"gate": "no"}) == Scored(0, "negative", ())


@pytest.mark.parametrize(
    ("yes", "band"),
    [
        (0, "negative"),
        (1, "negative"),
        (2, "negative"),
        (3, "positive_at_3"),
        (4, "positive_at_4"),
        (5, "positive_at_4"),
    ],
)
def test_pcptsd5_counts_yes_and_shows_both_published_cut_points(yes, band):
    answers = {item: "yes" if place < yes else "no" for place, item in enumerate(SYMPTOMS)}
    assert score(load("pcptsd5"), {"gate": "yes", **answers}) == Scored(yes, band, ())


def test_pcptsd5_after_a_yes_needs_all_five():
    with pytest.raises(UnansweredItem) as gap:
        score(load("pcptsd5"), {"gate": "yes", "numb": "no"})
    assert gap.value.items == ("nightmares", "avoidance", "on_guard", "guilt")


def test_pcptsd5_without_its_first_answer_has_no_score():
    with pytest.raises(UnansweredItem) as gap:
        score(load("pcptsd5"), dict.fromkeys(SYMPTOMS, "no"))
    assert gap.value.items == ("gate",)


def test_pcptsd5_does_not_choose_between_two_answers_that_contradict_each_other():
    with pytest.raises(IllegalAnswer) as wrong:
        score(load("pcptsd5"), {"gate": "no", "guilt": "yes"})
    assert (wrong.value.item, wrong.value.legal) == ("guilt", ())
    assert score(load("pcptsd5"), {"gate": "no", **dict.fromkeys(SYMPTOMS, "no")}) == Scored(
        0, "negative", ()
    )


@pytest.mark.parametrize("value", [True, 1, "Yes", "y"])
def test_pcptsd5_takes_yes_and_no_and_nothing_like_them(value):
    with pytest.raises(IllegalAnswer):
        score(load("pcptsd5"), {"gate": value})


def test_every_item_of_the_daily_check_in_can_be_skipped_and_there_is_no_total():
    check_in = load("daily_check_in")
    assert [(item.id, item.legal) for item in check_in.items] == [
        ("urge", (0, 1, 2, 3, 4)),
        ("mood", (0, 1, 2, 3, 4)),
        ("sleep", (0, 1, 2, 3, 4)),
        ("stress", (0, 1, 2, 3, 4)),
        ("medicine", ("yes", "no", "not_on")),
        ("used", ("yes", "no")),
    ]
    assert score(check_in, {}) == Scored(None, None, ())
    assert score(check_in, {"urge": 4, "mood": 0, "medicine": "not_on"}) == Scored(None, None, ())


def test_use_told_in_the_daily_check_in_is_heard():
    assert score(load("daily_check_in"), {"used": "yes"}).flags == (
        Reason("use_reported", {"item": "used", "value": "yes"}),
    )
    assert score(load("daily_check_in"), {"used": "no"}).flags == ()


@pytest.mark.parametrize("blank", [None, "", []])
def test_a_blank_is_not_a_zero(blank):
    for item in COWS:
        with pytest.raises(UnansweredItem) as gap:
            score(load("cows"), {**COWS, item: blank})
        assert gap.value.items == (item,)


def test_every_gap_is_named_at_once():
    with pytest.raises(UnansweredItem) as gap:
        score(load("phq9"), {"q1": 0, "q5": 2})
    assert gap.value.items == ("q2", "q3", "q4", "q6", "q7", "q8", "q9")


def test_an_answer_to_an_item_the_form_does_not_have_is_refused():
    with pytest.raises(IllegalAnswer) as wrong:
        score(load("cows"), {**COWS, "temperature": 1})
    assert (wrong.value.item, wrong.value.legal) == ("temperature", ())


def test_no_answer_appears_in_the_message_of_an_error():
    with pytest.raises(IllegalAnswer) as wrong:
        score(load("phq9"), {**PHQ9, "q9": "a private thing"})
    assert "private" not in str(wrong.value)


@st.composite
def legal_sheets(draw, ids=("cows", "phq9", "gad7", "pcptsd5", "daily_check_in")):
    instrument = load(draw(st.sampled_from(ids)))
    answers = {}
    for item in instrument.items:
        asked = item.required_if is None or answers.get(item.required_if[0]) == item.required_if[1]
        if asked and (item.required or draw(st.booleans())):
            answers[item.id] = draw(st.sampled_from(item.legal))
    return instrument, answers


@few
@given(legal_sheets())
def test_every_legal_sheet_scores_within_its_range_and_band(drawn):
    instrument, answers = drawn
    scored = score(instrument, answers)
    if instrument.range is None:
        assert (scored.total, scored.band) == (None, None)
    else:
        low, high = instrument.range
        assert low <= scored.total <= high
        assert [band.key for band in instrument.bands if band.min <= scored.total <= band.max] == [
            scored.band
        ]


@few
@given(legal_sheets(ids=("cows", "phq9", "gad7", "pcptsd5")), st.data())
def test_any_missing_item_raises(drawn, data):
    instrument, answers = drawn
    item = data.draw(
        st.sampled_from([item.id for item in instrument.items if item.required and item.id in answers])
    )
    with pytest.raises(UnansweredItem) as gap:
        score(instrument, {id: value for id, value in answers.items() if id != item})
    assert item in gap.value.items


@few
@given(legal_sheets(), st.data(), st.one_of(st.integers(), st.floats(), st.text(min_size=1), st.booleans()))
def test_any_other_value_is_illegal(drawn, data, value):
    instrument, answers = drawn
    item = data.draw(st.sampled_from(instrument.items))
    if any(type(value) is type(legal) and value == legal for legal in item.legal):
        return
    with pytest.raises(IllegalAnswer):
        score(instrument, {**answers, item.id: value})


@few
@given(legal_sheets())
def test_what_a_web_form_sends_reads_back_as_the_answers(drawn):
    instrument, answers = drawn
    typed = {id: str(value) for id, value in answers.items()} | {"csrfmiddlewaretoken": "x"}
    assert read_answers(instrument, typed) == answers


@pytest.mark.parametrize("typed", ["3", "", "1.0", " 1", "yes"])
def test_a_web_form_that_sends_something_else_is_refused_or_blank(typed):
    if typed == "":
        assert read_answers(load("cows"), {"pulse": typed}) == {}
    else:
        with pytest.raises(IllegalAnswer):
            read_answers(load("cows"), {"pulse": typed})


@pytest.mark.parametrize("id", ["cows", "daily_check_in", "gad7", "pcptsd5", "phq9"])
def test_an_instrument_stored_with_an_answer_is_the_same_instrument_for_ever(id):
    instrument = load(id)
    stored = json.loads(json.dumps(instrument.content))
    again = Instrument.from_content(stored)
    assert again == instrument and again.hash == instrument.hash and hash(again) == hash(instrument)
    assert load(id, instrument.version) == instrument


@pytest.mark.parametrize(
    ("id", "version"), [("cows", 2), ("cows", 0), ("sows", None), ("../values", None), ("", None)]
)
def test_an_instrument_that_is_not_on_file_is_an_error(id, version):
    with pytest.raises(ContentError):
        load(id, version)


def small(**changed):
    item = {"id": "a", "text": "A?", "options": [{"value": 0, "label": "no"}, {"value": 2, "label": "yes"}]}
    return {
        "id": "small",
        "version": 1,
        "title": "Small",
        "source": {"title": "Own"},
        "status": "unverified",
        "licence": "own",
        "recall": "now",
        "total": True,
        "items": [item],
        **changed,
    }


ITEM = small()["items"][0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"bands": [{"min": 0, "max": 1, "key": "low"}]},
        {"bands": [{"min": 1, "max": 2, "key": "high"}]},
        {"bands": [{"min": 0, "max": 0, "key": "low"}, {"min": 2, "max": 2, "key": "high"}]},
        {"bands": [{"min": 0, "max": 1, "key": "low"}, {"min": 1, "max": 2, "key": "high"}]},
        {"bands": [{"min": 0, "max": 3, "key": "all"}]},
        {"bands": [{"min": 0, "max": 2, "key": "all"}], "total": False},
        {"items": [ITEM, ITEM]},
        {"items": [{**ITEM, "options": []}]},
        {"items": [{**ITEM, "options": [{"value": True, "label": "yes"}]}]},
        {"items": [{**ITEM, "options": [{"value": "yes", "label": "yes"}]}]},
        {"items": [{**ITEM, "options": [{"value": 1, "label": "a"}, {"value": 1, "label": "b"}]}]},
        {"items": [{**ITEM, "multiple": True}]},
        {"items": [{**ITEM, "required_if": {"item": "b", "is": 1}}]},
        {"flags": [{"key": "f", "item": "b", "at_least": 1}]},
    ],
)
def test_a_file_that_would_score_wrongly_is_refused_when_it_is_read(wrong):
    assert Instrument.from_content(small()).range == (0, 2)
    with pytest.raises(ContentError):
        Instrument.from_content(small(**wrong))


def test_an_item_may_take_several_answers_when_it_is_not_scored():
    instrument = Instrument.from_content(
        small(items=[{**ITEM, "scored": False, "multiple": True}], total=False)
    )
    assert score(instrument, {"a": [0, 2]}) == Scored(None, None, ())
    assert read_answers(instrument, {"a": ["0", "2"]}) == {"a": [0, 2]}
    for wrong in ([0, 0], [1], ["0"]):
        with pytest.raises(IllegalAnswer):
            score(instrument, {"a": wrong})
    with pytest.raises(UnansweredItem):
        score(instrument, {"a": []})
