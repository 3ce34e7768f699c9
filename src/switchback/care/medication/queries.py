"""Reading orders and doses: one person's, and what a nurse has to give today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, OuterRef, Q

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
def orders(
    *, actor: Actor, person_id: UUID, now: datetime, active_only: bool = False
) -> tuple[OrderRow, ...]:
    """Active first, newest first, each with what became of today's dose. One statement."""
    today = local_day(now, door.chart().zone)
    found = Order.objects.filter(person_id__in=door.chart().ids).annotate(
        done=FilteredRelation("doses", condition=Q(doses__service_day=today))  # one dose per order and day
    )
    if active_only:
        found = found.filter(stopped_at=None)
    rows = found.order_by(F("stopped_at").desc(nulls_first=True), "-ordered_at").values_list(*_ORDER, *_DONE)
    return tuple(_order(row) for row in rows[:50])


@door.door("medication.view")
def doses(*, actor: Actor, person_id: UUID, limit: int = 30) -> tuple[DoseRow, ...]:
    """Newest first."""
    return tuple(
        _dose(d) for d in Dose.objects.filter(person_id__in=door.chart().ids).order_by("-at")[:limit]
    )


@door.bulk_door("medication.give")
def due_today(*, actor: Actor, now: datetime, zone: str) -> tuple[DueDose, ...]:
    """Every active daily order of people in care at this site, with what became of today's dose, undone first."""
    today = local_day(now, zone)
    rows = (
        Order.objects.filter(person__site_id=actor.at_site, stopped_at=None, times="daily")
        .filter(in_care("person_id"))
        .annotate(done=Dose.objects.filter(order=OuterRef("id"), service_day=today).values("outcome")[:1])
        .order_by(F("done").asc(nulls_first=True), "person__chosen_name")
        .values_list(
            "person_id", "person__chosen_name", "person__record_number", "id", "drug", "dose_mg", "times", "ordered_at",
            "done",
        )
    )  # fmt: skip
    return tuple(DueDose(*row) for row in rows[:1000])


_ORDER = (
    "id", "drug", "dose_mg", "times", "ordered_at", "ordered_by", "assessment_id", "differs_because", "stopped_at",
)  # fmt: skip
_DONE = ("done__id", "done__outcome", "done__drug", "done__given_mg", "done__at", "done__by", "done__reason")


def _order(row: tuple[Any, ...]) -> OrderRow:
    order, (dose_id, *dose) = row[: len(_ORDER)], row[len(_ORDER) :]
    return OrderRow(*order, DoseRow(dose_id, order[0], *dose) if dose_id else None)


def _dose(d: Dose) -> DoseRow:
    return DoseRow(d.id, d.order_id, d.outcome, d.drug, d.given_mg, d.at, d.by, d.reason)
