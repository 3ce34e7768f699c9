"""Reading the journey: where a person is now, what happened, counted for a screen."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.sharing import reach

from .models import Draft, Episode, Event, Placement

EVER = datetime(1, 1, 2, tzinfo=UTC)
LANE_OF = {
    "dose.given": "doses",
    "dose.not_given": "doses",
    "cows.recorded": "withdrawal",
    "withdrawal.recorded": "withdrawal",
    "urine.tested": "urine",
    "use.reported": "use",  # a return to use that is told writes its day of use as well: one mark, not two
    "visit.attended": "visits",
    "visit.missed": "visits",
    "daily_check_in.recorded": "check_ins",
}
MEDICATION = ("medication.ordered", "medication.order_stopped", "dose.given", "dose.not_given")


class EventRow(NamedTuple):  # made by the thousand: a tuple is built four times as fast as a frozen dataclass
    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    detail: dict[str, Any]
    corrected: bool


@dataclass(frozen=True)
class Where:
    """Where in care a person is, worked out from episodes and placements."""

    episode_id: UUID | None
    opened_at: datetime | None
    closed_at: datetime | None
    level: str | None
    since: datetime | None
    last_level: str | None  # the level last left, and when: the time of lost tolerance
    left_at: datetime | None

    @property
    def in_care(self) -> bool:
        return self.episode_id is not None and self.closed_at is None


@dataclass(frozen=True)
class Stay:
    level: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class MarkRow:
    """Events of one lane, kind and result that fall into one slice of the window."""

    lane: str
    kind: str
    result: str | None  # urine: positive|negative; dose: drug; else None
    first_at: datetime
    last_at: datetime
    count: int
    value: float | None  # mean mg of doses; highest withdrawal score or level


@dataclass(frozen=True)
class Slices:
    first_ever: datetime | None
    last_ever: datetime | None
    total: int
    marks: tuple[MarkRow, ...]


@dataclass(frozen=True)
class History:
    """A journey as a chart shows it: where the person is, every stay, the newest of some kinds, a window of marks."""

    where: Where
    stays: tuple[Stay, ...]
    newest: dict[str, EventRow]  # by kind; answers by instrument, as `response.recorded phq9`
    start: datetime
    end: datetime
    marks: Slices


def current(person_ids: Sequence[UUID]) -> QuerySet[Event]:
    """Events that still stand: neither corrected nor corrections."""
    corrected = Event.objects.filter(corrects_id=OuterRef("id"))
    return Event.objects.filter(~Exists(corrected), person_id__in=person_ids, corrects=None)


def not_shown_to(actor: Actor) -> tuple[str, ...]:
    """Kinds of events kept from this actor: a colleague who sees no medication sees it on no timeline either."""
    hidden = actor.kind == "team" and reach("medication.view", actor.role) is None
    return MEDICATION if hidden else ()


@door.door("timeline.view")
def timeline(*, actor: Actor, person_id: UUID, start: datetime, end: datetime, slices: int) -> Slices:
    """Events between start and end, gathered by the database into at most `slices` slices per lane and result.

    However long a history, what comes back is bounded by lanes × slices. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SLICES,
            {
                "ids": list(door.chart().ids), "start": start, "end": end, "slices": slices,
                "hidden": list(not_shown_to(actor)),
            },
        )  # fmt: skip
        rows = cursor.fetchall()
    first, last, total = rows[0][:3] if rows else (None, None, 0)
    return Slices(first, last, total, tuple(MarkRow(*row[3:]) for row in rows if row[3] is not None))


@door.door("timeline.view")
def history(
    *, actor: Actor, person_id: UUID, now: datetime, start: datetime | None = None, end: datetime | None = None,
    reach: timedelta = timedelta(days=91), slices: int = 100, newest: Sequence[str] = (),
) -> History:  # fmt: skip
    """All a chart asks of the journey, in one statement, bounded however long the history.

    Without `start` and `end`, the window ends now for someone in care and else with the last thing that happened, and
    reaches back to the beginning but no further than `reach`.
    """
    asked: dict[str, Any] = {
        "ids": list(door.chart().ids), "now": now, "start": start, "end": end, "reach": reach, "slices": slices,
        "newest": list(newest), "hidden": list(not_shown_to(actor)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, asked)
        first, last, total, shown_from, shown_to, *lists = cursor.fetchone()
    stays, rows, marks = map(json.loads, lists)
    when = datetime.fromisoformat
    return History(
        where=_where(stays),
        stays=tuple(
            Stay(s["level"], when(s["started_at"]), _when(s["ended_at"])) for s in stays if s["level"]
        ),
        newest={
            f"{r['kind']} {r['instrument']}" if r["instrument"] else r["kind"]: EventRow(
                r["id"], r["kind"], when(r["at"]), when(r["recorded_at"]), r["by"], r["detail"], False
            )
            for r in rows
        },
        start=shown_from,
        end=shown_to,
        marks=Slices(first, last, total, tuple(_mark(*mark) for mark in marks)),
    )


def _mark(
    lane: str, kind: str, result: str | None, first_at: str, last_at: str, count: int, value: float | None
) -> MarkRow:
    when = datetime.fromisoformat
    return MarkRow(lane, kind, result, when(first_at), when(last_at), count, value)


def _where(stays: list[dict[str, Any]]) -> Where:
    """The same as `where`, from stays that were read already: oldest first."""
    if not stays:
        return Where(None, None, None, None, None, None, None)
    now, before = stays[-1], stays[-2] if len(stays) > 1 else None
    episode = (UUID(now["episode"]), _when(now["opened_at"]), _when(now["closed_at"]))
    if now["ended_at"]:
        return Where(*episode, None, None, now["level"], _when(now["ended_at"]))
    left = before if before and before["ended_at"] else None
    return Where(
        *episode, now["level"], _when(now["started_at"]), left["level"] if left else None,
        _when(left["ended_at"]) if left else None,
    )  # fmt: skip


def _when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


@door.door("timeline.view")
def events(
    *, actor: Actor, person_id: UUID, start: datetime | None = None, end: datetime | None = None,
    before: tuple[datetime, int] | None = None, kinds: Sequence[str] = (), limit: int = 50,
) -> tuple[EventRow, ...]:  # fmt: skip
    """Newest first, corrected ones marked: the table beside the picture. `before`: time and id of the last one seen."""
    corrected = Event.objects.filter(corrects_id=OuterRef("id"))
    found = Event.objects.filter(person_id__in=door.chart().ids).annotate(corrected=Exists(corrected))
    if hidden := not_shown_to(actor):
        found = found.exclude(kind__in=hidden)
    if start:
        found = found.filter(at__gte=start)
    if end:
        found = found.filter(at__lt=end)
    if before:
        found = found.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    if kinds:
        found = found.filter(kind__in=kinds)
    columns = ("id", "kind", "at", "recorded_at", "by", "detail", "corrected")
    return tuple(EventRow(*row) for row in found.order_by("-at", "-id").values_list(*columns)[:limit])


@door.door("timeline.view")
def event(*, actor: Actor, person_id: UUID, event_id: int) -> EventRow | None:
    """One event of this person; None also for another person's id."""
    corrected = Event.objects.filter(corrects_id=OuterRef("id"))
    found = Event.objects.filter(person_id__in=door.chart().ids, id=event_id).annotate(
        corrected=Exists(corrected)
    )
    found = found.exclude(kind__in=not_shown_to(actor))
    row = found.values_list("id", "kind", "at", "recorded_at", "by", "detail", "corrected").first()
    return EventRow(*row) if row else None


@door.door("person.view")
def where(*, actor: Actor, person_id: UUID) -> Where:
    rows = list(
        Episode.objects.filter(person_id__in=door.chart().ids)
        .order_by("-opened_at", "-placements__started_at")
        .values_list(
            "id",
            "opened_at",
            "closed_at",
            "placements__level",
            "placements__started_at",
            "placements__ended_at",
        )[:2]
    )
    if not rows:
        return Where(None, None, None, None, None, None, None)
    episode_id, opened_at, closed_at, level, started_at, ended_at = rows[0]
    if ended_at is not None:
        return Where(episode_id, opened_at, closed_at, None, None, level, ended_at)
    left = rows[1] if len(rows) > 1 and rows[1][5] else None
    return Where(
        episode_id,
        opened_at,
        closed_at,
        level,
        started_at,
        left[3] if left else None,
        left[5] if left else None,
    )


@door.door("timeline.view")
def stays(*, actor: Actor, person_id: UUID) -> tuple[Stay, ...]:
    """Every placement, oldest first."""
    rows = Placement.objects.filter(person_id__in=door.chart().ids).order_by("started_at")
    return tuple(Stay(*row) for row in rows.values_list("level", "started_at", "ended_at"))


@door.door("person.view")
def draft(*, actor: Actor, person_id: UUID, form: str) -> tuple[dict[str, Any], datetime] | None:
    """The half-filled form this actor left, and when."""
    found = Draft.objects.filter(owner=str(actor), person_id=person_id, form=form).first()
    return (found.values, found.saved_at) if found else None


def discharged_at(person_id: UUID) -> datetime | None:
    """When the last episode ended, if none is open. For rules behind the door that ask "is this person still here?"."""
    last = (
        Episode.objects.filter(person_id__in=door.chart().ids)
        .order_by("-opened_at")
        .values_list("closed_at", flat=True)
    )
    return next(iter(last[:1]), None)


def in_care(person: str) -> Exists:
    """A condition for other stages' lists: the person in column `person` has an open episode."""
    return Exists(Episode.objects.filter(person_id=OuterRef(person), closed_at=None))


def is_in_care() -> bool:
    """Whether an episode is open. For rules behind the door."""
    return Episode.objects.filter(person_id__in=door.chart().ids, closed_at=None).exists()


def told(
    kinds: Sequence[str], *, since: datetime | None = None, always: Sequence[str] = (),
    lately: Sequence[str] = (), lately_since: datetime | None = None,
) -> tuple[EventRow, ...]:  # fmt: skip
    """Events of the open chart in the order they were told, corrected ones marked.

    `always` kinds whatever their age, `lately` kinds no older than `lately_since`. Private ones are among them for
    the person only. For derived views behind the door; one statement, plain rows.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.kind, extract(epoch FROM e.at)::float8, extract(epoch FROM e.recorded_at)::float8, e.by,"
            " e.detail, EXISTS (SELECT 1 FROM journey_event c WHERE c.corrects_id = e.id)"
            " FROM journey_event e WHERE e.person_id = ANY(%s)"
            " AND (e.kind = ANY(%s) AND e.at >= %s OR e.kind = ANY(%s) OR e.kind = ANY(%s) AND e.at >= %s)"
            " ORDER BY e.id",
            [
                list(door.chart().ids), list(kinds), since or EVER, list(always), list(lately), lately_since or EVER
            ],
        )  # fmt: skip
        rows = cursor.fetchall()
    # Seconds since the epoch are read five times as fast as timestamps, and these rows can be thousands.
    return tuple(
        EventRow(id_, kind, _time(at), _time(recorded), by, json.loads(detail), corrected)
        for id_, kind, at, recorded, by, detail, corrected in rows
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


_LANES = ", ".join(f"('{kind}', '{lane}')" for kind, lane in LANE_OF.items())
_MARKS = f"""
lane(kind, lane) AS (VALUES {_LANES}),
standing AS (
    SELECT l.lane, e.kind, e.at, e.detail,
           CASE WHEN e.kind = 'urine.tested' THEN
                     CASE WHEN jsonb_array_length(coalesce(e.detail->'positive', '[]')) > 0
                          THEN 'positive' ELSE 'negative' END
                WHEN e.kind = 'dose.given' THEN e.detail->>'drug'
                WHEN e.kind = 'dose.not_given' THEN e.detail->>'reason' END AS result,
           coalesce(e.detail->>'mg', e.detail->>'score', e.detail->>'level', e.detail->>'urge')::float AS value,
           width_bucket(extract(epoch FROM e.at), extract(epoch FROM shown.start),
                        extract(epoch FROM shown.finish), %(slices)s) AS slice
    FROM shown, journey_event e JOIN lane l ON l.kind = e.kind
    WHERE e.person_id = ANY(%(ids)s) AND e.at >= shown.start AND e.at < shown.finish
      AND e.kind <> ALL(%(hidden)s)
      AND NOT EXISTS (SELECT 1 FROM journey_event c WHERE c.corrects_id = e.id)
),
gathered AS (
    SELECT lane, kind, result, min(at) AS first_at, max(at) AS last_at, count(*) AS n,
           CASE lane WHEN 'doses' THEN avg(value) ELSE max(value) END AS value
    FROM standing GROUP BY lane, kind, result, slice
)"""
_ENDS = """ends AS (
    SELECT min(at) AS first, max(at) AS last, count(*) AS total FROM journey_event
    WHERE person_id = ANY(%(ids)s) AND kind <> ALL(%(hidden)s)
)"""
_SLICES = f"""
WITH {_ENDS},
shown AS (SELECT %(start)s::timestamptz AS start, %(end)s::timestamptz AS finish),
{_MARKS}
SELECT ends.*, g.* FROM ends LEFT JOIN gathered g ON true ORDER BY g.lane, g.first_at
"""
_HISTORY = f"""
WITH {_ENDS},
stays AS (
    SELECT e.id AS episode, e.opened_at, e.closed_at, p.level, p.started_at, p.ended_at
    FROM journey_episode e LEFT JOIN journey_placement p ON p.episode_id = e.id WHERE e.person_id = ANY(%(ids)s)
),
until AS (
    SELECT coalesce(%(end)s::timestamptz, CASE
               WHEN ends.last IS NULL OR EXISTS (SELECT 1 FROM stays WHERE closed_at IS NULL)
               THEN %(now)s::timestamptz ELSE least(%(now)s::timestamptz, ends.last + interval '1 day') END) AS finish
    FROM ends
),
shown AS (
    SELECT coalesce(%(start)s::timestamptz, greatest(until.finish - %(reach)s::interval,
               least(ends.first, until.finish - interval '1 day'))) AS start, until.finish
    FROM ends, until
),
newest AS (
    SELECT DISTINCT ON (e.kind, e.detail->>'instrument') e.id, e.kind, e.detail->>'instrument' AS instrument, e.at,
           e.recorded_at, e.by, e.detail
    FROM journey_event e
    WHERE e.person_id = ANY(%(ids)s) AND e.kind = ANY(%(newest)s)
      AND NOT EXISTS (SELECT 1 FROM journey_event c WHERE c.corrects_id = e.id)
    ORDER BY e.kind, e.detail->>'instrument', e.at DESC, e.id DESC
),
{_MARKS}
SELECT ends.*, shown.start, shown.finish,
       (SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.opened_at, s.started_at), '[]') FROM stays s),
       (SELECT coalesce(jsonb_agg(to_jsonb(n)), '[]') FROM newest n),
       (SELECT coalesce(jsonb_agg(jsonb_build_array(lane, kind, result, first_at, last_at, n, value)
                                  ORDER BY lane, first_at), '[]') FROM gathered)
FROM ends, shown
"""
