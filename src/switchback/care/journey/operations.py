"""Writing the journey: one event per thing that happened; episodes and placements; corrections; drafts."""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.care.people.door import Actor

from .kinds import KINDS
from .models import Draft, Episode, Event, Level, Placement
from .queries import not_shown_to

KEY_LIKE = re.compile(r"[\w:.+/-]{0,64}").fullmatch


class UnknownKind(ValueError):
    """An event kind that is not in kinds.py."""


class FreeText(ValueError):
    """An event's detail holds words somebody typed. They belong in the stage's own table."""


class NotPossible(ValueError):
    """What was asked contradicts the record. `key` names the sentence a face shows."""

    def __init__(self, key: str, **saw: Any) -> None:
        super().__init__(key)
        self.key, self.saw = key, saw


@dataclass(frozen=True)
class Happened:
    """An event as written. `new` is False when the same key had been written before (a double submit)."""

    id: int
    new: bool
    detail: dict[str, Any]


@dataclass(frozen=True)
class Written:
    """What a reaction is told about an event."""

    id: int
    person_id: UUID
    kind: str
    at: datetime
    by: str
    detail: dict[str, Any] = field(hash=False)


_listeners: list[Callable[[Sequence[Written]], None]] = []
_announcing: ContextVar[bool] = ContextVar("announcing", default=True)


def announce_to(listener: Callable[[Sequence[Written]], None]) -> None:
    """Tell `listener` what happened behind one door, all at once, right after its transaction is committed."""
    if listener not in _listeners:
        _listeners.append(listener)


@contextmanager
def unannounced() -> Iterator[None]:
    """Write many events without telling of each: reactions find them by their cursors afterwards."""
    token = _announcing.set(False)
    try:
        yield
    finally:
        _announcing.reset(token)


def append(
    *,
    person_id: UUID,
    kind: str,
    at: datetime,
    by: Actor,
    key: UUID | None = None,
    corrects: int | None = None,
    private: bool = False,
    **detail: Any,
) -> Happened:
    """Append one event. Call it first in an operation: a key seen before returns the first event, `new=False`.

    `private`: told by the person to their own journey only; the team cannot see it on any path.

    Raises UnknownKind, FreeText; door.Refused when the key belongs to another person's event.
    """
    if kind not in KINDS:
        raise UnknownKind(kind)
    check_no_words(detail)
    key = key or uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journey_event (key, person_id, kind, at, by, corrects_id, private, detail)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING id",
            [key, person_id, kind, at, str(by), corrects, private, json.dumps(detail, default=str)],
        )
        row = cursor.fetchone()
    if row is None:
        earlier = Event.objects.filter(key=key, person_id__in=door.chart().ids).values("id", "detail").first()
        if earlier is None:
            raise door.Refused
        return Happened(id=earlier["id"], new=False, detail=earlier["detail"])
    written = Written(id=row[0], person_id=person_id, kind=kind, at=at, by=str(by), detail=detail)
    happened = door.chart().happened
    happened.append(written)
    if _announcing.get():
        transaction.on_commit(lambda: _announce(happened), robust=True)
    return Happened(id=row[0], new=True, detail=json.loads(json.dumps(detail, default=str)))


def check_no_words(detail: Any) -> None:
    """Ids, numbers, times and keys only: nothing with a space in it, nothing long. Raises FreeText."""
    if isinstance(detail, str):
        if not KEY_LIKE(detail):
            raise FreeText
    elif isinstance(detail, dict):
        for part in detail.values():
            check_no_words(part)
    elif isinstance(detail, list | tuple):
        for part in detail:
            check_no_words(part)


def _announce(happened: list[Written]) -> None:
    written, happened[:] = tuple(happened), ()
    for listener in _listeners:
        if written:
            listener(written)


@door.door("episode.manage")
def open_episode(*, actor: Actor, person_id: UUID, level: str, at: datetime, now: datetime) -> UUID:
    """Open an episode and place the person at its first level of care. Raises NotPossible."""
    check_not_future(at=at, now=now)
    check_level(level)
    door.one_at_a_time()
    if Episode.objects.filter(person_id__in=door.chart().ids, closed_at=None).exists():
        raise NotPossible("episode_already_open")
    episode = Episode(person_id=person_id, site_id=_site_of(person_id), opened_at=at)
    append(person_id=person_id, kind="episode.opened", at=at, by=actor, episode=episode.id)
    episode.save(force_insert=True)
    _place(actor=actor, person_id=person_id, episode=episode, level=level, at=at)
    return episode.id


@door.door("episode.manage")
def move(
    *, actor: Actor, person_id: UUID, level: str, at: datetime, now: datetime, because: str = "step"
) -> UUID:
    """Move the person to another level of care: the same chart, a new placement. Raises NotPossible.

    Said again when they are there already, it changes nothing.
    """
    check_not_future(at=at, now=now)
    check_level(level)
    door.one_at_a_time()
    episode = _open_episode()
    there = Placement.objects.filter(episode=episode, ended_at=None, level=level).values_list("id", flat=True)
    if already := there.first():
        return already
    _end_placement(actor=actor, person_id=person_id, episode=episode, at=at, because=because)
    return _place(actor=actor, person_id=person_id, episode=episode, level=level, at=at)


@door.door("episode.manage")
def close_episode(*, actor: Actor, person_id: UUID, at: datetime, now: datetime, because: str) -> None:
    """End the episode: the record stays, the person may come back to the same chart. Raises NotPossible."""
    check_not_future(at=at, now=now)
    door.one_at_a_time()
    episode = _open_episode()
    _end_placement(actor=actor, person_id=person_id, episode=episode, at=at, because=because)
    append(person_id=person_id, kind="episode.closed", at=at, by=actor, episode=episode.id, reason=because)
    episode.closed_at, episode.closed_because = at, because
    episode.save(update_fields=["closed_at", "closed_because"])


@door.door("chart.view")
def correct(*, actor: Actor, person_id: UUID, event_id: int, at: datetime, reason: str) -> None:
    """Say that an event of this person was a mistake. It stays in the journey, marked. Raises NotPossible."""
    door.one_at_a_time()
    found = Event.objects.filter(id=event_id, person_id__in=door.chart().ids).values("kind").first()
    if found is None or found["kind"] in ("event.corrected", *not_shown_to(actor)):
        raise NotPossible("no_such_event")
    if Event.objects.filter(corrects_id=event_id).exists():
        raise NotPossible("already_corrected")
    append(person_id=person_id, kind="event.corrected", at=at, by=actor, corrects=event_id, reason=reason)


@door.door("person.view")
def keep_draft(*, actor: Actor, person_id: UUID, form: str, values: dict[str, Any], at: datetime) -> None:
    """Keep a half-filled form for the one who fills it."""
    Draft.objects.update_or_create(
        owner=str(actor), person_id=person_id, form=form, defaults={"values": values, "saved_at": at}
    )


@door.door("person.view")
def drop_draft(*, actor: Actor, person_id: UUID, form: str) -> None:
    Draft.objects.filter(owner=str(actor), person_id=person_id, form=form).delete()


def drop_drafts_before(*, before: datetime) -> int:
    """Forget half-filled forms that nobody came back to. Returns how many."""
    with door.as_system(Actor.system("worker"), action="drafts.drop"):
        return Draft.objects.filter(saved_at__lt=before).delete()[0]


def check_not_future(*, at: datetime, now: datetime) -> None:
    if at > now:
        raise NotPossible("time_in_future", at=at)


def check_level(level: str) -> None:
    if level not in Level.values:
        raise NotPossible("no_such_level", level=level)


def _open_episode() -> Episode:
    episode = Episode.objects.filter(person_id__in=door.chart().ids, closed_at=None).first()
    if episode is None:
        raise NotPossible("no_open_episode")
    return episode


def _place(*, actor: Actor, person_id: UUID, episode: Episode, level: str, at: datetime) -> UUID:
    placement = Placement(person_id=person_id, episode=episode, level=level, started_at=at)
    append(
        person_id=person_id, kind="placement.started", at=at, by=actor, placement=placement.id, level=level
    )
    placement.save(force_insert=True)
    return placement.id


def _end_placement(*, actor: Actor, person_id: UUID, episode: Episode, at: datetime, because: str) -> None:
    current = Placement.objects.filter(episode=episode, ended_at=None).first()
    if current is None:
        return
    if at < current.started_at:
        raise NotPossible("before_placement_started", started_at=current.started_at)
    append(
        person_id=person_id, kind="placement.ended", at=at, by=actor,
        placement=current.id, level=current.level, reason=because,
    )  # fmt: skip
    current.ended_at, current.ended_because = at, because
    current.save(update_fields=["ended_at", "ended_because"])


def _site_of(person_id: UUID) -> UUID:

    return people.site_of(person_id)
