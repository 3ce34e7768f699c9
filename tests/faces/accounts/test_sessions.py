"""A session rests, ages, is looked at, and is ended from elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from switchback.faces.accounts import devices
from switchback.faces.kit import clock

from .sign_ins import PASSWORD, a_person, a_team_member, signed_in

pytestmark = pytest.mark.django_db
IDLE = settings.IDLE_MINUTES
ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Mobile Safari/537.36"


def later(**time: int) -> Any:
    return clock.stopped_at(datetime.now(UTC) + timedelta(**time))


def is_in(client: Client) -> bool:
    return client.get("/home/").headers["Location"] in ("/me/", "/team/")


def a_signed_in(kind: str) -> tuple[Client, str]:
    user = a_team_member() if kind == "team" else a_person()
    return signed_in(user), f"{kind}:{user.member_id or user.person_id}"


@pytest.mark.parametrize("kind", ["team", "person"])
def test_it_ends_after_resting_too_long(kind: str, log_rows: Any) -> None:
    client, who = a_signed_in(kind)
    with later(minutes=IDLE[kind] - 1):
        assert is_in(client)
    with later(minutes=2 * IDLE[kind] - 2):
        assert is_in(client)
    with later(minutes=3 * IDLE[kind]):
        away = client.get("/home/?a=1")
        assert away["Location"] == "/accounts/login/?next=%2Fhome%2F%3Fa%3D1"
        assert "nothing happened here for a while" in client.get(away["Location"]).content.decode()
        assert not is_in(client)
    assert log_rows() == [(who, "session.ended", True, "idle")]


def test_the_team_rests_shorter_than_a_person() -> None:
    noor, _ = a_signed_in("team")
    ana, _ = a_signed_in("person")
    with later(minutes=IDLE["team"] + 1):
        assert (is_in(noor), is_in(ana)) == (False, True)


def test_a_device_others_use_rests_as_short_as_the_teams() -> None:
    a_person()
    client = Client()
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD, "shared": "on"})
    assert is_in(client)
    with later(minutes=IDLE["team"] + 1):
        assert not is_in(client)


@pytest.mark.parametrize("kind", ["team", "person"])
def test_it_ends_of_age_however_busy(kind: str, log_rows: Any) -> None:
    client, who = a_signed_in(kind)
    for hours in range(0, settings.SIGNED_IN_HOURS[kind], max(1, IDLE[kind] // 60)):
        session = client.session
        session["seen_at"] = int((datetime.now(UTC) + timedelta(hours=hours)).timestamp())
        session.save()
        with later(hours=hours):
            assert is_in(client)
    session = client.session
    session["seen_at"] = int(
        (datetime.now(UTC) + timedelta(hours=settings.SIGNED_IN_HOURS[kind])).timestamp()
    )
    session.save()
    with later(hours=settings.SIGNED_IN_HOURS[kind], minutes=1):
        assert not is_in(client)
    assert log_rows() == [(who, "session.ended", True, "age")]


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in() -> None:
    client, _ = a_signed_in("team")
    with later(minutes=IDLE["team"] + 1):
        answer = client.get("/team/", headers={"HX-Request": "true"})
        assert answer["HX-Redirect"] == "/accounts/login/"


@pytest.mark.parametrize("kind", ["team", "person"])
def test_a_signed_in_page_costs_two_statements(kind: str) -> None:
    client, _ = a_signed_in(kind)
    client.get("/home/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/home/")
    assert len(asked) == 2
    session, user = (query["sql"] for query in asked)
    assert 'FROM "django_session"' in session
    assert "FROM people_user u LEFT JOIN people_teammember m" in user


def test_a_session_is_written_once_a_minute() -> None:
    client, _ = a_signed_in("team")

    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/home/")
        return sum(query["sql"].startswith("UPDATE") for query in asked)

    assert writes() == 0
    with later(seconds=61):
        assert [writes(), writes()] == [1, 0]


@pytest.mark.parametrize("path", ["/help/", "/leave/", "/static/kit/nothing.css"])
def test_help_asks_nobody_who_they_are(path: str) -> None:
    client, _ = a_signed_in("person")
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    assert [q["sql"] for q in asked if "django_session" in q["sql"] or "people_user" in q["sql"]] == []


def test_every_answer_has_a_request_id_and_a_page_of_ours_is_not_kept() -> None:
    client, _ = a_signed_in("person")
    first, second = client.get("/home/"), client.get("/nowhere/")
    assert len(first["X-Request-ID"]) == 12
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert "no-store" in first["Cache-Control"]
    assert "no-store" in second["Cache-Control"]
    assert "no-store" in Client().get("/accounts/login/")["Cache-Control"]
    assert "no-store" in Client().get("/accounts/code/")["Cache-Control"]


def a_device(name: str = "ana", agent: str = ANDROID) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    return client


def test_i_see_my_devices_and_end_one_of_them(log_rows: Any) -> None:
    ana = a_person()
    here, there = a_device(agent="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/143.0"), a_device()
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("Firefox on Windows") == 1
    assert page.count("Chrome on Android") == 2  # the heading, and the button's own words
    other = UserSession.objects.get(session_key=there.session.session_key)
    assert is_in(there)
    here.post("/accounts/sessions/", {"end": other.pk})
    assert (is_in(here), is_in(there)) == (True, False)
    assert log_rows()[2:] == [(f"person:{ana.person_id}", "session.ended", True, "revoked")]


def test_i_end_all_but_this_one(log_rows: Any) -> None:
    ana = a_person()
    here, *others = (a_device() for _ in range(3))
    here.post("/accounts/sessions/", {})
    assert [is_in(client) for client in (here, *others)] == [True, False, False]
    assert log_rows()[3:] == [(f"person:{ana.person_id}", "session.ended", True, "revoked")] * 2


def test_nobody_ends_the_session_of_somebody_else(log_rows: Any) -> None:
    a_person()
    a_person("sam", name="Sam")
    ana, sam = a_device("ana"), a_device("sam")
    hers = UserSession.objects.get(session_key=ana.session.session_key)
    sam.post("/accounts/sessions/", {"end": hers.pk})
    assert is_in(ana)
    assert [row[1] for row in log_rows()] == ["sign_in", "sign_in"]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_device_is_named_in_words(agent: str, words: str) -> None:
    assert devices.name(agent) == words
