"""Every key that the rules and the journey can say has words on both faces."""

import re
from pathlib import Path

import pytest
import yaml

from switchback.care.journey.kinds import KINDS
from switchback.clinical import sharing
from switchback.clinical.relapse import safety
from switchback.faces.kit.words import word
from switchback.faces.kit.words.person import PERSON
from switchback.faces.kit.words.team import LEVELS, SAFETY, TEAM

CLINICAL = Path(sharing.__file__).parents[1]
REASON = re.compile(r'\bReason\(\s*"([a-z_0-9]+)"')
BANNED = re.compile(
    r"\b(addict|clean|dirty|abus|fail|relapser|client|streak|reset|start over|risk|should)", re.I
)


def reason_keys() -> list[str]:
    return sorted({key for path in CLINICAL.rglob("*.py") for key in REASON.findall(path.read_text())})


def band_and_flag_keys() -> list[str]:
    keys = set()
    for path in (CLINICAL / "instruments").glob("*.yaml"):
        given = yaml.safe_load(path.read_text())
        keys |= {one["key"] for part in ("bands", "flags") for one in given.get(part) or []}
    return sorted(keys)


def test_there_are_keys_to_look_for():
    assert {"lapse_reported", "cows_too_low", "more_than_ordered"} <= set(reason_keys())
    assert {"mild", "self_harm_answer"} <= set(band_and_flag_keys())


@pytest.mark.parametrize("key", reason_keys() + band_and_flag_keys() + sorted(KINDS))
def test_the_team_has_words(key: str):
    assert word("team", key)


@pytest.mark.parametrize("key", sorted(KINDS) + sorted(SAFETY) + sorted(LEVELS))
def test_the_person_has_words_of_their_own(key: str):
    assert PERSON[key]


def test_the_safety_advice_is_said_in_full():
    given = safety.safety_advice(
        hours_since_use=1, alone=None, days_without_opioids=None, in_risk_window="residential"
    )
    alone = safety.safety_advice(hours_since_use=1, alone=False, days_without_opioids=0, in_risk_window=None)
    assert set(given.keys) | set(alone.keys) == set(SAFETY)


def test_what_was_seen_is_said_in_days_and_words():
    assert word("team", "lapse_reported", zone="America/New_York", at="2025-03-04T02:00:00+00:00") == (
        "Told us of use, Mon 3 Mar"
    )
    assert word("team", "dose_missed", on="2025-03-03", in_a_row=2) == "Doses missed: 2, last Mon 3 Mar"
    assert word("team", "recent_discharge", level="residential", days=6) == "Left Residential 6 d ago"
    assert word("team", "too_soon_after_use", hours=6.0, needed=12.0, opioid="short_acting") == (
        "6 h since last use, protocol asks for 12 h (Short-acting opioid)"
    )


def test_what_was_not_seen_is_not_guessed():
    assert word("team", "missed_check_ins", missed=3) == "No check-in yet"
    assert word("team", "craving_up", now=4) == "Urge 4 of 4"
    assert word("team", "craving_up") == "Urges up"


def test_the_person_is_never_graded():
    said = [text for words in PERSON.values() for text in ([words] if isinstance(words, str) else words)]
    assert [text for text in said if re.search(r"\{|%|\d(?!11)", text.replace("911", ""))] == []
    assert [text for text in said if len(text.split()) > 15] == []


def test_no_word_judges():
    said = [
        text
        for words in [*PERSON.values(), *TEAM.values()]
        for text in ([words] if isinstance(words, str) else words)
    ]
    assert [text for text in said if BANNED.search(text)] == [
        "Methadone: higher risk of bringing on withdrawal"
    ]


def test_an_unknown_key_is_a_mistake():
    with pytest.raises(KeyError):
        word("team", "no_such_key")
    with pytest.raises(ValueError):
        word("family", "mild")
