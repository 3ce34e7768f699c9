"""After a return to use: what is said first, the overdose card, the help lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchback.clinical.instruments import load
from switchback.clinical.relapse import help_lines, overdose_card, safety_advice
from switchback.clinical.values import HERE, STATUSES, load_content

from .few import few
from .reading import grade, longest, syllables

ALWAYS = ("naloxone_in_sight", "do_not_mix", "keep_medicine", "call_clinic_today", "no_punishment")
KNOWN = {"hours_since_use": 25, "alone": False, "days_without_opioids": 2, "in_risk_window": None}


def advice(**facts):
    return safety_advice(**{**KNOWN, **facts}).keys


def test_what_is_always_said_in_its_order():
    assert advice() == ("ask_them_to_stay", *ALWAYS)


@pytest.mark.parametrize(("days", "said"), [(0, False), (2, False), (3, True), (21, True), (None, True)])
def test_after_3_days_without_opioids_lost_tolerance_comes_first(days, said):
    keys = advice(days_without_opioids=days)
    assert (keys[0] == "tolerance_has_dropped") is ("tolerance_has_dropped" in keys) is said


@pytest.mark.parametrize("setting", ["residential", "withdrawal_management", "unknown"])
def test_soon_after_leaving_a_controlled_setting_lost_tolerance_comes_first_whatever_the_days(setting):
    assert advice(days_without_opioids=0, in_risk_window=setting)[0] == "tolerance_has_dropped"


@pytest.mark.parametrize(
    ("alone", "key"), [(True, "not_alone"), (None, "not_alone"), (False, "ask_them_to_stay")]
)
def test_someone_alone_or_maybe_alone_is_told_not_to_be(alone, key):
    assert advice(alone=alone) == (key, *ALWAYS)


@pytest.mark.parametrize(("hours", "said"), [(0, True), (24, True), (24.1, False), (None, True)])
def test_for_a_day_after_use_breathing_is_watched(hours, said):
    assert ("watch_breathing" in advice(hours_since_use=hours)) is said


def test_what_nobody_knows_is_taken_as_the_dangerous_answer():
    assert safety_advice(
        hours_since_use=None, alone=None, days_without_opioids=None, in_risk_window=None
    ).keys == (
        "tolerance_has_dropped",
        "not_alone",
        "watch_breathing",
        *ALWAYS,
    )


def test_the_advice_names_the_guidance_it_comes_from():
    guidance = load_content("relapse", "after_use")
    said = safety_advice(**KNOWN)
    assert (said.source, said.status, said.guidance_id, said.guidance_version, said.guidance_hash) == (
        guidance.source, guidance.status, "after_use", guidance.version, guidance.hash)  # fmt: skip


@few
@given(
    st.none() | st.floats(0, 1000),
    st.none() | st.booleans(),
    st.none() | st.integers(0, 4000),
    st.none() | st.just("residential"),
)
def test_the_advice_keeps_its_order_and_never_leaves_out_what_is_always_said(hours, alone, days, window):
    keys = advice(hours_since_use=hours, alone=alone, days_without_opioids=days, in_risk_window=window)
    order = list(load_content("relapse", "after_use").body["advice"])
    assert list(keys) == sorted(set(keys), key=order.index)
    assert set(ALWAYS) < set(keys)
    assert len({"not_alone", "ask_them_to_stay"} & set(keys)) == 1


def test_the_overdose_card_has_these_steps_in_this_order():
    assert [step["key"] for step in overdose_card().body["steps"]] == [
        "wake",
        "call",
        "breathe",
        "naloxone",
        "again",
        "side",
        "stay",
    ]
    assert [sign["key"] for sign in overdose_card().body["signs"]] == [
        "no_answer",
        "slow_breath",
        "blue_lips",
        "small_pupils",
        "gurgling",
    ]


def test_naloxone_is_one_spray_in_one_nostril_then_wait_then_a_new_device_in_the_other():
    steps = {step["key"]: step for step in overdose_card().body["steps"]}
    assert steps["naloxone"]["doses"] == {"sprays": 1, "nostrils": 1}
    assert "one spray in one nostril" in steps["naloxone"]["text"]
    assert steps["again"]["wait_minutes"] == [2, 3]
    assert "2 to 3 minutes" in steps["again"]["head"]
    assert "new device in the other nostril" in steps["again"]["text"]
    everything = " ".join(f"{step['head']} {step['text']}" for step in steps.values()).lower()
    assert re.findall(r"each nostril|both nostrils", everything) == []


def test_every_help_line_says_how_far_it_was_checked_and_who_says_so():
    for line in help_lines().body["lines"]:
        assert line["status"] in STATUSES and line["source"] and line["words"] and line["name"]
        assert set(line) >= {"id", "call", "text", "web", "hours", "last_checked", "on_by_default"}


def test_a_line_that_was_not_verified_starts_switched_off_and_one_that_is_on_can_be_reached():
    lines = {line["id"]: line for line in help_lines().body["lines"]}
    assert [id for id, line in lines.items() if line["on_by_default"]] == [
        "emergency",
        "lifeline_988",
        "samhsa",
    ]
    for line in lines.values():
        if line["on_by_default"]:
            assert line["status"] != "unverified" and line["call"]


def test_no_line_claims_that_somebody_called_it():
    assert {line["last_checked"] for line in help_lines().body["lines"]} == {None}


def test_the_reading_test_counts_syllables():
    known = {
        "stay": 1,
        "breathe": 1,
        "used": 1,
        "noise": 1,
        "nostril": 2,
        "device": 2,
        "treatment": 2,
        "little": 2,
    }
    known |= {"emergency": 4}
    assert {word: syllables(word) for word in known} == known


def texts_for_people():
    card, lines = overdose_card().body, help_lines().body["lines"]
    yield "signs", " ".join([card["unsure"], *(sign["text"] for sign in card["signs"])])
    for step in card["steps"]:
        yield step["key"], f"{step['head']}{'' if step['head'].endswith('?') else '.'} {step['text']}"
    for line in lines:
        yield line["id"], f"{line['words']} {line.get('choices', '')}"
    check_in = load("daily_check_in")
    yield "check-in", check_in.stem
    for item in check_in.items:
        yield item.id, f"{item.text} {item.help}"


def test_what_people_read_is_at_grade_5_in_sentences_of_at_most_15_words():
    texts = list(texts_for_people())
    assert len(texts) == 20
    too_hard = [(name, round(grade(text), 1), longest(text)) for name, text in texts]
    assert [found for found in too_hard if found[1] > 5 or found[2] > 15] == []


BANNED = re.compile(
    r"\b(addicts?|clean|dirty|abuse|abuser|failed|failure|relapser|non-?compliant|drug-seeking)\b",
    re.IGNORECASE,
)


def test_our_own_words_hold_none_of_the_words_that_hurt():
    # PHQ-9 keeps its own words; every other file is ours.
    ours = [path for path in HERE.rglob("*.yaml") if path.name != "phq9.v1.yaml"]
    found = {path.name: BANNED.findall(path.read_text()) for path in ours}
    # "seeing a lapse as personal failure" is the finding of a paper, quoted as a source.
    assert {name: words for name, words in found.items() if words} == {"after_use.yaml": ["failure"]}
