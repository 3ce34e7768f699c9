"""PHQ-9, GAD-7 and PC-PTSD-5: asked in assessment, again when it helps, by the team or by the person themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from switchback.care.observations.operations import Recorded, record_response
from switchback.care.people.door import Actor

from .queries import ASKED_HERE


class NotAskedHere(LookupError):
    """This instrument is not part of assessment."""


def assess(
    *,
    actor: Actor,
    person_id: UUID,
    instrument: str,
    answers: Mapping[str, Any],
    at: datetime,
    now: datetime,
    key: UUID,
) -> Recorded:
    """Record one of the assessment's instruments. Raises NotAskedHere, UnansweredItem, IllegalAnswer."""
    if instrument not in ASKED_HERE:
        raise NotAskedHere(instrument)
    return record_response(
        actor=actor, person_id=person_id, instrument=instrument, answers=answers, at=at, now=now, key=key
    )
