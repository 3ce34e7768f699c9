"""The plan: in versions, agreed by both, never lost between two writers."""

from typing import Any

import pytest

from switchback.care.journey import queries as journey
from switchback.care.people.door import Refused
from switchback.care.plan import operations, queries
from switchback.clinical.plan import PlanInvalid
from tests.cast import NOW, Cast

WHOLE: dict[str, Any] = {
    "goals": [
        {
            "words": "I want to see my daughter on Sundays",
            "objective": "Two visits in four weeks",
            "steps": [{"what": "Call her mother", "who": "Ana", "by_on": "2026-03-20"}],
            "review_on": "2026-04-10",
        }
    ],
    "relapse_prevention": {
        "triggers": ["Payday", "The station"],
        "early_signs": ["I stop eating"],
        "helps": ["Walking to the river"],
        "people": [{"name": "Rosa", "how": "Any time"}],
        "reasons": ["My daughter"],
    },
    "safety": {"naloxone_place": "Kitchen drawer"},
}


def write(road: Cast, body: dict[str, Any] = WHOLE, *, edit: int = 0) -> Any:
    plan_id = operations.open_revision(actor=road.cara, person_id=road.ana_id, at=NOW)
    saved = operations.save_revision(
        actor=road.cara, person_id=road.ana_id, plan_id=plan_id, body=body, edit=edit, at=NOW
    )
    return plan_id, saved


def agree(road: Cast, plan_id: Any, edit: int, *actors: Any) -> bool:
    return [
        operations.agree(actor=a, person_id=road.ana_id, plan_id=plan_id, edit=edit, at=NOW) for a in actors
    ][-1]  # fmt: skip


def test_a_version_comes_into_force_when_both_agreed(road: Cast) -> None:
    plan_id, edit = write(road)
    assert agree(road, plan_id, edit, road.cara) is False
    assert queries.plan(actor=road.ana, person_id=road.ana_id).in_force is None
    assert agree(road, plan_id, edit, road.ana) is True
    view = queries.plan(actor=road.ana, person_id=road.ana_id)
    assert (view.in_force.number, view.in_force.body, view.revision) == (1, WHOLE, None)  # type: ignore[union-attr]
    kinds = [e.kind for e in journey.events(actor=road.cara, person_id=road.ana_id, limit=5)]
    assert kinds == ["plan.published", "plan.agreed", "plan.agreed", "plan.saved", "plan.revision_opened"]


def test_an_unfinished_plan_cannot_be_agreed(road: Cast) -> None:
    plan_id, edit = write(road, {**WHOLE, "goals": []})
    with pytest.raises(operations.NotReady) as error:
        agree(road, plan_id, edit, road.ana)
    assert "goals" in error.value.missing


def test_a_change_after_agreeing_asks_again(road: Cast) -> None:
    plan_id, edit = write(road)
    agree(road, plan_id, edit, road.ana)
    changed = {**WHOLE, "safety": {"naloxone_place": "By the bed"}}
    edit = operations.save_revision(
        actor=road.cara, person_id=road.ana_id, plan_id=plan_id, body=changed, edit=edit, at=NOW
    )
    assert agree(road, plan_id, edit, road.cara) is False


def test_nobody_agrees_to_words_they_did_not_see(road: Cast) -> None:
    plan_id, _ = write(road)
    with pytest.raises(operations.EditedElsewhere):
        agree(road, plan_id, 0, road.ana)


def test_of_two_writers_neither_loses_a_word(road: Cast) -> None:
    plan_id, edit = write(road)
    mine = {**WHOLE, "safety": {"naloxone_place": "By the bed"}}
    operations.save_revision(
        actor=road.ana, person_id=road.ana_id, plan_id=plan_id, body=mine, edit=edit, at=NOW
    )
    theirs = {**WHOLE, "safety": {"naloxone_place": "In the car"}}
    with pytest.raises(operations.EditedElsewhere) as error:
        operations.save_revision(
            actor=road.cara, person_id=road.ana_id, plan_id=plan_id, body=theirs, edit=edit, at=NOW
        )
    assert error.value.body == mine


def test_the_version_in_force_stays_as_it_was_while_the_next_is_written(road: Cast) -> None:
    plan_id, edit = write(road)
    agree(road, plan_id, edit, road.cara, road.ana)
    second = operations.open_revision(actor=road.ana, person_id=road.ana_id, at=NOW)
    changed = {**WHOLE, "relapse_prevention": {**WHOLE["relapse_prevention"], "helps": ["Singing"]}}
    operations.save_revision(
        actor=road.ana, person_id=road.ana_id, plan_id=second, body=changed, edit=0, at=NOW
    )
    view = queries.plan(actor=road.cara, person_id=road.ana_id)
    assert view.in_force.body == WHOLE  # type: ignore[union-attr]
    assert [(c.path, c.kind) for c in view.changed] != []
    with pytest.raises(operations.NoRevision):
        operations.save_revision(
            actor=road.cara, person_id=road.ana_id, plan_id=plan_id, body=changed, edit=edit, at=NOW
        )


def test_a_malformed_plan_is_refused(road: Cast) -> None:
    with pytest.raises(PlanInvalid):
        write(road, {**WHOLE, "goals": "everything"})  # type: ignore[dict-item]


def test_the_plan_of_someone_else_is_not_found(road: Cast) -> None:
    from tests.cast import admit

    plan_id, _ = write(road)
    ben = admit(road.dee, "Ben")
    with pytest.raises(queries.NoSuchVersion):
        queries.version(actor=road.noor, person_id=ben, plan_id=plan_id)
    with pytest.raises(Refused):
        queries.plan(actor=road.dee, person_id=road.ana_id)
