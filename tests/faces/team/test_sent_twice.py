"""Every form of the team, pressed twice: what is written down the second time is nothing."""

import uuid
from typing import Any

import pytest
from django.db import connection

from switchback.care.journey import queries as journeys
from switchback.care.plan import operations as plan
from switchback.care.programme import operations as programme
from switchback.care.relapse import operations as relapse
from tests import cast
from tests.faces.team.conftest import Team

COWS = {item: str(value) for item, value in cast.COWS.items()}
ORDER = {"drug": "methadone", "dose_mg": "20", "times": "daily", "reason": "As agreed"}
# Form: who sends it, what; and what the second press is answered with.
FORMS: dict[str, tuple[str, dict[str, str], int]] = {
    "person/edit/": ("dee", {"chosen_name": "Anna", "pronouns": "she", "phone": ""}, 303),
    "person/stay/": ("dee", {"what": "move", "move-level": "outpatient"}, 303),
    "person/stay/#close": ("dee", {"what": "close", "close-because": "completed"}, 422),
    "person/care-team/": ("dee", {"member_id": "{noor}"}, 303),
    "person/care-team/#leave": ("dee", {"leave": "{cara}"}, 303),
    "person/join/": ("dee", {"number": "{number}", "join": "1"}, 422),
    "withdrawal/cows/": ("noor", {"key": "{key}", "opioid": "fentanyl", **COWS}, 303),
    "medication/order/": ("piet", {"key": "{key}", **ORDER}, 303),
    "medication/{order}/": ("noor", {"what": "given", "g-key": "{key}", "g-given_mg": "20"}, 303),
    "medication/{order}/#not": (
        "noor", {"what": "not_given", "n-key": "{key}", "n-outcome": "held", "n-reason": "asleep"}, 303,
    ),
    "medication/{order}/stop/": ("piet", {"because": "finished"}, 422),
    "answers/urine/": ("noor", {"key": "{key}", "r-opioids": "negative"}, 303),
    "answers/use-day/": ("noor", {"key": "{key}", "on": "2026-03-09", "substances": "heroin"}, 303),
    "answers/measurement/": ("noor", {"key": "{key}", "what": "body_weight", "value": "70"}, 303),
    "answers/ask/gad7/": ("noor", {"key": "{key}", **{f"q{n}": "1" for n in range(1, 8)}}, 303),
    "plan/begin/": ("cara", {}, 303),
    "plan/{plan}/edit/": ("cara", {"edit": "0", "rp-triggers": "Payday"}, 303),
    "visits/": ("dee", {"key": "{key}", "what": "Talk", "due_at": "2026-03-12T10:00"}, 303),
    "visits/{visit}/came/": ("dee", {}, 404),
    "visits/{visit}/missed/": ("dee", {"reasons": "ill"}, 404),
    "returns/acknowledge/": ("cara", {}, 303),
    "returns/{lapse}/": ("cara", {"learned": "Call first"}, 303),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_pressed_twice_it_is_written_once(team: Team, form: str) -> None:
    who, typed, second = FORMS[form]
    there = prepared(team, ordered="{order}" in form, told=form.startswith("returns"))
    path = team.page(form.partition("#")[0].format(**there))
    sent = {name: value.format(**there) for name, value in typed.items()}
    client = team.as_(getattr(team.cast, who))
    assert client.post(path, sent).status_code == 303
    once = written(team)
    assert client.post(path, sent).status_code == second
    assert written(team) == once


def test_an_intake_pressed_twice_is_one_person(team: Team) -> None:
    dee = team.as_(team.cast.dee)
    sent = {"key": str(uuid.uuid4()), "chosen_name": "Jonah", "level": "outpatient"}
    first, once = dee.post("/team/people/new/", sent), written(team)
    assert (first.status_code, dee.post("/team/people/new/", sent).status_code) == (303, 303)
    assert written(team) == once


def test_a_correction_pressed_twice_is_one(team: Team) -> None:
    event = journeys.events(actor=team.cast.noor, person_id=team.cast.ana_id)[0].id
    path, noor = team.page(f"events/{event}/correct/"), team.as_(team.cast.noor)
    assert noor.post(path, {"reason": "wrong_time"}).status_code == 303
    once = written(team)
    assert noor.post(path, {"reason": "wrong_time"}).status_code == 422
    assert written(team) == once


def prepared(team: Team, *, ordered: bool, told: bool) -> dict[str, Any]:
    from decimal import Decimal

    from switchback.care.medication import operations as medication
    from switchback.care.people import queries as people

    road, now = team.cast, cast.NOW
    who: dict[str, Any] = {"person_id": road.ana_id}
    twin = cast.admit(road.dee, "Ana, once more")
    given: dict[str, Any] = {"key": uuid.uuid4(), "cara": road.cara.id, "noor": road.noor.id, "order": ""}
    if ordered:
        given["order"] = medication.order_dose(
            actor=road.piet, drug="methadone", dose_mg=Decimal(20), times="daily", at=now - cast.DAY, now=now,
            key=cast.key(), **who,
        )  # fmt: skip
    visit = programme.book_visit(
        actor=road.dee, what="Talk", due_at=now - cast.DAY, at=now - 2 * cast.DAY, key=cast.key(), **who
    )
    lapse = ""
    if told:
        lapse = str(relapse.report_lapse(
            actor=road.ana, at=now, key=cast.key(), used_at=None, alone=None, wants_call=None, tell_team=True, **who
        ).lapse_id)  # fmt: skip
    version = plan.open_revision(actor=road.cara, at=now, **who)
    number = people.who(actor=road.dee, person_id=twin).record_number
    return {**given, "visit": visit, "lapse": lapse, "plan": version, "number": number}


def written(team: Team) -> dict[str, int]:
    """Rows of every table of the record, counted behind the widest door there is."""
    from django.apps import apps

    from switchback.care.people import door

    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("switchback.care") and not hasattr(model, "pgh_tracked_model")
        and "accesslog" not in model._meta.db_table
    ]  # fmt: skip
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
    with door.as_system(door.Actor.system("tests"), log=False), connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())
