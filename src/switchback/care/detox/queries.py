"""Reading withdrawal: scores, and the suggestion worked out again from what was recorded."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.detox import Suggestion, suggest_start

from .models import WithdrawalAssessment


class NoSuchAssessment(LookupError):
    """There is no such assessment of this person."""


@dataclass(frozen=True)
class AssessmentRow:
    id: UUID
    response_id: UUID
    assessed_at: datetime
    score: int | None
    band: str | None
    opioid: str
    last_use_at: datetime | None
    suggestion: Suggestion  # worked out for now, from stored facts


@door.door("chart.view")
def latest(*, actor: Actor, person_id: UUID, now: datetime) -> AssessmentRow | None:
    found = _of_this_person().order_by("-assessed_at").first()
    return _row(found, now) if found else None


@door.door("chart.view")
def assessment(*, actor: Actor, person_id: UUID, assessment_id: UUID, now: datetime) -> AssessmentRow:
    """Raises NoSuchAssessment (also for another person's id)."""
    found = _of_this_person().filter(id=assessment_id).first()
    if found is None:
        raise NoSuchAssessment
    return _row(found, now)


def assessment_suggestion(*, assessment_id: UUID, now: datetime) -> Suggestion:
    """The suggestion for now from stored facts: for orders, which trust nothing that went out to a browser.

    Behind the door only. Raises NoSuchAssessment.
    """
    found = _of_this_person().filter(id=assessment_id).first()
    if found is None:
        raise NoSuchAssessment
    return _row(found, now).suggestion


def hours_between(earlier: datetime | None, later: datetime) -> float | None:
    return None if earlier is None else (later - earlier).total_seconds() / 3600


def _of_this_person() -> QuerySet[WithdrawalAssessment]:
    return WithdrawalAssessment.objects.select_related("response").filter(person_id__in=door.chart().ids)


def _row(a: WithdrawalAssessment, now: datetime) -> AssessmentRow:
    suggestion = suggest_start(
        cows_score=a.response.total, cows_age_hours=hours_between(a.assessed_at, now), opioid=a.opioid,
        hours_since_last_use=hours_between(a.last_use_at, now), pregnant=a.pregnant,
        on_full_agonist=a.on_full_agonist, recent_naltrexone=a.recent_naltrexone,
    )  # fmt: skip
    return AssessmentRow(
        a.id,
        a.response_id,
        a.assessed_at,
        a.response.total,
        a.response.band,
        a.opioid,
        a.last_use_at,
        suggestion,
    )
