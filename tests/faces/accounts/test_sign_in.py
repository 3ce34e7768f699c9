"""Signing in with a name and a password: who gets in, what is written, how guesses end."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from switchback.faces.accounts.sessions import SHARED
from switchback.faces.accounts.settings import SIGNED_IN_HOURS

from .sign_ins import PASSWORD, a_person, a_team_member, add_app, code_now

pytestmark = pytest.mark.django_db
ANONYMOUS = "anonymous:00000000-0000-0000-0000-000000000000"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.99"


def type_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": username, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    return client.get("/home/").headers["Location"] in ("/me/", "/team/")


def test_a_person_signs_in_and_comes_home(client: Client, log_rows: Any) -> None:
    ana = a_person()
    assert type_in(client, "ana")["Location"] == "/home/"
    assert client.get("/home/")["Location"] == "/me/"
    assert log_rows() == [(f"person:{ana.person_id}", "sign_in", True, "password")]


def test_a_team_member_gives_a_code_too(client: Client, log_rows: Any) -> None:
    noor = a_team_member()
    add_app(noor)
    assert type_in(client, "noor")["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/home/")["Location"] == "/accounts/login/?next=/home/"
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()})["Location"] == "/home/"
    assert client.get("/home/")["Location"] == "/team/"
    assert log_rows() == [(f"team:{noor.member_id}", "sign_in", True, "password+totp")]


def test_the_page_before_is_where_signing_in_ends(client: Client) -> None:
    a_person()
    page = client.get("/accounts/login/?next=/accounts/sessions/").content.decode()
    assert 'name="next" value="/accounts/sessions/"' in page
    assert type_in(client, "ana", next="/accounts/sessions/")["Location"] == "/accounts/sessions/"


def test_no_other_site_is_where_signing_in_ends(client: Client) -> None:
    a_person()
    assert type_in(client, "ana", next="https://elsewhere.example/")["Location"] == "/home/"


def test_wrong_password_and_unknown_name_look_the_same(client: Client, log_rows: Any) -> None:
    ana = a_person()
    pages = []
    for name in ("ana", "nobody"):
        page = type_in(client, name, "not this one").content.decode().replace(f'value="{name}"', "")
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]*"', "", page))
    assert "This name and password do not go together" in pages[0]
    assert pages[0] == pages[1]
    assert log_rows() == [
        (f"person:{ana.person_id}", "sign_in.failed", False, "wrong_password"),
        (ANONYMOUS, "sign_in.failed", False, "unknown_name"),
    ]


def test_the_typed_name_is_nowhere_in_the_log(client: Client) -> None:
    type_in(client, "somebody@example.org", "my password in the wrong box")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE e::text LIKE '%%example%%'), count(*) FROM people_accesslogentry e"
        )
        assert cursor.fetchone() == (0, 1)


def test_what_was_typed_is_kept_but_never_the_password(client: Client) -> None:
    page = type_in(client, "ana", "not this one").content.decode()
    assert 'value="ana"' in page
    assert "not this one" not in page


def test_five_wrong_passwords_lock_the_name_for_every_worker(log_rows: Any) -> None:
    ana = a_person()
    for _ in range(5):
        type_in(Client(REMOTE_ADDR=HERE), "ana", "not this one")
    del caches["default"]  # another worker has a cache client of its own
    other = Client(REMOTE_ADDR=ELSEWHERE)
    assert "Too many tries" in type_in(other, "ana").content.decode()
    assert not is_signed_in(other)
    assert [row[3] for row in log_rows()] == ["wrong_password"] * 5 + ["locked_out"]
    assert {row[0] for row in log_rows()} == {f"person:{ana.person_id}"}


def test_the_lock_does_not_care_which_of_our_addresses_is_used() -> None:
    a_person()
    for _ in range(5):
        type_in(Client(REMOTE_ADDR=HERE, headers={"host": "one.example"}), "ANA", "not this one")
    other = Client(REMOTE_ADDR=ELSEWHERE, headers={"host": "two.example"})
    assert "Too many tries" in type_in(other, "ana").content.decode()


def test_somebody_elses_lock_does_not_lock_us() -> None:
    a_person()
    a_person("rosa", name="Rosa")
    for _ in range(5):
        type_in(Client(REMOTE_ADDR=HERE), "ana", "not this one")
    client = Client(REMOTE_ADDR=ELSEWHERE)
    type_in(client, "rosa")
    assert is_signed_in(client)


def test_a_right_password_costs_no_try() -> None:
    a_person()
    for _ in range(7):
        client = Client(REMOTE_ADDR=HERE)
        type_in(client, "ana")
        assert is_signed_in(client)


def test_one_address_may_not_try_name_after_name() -> None:
    for number in range(10):
        type_in(Client(REMOTE_ADDR=HERE), f"somebody-{number}", "not this one")
    assert "Too many tries" in type_in(Client(REMOTE_ADDR=HERE), "ana").content.decode()


def test_a_header_anyone_can_write_does_not_make_a_new_address() -> None:
    for number in range(10):
        client = Client(REMOTE_ADDR=HERE, headers={"x-forwarded-for": f"198.51.100.{number}"})
        type_in(client, f"somebody-{number}", "not this one")
    assert "Too many tries" in type_in(Client(REMOTE_ADDR=HERE), "ana").content.decode()


def test_the_programs_own_log_names_nobody(client: Client, caplog: Any) -> None:
    a_person()
    with caplog.at_level("DEBUG"):
        type_in(client, "ana", "not this one")
        type_in(client, "ana")
        client.get("/nowhere/")
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert ("nowhere" in said, "ana" in said.split(), "not this one" in said) == (True, False, False)


def test_the_thirty_first_try_in_a_minute_waits() -> None:
    client = Client(REMOTE_ADDR=HERE)
    for _ in range(30):
        client.post("/accounts/login/", {})
    response = client.post("/accounts/login/", {})
    assert response.status_code == 429
    assert "Please wait a few minutes" in response.content.decode()
    assert 'href="/help/"' in response.content.decode()


def test_a_try_is_counted_where_no_handful_of_others_can_push_it_out() -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


def test_five_wrong_codes_lock_the_second_step(client: Client, log_rows: Any) -> None:
    noor = a_team_member()
    add_app(noor)
    type_in(client, "noor")
    for _ in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    page = client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert "Too many tries" in page.content.decode()
    assert not is_signed_in(client)
    assert log_rows() == [(f"team:{noor.member_id}", "sign_in.failed", False, "wrong_second_step")] * 5


def test_a_code_works_once_even_within_its_time(log_rows: Any) -> None:
    noor = a_team_member()
    add_app(noor)
    code = code_now(1)  # right for another minute: the next code, taken a little early
    first, second = Client(), Client()
    for client in (first, second):
        type_in(client, "noor")
        client.post("/accounts/2fa/authenticate/", {"code": code})
    assert (is_signed_in(first), is_signed_in(second)) == (True, False)
    me = f"team:{noor.member_id}"
    assert log_rows() == [
        (me, "sign_in", True, "password+totp"),
        (me, "sign_in.failed", False, "wrong_second_step"),
    ]


def test_a_colleague_who_left_does_not_come_in(client: Client, log_rows: Any) -> None:
    noor = a_team_member()
    add_app(noor)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_teammember SET active = false WHERE id = %s", [noor.member_id])
    assert type_in(client, "noor")["Location"] == "/accounts/inactive/"
    assert not is_signed_in(client)
    assert log_rows() == [(f"team:{noor.member_id}", "sign_in.failed", False, "not_active")]


def test_a_colleague_who_leaves_is_out_at_the_next_page(client: Client) -> None:
    from .sign_ins import signed_in

    noor = a_team_member()
    signed_in(noor, client)
    assert is_signed_in(client)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_teammember SET active = false WHERE id = %s", [noor.member_id])
    assert not is_signed_in(client)


def test_a_form_from_another_site_is_refused() -> None:
    ana = a_person()
    client = Client(enforce_csrf_checks=True)
    response = type_in(client, "ana")
    assert response.status_code == 403
    assert "Please try that again" in response.content.decode()
    client.force_login(ana)
    assert client.post("/accounts/logout/").status_code == 403
    assert is_signed_in(client)


def test_signing_out_is_asked_and_written(client: Client, log_rows: Any) -> None:
    ana = a_person()
    type_in(client, "ana")
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)
    assert log_rows()[1:] == [(f"person:{ana.person_id}", "sign_out", True, "asked")]


def test_a_persons_own_phone_stays_signed_in_a_shared_one_does_not() -> None:
    a_person()
    own, shared = Client(), Client()
    type_in(own, "ana")
    type_in(shared, "ana", shared="on")
    assert own.cookies["s"]["max-age"] == settings.SESSION_COOKIE_AGE
    assert shared.cookies["s"]["max-age"] == ""
    assert (own.session[SHARED], shared.session[SHARED]) == (False, True)


def test_a_team_devices_cookie_goes_with_the_browser(client: Client) -> None:
    noor = a_team_member()
    add_app(noor)
    type_in(client, "noor")
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.cookies["s"]["max-age"] == ""
    assert client.session.get_expire_at_browser_close()


def test_the_cookie_cannot_be_read_by_scripts(client: Client) -> None:
    a_person()
    type_in(client, "ana")
    assert (client.cookies["s"]["httponly"], client.cookies["s"]["samesite"]) == (True, "Lax")


def test_passwords_are_kept_with_argon2() -> None:
    assert a_person().password.startswith("argon2$argon2id$")


def test_a_cheap_password_is_refused_with_words(client: Client) -> None:
    from .sign_ins import signed_in

    signed_in(a_person(password=None), client)
    answer = client.post("/accounts/password/set/", {"password1": "password12", "password2": "password12"})
    assert "too common" in answer.content.decode()
    answer = client.post("/accounts/password/set/", {"password1": "short", "password2": "short"})
    assert "at least 10 characters" in answer.content.decode()


def test_a_new_password_is_written_and_signs_out_other_devices(log_rows: Any) -> None:
    ana = a_person()
    here, there = Client(), Client()
    type_in(here, "ana")
    type_in(there, "ana")
    new = "a longer walk by the river"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert log_rows()[2:] == [(f"person:{ana.person_id}", "password.changed", True, "asked")]


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "account_request_login_code"]
)
def test_nobody_signs_up_or_is_sent_mail(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_sign_in_of_nobody_opens_nothing(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("maintenance", password=PASSWORD))
    assert client.get("/home/").status_code == 403


def test_how_long_a_session_may_last_is_said_for_both_kinds() -> None:
    assert set(SIGNED_IN_HOURS) == set(settings.IDLE_MINUTES) == {"team", "person"}
    assert settings.IDLE_MINUTES["team"] < settings.IDLE_MINUTES["person"]
    assert SIGNED_IN_HOURS["team"] < SIGNED_IN_HOURS["person"]
    assert SIGNED_IN_HOURS["person"] * 3600 == settings.SESSION_COOKIE_AGE
    assert timezone.get_current_timezone_name() == "UTC"
