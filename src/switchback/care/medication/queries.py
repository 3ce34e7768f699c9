"""Reading orders and doses: one person's, and what a nurse has to give today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, OuterRef

from switchback.care.journey.queries import in_care
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.values import local_day

from .models import Dose, Order


@dataclass(frozen=True)
class DoseRow:
    id: UUID
    order_id: UUID | None
    outcome: str
    drug: str
    given_mg: Decimal | None
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class OrderRow:
    id: UUID
    drug: str
    dose_mg: Decimal
    times: str
    ordered_at: datetime
    ordered_by: str
    assessment_id: UUID | None
    differs_because: str
    stopped_at: datetime | None
    today: DoseRow | None  # what became of today's dose


@dataclass(frozen=True)
class DueDose:
    person_id: UUID
    chosen_name: str
    record_number: str
    order_id: UUID
    drug: str
    dose_mg: Decimal
    times: str
    ordered_at: datetime
    done: str | None  # given | held | declined | missed today


@door.door("medication.view")
def orders(*, actor: Actor, person_id: UUID, now: datetime, active_only: bool = False) -> tuple[OrderRow, ...]:
    """Active first, newest first, each with what became of today's dose. Two statements."""
    found = Order.objects.filter(person_id__in=door.chart().ids)
    if active_only:
        found = found.filter(stopped_at=None)
    rows = list(found.order_by(F("stopped_at").desc(nulls_first=True), "-ordered_at")[:50])
    today = local_day(now, door.chart().zone)
    done = {
        d.order_id: _dose(d) for d in Dose.objects.filter(order__in=[o.id for o in rows], service_day=today)
    }  # fmt: skip
    return tuple(
        OrderRow(
            o.id, o.drug, o.dose_mg, o.times, o.ordered_at, o.ordered_by, o.assessment_id, o.differs_because,
            o.stopped_at, done.get(o.id),
        )
        for o in rows
    )  # fmt: skip


@door.door("medication.view")
def doses(*, actor: Actor, person_id: UUID, limit: int = 30) -> tuple[DoseRow, ...]:
    """Newest first."""
    return tuple(_dose(d) for d in Dose.objects.filter(person_id__in=door.chart().ids).order_by("-at")[:limit])


@door.bulk_door("medication.give")
def due_today(*, actor: Actor, now: datetime, zone: str) -> tuple[DueDose, ...]:
    """Every active daily order of people in care at this site, with what became of today's dose, undone first."""
    today = local_day(now, zone)
    rows = (
        Order.objects.filter(person__site_id=actor.site_id, stopped_at=None, times="daily")
        .filter(in_care("person_id"))
        .annotate(done=Dose.objects.filter(order=OuterRef("id"), service_day=today).values("outcome")[:1])
        .order_by(F("done").asc(nulls_first=True), "person__chosen_name")
        .values_list(
            "person_id", "person__chosen_name", "person__record_number", "id", "drug", "dose_mg", "times", "ordered_at",
            "done",
        )
    )  # fmt: skip
    return tuple(DueDose(*row) for row in rows[:1000])


def _dose(d: Dose) -> DoseRow:
    return DoseRow(d.id, d.order_id, d.outcome, d.drug, d.given_mg, d.at, d.by, d.reason)
