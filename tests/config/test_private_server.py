"""The private server: starts, is shared, survives being killed, and stops with its last user."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from switchback.config.private_server import NoServer, PrivateServer, ensure_database

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="another server is being tested")


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    server = PrivateServer(tmp_path_factory.mktemp("pg"), durable=True)
    yield server
    server.stop()


def ask(server: PrivateServer, question: str) -> object:
    with psycopg.connect(
        host=str(server.data), user="postgres", dbname="postgres", autocommit=True
    ) as asking:
        found = asking.execute(question)  # type: ignore[arg-type]
        return found.fetchone() if found.description else None


def number(server: PrivateServer) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_listens_on_no_network_address_and_waits_for_the_disk(server: PrivateServer) -> None:
    server.start()
    assert ask(server, "SHOW listen_addresses") == ("",)
    assert ask(server, "SHOW fsync") == ("on",)
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_starting_twice_is_starting_once(server: PrivateServer) -> None:
    host = server.start()
    first = number(server)
    assert server.start() == host
    assert number(server) == first


def test_roles_and_database_are_made_once(server: PrivateServer) -> None:
    host = server.start()
    for _ in range(2):
        ensure_database(host, name="road", owner="keeper", runtime="walker")
    made = "SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = 'walker'"
    assert ask(server, made) == (False, False, False)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT])
def test_killed_and_started_again_it_has_everything_committed(
    server: PrivateServer, how: signal.Signals
) -> None:
    server.start()
    ask(server, "CREATE TABLE kept (number int)")
    ask(server, "INSERT INTO kept SELECT generate_series(1, 1000)")
    os.kill(number(server), how)
    time.sleep(0.2)
    server.start()
    assert ask(server, "SELECT count(*) FROM kept") == (1000,)


def test_a_number_left_behind_that_now_belongs_to_another_program(server: PrivateServer) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n{server.data}\n\n\n")
    server.start()
    assert server.answers()


def test_it_stops_with_its_last_user(server: PrivateServer) -> None:
    server.start()
    other = subprocess.Popen(
        [sys.executable, "-c", "import sys; from pathlib import Path; from switchback.config.private_server import PrivateServer;"
         " PrivateServer(Path(sys.argv[1])).start(); print('started', flush=True); sys.stdin.read()", str(server.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )  # fmt: skip
    assert other.stdout and other.stdout.readline() == b"started\n"
    assert server.stop_if_last() is False
    assert server.answers()
    other.communicate()
    server.start()
    assert server.stop_if_last() is True
    assert not server.answers()


def test_no_binaries_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("switchback.config.private_server.tools_of_the_wheel", lambda: None)
    monkeypatch.delenv("PG_BIN", raising=False)
    with pytest.raises(NoServer, match="set DATABASE_URL"):
        PrivateServer(tmp_path).start()
