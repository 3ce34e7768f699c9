"""Whether this installation is as a centre with real people needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from . import database, second_wall

OLDEST_SERVER = 150000
SIGNED_WITHIN = timedelta(hours=26)


@dataclass(frozen=True)
class Finding:
    good: bool
    subject: str
    says: str


def findings() -> Iterator[Finding]:
    yield _server()
    yield _role()
    behind = MigrationExecutor(connection).migration_plan(
        MigrationExecutor(connection).loader.graph.leaf_nodes()
    )
    yield Finding(
        not behind,
        "tables",
        f"{len(behind)} steps behind: run switchback migrate" if behind else "up to date",
    )
    if not behind:
        yield _wall()
        yield _signed()
    yield _keys()
    yield Finding(
        not settings.DEMO and not settings.DEBUG, "mode",
        "demo or debug: not for real people" if settings.DEMO or settings.DEBUG else "for real people",
    )  # fmt: skip
    yield Finding(
        settings.SECURE, "address",
        f"{settings.ORIGIN} is encrypted" if settings.SECURE
        else f"{settings.ORIGIN} is not encrypted: set SWITCHBACK_ORIGIN=https://…",
    )  # fmt: skip


def _server() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
        version, fsync = cursor.fetchone()
    good = version >= OLDEST_SERVER and fsync == "on"
    says = f"PostgreSQL {version // 10000}.{version % 10000}"
    if version < OLDEST_SERVER:
        says += ": 15 or newer is needed"
    if fsync != "on":
        says += ": fsync is off, a power cut would lose records"
    return Finding(good, "server", says)


def _role() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_tables WHERE tableowner = current_user)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, above, owns = cursor.fetchone()
    if name != database.RUNTIME:
        return Finding(False, "role", f"pages are served as {name}; it has to be {database.RUNTIME}")
    if above or owns:
        return Finding(
            False, "role", f"{name} has rights it must not have (superuser, BYPASSRLS or owner of tables)"
        )
    return Finding(True, "role", f"{name}: no superuser, owns nothing")


def _wall() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies JOIN pg_class ON relname = tablename"
            " WHERE policyname = 'behind_the_door' AND relrowsecurity"
        )
        walled = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT t FROM unnest(%s::text[]) AS t"
            " WHERE has_table_privilege(t, 'UPDATE') OR has_table_privilege(t, 'DELETE')",
            [list(second_wall.APPEND_ONLY)],
        )
        open_to_change = {row[0] for row in cursor.fetchall()}
    missing = {table for table, _, _ in second_wall.person_columns()} - walled | open_to_change
    if missing:
        return Finding(False, "second wall", f"open at {', '.join(sorted(missing))}: run switchback migrate")
    return Finding(True, "second wall", f"closed around {len(walled)} tables; what was written stays written")


def _signed() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(signed_at) FROM people_accessloghead")
        (last,) = cursor.fetchone()
    if last is None:
        return Finding(
            False, "access log", "never signed: is the worker running? (switchback sign-log does it now)"
        )
    good = datetime.now(UTC) - last < SIGNED_WITHIN
    return Finding(
        good,
        "access log",
        f"last signed {last:%Y-%m-%d %H:%M} UTC{'' if good else ': is the worker running?'}",
    )


def _keys() -> Finding:
    keys = Path(settings.DATA) / "keys"
    if not keys.exists():
        return Finding(True, "keys", "given by the environment")
    readable = [file.name for file in keys.iterdir() if file.stat().st_mode & 0o077]
    if readable:
        return Finding(
            False, "keys", f"others on this machine can read {', '.join(sorted(readable))} in {keys}"
        )
    return Finding(True, "keys", f"in {keys}, readable by this account only")
