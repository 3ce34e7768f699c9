"""A database for one benchmark: migrated by the owner, used as the runtime role, dropped afterwards."""

# ruff: noqa: PLC0415 -- the program is imported after Django is set up on the benchmark's own database

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

SOURCE = Path(__file__).parents[1] / "src"


@contextmanager
def own_database(name: str, *, keep: bool = False) -> Iterator[str]:
    """Make the database `name` on the private server (or that of DATABASE_OWNER_URL) and set Django up on it."""
    sys.path.insert(0, str(SOURCE))
    owner, runtime = _roles()
    with psycopg.connect(**{**owner, "dbname": "postgres"}, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
        _set_django_up(
            make_conninfo(**{**owner, "dbname": name}), make_conninfo(**{**runtime, "dbname": name})
        )
        try:
            yield name
        finally:
            from django.db import connections

            connections.close_all()
            if not keep:
                server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _roles() -> tuple[dict[str, Any], dict[str, Any]]:
    """How the owner and the runtime role reach the server."""
    if "DATABASE_OWNER_URL" in os.environ:
        return conninfo_to_dict(os.environ["DATABASE_OWNER_URL"]), conninfo_to_dict(
            os.environ["DATABASE_URL"]
        )
    from switchback.config.database import DATABASE, OWNER, RUNTIME, private_server
    from switchback.config.private_server import ensure_database

    host = private_server(os.environ, home=SOURCE.parent).start()
    ensure_database(host, name=DATABASE, owner=OWNER, runtime=RUNTIME)
    return {"host": host, "user": OWNER}, {"host": host, "user": RUNTIME}


def _set_django_up(owner_url: str, runtime_url: str) -> None:
    os.environ |= {"DATABASE_URL": runtime_url, "DATABASE_OWNER_URL": owner_url, "SWITCHBACK_AS": "owner"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "switchback.config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    connection.close()
    connection.settings_dict["USER"] = conninfo_to_dict(runtime_url)["user"]
    connection.settings_dict["PASSWORD"] = conninfo_to_dict(runtime_url).get("password", "")
    os.environ["SWITCHBACK_AS"] = "runtime"
