"""Backup into one file, and back, each proved before it is called done.

The file is a zip: `manifest.json` (rows of every table, counted in the very snapshot that was dumped) and
`database.dump` (pg_dump's custom format). It holds everything about everybody: keep it encrypted.
"""

import json
import os
import shutil
import subprocess
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any, NoReturn

import psycopg
from psycopg import sql

from switchback.care.people import access_log

from .private_server import tools_of_the_wheel

FORMAT = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
CHUNK = 1 << 20
# Tables that must be empty before a restore may go over them: a centre at work has rows here.
AT_WORK = ("people_site", "people_person", "people_user", "people_accesslogentry", "journey_event")
Progress = Callable[[str, int], None]


class NotDone(RuntimeError):
    """What a command was asked for did not succeed; the message says why, in one sentence, for the one who asked."""


@dataclass(frozen=True)
class Manifest:
    made_at: str
    server: int  # major version
    program: str
    rows: Mapping[str, int]
    log_rows: int

    @property
    def events(self) -> int:
        return self.rows.get("journey_event", 0)


def back_up(
    *, database: Mapping[str, Any], file: Path, at: datetime, progress: Progress = lambda doing, n: None
) -> Manifest:
    """Write a consistent backup of a database in use, read it back whole, and only then give it its name.

    `database` is what libpq takes, for the role that owns the tables. Raises NotDone.
    """
    if file.exists():
        raise NotDone(f"{file} exists already; a backup never goes over another file.")
    if not file.parent.is_dir():
        raise NotDone(f"There is no folder {file.parent}.")
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with _snapshot(database) as (connection, snapshot):
            _check_log(connection, progress)
            manifest = Manifest(
                made_at=at.isoformat(timespec="seconds"), server=connection.info.server_version // 10000,
                program=_program(), rows=_count_rows(connection), log_rows=access_log.count(connection=connection),
            )  # fmt: skip
            with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
                _write(out, manifest, database, snapshot, progress)
                os.fsync(out.fileno())
        _check_file(unfinished, progress)
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def restore(
    *, database: Mapping[str, Any], file: Path, replace: bool = False, key: str = "",
    progress: Progress = lambda doing, n: None,
) -> Manifest:  # fmt: skip
    """Put a backup into `database`: all of it, proved, or nothing at all. Raises NotDone."""
    manifest = read_manifest(file)
    with psycopg.connect(**database, autocommit=True) as connection:
        there = _at_work(connection)
        if there and not replace:
            raise NotDone(
                f"This database is in use ({there}). To put the backup in its place, which deletes what is there,"
                " stop Switchback and add --replace."
            )
        server = connection.info.server_version // 10000
        if server < manifest.server:
            raise NotDone(
                f"The backup is from PostgreSQL {manifest.server}; this server is {server}, which is older."
            )
    _check_file(file, progress)
    _load(database, file, server, manifest, progress)
    with _snapshot(database) as (connection, _):
        rows = _count_rows(connection)
        if wrong := _difference(manifest.rows, rows):
            raise NotDone(f"Restored, but not equal to the backup: {wrong}. Do not use this database.")
        _check_log(connection, progress, key=key)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """Raises NotDone when the file is not a whole backup of ours."""
    if not file.is_file():
        raise NotDone(f"There is no file {file}.")
    try:
        with zipfile.ZipFile(file) as archive:
            found = json.loads(archive.read(MANIFEST))
            if DUMP not in archive.namelist():
                raise KeyError(DUMP)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise NotDone(f"{file} is not a whole Switchback backup: it is another kind of file, or cut short.")
    if found.pop("format", None) != FORMAT:
        raise NotDone(
            f"{file} was made by another version of Switchback, in a format this one does not read."
        )
    return Manifest(**found)


def connection_parts(entry: Mapping[str, Any]) -> dict[str, Any]:
    """From Django's DATABASES entry to what libpq takes."""
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    parts = {ours: entry[theirs] for theirs, ours in names.items() if entry.get(theirs)}
    return {**parts, **{k: v for k, v in entry.get("OPTIONS", {}).items() if isinstance(v, str | int)}}


# --- writing ---------------------------------------------------------------------------------------------------------


@contextmanager
def _snapshot(database: Mapping[str, Any]) -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """One moment of the database, seen by us and by pg_dump alike, while others go on writing."""
    with psycopg.connect(**database) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row
        yield connection, row[0]


def _write(
    out: IO[bytes], manifest: Manifest, database: Mapping[str, Any], snapshot: str, progress: Progress
) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(MANIFEST, json.dumps({"format": FORMAT, **vars(manifest)}, indent=1))
        with archive.open(DUMP, "w", force_zip64=True) as inside:
            command = [
                *_tool("pg_dump", manifest.server),
                "--format=custom",
                "--no-owner",
                f"--snapshot={snapshot}",
            ]
            with _running([*command, *_address(database)], database, stdout=subprocess.PIPE) as dumping:
                assert dumping.stdout
                while chunk := dumping.stdout.read(CHUNK):
                    inside.write(chunk)
                    progress("Writing", len(chunk))


def _check_file(file: Path, progress: Progress) -> None:
    """Read the dump to its end, as a restore would, and count the rows of every table in it."""
    manifest = read_manifest(file)
    rows = dict.fromkeys(manifest.rows, 0)
    table = ""
    for line in _script(file, manifest.server, progress, "Reading back"):
        if table:
            if line == b"\\.\n":
                table = ""
            else:
                rows[table] = rows.get(table, 0) + 1
        elif line.startswith(b"COPY public."):
            table = line.split(b" ", 2)[1].removeprefix(b"public.").strip(b'"').decode()
    if wrong := _difference(manifest.rows, rows):
        raise NotDone(f"{file} is not whole: {wrong}.")


def _script(file: Path, server: int, progress: Progress, doing: str) -> Iterator[bytes]:
    """The dump as the SQL a restore runs, line by line."""
    command = [*_tool("pg_restore", server), "--no-owner", "--file=-"]
    with (
        zipfile.ZipFile(file) as archive,
        archive.open(DUMP) as inside,
        _running(command, {}, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reading,
    ):
        assert reading.stdin and reading.stdout
        feeding = _feed(inside, reading.stdin, progress, doing)
        yield from reading.stdout
        if error := feeding():
            raise NotDone(f"{file} is damaged: {error}.")


def _feed(source: IO[bytes], into: IO[bytes], progress: Progress, doing: str) -> Callable[[], str]:
    """Pump `source` into a program from a thread of its own, since we read that program's output meanwhile."""
    failed: list[str] = []

    def pump() -> None:
        try:
            while chunk := source.read(CHUNK):
                into.write(chunk)
                progress(doing, len(chunk))
        except zipfile.BadZipFile:
            failed.append("its checksum does not fit")
        except BrokenPipeError:
            failed.append("pg_restore could not read it")
        finally:
            into.close()

    thread = threading.Thread(target=pump)
    thread.start()

    def finish() -> str:
        thread.join()
        return failed[0] if failed else ""

    return finish


# --- restoring -------------------------------------------------------------------------------------------------------

BEFORE = b"""
SET lock_timeout = '10s';
SET client_min_messages = error;
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
SET lock_timeout = 0;
"""
# Transactions are numbered by the server. A number from another server may lie in this one's future, where reactions
# would wait for it for ever: such events count as written before everything here, and reactions read them again
# (each may run twice without harm).
AFTER = b"""
SET search_path = public;
SELECT pg_current_xact_id();
ALTER TABLE journey_event DISABLE TRIGGER append_only;
UPDATE journey_cursor SET transaction_id = 0, event_id = 0
 WHERE EXISTS (SELECT 1 FROM journey_event WHERE transaction_id >= pg_current_xact_id()::text::bigint);
UPDATE journey_event SET transaction_id = 0
 WHERE EXISTS (SELECT 1 FROM journey_event WHERE transaction_id >= pg_current_xact_id()::text::bigint);
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE journey_event ENABLE TRIGGER append_only;
"""


def _load(
    database: Mapping[str, Any], file: Path, server: int, manifest: Manifest, progress: Progress
) -> None:
    command = [*_tool("psql", max(server, manifest.server)), "--no-psqlrc", "--quiet", "--single-transaction"]
    command += ["--set=ON_ERROR_STOP=1", "--output=/dev/null", *_address(database)]
    with _running(command, database, stdin=subprocess.PIPE) as loading:
        assert loading.stdin
        try:
            loading.stdin.write(BEFORE)
            for line in _script(file, manifest.server, progress, "Restoring"):
                if line.startswith(b"CREATE SCHEMA public") or _unknown_to(server, line):
                    continue
                loading.stdin.write(line)
            loading.stdin.write(AFTER)
            loading.stdin.close()
        except BrokenPipeError:
            pass  # psql says why it left; _running tells it


def _unknown_to(server: int, line: bytes) -> bool:
    """Settings that newer tools write and older servers refuse."""
    return server < 17 and line.startswith(b"SET transaction_timeout")


def _at_work(connection: psycopg.Connection[Any]) -> str:
    for table in AT_WORK:
        row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{table}"]).fetchone()
        if row and row[0]:
            found = connection.execute(
                sql.SQL("SELECT count(*) FROM (SELECT 1 FROM {} LIMIT 1000) AS found").format(
                    sql.Identifier(table)
                )
            ).fetchone()
            if found and found[0]:
                number = "1,000 or more" if found[0] == 1000 else f"{found[0]}"
                return f"{number} rows in {table}"
    return ""


# --- both ------------------------------------------------------------------------------------------------------------


def _count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    tables = [
        row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ]
    counted = {}
    for table in sorted(tables):
        row = connection.execute(
            sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(table))
        ).fetchone()
        counted[table] = row[0] if row else 0
    if "journey_event" not in counted:
        raise NotDone("There are no Switchback tables in this database.")
    return counted


def _difference(expected: Mapping[str, int], found: Mapping[str, int]) -> str:
    wrong = [t for t in {**expected, **found} if expected.get(t, 0) != found.get(t, 0)]
    return "; ".join(
        f"{t} has {found.get(t, 0):,} rows instead of {expected.get(t, 0):,}" for t in sorted(wrong)[:3]
    )


def _check_log(connection: psycopg.Connection[Any], progress: Progress, *, key: str = "") -> None:
    """The chains must hold. The signed heads are looked at where their key is known (`switchback verify-log`)."""
    checked = access_log.verify(
        connection=connection, key=key, progress=lambda n: progress("Walking the log", 0)
    )
    for found in checked.broken:
        if found.what != "bad_signature" or key:
            raise NotDone(
                f"The access log is not whole: row {found.id} (lane {found.lane}, place {found.seq}) is {found.what}."
                " `switchback verify-log` says more."
            )


def _tool(name: str, server: int) -> list[str]:
    """A PostgreSQL client program that can speak with this server: of its major version if there is one, else newer."""
    given = os.environ.get("PG_BIN")
    places = [Path(given)] if given else []
    places += [Path(f"/usr/lib/postgresql/{major}/bin") for major in range(server, server + 6)]
    places += [Path(found).parent for found in [shutil.which(name)] if found]
    places += [wheel for wheel in [tools_of_the_wheel()] if wheel]
    fitting = [
        (major, place) for place in places if (major := _major(place / name)) is not None and major >= server
    ]
    if not fitting:
        raise NotDone(
            f"No {name} of PostgreSQL {server} or newer here: install postgresql-client, or set PG_BIN."
        )
    return [str(min(fitting, key=lambda found: found[0])[1] / name)]


def _major(program: Path) -> int | None:
    if not os.access(program, os.X_OK):
        return None
    said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    digits = [word for word in said.split() if word[:1].isdigit()]
    return int(digits[0].split(".")[0].rstrip("abcdefghijklmnopqrstuvwxyz")) if digits else None


def _address(database: Mapping[str, Any]) -> list[str]:
    """For the command line. The password goes by environment: others can read a command line."""
    parts = {k: v for k, v in database.items() if k != "password"}
    return ["--dbname=" + psycopg.conninfo.make_conninfo(**parts)]


@contextmanager
def _running(
    command: list[str], database: Mapping[str, Any], **pipes: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A program under way. Raises NotDone with its own last words if it fails."""
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    if "password" in database:
        env["PGPASSWORD"] = str(database["password"])
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, env=env, stderr=words, **pipes)
        try:
            yield process
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    if pipe and not pipe.closed:
                        pipe.close()
            code = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if code:
            words.seek(0)
            _fail(Path(command[0]).name, words.read().decode(errors="replace"))


def _fail(program: str, words: str) -> NoReturn:
    if "lock timeout" in words:
        raise NotDone("Somebody is still using the database: stop Switchback (and its worker) and try again.")
    lines = [line for line in words.splitlines() if "ERROR" in line or "error:" in line] or words.splitlines()
    raise NotDone(f"{program} stopped: {lines[0].strip() if lines else 'it said nothing'}")


def _program() -> str:
    try:
        return version("switchback")
    except PackageNotFoundError:
        return "source"
