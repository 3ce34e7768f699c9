"""A backup of a centre at work goes into another server's database, equal row for row."""

import json
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from switchback.care.people import access_log, door
from switchback.config import backup
from tests import database

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SITE, ANA = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def here() -> dict[str, Any]:
    return {**database.owner_settings(), "dbname": connection.settings_dict["NAME"]}


@pytest.fixture
def elsewhere(owner: Any) -> Iterator[dict[str, Any]]:
    """An empty database of its own."""
    name = connection.settings_dict["NAME"] + "_elsewhere"
    with database.as_owner("postgres") as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield {**database.owner_settings(), "dbname": name}
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def ana(owner: Any) -> None:
    owner.execute(
        "INSERT INTO people_site (id, name, zone, phone, offers, read_hours, help_lines, last_record_number)"
        " VALUES (%s, 'Here', 'UTC', '', '[]', '', '[]', 0)", [SITE],
    )  # fmt: skip
    owner.execute(
        "INSERT INTO people_person (id, site_id, record_number, chosen_name, pronouns, legal_given_name,"
        " legal_family_name, phone) VALUES (%s, %s, '1', 'Ana\tof the line\nbreak \\.', '', '', '', '')", [ANA, SITE],
    )  # fmt: skip
    tell(owner, 20)


def tell(writer: Any, events: int) -> None:
    for _ in range(events):
        writer.execute(
            "INSERT INTO journey_event (key, person_id, kind, at, by, detail)"
            " VALUES (gen_random_uuid(), %s, 'visit.attended', now(), 'system:test', '{}')", [ANA],
        )  # fmt: skip
        writer.execute(
            "INSERT INTO people_accesslogentry (actor, role, action, person_id, allowed, because, request_id)"
            " VALUES ('system:test', 'system', 'visit.manage', %s, true, 'system', '')", [ANA],
        )  # fmt: skip


def rows(where: dict[str, Any], table: str) -> int:
    with psycopg.connect(**where) as reader:
        found = reader.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        assert found
        return int(found[0])


def test_while_somebody_writes_then_elsewhere_equal(
    ana: None, owner: Any, elsewhere: Any, tmp_path: Path
) -> None:
    file = tmp_path / "tonight.backup"
    stop, wrote = threading.Event(), threading.Event()

    def go_on_writing() -> None:
        with database.as_owner() as writer:
            while not stop.is_set():
                tell(writer, 1)
                wrote.set()

    writing = threading.Thread(target=go_on_writing)
    writing.start()
    wrote.wait(10)
    try:
        made = backup.back_up(database=here(), file=file, at=NOW)
    finally:
        stop.set()
        writing.join()
    assert made.events > 20
    assert rows(here(), "journey_event") > made.events  # it was written to meanwhile
    assert file.stat().st_mode & 0o777 == 0o600

    restored = backup.restore(database=elsewhere, file=file)
    assert restored == made
    for table in ("journey_event", "people_accesslogentry", "people_person", "django_migrations"):
        assert rows(elsewhere, table) == made.rows[table]
    with psycopg.connect(**elsewhere) as there:
        checked = access_log.verify(connection=there, key="")
        assert (checked.whole, checked.rows) == (True, made.log_rows)
        named = there.execute("SELECT chosen_name FROM people_person").fetchone()
        assert named == ("Ana\tof the line\nbreak \\.",)
        guards = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O' AND tgname = 'append_only'"
        assert len(there.execute(guards).fetchall()) == 2
        walled = "SELECT count(*) FROM pg_policies WHERE policyname = 'behind_the_door'"
        assert there.execute(walled).fetchone() == owner.execute(walled).fetchone()


def test_events_from_a_server_with_higher_numbers_are_read_again(
    ana: None, owner: Any, elsewhere: Any, tmp_path: Path
) -> None:
    owner.execute("INSERT INTO journey_event (key, person_id, kind, at, by, detail, transaction_id)"
                  " VALUES (gen_random_uuid(), %s, 'visit.attended', now(), 'system:test', '{}', 9000000000)", [ANA])  # fmt: skip
    owner.execute(
        "INSERT INTO journey_cursor (reaction, transaction_id, event_id) VALUES ('rescore', 9000000000, 21)"
    )
    backup.back_up(database=here(), file=tmp_path / "b", at=NOW)
    backup.restore(database=elsewhere, file=tmp_path / "b")
    with psycopg.connect(**elsewhere) as there:
        assert there.execute("SELECT DISTINCT transaction_id FROM journey_event").fetchall() == [(0,)]
        assert there.execute("SELECT transaction_id, event_id FROM journey_cursor").fetchall() == [(0, 0)]


def test_numbers_this_server_has_passed_stay(ana: None, owner: Any, elsewhere: Any, tmp_path: Path) -> None:
    before = owner.execute("SELECT id, transaction_id FROM journey_event ORDER BY id").fetchall()
    backup.back_up(database=here(), file=tmp_path / "b", at=NOW)
    backup.restore(database=elsewhere, file=tmp_path / "b")
    with psycopg.connect(**elsewhere) as there:
        assert there.execute("SELECT id, transaction_id FROM journey_event ORDER BY id").fetchall() == before


def test_a_database_at_work_is_not_gone_over_unless_asked(
    ana: None, owner: Any, elsewhere: Any, tmp_path: Path
) -> None:
    backup.back_up(database=here(), file=tmp_path / "b", at=NOW)
    backup.restore(database=elsewhere, file=tmp_path / "b")
    with psycopg.connect(**elsewhere) as there:
        tell(there, 5)
    with pytest.raises(backup.NotDone, match="in use .*--replace"):
        backup.restore(database=elsewhere, file=tmp_path / "b")
    assert rows(elsewhere, "journey_event") == 25
    backup.restore(database=elsewhere, file=tmp_path / "b", replace=True)
    assert rows(elsewhere, "journey_event") == 20


def test_a_restore_that_fails_leaves_what_was_there(ana: None, elsewhere: Any, tmp_path: Path) -> None:
    backup.back_up(database=here(), file=tmp_path / "b", at=NOW)
    backup.restore(database=elsewhere, file=tmp_path / "b")
    with psycopg.connect(**elsewhere) as somebody:
        somebody.execute(
            "SELECT count(*) FROM people_person"
        )  # an open transaction, as of a server still running
        with pytest.raises(backup.NotDone, match="still using the database"):
            backup.restore(database=elsewhere, file=tmp_path / "b", replace=True)
    assert rows(elsewhere, "journey_event") == 20


def test_a_broken_log_stops_the_backup(ana: None, owner: Any, tmp_path: Path) -> None:
    door.write_log(actor=door.Actor.system("x"), action="x", person_id=None, allowed=True, because="system")
    owner.execute("ALTER TABLE people_accesslogentry DISABLE TRIGGER append_only")
    owner.execute(
        "UPDATE people_accesslogentry SET because = 'other' WHERE id = (SELECT max(id) FROM people_accesslogentry)"
    )
    owner.execute("ALTER TABLE people_accesslogentry ENABLE TRIGGER append_only")
    with pytest.raises(backup.NotDone, match=r"log is not whole: row \d+ .* is changed"):
        backup.back_up(database=here(), file=tmp_path / "b", at=NOW)
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_whole_backup(ana: None, elsewhere: Any, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    backup.back_up(database=here(), file=whole, at=NOW)
    with pytest.raises(backup.NotDone, match="exists already"):
        backup.back_up(database=here(), file=whole, at=NOW)
    with pytest.raises(backup.NotDone, match="no folder"):
        backup.back_up(database=here(), file=tmp_path / "nowhere" / "b", at=NOW)
    with pytest.raises(backup.NotDone, match="no file"):
        backup.restore(database=elsewhere, file=tmp_path / "absent")

    content = whole.read_bytes()
    for name, bad in {
        "empty": b"", "text": b"dear diary", "cut": content[: len(content) // 2],
        "flipped": content[:20_000] + bytes([content[20_000] ^ 255]) + content[20_001:],
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(bad)
        with pytest.raises(backup.NotDone, match="not a whole|damaged|not whole|pg_restore stopped"):
            backup.restore(database=elsewhere, file=tmp_path / name)

    short = tmp_path / "short"  # whole as a file, but its manifest promises more
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(short, "w") as new:
        manifest = json.loads(old.read(backup.MANIFEST))
        manifest["rows"]["journey_event"] += 1
        new.writestr(backup.MANIFEST, json.dumps(manifest))
        new.writestr(backup.DUMP, old.read(backup.DUMP))
    with pytest.raises(backup.NotDone, match="journey_event has 20 rows instead of 21"):
        backup.restore(database=elsewhere, file=short)
    with psycopg.connect(**elsewhere) as there:
        assert there.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
