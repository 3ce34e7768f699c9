"""Every key the care layer can raise has its sentence, and every reason of the worklist its next step."""

import re
from datetime import UTC, datetime
from pathlib import Path

from switchback.care.journey.queries import EventRow
from switchback.care.programme.operations import MISSED_BECAUSE
from switchback.clinical.risk.rules import REASON_KEYS
from switchback.clinical.sharing import ACTIONS as DOORS
from switchback.faces.team.events import told
from switchback.faces.team.next_steps import AFTER_REASON
from switchback.faces.team.sentences import ACTIONS, NOT_POSSIBLE
from switchback.faces.team.visits import MISSED

CARE = Path(__file__).parents[3] / "src" / "switchback" / "care"


def test_every_not_possible_has_a_sentence() -> None:
    raised = {
        key
        for file in CARE.rglob("operations.py")
        for key in re.findall(r'NotPossible\(\s*"(\w+)"', file.read_text())
    }
    assert raised == set(NOT_POSSIBLE)


def test_every_reason_leads_somewhere() -> None:
    assert set(AFTER_REASON) == set(REASON_KEYS) - {"not_scored"}


def test_every_reason_for_missing_a_visit_has_its_words() -> None:
    assert tuple(MISSED) == MISSED_BECAUSE


def test_every_action_of_the_door_has_words_for_the_access_log() -> None:
    assert set(DOORS) - set(ACTIONS) == set()


def test_an_event_names_its_instrument_as_the_ward_does() -> None:
    now = datetime(2026, 3, 10, 13, tzinfo=UTC)
    answered = EventRow(
        1, "response.recorded", now, now, "team:1", {"instrument": "pcptsd5", "score": 0}, False
    )
    assert told(answered) == "PC-PTSD-5, 0"
