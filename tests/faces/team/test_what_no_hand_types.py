"""What only a machine or a broken link sends gets an answer, never "our mistake"."""

import uuid

import pytest

from switchback.care.plan import operations as plan
from tests import cast
from tests.faces.team.conftest import Team

FAR, NUL = "9999-12-31T23:59", "\x00"


@pytest.mark.parametrize(("path", "status"), [
    ("?from=9999-12-30T00:00-12:00&to=9999-12-31T23:59-12:00", 200),
    ("?from=0001-01-01T00:00%2B12:00&to=0001-01-03T00:00%2B12:00", 200),
    ("?from=0001-01-01T00:00Z&to=0001-01-02T00:00%2B12:00", 200),
    ("events/?before=2026-01-01T00:00_5", 404),
    ("events/?before=9999-12-31T23:59-12:00_5", 404),
    ("events/?before=x_5", 404),
    ("events/99999999999999999999999/correct/", 404),
])  # fmt: skip
def test_addresses_nobody_linked_to(team: Team, path: str, status: int) -> None:
    assert team.as_(team.cast.dora).get(team.page(path)).status_code == status


@pytest.mark.parametrize(("typed", "status"), [
    ({"after": "x"}, 404), ({"after": "Ana|"}, 404), ({"find": NUL}, 200), ({"find": f"An{NUL}a"}, 200),
])  # fmt: skip
def test_looking_for_somebody(team: Team, typed: dict[str, str], status: int) -> None:
    assert team.as_(team.cast.dora).post("/team/people/", typed).status_code == status


def test_a_moment_after_all_calendars(team: Team) -> None:
    typed = {"key": str(uuid.uuid4()), "what": "Talk", "due_at": FAR}
    page = team.as_(team.cast.dora).post(team.page("visits/"), typed)
    assert (page.status_code, "This is not a day and a time" in page.content.decode()) == (422, True)


def test_a_character_no_database_keeps_takes_nothing_else_with_it(team: Team) -> None:
    dora = team.as_(team.cast.dora)
    plan_id = plan.open_revision(actor=team.cast.dora, person_id=team.cast.ana_id, at=cast.NOW)
    assert dora.post(team.page("draft/cows/"), {"reason": f"so{NUL} far"}).status_code == 204
    path = team.page(f"plan/{plan_id}/edit/")
    assert dora.post(path, {"edit": "0", "rp-triggers": f"pay{NUL}day"}).status_code == 303
    assert "payday" in dora.get(path).content.decode()
