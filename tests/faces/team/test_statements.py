"""How many statements a page asks of the database: few, and the same however long the history or the list."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from switchback.care.journey import operations as journey
from switchback.care.people import door
from switchback.care.people.door import Actor
from tests import cast
from tests.faces.team.conftest import Team

pytestmark = pytest.mark.django_db(transaction=True)


def statements(team: Team, actor: Actor, path: str) -> int:
    client = team.as_(actor)
    client.get(path)  # the site's facts, asked for once a minute
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)  # all of them: sign-in, access log, BEGIN and COMMIT too


def write(team: Team, person_id: UUID, count: int) -> None:
    """A long history, day and night, of everything the timeline shows."""
    kinds = {
        "daily_check_in.recorded": {"urge": 2}, "dose.given": {"drug": "buprenorphine", "mg": 16},
        "urine.tested": {"tested": ["opioids"], "positive": []}, "visit.attended": {"what": "Counselling"},
        "cows.recorded": {"instrument": "cows", "score": 9, "band": "mild", "assessment": str(cast.key())},
    }  # fmt: skip
    with door.enter("chart.view", actor=team.cast.noor, person_id=person_id):
        for n in range(count):
            kind = list(kinds)[n % len(kinds)]
            at = cast.NOW - timedelta(hours=n)
            journey.append(person_id=person_id, kind=kind, at=at, by=team.cast.noor, **kinds[kind])


def test_the_chart_asks_the_same_of_ten_events_and_of_three_thousand(team: Team) -> None:
    other = cast.admit(team.cast.dee, "Jonah")
    write(team, team.cast.ana_id, 10)
    write(team, other, 3000)
    short = statements(team, team.cast.noor, team.page())
    long = statements(team, team.cast.noor, team.page(person_id=other))
    assert short == long <= 12


def test_the_worklist_asks_the_same_of_one_and_of_sixty_people(team: Team) -> None:
    for actor in (team.cast.noor, team.cast.hale, team.cast.cara):
        assert statements(team, actor, "/team/") <= 12
    one = statements(team, team.cast.noor, "/team/")
    for n in range(59):
        cast.admit(team.cast.dee, f"Person {n}")
    assert statements(team, team.cast.noor, "/team/") == one


def test_the_list_asks_the_same_of_one_and_of_sixty_people(team: Team) -> None:
    one = statements(team, team.cast.dee, "/team/people/")
    for n in range(59):
        cast.admit(team.cast.dee, f"Person {n}")
    assert statements(team, team.cast.dee, "/team/people/") == one <= 8


def test_the_chart_passes_the_door_once(team: Team) -> None:
    team.as_(team.cast.noor).get(team.page())
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM people_accesslogentry WHERE actor = %s", [str(team.cast.noor)])
        assert cursor.fetchall() == [("chart.view",)]
