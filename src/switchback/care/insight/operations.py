"""Gathering the facts the worklist's rules look at. Derived: safe to run twice, safe to throw away."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from switchback.care.journey import queries as journey
from switchback.care.journey.queries import EventRow
from switchback.care.people import door
from switchback.clinical.risk import Facts
from switchback.clinical.values import local_day

from .models import Gathered

LOOKED_BACK = timedelta(days=60)
LISTED_AFTER_LEAVING = timedelta(days=31)
DOSES_LOOKED_BACK = 14
DOSES_READ_BACK = timedelta(days=DOSES_LOOKED_BACK + 2)  # whole days of the clinic, wherever it is
URGES_KEPT = 30
STAGES = ("episode.opened", "episode.closed", "placement.started", "placement.ended")
ALWAYS_SEEN = (*STAGES, "medication.ordered", "medication.order_stopped", "check_ins.agreed")
SEEN = (
    "daily_check_in.recorded", "lapse.reported", "lapse.acknowledged", "lapse.reviewed", "response.recorded",
    "cows.recorded",
)  # fmt: skip
DOSES = ("dose.given", "dose.not_given")


@dataclass(frozen=True)
class Stage:
    in_care: bool
    since: datetime | None
    left: str | None
    left_at: datetime | None


def rescore(*, person_id: UUID, transaction_id: int | None = None, at: datetime) -> None:
    """Gather one person's facts anew. With `transaction_id`, nothing is done when they already include it."""
    with door.derived_chart(person_id=person_id) as chart:
        if transaction_id is not None and _includes(chart.person_id, transaction_id):
            return
        told = journey.told(
            SEEN, since=at - LOOKED_BACK, always=ALWAYS_SEEN, lately=DOSES, lately_since=at - DOSES_READ_BACK
        )
        events = tuple(e for e in told if not e.corrected)
        stage = _stage(events)
        facts = _facts(events, stage, zone=chart.zone, at=at)
        _keep(chart.person_id, facts.to_json(), stage, at, upto="pg_snapshot_xmin(pg_current_snapshot())")


def not_scored(*, person_id: UUID, at: datetime) -> None:
    """What failed is shown as "not scored", never as low. What the person told us stays as it is."""
    with door.derived_chart(person_id=person_id) as chart:
        stage = Stage(in_care=True, since=None, left=None, left_at=None)
        _keep(chart.person_id, None, stage, at, upto="'0'")  # nothing is included: the next try does it all


def refresh_all(*, at: datetime) -> int:
    """Gather anew for everyone on a worklist: facts age, although nothing happens. Returns how many."""
    people = _listed(at)
    for person_id in people:
        rescore(person_id=person_id, at=at)
    return len(people)


def _listed(at: datetime) -> tuple[UUID, ...]:
    with door.as_system(door.Actor.system("reactions"), action="insight.refresh"):
        listed = Gathered.objects.filter(in_care=True) | Gathered.objects.filter(listed_until__gte=at)
        return tuple(listed.values_list("person_id", flat=True))


def _includes(person_id: UUID, transaction_id: int) -> bool:
    return Gathered.objects.filter(person_id=person_id, as_of_transaction__gt=transaction_id).exists()


def _keep(person_id: UUID, facts: dict[str, Any] | None, stage: Stage, at: datetime, *, upto: str) -> None:
    listed_until = stage.left_at + LISTED_AFTER_LEAVING if stage.left_at and not stage.in_care else None
    with connection.cursor() as cursor:
        # Every transaction below the oldest one still running is in what we have just read.
        cursor.execute(
            "INSERT INTO insight_gathered (person_id, facts, as_of_transaction, gathered_at, in_care, listed_until)"
            f" VALUES (%s, %s, (SELECT {upto}::text::bigint), %s, %s, %s)"
            " ON CONFLICT (person_id) DO UPDATE SET facts = excluded.facts, as_of_transaction ="
            " excluded.as_of_transaction, gathered_at = excluded.gathered_at, in_care = excluded.in_care,"
            " listed_until = excluded.listed_until",
            [person_id, None if facts is None else json.dumps(facts), at, stage.in_care, listed_until],
        )


def _stage(events: Iterable[EventRow]) -> Stage:
    """In care or not, and the level last left and not entered again."""
    in_care, since, left, left_at = False, None, None, None
    for e in sorted((e for e in events if e.kind in STAGES), key=lambda e: (e.at, e.id)):
        if e.kind == "episode.opened":
            in_care, since = True, e.at
        elif e.kind == "episode.closed":
            in_care = False
        elif e.kind == "placement.ended":
            left, left_at = e.detail.get("level"), e.at
        elif e.kind == "placement.started" and e.detail.get("level") == left:
            left, left_at = None, None
    return Stage(in_care, since, left, left_at)


def _facts(events: tuple[EventRow, ...], stage: Stage, *, zone: str, at: datetime) -> Facts:
    by_time = sorted(events, key=lambda e: (e.at, e.id))
    check_ins = [e for e in by_time if e.kind == "daily_check_in.recorded"]
    agreed = [e for e in by_time if e.kind == "check_ins.agreed"]
    phq9 = [e for e in by_time if e.kind == "response.recorded" and e.detail.get("instrument") == "phq9"]
    cows = [e for e in by_time if e.kind == "cows.recorded"]
    item9 = next(
        (f for f in (phq9[-1].detail["flags"] if phq9 else []) if f["key"] == "self_harm_answer"), None
    )
    return Facts(
        expects_check_ins=agreed[-1].detail["expected"] if agreed else True,
        episode_open=stage.in_care,
        last_check_in_at=check_ins[-1].at if check_ins else None,
        check_ins_expected_since=stage.since,
        urges=tuple((e.at, e.detail["urge"]) for e in check_ins if e.detail.get("urge") is not None)[
            -URGES_KEPT:
        ],
        lapses=tuple(sorted(_told_at(e) for e in by_time if e.kind == "lapse.reported")),
        lapse_acknowledged_at=_last_at(by_time, "lapse.acknowledged"),
        lapse_reviewed_at=_last_at(by_time, "lapse.reviewed"),
        doses_missed=_missed(by_time, zone=zone, at=at),
        left_setting=stage.left,
        left_setting_at=stage.left_at,
        phq9_item9=item9["saw"].get("value") if item9 else None,
        phq9_at=phq9[-1].at if phq9 else None,
        cows_score=cows[-1].detail.get("score") if cows else None,
        cows_at=cows[-1].at if cows else None,
    )


def _told_at(lapse: EventRow) -> datetime:
    """When the team learned of it: what somebody kept to themselves at first is news on the day they tell."""
    return datetime.fromisoformat(lapse.detail["told_at"]) if lapse.detail.get("told_at") else lapse.at


def _last_at(events: list[EventRow], kind: str) -> datetime | None:
    return next((e.at for e in reversed(events) if e.kind == kind), None)


def _missed(events: list[EventRow], *, zone: str, at: datetime) -> tuple[date, ...]:
    """Whole service days on which a daily order stood and no dose was given, held or declined."""
    today = local_day(at, zone)
    done: dict[str, set[date]] = {}
    for e in events:
        given = e.kind == "dose.given" or (e.kind == "dose.not_given" and e.detail.get("reason") != "missed")
        if given and e.detail.get("order"):
            done.setdefault(e.detail["order"], set()).add(date.fromisoformat(e.detail["service_day"]))
    stopped = {e.detail["order"]: e.at for e in events if e.kind == "medication.order_stopped"}
    stopped |= {
        e.detail["replaces"]: e.at
        for e in events
        if e.kind == "medication.ordered" and e.detail.get("replaces")
    }
    days = [today - timedelta(days=n) for n in range(1, DOSES_LOOKED_BACK + 1)]
    missed: set[date] = set()
    for order in (e for e in events if e.kind == "medication.ordered" and e.detail.get("times") == "daily"):
        ordered_on = local_day(order.at, zone)
        end = stopped.get(order.detail["order"])
        last = local_day(end, zone) if end else today
        # The day of the order and the day of its stop may rightly pass without a dose.
        missed |= {
            d for d in days if ordered_on < d < last and d not in done.get(order.detail["order"], set())
        }
    return tuple(sorted(missed))
