"""The `switchback` command: help that reads well, and one clear sentence with exit code 2 for what cannot be done."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from switchback.care.people import door
from switchback.config import backup, checking, command
from switchback.config.command import COMMANDS, main
from tests import database


@pytest.fixture(autouse=True)
def stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """These commands run in the test's own process: on its database, and without leaving its server."""
    monkeypatch.setattr(command, "_leave_server", lambda: None)
    monkeypatch.setattr(command, "_django", lambda owner=False: None)
    monkeypatch.setattr(
        command, "_owners_database",
        lambda: {**database.owner_settings(), "dbname": connection.settings_dict["NAME"]},
    )  # fmt: skip


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    yield lambda: " ".join("".join(capsys.readouterr()).split())


def test_help_names_every_command_with_what_it_does(said: Any) -> None:
    assert main(["--help"]) == 0
    shown = said()
    for each in COMMANDS:
        assert f"{each.name} {each.says}" in shown


def test_no_words_at_all_shows_help(said: Any) -> None:
    assert main([]) == 0
    assert "Usage: switchback COMMAND" in said()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["frob"], "There is no command “frob”. See: switchback --help"),
        (["backup"], "The following arguments are required: FILE. See: switchback backup --help"),
        (["backup", "a", "b"], "Unrecognized arguments: b. See: switchback backup --help"),
        (["run", "--port", "http"], "Argument --port: “http” is not a port (1 to 65535). See: switchback run --help"),
        (["run", "--port", "70000"], "Argument --port: “70000” is not a port (1 to 65535). See: switchback run --help"),
        (["serve", "--workers", "0"],
         "Argument --workers: “0” is not a number from 1 on. See: switchback serve --help"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(said: Any, typed: list[str], sentence: str) -> None:
    assert main(typed) == 2
    assert said() == f"switchback: {sentence}"


def test_a_port_in_use(said: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["run", "--port", str(port)]) == 2
    assert said().startswith(f"switchback: Port {port} is taken by another program.")


@pytest.mark.django_db(transaction=True)
def test_backup_and_restore_that_cannot_be_done(said: Any, tmp_path: Path) -> None:
    assert main(["backup", str(tmp_path / "absent" / "file")]) == 2
    assert said() == f"switchback: There is no folder {tmp_path / 'absent'}."
    assert main(["restore", str(tmp_path / "absent")]) == 2
    assert said() == f"switchback: There is no file {tmp_path / 'absent'}."


@pytest.mark.django_db(transaction=True)
def test_backup_says_what_it_kept(said: Any, tmp_path: Path) -> None:
    door.write_log(actor=door.Actor.system("x"), action="x", person_id=None, allowed=True, because="system")
    assert main(["backup", str(tmp_path / "tonight")]) == 0
    shown = said()
    assert "0 journey events, 1 rows of the access log" in shown
    assert "read back whole" in shown
    assert backup.read_manifest(tmp_path / "tonight").log_rows == 1


@pytest.mark.django_db(transaction=True)
def test_signing_and_verifying_the_log(said: Any, owner: Any) -> None:
    door.write_log(actor=door.Actor.system("x"), action="x", person_id=None, allowed=True, because="system")
    assert main(["verify-log"]) == 0
    assert "The access log is whole: 1 rows; last signed head: never." in said()
    assert main(["sign-log"]) == 0
    assert said() == "Signed where 1 lane of the access log stand now."
    owner.execute("ALTER TABLE people_accesslogentry DISABLE TRIGGER append_only")
    owner.execute("UPDATE people_accesslogentry SET allowed = false")
    owner.execute("ALTER TABLE people_accesslogentry ENABLE TRIGGER append_only")
    id, lane = owner.execute("SELECT id, lane FROM people_accesslogentry").fetchone()
    assert main(["verify-log"]) == 1
    assert f"First broken row: row {id}, lane {lane}, place 1: its content was changed" in said()


def test_a_database_that_cannot_be_reached_is_said_without_its_password(
    said: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.utils import OperationalError

    def unreachable(args: Any, rest: Any) -> int:
        raise OperationalError("connection failed: no route to host\nmore lines")

    monkeypatch.setattr(command, "COMMANDS", (command.Command("check", "x", "x", unreachable),))
    assert main(["check"]) == 2
    assert said() == "switchback: The database cannot be reached: connection failed: no route to host"


@pytest.mark.django_db
def test_check_finds_the_second_wall_closed_and_says_what_a_centre_still_lacks() -> None:
    found = {finding.subject: finding for finding in checking.findings()}
    assert {s: f.good for s, f in found.items() if s in ("role", "tables", "second wall", "mode")} == {
        "role": True, "tables": True, "second wall": True, "mode": True,
    }  # fmt: skip
    assert "fsync is off" in found["server"].says or found["server"].good
    assert not found["address"].good and "set SWITCHBACK_ORIGIN" in found["address"].says
    assert not found["access log"].good and "never signed" in found["access log"].says


def test_every_setting_of_the_environment_is_in_the_how_to() -> None:
    source = Path(__file__).parents[2]
    used: set[str] = set()
    for file in (source / "src" / "switchback").rglob("*.py"):
        used |= set(re.findall(r"[\"'](SWITCHBACK_[A-Z_]+|DATABASE_[A-Z_]+|PG_BIN)[\"']", file.read_text()))
    written = (source / "docs" / "how-to" / "production.md").read_text()
    inside_only = {"SWITCHBACK_PG_HOST", "SWITCHBACK_AS"}  # told by one of our processes to another
    assert {name for name in used - inside_only if f"`{name}`" not in written} == set()
