"""How far each reaction has read, in commit order, and what it failed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from switchback.care.people import door
from switchback.care.people.door import Actor

from .models import Cursor, SetAside

TRIES = 5


@dataclass(frozen=True)
class Unread:
    transaction_id: int
    id: int
    person_id: UUID


@dataclass(frozen=True)
class Waiting:
    event_id: int
    person_id: UUID
    set_aside_at: datetime | None


def read(*, reaction: str, kinds: Sequence[str], limit: int) -> tuple[Unread, ...]:
    """The next settled events for a reaction; holds its cursor until the transaction ends. Empty while another reads.

    Ids are handed out before a transaction commits, so a higher id may be seen before a lower one: reading "everything
    after id n" would lose events for good. Transaction ids below the oldest running one cannot appear any more.
    """
    Cursor.objects.get_or_create(reaction=reaction)
    held = Cursor.objects.select_for_update(skip_locked=True).filter(reaction=reaction).first()
    if held is None:
        return ()
    with door.as_system(Actor.system("reactions"), log=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT transaction_id, id, person_id FROM journey_event"
            " WHERE (transaction_id, id) > (%s, %s) AND kind = ANY(%s)"
            " AND (transaction_id < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)"
            "      OR transaction_id = (SELECT pg_current_xact_id_if_assigned()::text::bigint))"
            " ORDER BY transaction_id, id LIMIT %s",
            [held.transaction_id, held.event_id, list(kinds), limit],
        )
        return tuple(Unread(*row) for row in cursor.fetchall())


def move(*, reaction: str, to: Unread, at: datetime) -> None:
    Cursor.objects.filter(reaction=reaction).update(
        transaction_id=to.transaction_id, event_id=to.id, moved_at=at
    )


def rewind(*, reaction: str) -> None:
    """Read the whole journey again: reactions are idempotent, so the result is the same."""
    Cursor.objects.filter(reaction=reaction).update(transaction_id=0, event_id=0)


def failed(*, reaction: str) -> tuple[Waiting, ...]:
    """Events to try again."""
    with door.as_system(Actor.system("reactions"), log=False):
        rows = SetAside.objects.filter(reaction=reaction, set_aside_at=None).order_by("id")
        return tuple(Waiting(*row) for row in rows.values_list("event_id", "person_id", "set_aside_at")[:200])


def note_failure(*, reaction: str, event_id: int, person_id: UUID, error: str, at: datetime) -> bool:
    """Count one more failure. True when the event is now set aside for somebody to look at."""
    with door.as_system(Actor.system("reactions"), log=False):
        row, _ = SetAside.objects.get_or_create(
            reaction=reaction,
            event_id=event_id,
            defaults={"person_id": person_id, "error": error, "tries": 0},
        )
        row.tries, row.error = row.tries + 1, error
        row.set_aside_at = at if row.tries >= TRIES else None
        row.save(update_fields=["tries", "error", "set_aside_at"])
        return row.set_aside_at is not None


def note_success(*, reaction: str, person_id: UUID) -> None:
    """The person's facts are whole again, whatever failed before."""
    with door.derived(person_ids=(person_id,)):
        SetAside.objects.filter(reaction=reaction, person_id=person_id).delete()
