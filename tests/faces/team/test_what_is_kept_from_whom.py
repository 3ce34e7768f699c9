"""What a page must not show although it opens: medication to a peer specialist, a private return to use to anyone."""

import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journeys
from switchback.care.journey.operations import NotPossible
from switchback.care.medication import operations as medication
from switchback.care.people import door
from switchback.care.people import queries as people
from tests import cast
from tests.faces.team.conftest import Team


def test_a_peer_specialist_sees_no_medication_on_any_timeline(team: Team) -> None:
    given(team)
    pages = [team.as_(team.cast.pele).get(team.page(path)).content.decode() for path in ("", "events/")]
    assert [re.findall(r"methadone|buprenorphine|\d mg", page, re.IGNORECASE) for page in pages] == [[], []]
    nurse = team.as_(team.cast.noor).get(team.page("events/")).content.decode()
    assert "methadone, 20 mg" in nurse
    seen = {who: _count(team, getattr(team.cast, who)) for who in ("noor", "pele")}
    assert seen["noor"] - seen["pele"] == 2  # the order and the dose, in the number beside the picture too


def test_nor_corrects_a_peer_what_is_not_shown(team: Team) -> None:
    [dose] = journeys.events(actor=team.cast.noor, person_id=given(team), kinds=["dose.given"])
    path = team.page(f"events/{dose.id}/correct/")
    assert team.as_(team.cast.pele).get(path).status_code == 404
    with pytest.raises(NotPossible, match="no_such_event"):
        journey.correct(
            actor=team.cast.pele,
            person_id=team.cast.ana_id,
            event_id=dose.id,
            at=cast.NOW,
            reason="wrong_value",
        )


def test_the_access_log_does_not_tell_which_of_their_own_pages_a_person_opened(team: Team) -> None:
    """A visit to "I used" and the page after it would show as a pattern, whatever the lines are called."""
    ana = Client()
    cast.sign_in(ana, team.cast.ana)
    before = _log(team)
    assert ana.get("/me/bend/").status_code == 200
    told = ana.post("/me/bend/tell/", {"key": uuid.uuid4(), "when": "today", "team": "nobody"})
    for path in (told["Location"], f"{told['Location']}look/"):
        assert ana.get(path).status_code == 200
    ana.post(f"{told['Location']}look/draft/", {"before": "payday"})
    assert _log(team) == before
    assert len(people.accesses(actor=door.Actor.system("tests"), person_id=team.cast.ana_id)) >= len(before)


def test_a_half_filled_form_is_not_there_for_anybody_else(team: Team) -> None:
    """What the person began to write about a private return is behind the second wall too, not only behind a filter."""
    road = team.cast
    journey.keep_draft(
        actor=road.ana, person_id=road.ana_id, form="look_back.x", values={"before": "payday"}, at=cast.NOW
    )
    for actor in (road.dora, road.cara):
        with door.enter("person.view", actor=actor, person_id=road.ana_id):
            assert _drafts() == 0
    with door.enter_bulk("people.list", actor=road.dora):
        assert _drafts() == 0
    with door.enter("person.view", actor=road.ana, person_id=road.ana_id):
        assert _drafts() == 1
    assert journey.drop_drafts_before(before=cast.NOW + cast.DAY) == 1


def given(team: Team) -> uuid.UUID:
    road, now = team.cast, cast.NOW
    who: dict[str, Any] = {"person_id": road.ana_id, "now": now}
    order = medication.order_dose(
        actor=road.piet,
        drug="methadone",
        dose_mg=Decimal(20),
        times="daily",
        at=now - cast.DAY,
        key=cast.key(),
        **who,
    )
    medication.give_dose(
        actor=road.noor, order_id=order, given_mg=Decimal(20), at=now, key=cast.key(), **who
    )  # fmt: skip
    return road.ana_id


def _count(team: Team, actor: door.Actor) -> int:
    return journeys.history(actor=actor, person_id=team.cast.ana_id, now=cast.NOW).marks.total


def _log(team: Team) -> list[tuple[str, str]]:
    """As the medical director's page shows it, without her own looking."""
    rows = people.accesses(actor=team.cast.dora, person_id=team.cast.ana_id, limit=500)
    return [(row.actor, row.action) for row in rows if row.actor != str(team.cast.dora)]


def _drafts() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journey_draft")
        return int(cursor.fetchone()[0])
