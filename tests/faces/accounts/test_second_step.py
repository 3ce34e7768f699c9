"""The team's second step: asked before any page, on every address, by no way around."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from switchback.faces.accounts import gates
from switchback.faces.accounts.middleware import ACCOUNTS, NOBODY_ASKED
from switchback.faces.kit import clock

from .sign_ins import PASSWORD, SECRET, a_person, a_team_member, add_app, code_now, signed_in

pytestmark = pytest.mark.django_db
STEP = "/accounts/second-step/"


def by_password(user: Any) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def addresses(patterns: list[Any], start: str = "/") -> Iterator[str]:
    """Every address this program answers to, with an example for each part that varies."""
    samples = {"uuid": str(UUID(int=1)), "int": "1", "str": "x", "slug": "x", "path": "x/y"}
    for part in patterns:
        route = str(part.pattern)
        if route.startswith("^"):
            route = re.sub(r"\(\?P<\w+>[^)]*\)", "x", route).strip("^$")
        filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: samples.get(found[1] or "str", "x"), route)
        if isinstance(part, URLResolver):
            yield from addresses(part.url_patterns, start + filled)
        elif isinstance(part, URLPattern):
            yield start + filled


def test_every_address_but_accounts_and_help_is_closed_without_a_second_step() -> None:
    client = by_password(a_team_member())
    open_ones = (ACCOUNTS, *NOBODY_ASKED)
    closed = [path for path in addresses(get_resolver().url_patterns) if not path.startswith(open_ones)]
    assert "/home/" in closed
    assert any(path.startswith("/kit/") for path in closed)
    for path in [*closed, "/team/", "/team/anything/", "/me/", "/"]:
        for send in (client.get, client.post):
            answer = send(path)
            assert (path, answer.status_code, answer.headers.get("Location")) == (path, 302, STEP)


def test_no_page_of_ours_hides_below_what_stays_open() -> None:
    below = [path for path in addresses(get_resolver().url_patterns) if path.startswith(NOBODY_ASKED)]
    assert [path for path in below if re.search(r"team|person|chart|me/", path)] == []


@pytest.mark.parametrize(
    "trick", ["//team/", "/accounts/../team/", "/help/../team/", "/help/%2e%2e/team/", "/TEAM/"]
)
def test_an_address_written_otherwise_opens_nothing(trick: str) -> None:
    assert by_password(a_team_member()).get(trick).status_code in (302, 404)


def test_a_part_of_a_page_is_closed_too() -> None:
    answer = by_password(a_team_member()).get("/team/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == STEP


def test_with_the_second_step_shown_the_team_comes_home() -> None:
    assert signed_in(a_team_member()).get("/home/")["Location"] == "/team/"


@pytest.mark.django_db(transaction=True)
def test_setting_one_up_shows_recovery_codes_and_opens_the_pages(log_rows: Any) -> None:
    noor = a_team_member()
    client = by_password(noor)
    assert "Use an app on my phone" in client.get(STEP).content.decode()
    page = client.get("/accounts/2fa/totp/activate/")  # not asked for the password again a moment after it
    drawing = re.search(r"<svg.*?</svg>", page.content.decode(), re.S)
    assert drawing and "style" not in drawing[0]
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    codes = Authenticator.objects.get(user=noor, type="recovery_codes").wrap().get_unused_codes()
    shown = client.get(answer["Location"]).content.decode()
    assert [code in shown for code in codes] == [True] * 10
    assert client.get("/home/")["Location"] == "/team/"
    me = f"team:{noor.member_id}"
    assert log_rows() == [
        (me, "sign_in", True, "password"),
        (me, "second_step.added", True, "totp"),
        (me, "second_step.added", True, "recovery_codes"),
    ]


def test_a_recovery_code_opens_once_and_is_written() -> None:
    noor = a_team_member()
    add_app(noor)
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    code = RecoveryCodes.activate(noor).get_unused_codes()[0]
    first, second = by_password(noor), by_password(noor)
    first.post("/accounts/2fa/authenticate/", {"code": code})
    second.post("/accounts/2fa/authenticate/", {"code": code})
    assert first.get("/home/")["Location"] == "/team/"
    assert second.get("/home/")["Location"] == "/accounts/login/?next=/home/"


def test_a_session_from_before_does_not_become_a_full_one(log_rows: Any) -> None:
    noor = a_team_member()
    stolen = by_password(noor)  # with the password alone, before there was a second step
    add_app(noor)
    away = stolen.get("/team/")
    assert away["Location"].startswith("/accounts/login/")
    assert stolen.get("/home/")["Location"] == "/accounts/login/?next=/home/"
    me = f"team:{noor.member_id}"
    assert log_rows() == [(me, "sign_in", True, "password"), (me, "session.ended", True, "second_step")]


def test_a_second_step_shown_by_one_does_not_count_for_another() -> None:
    noor, piet = a_team_member(), a_team_member("piet", role="prescriber", name="Piet")
    add_app(noor)
    client = by_password(noor)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    session = client.session
    add_app(piet)
    session["_auth_user_id"], session["_auth_user_hash"] = str(piet.pk), piet.get_session_auth_hash()
    session.save()
    assert client.get("/team/")["Location"].startswith("/accounts/login/")


def test_taking_the_last_one_away_closes_the_pages(log_rows: Any) -> None:
    noor = a_team_member()
    add_app(noor)
    client = by_password(noor)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert "Remove the app?" in client.get("/accounts/2fa/totp/deactivate/").content.decode()
    client.post("/accounts/2fa/totp/deactivate/")
    assert client.get("/team/")["Location"] == STEP
    assert log_rows()[1:] == [(f"team:{noor.member_id}", "second_step.removed", True, "totp")]


def test_a_change_is_asked_for_again_after_five_minutes() -> None:
    noor = a_team_member()
    client = by_password(noor)
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 301} for record in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get("/accounts/2fa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")


def test_a_person_may_do_without_and_may_have_one() -> None:
    ana = a_person()
    assert by_password(ana).get("/home/")["Location"] == "/me/"
    add_app(ana)
    client = by_password(ana)
    assert client.get("/home/")["Location"] == "/accounts/login/?next=/home/"
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get("/home/")["Location"] == "/me/"


def test_the_secret_of_an_app_is_not_in_the_database_in_clear(settings: Any) -> None:
    noor = a_team_member()
    add_app(noor)
    kept = Authenticator.objects.get(user=noor)
    assert SECRET not in str(kept.data)
    assert kept.wrap().validate_code(code_now())
    settings.SECRET_KEY = "another installation"
    assert not TOTP(kept).validate_code(code_now(1))
    settings.SECRET_KEY_FALLBACKS = []


@pytest.mark.parametrize(
    ("page", "who", "answer"),
    [
        ("team", None, 302),
        ("team", "person", 403),
        ("team", "team", 200),
        ("person", None, 302),
        ("person", "team", 403),
        ("person", "person", 200),
    ],
)
def test_the_gates(page: str, who: str | None, answer: int) -> None:
    from django.contrib.auth.models import AnonymousUser

    from switchback.care.people.queries import actor_of

    gate = {"team": gates.team_page, "person": gates.person_page}[page]
    user: Any = {None: AnonymousUser, "team": a_team_member, "person": a_person}[who]()
    request: Any = RequestFactory().get("/here/?a=1")
    request.user, request.actor = user, actor_of(user) if who else None
    view = gate(lambda request: HttpResponse("page"))
    if answer == 403:
        with pytest.raises(PermissionDenied):
            view(request)
        return
    response = view(request)
    assert (response.status_code, response["Cache-Control"]) == (answer, "no-store")
    if answer == 302:
        assert response["Location"] == "/accounts/login/?next=%2Fhere%2F%3Fa%3D1"


def test_who_lost_everything_starts_anew_and_it_is_written(log_rows: Any) -> None:
    from django.core.management import CommandError, call_command
    from django.db import connection

    noor = a_team_member()
    add_app(noor)
    client = by_password(noor)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    with pytest.raises(CommandError):
        call_command("forget_second_step", "nobody")
    call_command("forget_second_step", "noor")
    assert client.get("/home/")["Location"] == "/accounts/login/?next=/home/"
    assert by_password(noor).get("/home/")["Location"] == STEP
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, detail->>'member' FROM people_accesslogentry WHERE action = 'second_step.forgotten'"
        )
        assert cursor.fetchall() == [("system:command", str(noor.member_id))]


@pytest.mark.parametrize(
    "credential", ['{"id": "x"}', "[1]", '"x"', "1", '{"response": {"userHandle": "OTk5"}}']
)
def test_a_passkey_nobody_knows_is_refused_in_words_and_written(credential: str, log_rows: Any) -> None:
    client = Client()
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential}, follow=True)
    assert "This passkey does not open a sign-in here" in answer.content.decode()
    nobody = "anonymous:00000000-0000-0000-0000-000000000000"
    assert log_rows() == [(nobody, "sign_in.failed", False, "wrong_passkey")]
