"""Reading what was told about returns to use. The team sees only what the person agreed to tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from switchback.care.continuing.queries import CheckInRow, OwnJourney, check_ins, own_journey
from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.care.people.door import Actor
from switchback.care.people.queries import SiteFacts
from switchback.care.plan.queries import PlanView, plan
from switchback.care.programme.queries import VisitRow, visits

from .models import Lapse


class NoSuchLapse(LookupError):
    """There is no such report of this person, or it is not told to this reader."""


@dataclass(frozen=True)
class LapseRow:
    id: UUID
    reported_at: datetime
    used_at: datetime | None
    alone: bool | None
    wants_call: bool | None
    told_team: bool
    words: str
    advised: tuple[str, ...]
    revision_id: UUID | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    reviewed_at: datetime | None
    before: str
    helped_stop: str
    learned: str


@dataclass(frozen=True)
class OwnPage:
    """What the person's own first pages are drawn from."""

    chosen_name: str
    site: SiteFacts | None
    journey: OwnJourney
    plan: PlanView
    next_visit: VisitRow | None
    check_in: CheckInRow | None  # the newest
    lapse: LapseRow | None  # the newest


@door.door("timeline.view")
def own_page(*, actor: Actor, person_id: UUID, now: datetime) -> OwnPage:
    """Where I stand, my plan, my next visit: for the person alone."""
    if actor.kind != "person":
        raise door.Refused
    me = people.who(actor=actor, person_id=person_id)
    coming = [
        v for v in visits(actor=actor, person_id=person_id, since=now) if not (v.attended_at or v.missed_at)
    ]
    return OwnPage(
        chosen_name=me.chosen_name,
        site=people.site(me.site_id),
        journey=own_journey(actor=actor, person_id=person_id, now=now),
        plan=plan(actor=actor, person_id=person_id),
        next_visit=coming[-1] if coming else None,
        check_in=next(iter(check_ins(actor=actor, person_id=person_id, limit=1)), None),
        lapse=next(iter(lapses(actor=actor, person_id=person_id, limit=1)), None),
    )


@door.door("timeline.view")
def lapses(*, actor: Actor, person_id: UUID, limit: int = 20) -> tuple[LapseRow, ...]:
    """Newest first."""
    found = Lapse.objects.filter(person_id__in=door.chart().ids).order_by("-reported_at")
    return tuple(_row(lapse) for lapse in found[:limit])


@door.door("timeline.view")
def lapse(*, actor: Actor, person_id: UUID, lapse_id: UUID) -> LapseRow:
    """Raises NoSuchLapse."""
    found = Lapse.objects.filter(id=lapse_id, person_id__in=door.chart().ids).first()
    if found is None:
        raise NoSuchLapse
    return _row(found)


def _row(lapse: Lapse) -> LapseRow:
    return LapseRow(
        lapse.id, lapse.reported_at, lapse.used_at, lapse.alone, lapse.wants_call, not lapse.private, lapse.words,
        tuple(lapse.advised), lapse.revision_id, lapse.acknowledged_at, lapse.acknowledged_by, lapse.reviewed_at,
        lapse.before, lapse.helped_stop, lapse.learned,
    )  # fmt: skip
