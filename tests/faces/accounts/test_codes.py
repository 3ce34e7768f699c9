"""A one-time code from the centre: once, for a day, and not to be guessed."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from switchback.faces.kit import clock

from .sign_ins import a_code_for, a_person, add_app, code_now

pytestmark = pytest.mark.django_db
ANONYMOUS = "anonymous:00000000-0000-0000-0000-000000000000"
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.99"


def give(client: Client, code: str, **more: str) -> Any:
    return client.post("/accounts/code/", {"code": code, **more})


def is_in(client: Client) -> bool:
    return client.get("/home/").headers["Location"] == "/me/"


def test_it_signs_in_and_offers_a_way_for_next_time(client: Client, log_rows: Any) -> None:
    ana = a_person(password=None)
    answer = give(client, a_code_for(ana))
    assert answer["Location"] == "/accounts/next-time/"
    page = client.get(answer["Location"]).content.decode()
    assert [words in page for words in ("With a passkey", "With a password", "Not now", "ana")] == [True] * 4
    assert is_in(client)
    assert log_rows() == [(f"person:{ana.person_id}", "sign_in", True, "code")]


def test_who_has_another_way_goes_straight_home(client: Client) -> None:
    assert give(client, a_code_for(a_person()))["Location"] == "/home/"


def test_it_may_be_typed_small_with_spaces(client: Client) -> None:
    code = a_code_for(a_person())
    give(client, f" {code[:4].lower()} {code[4:].lower()} ")
    assert is_in(client)


def test_it_works_once(log_rows: Any) -> None:
    ana = a_person()
    code = a_code_for(ana)
    first, second = Client(), Client()
    give(first, code)
    page = give(second, code)
    assert (is_in(first), is_in(second)) == (True, False)
    assert "This code does not work" in page.content.decode()
    assert log_rows() == [
        (f"person:{ana.person_id}", "sign_in", True, "code"),
        (ANONYMOUS, "sign_in.failed", False, "wrong_sign_in_code"),
    ]


def test_it_is_too_old_after_a_day(client: Client) -> None:
    code = a_code_for(a_person())
    with clock.stopped_at(clock.now() + timedelta(hours=24, seconds=1)):
        give(client, code)
        assert not is_in(client)


def test_a_new_one_ends_the_one_before(client: Client) -> None:
    ana = a_person()
    old, new = a_code_for(ana), a_code_for(ana)
    give(client, old)
    assert not is_in(client)
    give(client, new)
    assert is_in(client)


def test_guessing_ends_after_five_tries_from_one_address(log_rows: Any) -> None:
    code = a_code_for(a_person())
    guesser, ana = Client(REMOTE_ADDR=HERE), Client(REMOTE_ADDR=ELSEWHERE)
    answers = [give(guesser, f"WRONG{number}").status_code for number in range(5)]
    assert answers == [200] * 5
    locked = give(guesser, code)
    assert (locked.status_code, "Too many tries" in locked.content.decode()) == (429, True)
    assert not is_in(guesser)
    give(ana, code)  # was not used up by the locked try
    assert is_in(ana)
    assert [row[3] for row in log_rows()] == ["wrong_sign_in_code"] * 5 + ["locked_out", "code"]


def test_right_codes_cost_no_try() -> None:
    ana = a_person()
    for _ in range(7):
        client = Client(REMOTE_ADDR=HERE)
        give(client, a_code_for(ana))
        assert is_in(client)


def test_a_blank_is_not_a_guess(client: Client, log_rows: Any) -> None:
    assert "This field is required" in give(client, "").content.decode()
    assert log_rows() == []


def test_after_it_the_page_before_is_shown(client: Client) -> None:
    code = a_code_for(a_person())
    assert give(client, code, next="/accounts/sessions/")["Location"] == "/accounts/sessions/"


def test_a_lost_passkey_does_not_stand_in_the_way_of_a_code(client: Client) -> None:
    ana = a_person(password=None)
    Authenticator.objects.create(user=ana, type="webauthn", data={"name": "Lost phone", "credential": {}})
    give(client, a_code_for(ana))
    assert is_in(client)


def test_an_app_somebody_asked_for_is_asked_after_a_code(client: Client) -> None:
    ana = a_person(password=None)
    add_app(ana)
    assert give(client, a_code_for(ana))["Location"] == "/accounts/2fa/authenticate/"
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_in(client)
