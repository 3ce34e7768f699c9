"""A return to use, told: safety first, the plan opened for a look, nothing reset, nobody told without a yes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from switchback.care.continuing.queries import OwnJourney, own_journey
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journey_queries
from switchback.care.observations import operations as observations
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.care.plan import operations as plan
from switchback.clinical.relapse import SafetyAdvice, safety_advice
from switchback.clinical.risk import overdose_risk_window
from switchback.clinical.values import local_day

from .models import Lapse
from .queries import NoSuchLapse


@dataclass(frozen=True)
class Reported:
    lapse_id: UUID
    new: bool
    advice: SafetyAdvice
    revision_id: UUID | None


@door.door("lapse.report")
def advise(
    *, actor: Actor, person_id: UUID, at: datetime, used_at: datetime | None = None, alone: bool | None = None
) -> SafetyAdvice:
    """What to say first, before any question is asked. Writes nothing to the journey."""
    return _advice(_own(actor, person_id, at), person_id, at=at, used_at=used_at, alone=alone)


@door.door("lapse.report")
def report_lapse(
    *, actor: Actor, person_id: UUID, at: datetime, key: UUID, used_at: datetime | None, alone: bool | None,
    wants_call: bool | None, tell_team: bool, words: str = "",
) -> Reported:  # fmt: skip
    """Take down what the person tells about a return to use. Raises journey.NotPossible.

    `tell_team` is a fresh yes for this event; without it everything here is seen by the person only, on every path.
    A revision of the plan is opened beside the version in force.
    """
    if used_at:
        journey.check_not_future(at=used_at, now=at)
    own = _own(actor, person_id, at)
    advice = _advice(own, person_id, at=at, used_at=used_at, alone=alone)
    private = actor.kind == "person" and not tell_team
    lapse_id = uuid4()
    happened = journey.append(
        person_id=person_id, kind="lapse.reported", at=at, by=actor, key=key, private=private, lapse=lapse_id,
        advised=list(advice.keys), wants_call=wants_call,
    )  # fmt: skip
    if not happened.new:
        earlier = Lapse.objects.get(id=UUID(happened.detail["lapse"]), person_id__in=door.chart().ids)
        return Reported(earlier.id, False, advice, earlier.revision_id)
    day = local_day(used_at or at, door.chart().zone)
    observations.record_use_day(
        actor=actor, person_id=person_id, on=day, substances=(), source="told", at=used_at or at,
        key=uuid5(key, "use day"), private=private,
    )  # fmt: skip
    revision = plan.open_revision(
        actor=actor, person_id=person_id, at=at, because="asked" if private else "lapse"
    )
    Lapse(
        id=lapse_id, person_id=person_id, reported_at=at, reported_by=str(actor), used_at=used_at, alone=alone,
        wants_call=wants_call, private=private, words=words.strip(), advised=list(advice.keys), revision_id=revision,
    ).save(force_insert=True)  # fmt: skip
    return Reported(lapse_id, True, advice, revision)


@door.door("lapse.report")
def tell_team(*, actor: Actor, person_id: UUID, lapse_id: UUID, at: datetime, key: UUID) -> None:
    """The person decides later to tell the care team. Raises NoSuchLapse."""
    lapse = _lapse(lapse_id)
    if not lapse.private:
        return
    journey.append(
        person_id=person_id, kind="lapse.reported", at=lapse.reported_at, by=actor, key=key, lapse=lapse.id,
        advised=lapse.advised, wants_call=lapse.wants_call, told_at=at.isoformat(),
    )  # fmt: skip
    used_at = lapse.used_at or lapse.reported_at
    observations.record_use_day(
        actor=actor, person_id=person_id, on=local_day(used_at, door.chart().zone), substances=(), source="told",
        at=used_at, key=uuid5(key, "use day"),
    )  # fmt: skip
    lapse.private = False
    lapse.save(update_fields=["private"])


@door.door("lapse.review")
def acknowledge(*, actor: Actor, person_id: UUID, lapse_id: UUID, at: datetime) -> None:
    """Someone of the team has seen it and is in contact. Raises NoSuchLapse."""
    lapse = _lapse(lapse_id)
    if lapse.acknowledged_at:
        return
    journey.append(person_id=person_id, kind="lapse.acknowledged", at=at, by=actor, lapse=lapse.id)
    lapse.acknowledged_at, lapse.acknowledged_by = at, str(actor)
    lapse.save(update_fields=["acknowledged_at", "acknowledged_by"])


@door.door("lapse.review")
def acknowledge_all(*, actor: Actor, person_id: UUID, at: datetime) -> int:
    """The same for everything told so far and not seen yet. Returns how many."""
    waiting = Lapse.objects.filter(person_id__in=door.chart().ids, acknowledged_at=None, reported_at__lte=at)
    ids = list(waiting.order_by("reported_at").values_list("id", flat=True))
    for lapse_id in ids:
        acknowledge(actor=actor, person_id=person_id, lapse_id=lapse_id, at=at)
    return len(ids)


@door.door("lapse.report")
def review(
    *,
    actor: Actor,
    person_id: UUID,
    lapse_id: UUID,
    before: str,
    helped_stop: str,
    learned: str,
    at: datetime,
) -> None:
    """Looked at together, or alone: what came before, what helped to stop, one thing learned. Raises NoSuchLapse."""
    lapse = _lapse(lapse_id)
    news = lapse.reviewed_at is None or (bool(learned.strip()) and not lapse.learned)
    lapse.before, lapse.helped_stop, lapse.learned = before.strip(), helped_stop.strip(), learned.strip()
    lapse.reviewed_at = at
    lapse.save(update_fields=["before", "helped_stop", "learned", "reviewed_at"])
    if news:
        journey.append(
            person_id=person_id, kind="lapse.reviewed", at=at, by=actor, private=lapse.private, lapse=lapse.id,
            learned=bool(lapse.learned),
        )  # fmt: skip


def _lapse(lapse_id: UUID) -> Lapse:
    found = Lapse.objects.select_for_update().filter(id=lapse_id, person_id__in=door.chart().ids).first()
    if found is None:
        raise NoSuchLapse
    return found


def _own(actor: Actor, person_id: UUID, at: datetime) -> OwnJourney:
    return own_journey(actor=actor, person_id=person_id, now=at)


def _advice(
    own: OwnJourney, person_id: UUID, *, at: datetime, used_at: datetime | None, alone: bool | None
) -> SafetyAdvice:
    where = journey_queries.where(actor=door.chart().actor, person_id=person_id)
    dots = [dot for _, dot in own.road.dots]
    free = 0
    for dot in reversed(dots[:-1]):  # today may be the day of use: look at the days before it
        if dot != "free":
            break
        free += 1
    return safety_advice(
        hours_since_use=(at - used_at).total_seconds() / 3600 if used_at else None,
        alone=alone,
        days_without_opioids=free or None,
        in_risk_window=overdose_risk_window(
            left_setting=where.last_level, left_setting_at=where.left_at, at=at
        ),
    )
