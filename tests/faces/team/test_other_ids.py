"""An id in an address is a claim: what belongs to another person is not there, and nothing is written."""

from decimal import Decimal
from uuid import uuid4

import pytest

from switchback.care.assessment import operations as assessment
from switchback.care.detox import operations as detox
from switchback.care.journey import queries as journeys
from switchback.care.medication import operations as medication
from switchback.care.plan import operations as plan
from switchback.care.programme import operations as programme
from switchback.care.relapse import operations as relapse
from tests import cast
from tests.faces.team.conftest import Team


def of_jonah(team: Team) -> dict[str, object]:
    """One of everything, all in another chart."""
    jonah = cast.admit(team.cast.dee, "Jonah")
    now, who = cast.NOW, {"person_id": jonah, "key": cast.key()}
    visit = programme.book_visit(
        actor=team.cast.noor, what="Talk", due_at=now - cast.DAY, at=now - 2 * cast.DAY, **who
    )
    rated = detox.assess_withdrawal(
        actor=team.cast.noor, person_id=jonah, answers=cast.COWS, opioid="fentanyl", last_use_at=None, at=now, now=now,
        key=cast.key(),
    )  # fmt: skip
    answered = assessment.assess(
        actor=team.cast.noor, person_id=jonah, instrument="gad7", answers={f"q{n}": 1 for n in range(1, 8)}, at=now,
        now=now, key=cast.key(),
    )  # fmt: skip
    order = medication.order_dose(
        actor=team.cast.piet, person_id=jonah, drug="methadone", dose_mg=Decimal(20), times="daily", at=now, now=now,
        key=cast.key(),
    )  # fmt: skip
    told = relapse.report_lapse(
        actor=team.cast.noor, person_id=jonah, at=now, key=cast.key(), used_at=None, alone=None, wants_call=None,
        tell_team=True,
    )  # fmt: skip
    version = plan.open_revision(actor=team.cast.noor, person_id=jonah, at=now)
    event = journeys.events(actor=team.cast.noor, person_id=jonah)[0].id
    return {
        "visit": visit, "assessment": rated.assessment_id, "response": answered.response_id, "order": order,
        "lapse": told.lapse_id, "plan": version, "event": event, "jonah": jonah,
    }  # fmt: skip


PATHS = (
    "visits/{visit}/missed/", "withdrawal/{assessment}/", "answers/{response}/", "medication/{order}/",
    "medication/{order}/stop/", "medication/order/?replaces={order}", "medication/order/?assessment_id={assessment}",
    "returns/{lapse}/", "plan/{plan}/", "plan/{plan}/edit/", "events/{event}/correct/",
)  # fmt: skip


def test_it_is_there_to_be_seen_in_its_own_chart_and_in_no_other(team: Team) -> None:
    ids = of_jonah(team)
    dora = team.as_(team.cast.dora)
    own = [dora.get(team.page(path.format(**ids), ids["jonah"])).status_code for path in PATHS]  # type: ignore[arg-type]
    other = [dora.get(team.page(path.format(**ids))).status_code for path in PATHS]
    assert own == [200] * len(PATHS)
    assert other == [404] * len(PATHS)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("visits/{visit}/came/", {}),
        ("visits/{visit}/missed/", {"reasons": ["ill"]}),
        ("medication/{order}/", {"what": "given", "g-given_mg": "20"}),
        ("medication/{order}/", {"what": "not_given", "n-outcome": "held", "n-reason": "asleep"}),
        ("medication/{order}/stop/", {"because": "finished"}),
        ("plan/{plan}/edit/", {"edit": "0", "goals-0-words": "Mine"}),
        ("plan/{plan}/agree/", {"edit": "0"}),
        ("returns/{lapse}/", {"learned": "Something"}),
        (
            "medication/order/",
            {"drug": "methadone", "dose_mg": "20", "times": "daily", "replaces": "{order}"},
        ),
    ],
)
def test_nothing_is_written_through_another_persons_address(
    team: Team, path: str, typed: dict[str, str]
) -> None:
    ids = of_jonah(team)
    before = _events(team, ids)
    keys = {"key": str(cast.key()), "g-key": str(cast.key()), "n-key": str(cast.key())}
    form = {name: v.format(**ids) if isinstance(v, str) else v for name, v in typed.items()}
    assert team.as_(team.cast.dora).post(team.page(path.format(**ids)), {**keys, **form}).status_code == 404
    assert _events(team, ids) == before


def test_an_event_of_another_person_is_not_corrected(team: Team) -> None:
    ids = of_jonah(team)
    path = team.page(f"events/{ids['event']}/correct/")
    answer = team.as_(team.cast.noor).post(path, {"reason": "wrong_person"})
    assert answer.status_code == 404
    assert not any(row.corrected for row in journeys.events(actor=team.cast.noor, person_id=ids["jonah"]))  # type: ignore[arg-type]


def test_ids_that_are_none(team: Team) -> None:
    noor = team.as_(team.cast.noor)
    assert noor.get(team.page(f"medication/{uuid4()}/")).status_code == 404
    assert noor.get(team.page("medication/order/?replaces=1")).status_code == 403  # a nurse orders nothing
    assert team.as_(team.cast.piet).get(team.page("medication/order/?replaces=1")).status_code == 404
    assert noor.get("/team/people/not-an-id/").status_code == 404


def _events(team: Team, ids: dict[str, object]) -> list[int]:
    people = (team.cast.ana_id, ids["jonah"])
    return [row.id for p in people for row in journeys.events(actor=team.cast.noor, person_id=p, limit=500)]  # type: ignore[arg-type]
