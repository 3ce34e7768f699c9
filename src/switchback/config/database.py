"""Where the records are kept, and which of the two roles this process speaks as.

`owner` creates and migrates tables. `runtime` serves pages: it is not a superuser, owns nothing, cannot change or
delete journey events and access-log rows, and sees no person outside the door (see care/people/door.py).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from .private_server import PrivateServer, ensure_database

OWNER, RUNTIME = "switchback_owner", "switchback_app"
DATABASE = "switchback"


def private_server(env: Mapping[str, str], *, home: Path) -> PrivateServer:
    folder = Path(env.get("SWITCHBACK_DATA", home / ".switchback"))
    # 0: the private server need not wait for the disk. For tests only: a power cut would lose records.
    return PrivateServer(folder, durable=env.get("SWITCHBACK_DURABLE", "1") == "1")


def settings_for(env: Mapping[str, str], *, home: Path) -> dict[str, Any]:
    """Django's DATABASES entry. Starts the private server when no DATABASE_URL is given.

    Environment: DATABASE_URL (runtime role), DATABASE_OWNER_URL (role that migrates), SWITCHBACK_AS=owner|runtime,
    SWITCHBACK_DATA (folder of the private server), SWITCHBACK_DURABLE=0 (tests only).
    """
    # `owner` or runtime: the role this process speaks as. Set by the program itself.
    as_owner = env.get("SWITCHBACK_AS") == "owner"
    # Any PostgreSQL server from 15 on, as the role that serves pages. Without it a private server is started.
    if "DATABASE_URL" in env:
        # The role that creates and migrates tables, when DATABASE_URL names a server of the centre's own.
        url = env.get("DATABASE_OWNER_URL", env["DATABASE_URL"]) if as_owner else env["DATABASE_URL"]
        return _entry(conninfo_to_dict(url))
    # Where the private server listens. Set by the program itself, for its child processes.
    host = os.environ.get("SWITCHBACK_PG_HOST")
    if not host:
        host = private_server(env, home=home).start()
        ensure_database(host, name=DATABASE, owner=OWNER, runtime=RUNTIME)
        os.environ["SWITCHBACK_PG_HOST"] = host  # child processes find it running
    return _entry({"host": host, "user": OWNER if as_owner else RUNTIME, "dbname": DATABASE})


def _entry(parts: Mapping[str, Any]) -> dict[str, Any]:
    options = {
        k: v for k, v in parts.items() if k not in {"host", "hostaddr", "port", "user", "password", "dbname"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "NAME": parts.get("dbname", DATABASE),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        # Never ATOMIC_REQUESTS: the door writes its decision before the transaction opens, so a refusal leaves a trace.
        "ATOMIC_REQUESTS": False,
    }
