"""The access log proves itself: a tampered row is named, with what is wrong with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from switchback.care.people import access_log, door

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "a key outside the database"
FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ANA = UUID(int=7)


def check(*, key: str = KEY) -> access_log.Checked:
    with transaction.atomic():
        return access_log.verify(connection=connection, key=key)


def sign(*, at: datetime = FRIDAY) -> None:
    access_log.sign(connection=connection, key=KEY, at=at)


def write(rows: int) -> list[tuple[int, int, int]]:
    """Log entries from one connection, therefore in one lane. Returns (id, lane, seq) of each row there is."""
    for number in range(rows):
        door.write_log(
            actor=door.Actor.system("test"), action="chart.view", person_id=ANA if number % 2 else None,
            allowed=number % 3 != 0, because="system", detail={"number": number, "words": "ünïcode"},
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, lane, seq FROM people_accesslogentry ORDER BY id")
        return cursor.fetchall()


@contextmanager
def tampering(owner: Any) -> Iterator[Callable[[str], Any]]:
    """What somebody with the owner's password could do: put the guard aside, change, and put it back."""
    owner.execute("ALTER TABLE people_accesslogentry DISABLE TRIGGER append_only")
    yield owner.execute
    owner.execute("ALTER TABLE people_accesslogentry ENABLE TRIGGER append_only")


def only(checked: access_log.Checked) -> access_log.BrokenRow:
    assert len(checked.broken) == 1, checked
    return checked.broken[0]


def test_an_untouched_log_is_whole() -> None:
    write(7)
    sign()
    write(3)
    assert check() == access_log.Checked(rows=10, signed_heads=1, signed_until=FRIDAY, broken=())


def test_an_empty_log_is_whole_and_can_be_signed() -> None:
    sign()
    assert check() == access_log.Checked(rows=0, signed_heads=0, signed_until=FRIDAY, broken=())


@pytest.mark.parametrize(
    "change",
    ["allowed = NOT allowed", "actor = 'team:someone-else'", "person_id = NULL", "at = at - interval '1 microsecond'",
     "detail = '{}'", "because = 'care_team'", "action = 'people.list'", "role = 'nurse'"],
)  # fmt: skip
def test_a_changed_row_is_named(owner: Any, change: str) -> None:
    rows = write(6)
    id, lane, seq = rows[3]
    with tampering(owner) as run:
        run(f"UPDATE people_accesslogentry SET {change} WHERE id = {id}")
    assert only(check()) == access_log.BrokenRow(what="changed", lane=lane, seq=seq, id=id)


def test_a_row_taken_out_is_noticed_at_the_row_after_it(owner: Any) -> None:
    rows = write(6)
    with tampering(owner) as run:
        run(f"DELETE FROM people_accesslogentry WHERE id = {rows[2][0]}")
    id, lane, seq = rows[3]
    assert only(check()) == access_log.BrokenRow(what="missing", lane=lane, seq=seq, id=id)


def test_a_changed_row_with_a_fitting_hash_breaks_the_link(owner: Any) -> None:
    rows = write(6)
    with tampering(owner) as run:
        run(f"UPDATE people_accesslogentry SET role = 'nurse' WHERE id = {rows[3][0]}")
        run("UPDATE people_accesslogentry e SET hash = sha256(prev_hash || switchback_log_text(e))"
            f" WHERE id = {rows[3][0]}")  # fmt: skip
    id, lane, seq = rows[4]
    assert only(check()) == access_log.BrokenRow(what="unlinked", lane=lane, seq=seq, id=id)


def test_a_cut_off_tail_is_noticed_only_by_the_signed_head(owner: Any) -> None:
    rows = write(6)
    with tampering(owner) as run:
        run(f"DELETE FROM people_accesslogentry WHERE id = {rows[-1][0]}")
    assert check().whole
    rows = write(1)
    sign()
    with tampering(owner) as run:
        run(f"DELETE FROM people_accesslogentry WHERE id >= {rows[-2][0]}")
    _, lane, seq = rows[-1]
    assert only(check()) == access_log.BrokenRow(
        what="cut_off", lane=lane, seq=seq, id=None, signed_at=FRIDAY
    )


def test_a_chain_rewritten_whole_is_noticed_by_the_signed_head(owner: Any) -> None:
    rows = write(3)
    sign()
    with tampering(owner) as run:
        run("DELETE FROM people_accesslogentry")
    owner.execute("ALTER TABLE people_accesslogentry DISABLE TRIGGER chain")
    owner.execute(
        "INSERT INTO people_accesslogentry (id, lane, seq, at, actor, role, action, allowed, because, request_id,"
        f" prev_hash, hash) SELECT g, {rows[0][1]}, g, now(), 'system:x', 'system', 'x', true, 'x', '', '', ''"
        " FROM generate_series(1, 3) g"
    )
    with tampering(owner) as run:
        for seq in (1, 2, 3):
            run("UPDATE people_accesslogentry e SET prev_hash = coalesce((SELECT b.hash FROM people_accesslogentry b"
                f" WHERE b.seq = e.seq - 1), '') WHERE seq = {seq}")  # fmt: skip
            run(
                f"UPDATE people_accesslogentry e SET hash = sha256(prev_hash || switchback_log_text(e)) WHERE seq = {seq}"
            )
    owner.execute("ALTER TABLE people_accesslogentry ENABLE TRIGGER chain")
    found = only(check())
    assert (found.what, found.seq, found.id, found.signed_at) == ("not_the_signed", 3, 3, FRIDAY)


def test_a_changed_head_or_another_key_is_noticed(owner: Any) -> None:
    write(2)
    sign()
    sign(at=FRIDAY + timedelta(days=1))
    assert check().whole
    assert only(check(key="another key")).what == "bad_signature"
    owner.execute("UPDATE people_accessloghead SET signed_at = signed_at + interval '1 day' WHERE id = 2")
    assert (only(check()).what, only(check()).id) == ("bad_signature", 2)
    owner.execute("DELETE FROM people_accessloghead WHERE id = 1")
    assert only(check()).what == "bad_signature"


def test_lanes_are_walked_apart_and_the_earliest_broken_row_comes_first(owner: Any) -> None:
    from tests import database

    places = []
    for _ in range(4):  # each connection has a lane of its own, by its process number
        with database.as_owner() as writer:
            for _ in range(3):
                places.append(writer.execute(
                    "INSERT INTO people_accesslogentry (actor, role, action, allowed, because, request_id)"
                    " VALUES ('system:x', 'system', 'x', true, 'x', '') RETURNING id, lane, seq"
                ).fetchone())  # fmt: skip
    lanes = {lane for _, lane, _ in places}
    assert len(lanes) > 1
    sign()
    assert check().whole
    last = max(places)
    first = next(place for place in places if place[1] != last[1])
    with tampering(owner) as run:
        run(f"UPDATE people_accesslogentry SET role = 'nurse' WHERE id IN ({first[0]}, {last[0]})")
    assert [found.id for found in check().broken] == [first[0], last[0]]
