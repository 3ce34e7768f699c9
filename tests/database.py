"""The test database: migrated as the owner, used as the runtime role, so that grants and row-level security are tested.

Migrating takes seconds, copying a migrated database a moment: it is migrated once for each state of the migrations.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from switchback.config.database import OWNER, RUNTIME, private_server

SOURCE = Path(__file__).parents[1]
BUILDING = 4816  # advisory lock: one run migrates, the others wait and copy


def owner_settings() -> dict[str, Any]:
    """How the owner role reaches the server the tests run on."""
    if "DATABASE_URL" in os.environ:
        return conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])
    return {"host": os.environ["SWITCHBACK_PG_HOST"], "user": OWNER}


def as_owner(database: str | None = None) -> psycopg.Connection[Any]:
    """A connection of the owner role to the test database (or another one), each statement committed at once."""
    name = database or connection.settings_dict["NAME"]
    return psycopg.connect(**{**owner_settings(), "dbname": name}, autocommit=True)  # type: ignore[arg-type]


def create(name: str) -> None:
    """Make the test database `name` and point Django at it, as the runtime role."""
    with as_owner("postgres") as server:
        _drop_left_over(server)
        server.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        template = _migrated(server)
        server.execute(_sql("CREATE DATABASE {} TEMPLATE {}", name, template))
    _use(name, RUNTIME)


def drop() -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    with as_owner("postgres") as server:
        for _ in range(20):
            try:
                server.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))
            except psycopg.errors.InsufficientPrivilege:
                sleep(
                    0.25
                )  # the server itself is tidying up in there (autovacuum), and only a superuser may send it away
            else:
                return
    # Left for the next run, which drops what earlier ones left over.


def empty() -> None:
    """After a test that committed: empty what it filled. Only the owner can, with the append-only guard down."""
    connection.close()
    with as_owner() as owner:
        filled = set(_filled(owner)) - filled_by_migrations()
        guards = owner.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgtype & 32 = 32 AND NOT tgisinternal"
        ).fetchall()
        if not filled:
            return
        with owner.transaction():
            owner.execute("SET LOCAL lock_timeout = '15s'")
            for table, guard in guards:
                owner.execute(_sql("ALTER TABLE {} DISABLE TRIGGER {}", table, guard))
            owner.execute(
                sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(
                    sql.SQL(", ").join(map(sql.Identifier, sorted(filled)))
                )
            )
            for table, guard in guards:
                owner.execute(_sql("ALTER TABLE {} ENABLE TRIGGER {}", table, guard))


@cache
def filled_by_migrations() -> frozenset[str]:
    with as_owner(_template_name()) as owner:
        return frozenset(_filled(owner))


def stop_server_if_last() -> None:
    """Called when a whole run ends: stop the private server unless another run is still using it."""
    if "DATABASE_URL" not in os.environ:
        private_server(os.environ, home=SOURCE).stop_if_last()


def _migrated(server: psycopg.Connection[Any]) -> str:
    name = _template_name()
    known = [row[0] for row in server.execute("SELECT datname FROM pg_database WHERE datname ~ '^migrated_'")]
    if name in known:
        return name
    for old in known:
        with suppress(psycopg.errors.ObjectInUse):
            server.execute(_sql("DROP DATABASE {}", old))
    unfinished = f"{name}_unfinished"
    server.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished))
    server.execute(_sql("CREATE DATABASE {}", unfinished))
    with _using(unfinished, OWNER):
        call_command("migrate", verbosity=0, interactive=False)
    server.execute(_sql("ALTER DATABASE {} RENAME TO {}", unfinished, name))
    return name


@cache
def _template_name() -> str:
    config = SOURCE / "src" / "switchback" / "config"
    files = [
        *(SOURCE / "src").rglob("migrations/*.py"),
        SOURCE / "requirements.lock",
        config / "second_wall.py",
    ]
    files += [config / "database.py", config / "management" / "commands" / "migrate.py"]
    seen = hashlib.sha256()
    for file in sorted(files):
        seen.update(f"{file.relative_to(SOURCE)}\0".encode() + file.read_bytes())
    return f"migrated_{seen.hexdigest()[:16]}"


def _drop_left_over(server: psycopg.Connection[Any]) -> None:
    """Databases of runs that were killed. The name holds the process that made it."""
    for (name,) in server.execute(
        "SELECT datname FROM pg_database WHERE datname ~ '^test_switchback_'"
    ).fetchall():
        made_by = re.match(r"test_switchback_(\d+)", name)
        if made_by and not Path(f"/proc/{made_by[1]}").exists():
            with suppress(psycopg.Error):
                server.execute(_sql("DROP DATABASE {} WITH (FORCE)", name))


def _filled(owner: psycopg.Connection[Any]) -> list[str]:
    tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    if not tables:
        return []
    looks = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})").format(sql.Literal(t), sql.Identifier(t))
        for t in tables
    )
    return [row[0] for row in owner.execute(looks)]


@contextmanager
def _using(name: str, role: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    _use(name, role)
    try:
        yield
    finally:
        _use(before, RUNTIME)


def _use(name: str, role: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    if "DATABASE_URL" in os.environ:
        url = os.environ["DATABASE_OWNER_URL" if role == OWNER else "DATABASE_URL"]
        parts = conninfo_to_dict(url)
        connection.settings_dict |= {"USER": parts.get("user", ""), "PASSWORD": parts.get("password", "")}
    else:
        connection.settings_dict["USER"] = role


def _sql(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))  # type: ignore[arg-type]  # our constants
