"""Proving that the access log is whole: walking its hash chains, and signing where they stood each day.

The hashes are worked out here again, not by the database, so a changed database function is noticed too. A chain alone
cannot show that its last rows were cut off; the signed heads can, and their key is kept outside the database.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

LANES = 16
ROWS_AT_A_TIME = 5_000
FIELD = "\x1f"


class Connection(Protocol):
    """Django's connection or psycopg's own: whatever can run a statement."""

    def cursor(self, *args: Any, **kwargs: Any) -> Any: ...


@dataclass(frozen=True)
class BrokenRow:
    """The first row of a lane that is not as it was written, and what is wrong with it.

    what: changed (its content does not give its hash) · unlinked (it does not follow the row before) · missing (the row
    before it is gone) · cut_off (signed as the last row on `signed_at`, now gone) · not_the_signed (another row stands
    where a signed one stood) · bad_signature (a signed head itself was changed, or another key is in use).
    """

    what: str
    lane: int | None
    seq: int | None
    id: int | None
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Checked:
    rows: int
    signed_heads: int
    signed_until: datetime | None
    broken: tuple[BrokenRow, ...]  # the first of each lane, earliest first

    @property
    def whole(self) -> bool:
        return not self.broken


@dataclass(frozen=True)
class _Head:
    signed_at: datetime
    lane: int
    seq: int
    hash: str


def verify(
    *, connection: Connection, key: str, progress: Callable[[int], None] = lambda rows: None
) -> Checked:
    """Walk every lane and every signed head. Run it inside a transaction; it reads one snapshot, writes nothing."""
    heads, signed_until, broken = _signed_heads(connection, key)
    count = len({head.signed_at for head in heads})
    by_place: dict[tuple[int, int], _Head] = {(head.lane, head.seq): head for head in heads}
    rows, lane, seq, last, sound = 0, -1, 0, b"", True
    for row in _rows(connection, progress):
        rows += 1
        if row[1] != lane:
            lane, seq, last, sound = row[1], 0, b"", True
        head = by_place.pop((row[1], row[2]), None)
        if not sound:
            continue
        what = _what_is_wrong(row, after=seq, last=last, head=head)
        if what:
            broken.append(
                BrokenRow(
                    what=what, lane=lane, seq=row[2], id=row[0], signed_at=head.signed_at if head else None
                )
            )
            sound = False
        seq, last = row[2], bytes(row[13])
    already = {found.lane for found in broken}
    for (of_lane, of_seq), head in sorted(by_place.items()):
        if of_lane not in already:
            broken.append(
                BrokenRow(what="cut_off", lane=of_lane, seq=of_seq, id=None, signed_at=head.signed_at)
            )
            already.add(of_lane)
    broken.sort(key=lambda found: found.id if found.id is not None else 1 << 62)
    return Checked(rows=rows, signed_heads=count, signed_until=signed_until, broken=tuple(broken))


def sign(*, connection: Connection, key: str, at: datetime) -> int:
    """Write down, signed, where every lane stands at `at`. Returns how many lanes have rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lanes.lane, last.seq, encode(last.hash, 'hex') FROM generate_series(0, %s) AS lanes(lane),"
            " LATERAL (SELECT seq, hash FROM people_accesslogentry e WHERE e.lane = lanes.lane"
            " ORDER BY seq DESC LIMIT 1) AS last"
            " ORDER BY lanes.lane",
            [LANES - 1],
        )
        heads = [list(row) for row in cursor.fetchall()]
        cursor.execute("SELECT signature FROM people_accessloghead ORDER BY id DESC LIMIT 1")
        before = cursor.fetchone()
        signature = _signature(key=key, at=at, heads=heads, after=before[0] if before else "")
        cursor.execute(
            "INSERT INTO people_accessloghead (signed_at, heads, signature) VALUES (%s, %s, %s)",
            [at, json.dumps(heads), signature],
        )
    return len(heads)


def count(*, connection: Connection) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_accesslogentry")
        return int(cursor.fetchone()[0])


def _signature(*, key: str, at: datetime, heads: list[list[Any]], after: str) -> str:
    """Each signature covers the one before, so a day cannot be taken out of the middle."""
    micros = round(at.timestamp() * 1_000_000)
    text = json.dumps({"at": micros, "heads": heads, "after": after}, sort_keys=True, separators=(",", ":"))
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _signed_heads(connection: Connection, key: str) -> tuple[list[_Head], datetime | None, list[BrokenRow]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, signed_at, heads::text, signature FROM people_accessloghead ORDER BY id")
        signed = cursor.fetchall()
    found: list[_Head] = []
    after, until = "", None
    for id, at, text, signature in signed:
        heads = json.loads(text)
        if not hmac.compare_digest(signature, _signature(key=key, at=at, heads=heads, after=after)):
            return found, until, [BrokenRow(what="bad_signature", lane=None, seq=None, id=id, signed_at=at)]
        found += [_Head(at, lane, seq, hash) for lane, seq, hash in heads]
        after, until = signature, at
    return found, until, []


def _rows(connection: Connection, progress: Callable[[int], None]) -> Iterator[tuple[Any, ...]]:
    """Every row in chain order, a few thousand at a time: the log outgrows memory."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DECLARE walk NO SCROLL CURSOR FOR SELECT id, lane, seq, (extract(epoch FROM at) * 1000000)::bigint, actor,"
            " role, action, coalesce(person_id::text, '-'), CASE WHEN allowed THEN 'true' ELSE 'false' END, because,"
            " request_id, detail::text, prev_hash, hash FROM people_accesslogentry ORDER BY lane, seq"
        )
        while True:
            cursor.execute(f"FETCH {ROWS_AT_A_TIME} FROM walk")
            rows = cursor.fetchall()
            if not rows:
                break
            yield from rows
            progress(len(rows))
        cursor.execute("CLOSE walk")


def _what_is_wrong(row: tuple[Any, ...], *, after: int, last: bytes, head: _Head | None) -> str:
    if row[2] != after + 1:
        return "missing"
    if bytes(row[12]) != last:
        return "unlinked"
    hash = hashlib.sha256(last + FIELD.join(map(str, row[1:12])).encode()).digest()
    if hash != bytes(row[13]):
        return "changed"
    if head and head.hash != hash.hex():
        return "not_the_signed"
    return ""
