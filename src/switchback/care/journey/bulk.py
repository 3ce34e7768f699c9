"""Operations for imports: events, episodes and placements by the thousand.

Nobody is told of these events one by one: reactions read on from their cursors afterwards (`reactions.catch_up`).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from switchback.care.people.bulk import Id, by, copy_into_passing_table, pour, text

from .kinds import KINDS
from .models import Level
from .operations import NotPossible, UnknownKind

# key, person, kind, at, detail (or its JSON, where the same is poured often), and where it comes from (to count)
EventRow = tuple[Id, Id, str, datetime, dict[str, Any] | str, str]
EpisodeRow = tuple[Id, Id, Id, datetime, datetime | None, str]  # id, person, site, opened, closed, because
# id, person, episode, level, started, ended, because
PlacementRow = tuple[Id, Id, Id, str, datetime, datetime | None, str]


def events(rows: Iterable[EventRow]) -> Counter[str]:
    """Append events whose key is new. Returns how many were new, by where they come from. Raises UnknownKind."""
    columns = ("key", "person_id", "kind", "at", "detail")
    poured: Counter[str] = Counter()
    with connection.cursor() as cursor:
        copy_into_passing_table(
            cursor, _checked(rows, poured), like="journey_event", columns=columns, also=", ''::text AS source"
        )
        cursor.execute(
            "INSERT INTO journey_event (key, person_id, kind, at, detail, by)"
            f" SELECT key, person_id, kind, at, detail, {by()} FROM passing ON CONFLICT (key) DO NOTHING"
        )
        new = poured if cursor.rowcount == poured.total() else _written_now(cursor)
        cursor.execute("DROP TABLE passing")
    return new


def episodes(rows: Iterable[EpisodeRow]) -> int:
    columns = ("id", "person_id", "site_id", "opened_at", "closed_at", "closed_because")
    return pour(rows, into="journey_episode", columns=columns)


def placements(rows: Iterable[PlacementRow]) -> int:
    """Raises NotPossible for a level of care that does not exist."""
    columns = ("id", "person_id", "episode_id", "level", "started_at", "ended_at", "ended_because")
    return pour(_known_levels(rows), into="journey_placement", columns=columns)


def _written_now(cursor: Any) -> Counter[str]:
    """How many of the passing events this transaction wrote; the others were there before."""
    cursor.execute(
        "SELECT source, count(*) FROM passing JOIN journey_event USING (key)"
        " WHERE transaction_id = pg_current_xact_id()::text::bigint GROUP BY source"
    )
    return Counter(dict(cursor.fetchall()))


def _checked(rows: Iterable[EventRow], poured: Counter[str]) -> Iterator[tuple[Any, ...]]:
    as_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
    for key, person, kind, at, detail, source in rows:
        if kind not in KINDS:
            raise UnknownKind(kind)
        poured[source] += 1
        yield key, person, kind, text(at), detail if isinstance(detail, str) else as_json(detail), source


def _known_levels(rows: Iterable[PlacementRow]) -> Iterator[PlacementRow]:
    for row in rows:
        if row[3] not in Level.values:
            raise NotPossible("no_such_level", level=row[3])
        yield row
