"""Demo sign-ins: everything shown in a demo centre, nothing of it anywhere else."""

from typing import Any

import pytest
from django.test import Client

from switchback.faces.accounts import demo

from .sign_ins import a_person, a_team_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor(settings: Any) -> Any:
    settings.DEMO = True
    noor = a_team_member()
    demo.create_demo_sign_in(noor)
    return noor


def test_there_is_one_for_every_role_and_one_person() -> None:
    assert [s.username for s in demo.SIGN_INS] == [
        "ana",
        "desk",
        "cara",
        "noor",
        "piet",
        "pele",
        "hale",
        "dora",
        "adam",
    ]
    assert all(len(sign_in) == 3 for sign_in in demo.SIGN_INS)


def test_the_sign_in_page_shows_them_and_they_work(client: Client, noor: Any) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "This is a demo centre" in page
    assert [sign_in.username for sign_in in demo.SIGN_INS if sign_in.role in page] == ["noor"]
    client.post("/accounts/login/", {"login": "noor", "password": demo.PASSWORD})
    code = demo.current_code("noor")
    assert f'id="demo-code">{code}<' in client.get("/accounts/2fa/authenticate/").content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/home/")["Location"] == "/team/"


def test_a_second_visitor_in_the_same_moment_gets_a_code_that_works(noor: Any) -> None:
    codes = []
    for _ in range(2):
        client = Client()
        client.post("/accounts/login/", {"login": "noor", "password": demo.PASSWORD})
        codes.append(demo.current_code("noor"))
        client.post("/accounts/2fa/authenticate/", {"code": codes[-1]})
        assert client.get("/home/")["Location"] == "/team/"
    assert codes[0] != codes[1]


def test_a_demo_person_has_a_password_and_no_app(client: Client, settings: Any) -> None:
    settings.DEMO = True
    a_person(password=None)
    demo.create_demo_sign_in("ana")
    client.post("/accounts/login/", {"login": "ana", "password": demo.PASSWORD})
    assert client.get("/home/")["Location"] == "/me/"


def test_only_those_that_were_made_are_shown(client: Client, settings: Any) -> None:
    settings.DEMO = True
    a_team_member("trial", role="medical_director")
    a_team_member("dora", role="medical_director")
    demo.create_demo_sign_in("dora")
    assert [sign_in.username for sign_in in demo.sign_ins()] == ["dora"]
    demo.create_trial_sign_in()
    assert [sign_in.username for sign_in in demo.sign_ins()] == ["dora", "trial"]
    client.post("/accounts/login/", {"login": "trial", "password": demo.PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": demo.current_code("trial")})
    assert client.get("/home/")["Location"] == "/team/"


def test_a_demo_is_known_by_its_sign_ins_too(noor: Any, settings: Any) -> None:
    settings.DEMO = False
    assert demo.is_demo()
    noor.preferences = {}
    noor.save()
    assert not demo.is_demo()
    with pytest.raises(demo.NotADemo):
        demo.create_trial_sign_in()


def test_making_them_again_changes_nothing(noor: Any) -> None:
    before = demo.current_code("noor")
    demo.create_demo_sign_in(noor)
    assert demo.current_code("noor") == before


def test_outside_a_demo_they_are_neither_shown_nor_made_nor_let_in(
    client: Client, noor: Any, settings: Any
) -> None:
    client.post("/accounts/login/", {"login": "noor", "password": demo.PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": demo.current_code("noor")})
    assert client.get("/home/")["Location"] == "/team/"
    settings.DEMO = False
    assert client.get("/home/")["Location"] == "/accounts/login/?next=/home/"  # the open session ends too
    fresh = Client()
    page = fresh.get("/accounts/login/").content.decode()
    assert ("demo" in page.lower(), demo.PASSWORD in page) == (False, False)
    assert demo.current_code("noor") is None
    with pytest.raises(demo.NotADemo):
        demo.create_demo_sign_in(noor)
    answer = fresh.post("/accounts/login/", {"login": "noor", "password": demo.PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"
    assert fresh.get("/home/")["Location"] == "/accounts/login/?next=/home/"


def test_in_a_demo_nobody_else_has_a_code_shown(client: Client, settings: Any) -> None:
    settings.DEMO = True
    a_team_member("noor")
    assert demo.current_code("noor") is None
    assert demo.current_code("nobody") is None
