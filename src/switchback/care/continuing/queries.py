"""Reading check-ins, and the person's own journey, worked out from events when shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from switchback.care.journey import queries as journey
from switchback.care.journey.queries import EventRow
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.relapse import Road, Told, days_since_last_use, walk
from switchback.clinical.values import local_day

from .models import CheckIn, OwnPath

TOLD_KINDS = (
    "daily_check_in.recorded", "use.reported", "lapse.reported", "lapse.reviewed", "plan.published", "visit.attended",
)  # fmt: skip


@dataclass(frozen=True)
class CheckInRow:
    id: UUID
    at: datetime
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class OwnJourney:
    road: Road
    began_on: date
    began_chosen: bool
    show_days_since: bool
    days_since: int | None  # only when chosen
    checked_in_today: bool
    events: tuple[EventRow, ...]  # what the road passes, oldest first


@door.door("check_in.view")
def check_ins(*, actor: Actor, person_id: UUID, limit: int = 30) -> tuple[CheckInRow, ...]:
    """Newest first."""
    found = CheckIn.objects.filter(person_id__in=door.chart().ids).order_by("-at")
    return tuple(CheckInRow(*row) for row in found.values_list("id", "at", "response__answers")[:limit])


@door.door("timeline.view")
def own_journey(*, actor: Actor, person_id: UUID, now: datetime) -> OwnJourney:
    """The four numbers, the dots, the milestones and the road, for the person's own pages. Two statements."""
    zone = door.chart().zone
    today = local_day(now, zone)
    events = journey.told(TOLD_KINDS, always=("episode.opened",))
    path = OwnPath.objects.filter(person_id__in=door.chart().ids).first()
    first = local_day(min((e.at for e in events), default=now), zone)
    began_on = path.began_on if path and path.began_on else first
    road = walk([t for e in events for t in _told(e, zone)], began_on=began_on, today=today)
    shown = bool(path and path.show_days_since)
    return OwnJourney(
        road=road,
        began_on=began_on,
        began_chosen=bool(path and path.began_on),
        show_days_since=shown,
        days_since=days_since_last_use(road, today=today) if shown else None,
        checked_in_today=any(
            e.kind == "daily_check_in.recorded" and local_day(e.at, zone) == today for e in events
        ),
        events=events,
    )


def last_check_in_day() -> date | None:
    """The day of the newest check-in of the open chart. Behind the door only."""
    at = (
        CheckIn.objects.filter(person_id__in=door.chart().ids).order_by("-at").values_list("at", flat=True).first()
    )
    return local_day(at, door.chart().zone) if at else None


def expects_check_ins() -> bool:
    """Whether the team looks out for this person's check-ins. Behind the door only; yes until agreed otherwise."""
    found = OwnPath.objects.filter(person_id__in=door.chart().ids).values_list("expects_check_ins", flat=True).first()
    return True if found is None else found


def _told(event: EventRow, zone: str) -> list[Told]:
    on = told_on = local_day(event.at, zone)
    detail = event.detail
    if event.kind == "daily_check_in.recorded":
        told = [Told("free_days", on, told_on, detail["free_days"])] if detail.get("free_days") else []
        return told + ([Told("urge_ridden_out", on, told_on)] if detail.get("rode_out") else [])
    if event.kind == "use.reported":
        return [Told("use_day", date.fromisoformat(detail["on"]), told_on)]
    if event.kind == "lapse.reviewed" and detail.get("learned"):
        return [Told("learned", on, told_on)]
    return []
