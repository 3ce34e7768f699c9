"""Reading orders and doses: one person's, and what a nurse has to give today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
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
def orders(
    *, actor: Actor, person_id: UUID, now: datetime, active_only: bool = False
) -> tuple[OrderRow, ...]:
    """Active first, newest first, each with what became of today's dose. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [local_day(now, door.chart().zone), list(door.chart().ids), not active_only])
        return tuple(_order(row) for row in cursor.fetchall())


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


# Written out: it stands in every chart, and the builder would take longer than the database.
_ORDERS = """
SELECT o.id, o.drug, o.dose_mg, o.times, o.ordered_at, o.ordered_by, o.assessment_id, o.differs_because, o.stopped_at,
       d.id, d.outcome, d.drug, d.given_mg, d.at, d.by, d.reason
FROM medication_order o
LEFT JOIN medication_dose d ON d.order_id = o.id AND d.service_day = %s  -- one dose per order and day
WHERE o.person_id = ANY(%s) AND (%s OR o.stopped_at IS NULL)
ORDER BY o.stopped_at DESC NULLS FIRST, o.ordered_at DESC LIMIT 50
"""


def _order(row: tuple[Any, ...]) -> OrderRow:
    order_id, dose_id = row[0], row[9]
    today = DoseRow(dose_id, order_id, *row[10:]) if dose_id else None
    return OrderRow(*(*row[:9], today))


def _dose(d: Dose) -> DoseRow:
    return DoseRow(d.id, d.order_id, d.outcome, d.drug, d.given_mg, d.at, d.by, d.reason)
