"""Rating withdrawal and keeping what the protocol made of it."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from switchback.care.journey import operations as journey
from switchback.care.observations import operations as observations
from switchback.care.people.door import Actor, door
from switchback.clinical import instruments
from switchback.clinical.detox import OPIOIDS, Suggestion, suggest_start
from switchback.clinical.instruments import Scored

from .models import WithdrawalAssessment
from .queries import assessment_suggestion, hours_between


@dataclass(frozen=True)
class Assessed:
    assessment_id: UUID
    response_id: UUID
    scored: Scored
    suggestion: Suggestion


@door("cows.record")
def assess_withdrawal(
    *, actor: Actor, person_id: UUID, answers: Mapping[str, Any], opioid: str, last_use_at: datetime | None,
    at: datetime, now: datetime, key: UUID, pregnant: bool = False, on_full_agonist: bool = False,
    recent_naltrexone: bool = False,
) -> Assessed:  # fmt: skip
    """Record COWS and what the standard start suggests. The program suggests; a prescriber orders.

    Raises UnansweredItem, IllegalAnswer, journey.NotPossible.
    """
    journey.check_not_future(at=at, now=now)
    if last_use_at and last_use_at > at:
        raise journey.NotPossible("last_use_after_assessment")
    if opioid not in OPIOIDS:
        raise journey.NotPossible("no_such_opioid")
    cows = instruments.load("cows")
    scored = instruments.score(cows, answers)
    response_id, assessment_id = uuid.uuid4(), uuid.uuid4()
    happened = journey.append(
        person_id=person_id, kind="cows.recorded", at=at, by=actor, key=key,
        response=response_id, assessment=assessment_id, **observations.summary(cows, scored),
    )  # fmt: skip
    if not happened.new:
        earlier = UUID(happened.detail["assessment"])
        return Assessed(
            earlier,
            UUID(happened.detail["response"]),
            scored,
            assessment_suggestion(assessment_id=earlier, now=now),
        )
    observations.keep_response(
        response_id=response_id,
        person_id=person_id,
        asked=cows,
        answers=answers,
        scored=scored,
        at=at,
        by=actor,
    )
    suggestion = suggest_start(
        cows_score=scored.total, cows_age_hours=hours_between(at, now), opioid=opioid,
        hours_since_last_use=hours_between(last_use_at, now), pregnant=pregnant, on_full_agonist=on_full_agonist,
        recent_naltrexone=recent_naltrexone,
    )  # fmt: skip
    WithdrawalAssessment(
        id=assessment_id, person_id=person_id, response_id=response_id, opioid=opioid, last_use_at=last_use_at,
        pregnant=pregnant, on_full_agonist=on_full_agonist, recent_naltrexone=recent_naltrexone, assessed_at=at,
        protocol_id=suggestion.protocol_id, protocol_version=str(suggestion.protocol_version),
        protocol_hash=suggestion.protocol_hash, suggested=_as_json(suggestion),
    ).save(force_insert=True)  # fmt: skip
    return Assessed(assessment_id, response_id, scored, suggestion)


def _as_json(suggestion: Suggestion) -> dict[str, Any]:
    plain = asdict(suggestion)
    plain["dose_mg"] = None if suggestion.dose_mg is None else str(suggestion.dose_mg)
    plain["because"] = [reason.to_json() for reason in suggestion.because]
    return plain
