"""A real centre begins, grows and lets somebody go from the terminal; every step is in the access log."""

import io
import sys
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from switchback.care.people import operations, queries
from switchback.care.people.models import Site, TeamMember
from switchback.config import centre, command
from switchback.config.command import main
from tests import cast

PASSWORD = "a boat on a slow river"
RIVERSIDE = ["add-site", "Riverside", "--zone", "America/New_York"]

Said = Callable[[], str]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """These commands run in the test's own process: on its database, and without leaving its server."""
    monkeypatch.setattr(command, "_leave_server", lambda: None)
    monkeypatch.setattr(command, "_django", lambda owner=False: None)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Iterator[Said]:
    yield lambda: " ".join("".join(capsys.readouterr()).split())


def a_member(monkeypatch: pytest.MonkeyPatch, *, password: str = PASSWORD, **other: str) -> int:
    asked = {"site": "Riverside", "name": "Jo", "role": "nurse", "username": "jo", **other}
    typed = [part for name, value in asked.items() for part in (f"--{name}", value)]
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    return main(["add-member", *typed, "--password-stdin"])


def logged() -> list[tuple[str, str, list[str]]]:
    from switchback.care.people.models import AccessLogEntry

    rows = AccessLogEntry.objects.order_by("id").values_list("actor", "action", "detail")
    return [(actor, action, sorted(detail)) for actor, action, detail in rows]


def by_password(username: str = "jo") -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


# --- a site -----------------------------------------------------------------------------------------------------------


def test_a_site_is_opened_with_what_its_public_page_says(said: Said) -> None:
    more = ["--phone", "518-555-0100", "--offer", "Detox", "--offer", "Sober living", "--hours", "8 to 6"]
    assert main([*RIVERSIDE, *more]) == 0
    assert said() == (
        "Opened: Riverside (America/New_York). Now its team, one by one:"
        ' switchback add-member --site "Riverside" --name … --role … --username …'
    )
    facts = queries.site_named("Riverside")
    assert facts is not None
    assert (facts.zone, facts.phone, facts.offers, facts.read_hours) == (
        "America/New_York", "518-555-0100", ("Detox", "Sober living"), "8 to 6",
    )  # fmt: skip
    assert logged() == [("system:command", "site.opened", ["site"])]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["Riverside"], "The following arguments are required: --zone. See: switchback add-site --help"),
        (
            ["Riverside", "--zone", "New York"],
            "There is no time zone “New York”. Did you mean America/New_York?",
        ),
        (
            ["Riverside", "--zone", "?"],
            "There is no time zone “?”. Write it as area and city: America/New_York.",
        ),
        ([" ", "--zone", "Europe/Rome"], "A site needs a name."),
    ],
)
def test_a_site_that_cannot_be(said: Said, typed: list[str], sentence: str) -> None:
    assert main(["add-site", *typed]) == 2
    assert said() == f"switchback: {sentence}"
    assert (Site.objects.count(), logged()) == (0, [])


def test_a_site_is_opened_once(said: Said) -> None:
    assert main(RIVERSIDE) == 0
    said()
    assert main([*RIVERSIDE, "--phone", "1"]) == 2
    assert said() == "switchback: There is a site named “Riverside” already."
    assert [site.phone for site in Site.objects.all()] == [""]


def test_the_public_pages_are_those_of_a_site_that_says_something(said: Said) -> None:
    main(["add-site", "A trial", "--zone", "UTC"])
    assert queries.site() == queries.site_named("A trial")
    main([*RIVERSIDE, "--offer", "Detox"])
    assert queries.site() == queries.site_named("Riverside")


# --- a colleague ------------------------------------------------------------------------------------------------------


def test_a_colleague_signs_in_and_is_asked_for_a_second_step(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(RIVERSIDE)
    assert a_member(monkeypatch, role="Medical director") == 0
    assert "Jo is on the team of Riverside." in said()
    assert by_password().get("/team/")["Location"] == "/accounts/second-step/"
    assert [(m.name, m.role, m.active) for m in TeamMember.objects.all()] == [
        ("Jo", "medical_director", True)
    ]
    assert ("system:command", "member.added", ["member", "site"]) in logged()


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"site": "Hill"}, "There is no site named “Hill”. See: switchback list-sites"),
        ({"role": "doctor"}, "“doctor” is no role here. The roles are: front_desk, counsellor, nurse, prescriber,"
                             " peer_specialist, house_manager, medical_director, administrator."),
        ({"username": "jo smith"}, "“jo smith” cannot be a sign-in name. Enter a valid username. This value may contain"
                                   " only letters, numbers, and @/./+/-/_ characters."),
        ({"username": "NOOR"}, "Somebody signs in as “NOOR” already. Choose another sign-in name."),
        ({"name": ""}, "A colleague needs a name."),
        ({"password": "short"}, "This password is too short. It must contain at least 10 characters."
                                " Nobody was added."),
        ({"password": "1234567890"}, "This password is too common. Nobody was added."),
        ({"password": "riverside-noor", "username": "riverside-noo"},
         "The password is too similar to the username. Nobody was added."),
        ({"password": ""}, "This password is too short. It must contain at least 10 characters. Nobody was added."),
    ],
)  # fmt: skip
def test_a_colleague_who_cannot_be(
    said: Said, monkeypatch: pytest.MonkeyPatch, other: dict[str, str], sentence: str
) -> None:
    main(RIVERSIDE)
    a_member(monkeypatch, username="noor")
    said()
    assert a_member(monkeypatch, **other) == 2
    assert said() == f"switchback: {sentence}"
    assert [user.username for user in get_user_model().objects.all()] == ["noor"]


def test_the_password_is_asked_for_twice(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    main(RIVERSIDE)
    answers = iter([PASSWORD, PASSWORD + "!", PASSWORD, PASSWORD])
    monkeypatch.setattr(centre, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    typed = ["add-member", "--site", "Riverside", "--name", "Jo", "--role", "nurse", "--username", "jo"]
    said()
    assert main(typed) == 2
    assert said() == "switchback: The two passwords are not the same. Nobody was added."
    assert main(typed) == 0
    assert get_user_model().objects.get(username="jo").check_password(PASSWORD)


def test_without_a_terminal_nobody_waits_for_a_password(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    main(RIVERSIDE)
    said()
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert (
        main(["add-member", "--site", "Riverside", "--name", "Jo", "--role", "nurse", "--username", "jo"])
        == 2
    )
    assert said() == (
        "switchback: There is no terminal to ask for the password on. Pipe it in with --password-stdin."
    )


# --- who works where ---------------------------------------------------------------------------------------------------


def test_sites_are_listed_with_people_counted_and_the_team(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    main(["list-sites"])
    assert said() == "There is no site yet. See: switchback add-site --help"
    main(RIVERSIDE)
    main(["add-site", "[Hill]", "--zone", "America/New_York"])
    a_member(monkeypatch)
    a_member(monkeypatch, name="Wim", username="wim", role="front desk")
    main(["deactivate-member", "jo"])
    riverside = queries.site_named("Riverside")
    assert riverside
    operations.register(actor=centre.BY, site_id=riverside.id, chosen_name="Ana")
    said()
    assert main(["list-sites"]) == 0
    assert said() == (
        "Riverside (America/New_York): 1 person Wim front desk wim Jo nurse jo deactivated"
        " [Hill] (America/New_York): 0 people Nobody works here yet."
    )
    assert logged()[-1] == ("system:command", "sites.list", [])


def test_who_left_is_signed_out_at_once_and_whom_they_cared_for_is_said(
    said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = cast.gather()
    Site.objects.filter(id=ana.site_id).update(name="Riverside")
    a_member(monkeypatch)
    jo = get_user_model().objects.get(username="jo")
    cast.contact.join_care_team(actor=ana.dee, person_id=ana.ana_id, member_id=jo.member_id, at=cast.NOW)
    client = by_password()
    assert client.get("/accounts/second-step/").status_code == 200
    said()
    assert main(["deactivate-member", "jo"]) == 0
    assert said() == (
        "Jo cannot sign in any more; 1 session ended."
        " They are still in the care team of 1 person: choose somebody else there."
    )
    assert client.get("/team/")["Location"] == "/accounts/login/?next=%2Fteam%2F"
    assert by_password().get("/team/")["Location"] == "/accounts/login/?next=%2Fteam%2F"
    assert ("system:command", "member.deactivated", ["member"]) in logged()
    assert main(["deactivate-member", "jo"]) == 2
    assert said() == "switchback: “jo” was deactivated before. Nothing was changed."


def test_who_came_back_signs_in_again(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    main(RIVERSIDE)
    a_member(monkeypatch)
    main(["deactivate-member", "jo"])
    said()
    assert main(["deactivate-member", "jo", "--undo"]) == 0
    assert said() == "Jo may sign in again."
    assert by_password().get("/team/")["Location"] == "/accounts/second-step/"
    assert ("system:command", "member.activated", ["member"]) in logged()
    assert main(["deactivate-member", "jo", "--undo"]) == 2
    assert said() == "switchback: “jo” is active. Nothing was changed."


@pytest.mark.parametrize("name", ["nobody", "ana"])
def test_only_a_colleague_is_deactivated(said: Said, name: str) -> None:
    ana = cast.gather()
    get_user_model().objects.create_user(username="ana", person_id=ana.ana_id)
    assert main(["deactivate-member", name]) == 2
    assert said() == f"switchback: Nobody on the team signs in as “{name}”. See: switchback list-sites"


def test_a_lost_phone(said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    main(RIVERSIDE)
    a_member(monkeypatch)
    said()
    assert main(["forget-second-step", "jo"]) == 0
    assert said() == "Their second step is forgotten and every session is ended."
    assert logged()[-1] == ("system:command", "second_step.forgotten", ["member"])
    assert main(["forget-second-step", "nobody"]) == 2
    assert said() == "switchback: Nobody signs in with this name. Nothing was changed."
