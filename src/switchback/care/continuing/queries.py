"""Reading check-ins, and the person's own journey, worked out from events when shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from switchback.care.journey import queries as journey
from switchback.care.journey.queries import EventRow
from switchback.care.observations import queries as observations
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.relapse import Road, Told, days_since_last_use, walk
from switchback.clinical.values import local_day

from .models import OwnPath

FREE_DAYS_AT_MOST = 31

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
    return tuple(
        CheckInRow(*row)
        for row in observations.answers(person_ids=door.chart().ids, instrument="daily_check_in", limit=limit)
    )


@door.door("person.view")
def check_ins_expected(*, actor: Actor, person_id: UUID) -> bool:
    """Whether the team looks out for check-ins: as last agreed, and yes before anything was agreed."""
    agreed = [event for event in journey.told(("check_ins.agreed",)) if not event.corrected]
    return bool(agreed[-1].detail["expected"]) if agreed else True


@door.door("timeline.view")
def own_journey(*, actor: Actor, person_id: UUID, now: datetime) -> OwnJourney:
    """The four numbers, the dots, the milestones and the road, for the person's own pages. Two statements."""
    zone = door.chart().zone
    today = local_day(now, zone)
    events = journey.told((*TOLD_KINDS, "episode.opened"))
    path = OwnPath.objects.filter(person_id__in=door.chart().ids).first()
    first = local_day(min((e.at for e in events), default=now), zone)
    began_on = path.began_on if path and path.began_on else first
    road = walk(_walked(events, zone), began_on=began_on, today=today)
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
        events=tuple(e for e in events if not e.corrected),
    )


def _walked(events: tuple[EventRow, ...], zone: str) -> list[Told]:
    """What each event adds to the road, in the order it was told.

    One "no" speaks for the days since the newest check-in told before it, for a month at most. A correction takes a
    day of use away from the dots; it takes nothing from what was counted.
    """
    told: list[Told] = []
    checked_in: list[date] = []
    for e in events:
        on = local_day(e.at, zone)
        if e.kind == "daily_check_in.recorded":
            if e.detail.get("free"):
                before = max((day for day in checked_in if day < on), default=on - timedelta(days=1))
                told.append(Told("free_days", on, on, min(FREE_DAYS_AT_MOST, (on - before).days)))
            if e.detail.get("rode_out"):
                told.append(Told("urge_ridden_out", on, on))
            checked_in.append(on)
        elif e.kind == "use.reported" and not e.corrected:
            told.append(Told("use_day", date.fromisoformat(e.detail["on"]), on))
        elif e.kind == "lapse.reviewed" and e.detail.get("learned"):
            told.append(Told("learned", on, on))
    return told
