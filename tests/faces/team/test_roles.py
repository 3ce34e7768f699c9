"""Which page opens for whom. The door decides; a page only asks."""

from uuid import uuid4

import pytest
from django.db import connection

from tests import cast
from tests.faces.team.conftest import Team

ROLES = ("dee", "cara", "noor", "piet", "pele", "hale", "dora", "adam")
CLINICAL = {"cara", "noor", "piet", "pele", "dora"}
# Page: who may open it.
PAGES = {
    "": set(ROLES),
    "person/": set(ROLES),
    "person/edit/": {"dee", "cara", "noor", "piet", "pele", "dora"},
    "person/stay/": {"dee", "noor", "piet", "dora"},
    "person/check-ins/": {"dee", "noor", "piet", "dora"},
    "person/care-team/": {"dee", "noor", "piet", "dora", "adam"},
    "person/sign-in-code/": {"dee", "adam"},
    "person/access/": {"dora", "adam"},
    "person/join/": {"dee"},
    "events/": CLINICAL,
    "returns/": CLINICAL,
    "withdrawal/cows/": {"cara", "noor", "piet", "dora"},
    "medication/": {"cara", "noor", "piet", "dora"},
    "medication/order/": {"piet", "dora"},
    "answers/": CLINICAL,
    "answers/ask/phq9/": CLINICAL,
    "answers/urine/": CLINICAL,
    "answers/use-day/": CLINICAL,
    "answers/measurement/": CLINICAL,
    "plan/": CLINICAL,
    "plan/versions/": CLINICAL,
    "visits/": {"dee", "cara", "noor", "piet", "pele", "hale", "dora"},
}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_those_who_may_and_for_no_one_else(team: Team, page: str) -> None:
    opened = {
        who for who in ROLES if team.as_(getattr(team.cast, who)).get(team.page(page)).status_code == 200
    }
    assert opened == PAGES[page]


@pytest.mark.parametrize("page", PAGES)
def test_colleagues_of_another_site_find_the_door_shut_and_leave_a_trace(team: Team, page: str) -> None:
    assert team.as_(team.cast.olu).get(team.page(page)).status_code == 403
    assert _refusals(str(team.cast.olu)) >= 1


def test_an_unknown_person_and_one_who_is_not_yours_look_the_same(team: Team) -> None:
    stranger = cast.admit(team.cast.dee, "Stranger")
    answers = [team.as_(team.cast.cara).get(team.page("", person)) for person in (stranger, uuid4())]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("who", "landing"),
    [
        ("dee", "Enquiries"),
        ("cara", "Worklist"),
        ("noor", "Doses today"),
        ("hale", "Worklist"),
        ("dora", "Doses today"),
    ],
)
def test_each_role_lands_on_its_work(team: Team, who: str, landing: str) -> None:
    assert landing in team.as_(getattr(team.cast, who)).get("/team/").content.decode()


def test_an_administrator_lands_on_people(team: Team) -> None:
    assert team.as_(team.cast.adam).get("/team/").headers["Location"] == "/team/people/"


def test_a_peer_sees_no_medicine_anywhere_on_the_chart(team: Team) -> None:
    assert "Medicine" in team.as_(team.cast.noor).get(team.page()).content.decode()
    assert "Medicine" not in team.as_(team.cast.pele).get(team.page()).content.decode()


def test_a_person_opens_no_page_of_the_team(team: Team) -> None:
    client = team.as_(team.cast.dee)
    cast.sign_in(client, team.cast.ana)
    assert client.get("/team/").status_code == 403


def _refusals(actor: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_accesslogentry WHERE actor = %s AND NOT allowed", [actor])
        return int(cursor.fetchone()[0])
