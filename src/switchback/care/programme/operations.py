"""Visits: agreed, attended, missed."""

from datetime import datetime
from uuid import UUID, uuid4

from switchback.care.journey import operations as journey
from switchback.care.people import door
from switchback.care.people.door import Actor

from .models import Visit

MISSED_BECAUSE = (
    "forgot", "ill", "in_hospital", "transport", "work", "family", "moved", "in_custody", "did_not_want", "unknown",
    "other",
)  # fmt: skip


class NoSuchVisit(LookupError):
    """There is no such open visit of this person."""


@door.door("visit.manage")
def book_visit(
    *, actor: Actor, person_id: UUID, what: str, due_at: datetime, at: datetime, key: UUID
) -> UUID:
    visit = Visit(id=uuid4(), person_id=person_id, what=what, due_at=due_at, by=str(actor))
    happened = journey.append(
        person_id=person_id, kind="visit.booked", at=at, by=actor, key=key, visit=visit.id,
        due_at=due_at.isoformat(),
    )  # fmt: skip
    if happened.new:
        visit.save(force_insert=True)
    return UUID(happened.detail["visit"])


@door.door("visit.manage")
def attend(*, actor: Actor, person_id: UUID, visit_id: UUID, at: datetime, now: datetime) -> None:
    """The person came. Raises NoSuchVisit, journey.NotPossible."""
    journey.check_not_future(at=at, now=now)
    visit = _open(visit_id)
    journey.append(person_id=person_id, kind="visit.attended", at=at, by=actor, visit=visit.id)
    visit.attended_at = at
    visit.save(update_fields=["attended_at"])


@door.door("visit.manage")
def miss(
    *, actor: Actor, person_id: UUID, visit_id: UUID, reasons: tuple[str, ...], at: datetime, now: datetime
) -> None:
    """The person could not come, and why as far as known. Raises NoSuchVisit, journey.NotPossible."""
    visit = _open(visit_id)
    if visit.due_at > now:
        raise journey.NotPossible("visit_not_due_yet", due_at=visit.due_at)
    if not reasons or not set(reasons) <= set(MISSED_BECAUSE):
        raise journey.NotPossible("no_such_reason")
    journey.append(
        person_id=person_id, kind="visit.missed", at=visit.due_at, by=actor, visit=visit.id,
        reasons=list(reasons),
    )  # fmt: skip
    visit.missed_at, visit.missed_because = at, list(reasons)
    visit.save(update_fields=["missed_at", "missed_because"])


def _open(visit_id: UUID) -> Visit:
    visit = (
        Visit.objects.select_for_update()
        .filter(id=visit_id, person_id__in=door.chart().ids, attended_at=None, missed_at=None)
        .first()
    )
    if visit is None:
        raise NoSuchVisit
    return visit
