"""After this happened, do that. The whole table, and the cursors that read it.

An event is handled at once, right after its transaction (`hurry`), and again by a cursor that reads in commit order
(`catch_up`): whatever the first could not do, the second does. Reactions are idempotent, so twice is once. A reaction
that fails loses nothing of what the person told us: it is tried again, then set aside and shown.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from switchback.care.insight import operations as insight
from switchback.care.journey import cursors
from switchback.care.journey.operations import Written

log = logging.getLogger(__name__)


class Reaction(Protocol):
    def __call__(self, *, person_id: UUID, transaction_id: int | None = None, at: datetime) -> None: ...


RESCORED_AFTER = (
    "daily_check_in.recorded", "lapse.reported", "lapse.acknowledged", "lapse.reviewed", "episode.opened",
    "episode.closed", "placement.started", "placement.ended", "medication.ordered", "medication.order_stopped",
    "dose.given", "dose.not_given", "cows.recorded", "response.recorded", "event.corrected", "person.merged",
    "person.unmerged", "check_ins.agreed",
)  # fmt: skip

AFTER: dict[str, tuple[str, ...]] = dict.fromkeys(RESCORED_AFTER, ("insight.rescore",))

REACTIONS: dict[str, Reaction] = {"insight.rescore": insight.rescore}

# What to do when a reaction fails on a person, so that silence is never read as "fine".
WHEN_FAILED: dict[str, Callable[..., None]] = {"insight.rescore": insight.not_scored}


def hurry(happened: Sequence[Written]) -> None:
    """React at once to what happened behind one door: each reaction once for each person. Never raises: the events are
    safe in the journey, the cursor will come by.
    """
    wanted = {(name, event.person_id): event.id for event in happened for name in AFTER.get(event.kind, ())}
    for (name, person_id), event_id in wanted.items():
        try:
            REACTIONS[name](person_id=person_id, at=_now())
        except Exception as error:
            log.error("reaction %s failed on event %s: %s", name, event_id, type(error).__name__)
            _say_it_failed(name, person_id)


def catch_up(*, batch: int = 1000, progress: Callable[[int], None] = lambda done: None) -> int:
    """Let every reaction read on from its cursor to the newest settled event. Returns how many events were read."""
    return sum(_catch_up(name, batch, progress) for name in REACTIONS)


def _catch_up(name: str, batch: int, progress: Callable[[int], None]) -> int:
    kinds = [kind for kind, names in AFTER.items() if name in names]
    _retry(name)
    read = 0
    while True:
        with transaction.atomic():
            events = cursors.read(reaction=name, kinds=kinds, limit=batch)
            newest = {
                event.person_id: event for event in events
            }  # one gathering serves all events of a person
            for event in newest.values():
                _react(name, event.id, event.person_id, event.transaction_id)
            if events:
                cursors.move(reaction=name, to=events[-1], at=_now())
        read += len(events)
        progress(read)
        if len(events) < batch:
            return read


def _retry(name: str) -> None:
    for waiting in cursors.failed(reaction=name):
        _react(name, waiting.event_id, waiting.person_id, None)


def _react(name: str, event_id: int, person_id: UUID, transaction_id: int | None) -> None:
    try:
        with transaction.atomic():
            REACTIONS[name](person_id=person_id, transaction_id=transaction_id, at=_now())
    except Exception as error:
        log.error("reaction %s failed on event %s: %s", name, event_id, type(error).__name__)
        aside = cursors.note_failure(
            reaction=name, event_id=event_id, person_id=person_id, error=type(error).__name__, at=_now()
        )
        if aside:
            log.error("event %s is set aside for %s", event_id, name)
        _say_it_failed(name, person_id)
    else:
        cursors.note_success(reaction=name, person_id=person_id)


def _say_it_failed(name: str, person_id: UUID) -> None:
    try:
        with transaction.atomic():
            WHEN_FAILED[name](person_id=person_id, at=_now())
    except Exception as error:
        log.error("reaction %s could not even be marked as failed: %s", name, type(error).__name__)


def _now() -> datetime:
    return datetime.now(UTC)
