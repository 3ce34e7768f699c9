"""Reading visits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from switchback.care.people import door
from switchback.care.people.door import Actor

from .models import Visit


@dataclass(frozen=True)
class VisitRow:
    id: UUID
    what: str
    due_at: datetime
    attended_at: datetime | None
    missed_at: datetime | None
    missed_because: tuple[str, ...]


@dataclass(frozen=True)
class DueVisit:
    visit_id: UUID
    person_id: UUID
    chosen_name: str
    what: str
    due_at: datetime


@door.door("person.view")
def visits(
    *, actor: Actor, person_id: UUID, since: datetime | None = None, limit: int = 20
) -> tuple[VisitRow, ...]:
    """Newest due first."""
    found = Visit.objects.filter(person_id__in=door.chart().ids)
    if since:
        found = found.filter(due_at__gte=since)
    columns = ("id", "what", "due_at", "attended_at", "missed_at", "missed_because")
    return tuple(
        VisitRow(id_, what, due_at, attended_at, missed_at, tuple(because))
        for id_, what, due_at, attended_at, missed_at, because in found.order_by("-due_at").values_list(
            *columns
        )[:limit]
    )


@door.bulk_door("visit.manage")
def due(*, actor: Actor, start: datetime, end: datetime) -> tuple[DueVisit, ...]:
    """Open visits of this site (or caseload) due between start and end, earliest first."""
    rows = Visit.objects.filter(
        person__site_id=actor.at_site, due_at__gte=start, due_at__lt=end, attended_at=None, missed_at=None
    ).order_by("due_at")
    return tuple(
        DueVisit(*r)
        for r in rows.values_list("id", "person_id", "person__chosen_name", "what", "due_at")[:500]
    )
