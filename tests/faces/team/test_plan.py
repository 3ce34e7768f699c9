"""The plan on its pages: saved, agreed in versions, written by two at once without losing a word."""

import copy
from typing import Any
from uuid import UUID

import pytest

from switchback.care.plan import operations as plan
from switchback.care.plan import queries
from switchback.faces.team import plan_form
from tests import cast
from tests.faces.team.conftest import Team, messages_of

BODY: dict[str, Any] = {
    "goals": [
        {
            "words": "Home for my daughter's birthday", "objective": "There on 12 June",
            "steps": [
                {"what": "Dose each morning", "who": "Ana", "by_on": "2026-06-01"},
                {"what": "Call Rosa", "who": "Ana", "by_on": ""},
            ],
            "review_on": "2026-06-14",
        }
    ],
    "relapse_prevention": {
        "triggers": ["Payday", "Arguing"], "early_signs": ["Not sleeping"], "helps": ["A walk"],
        "people": [{"name": "Rosa", "how": "555 0134"}], "reasons": ["My daughter"],
    },
    "safety": {"naloxone_place": "Kitchen drawer"},
}  # fmt: skip


def typed(body: dict[str, Any], edit: int) -> dict[str, str]:
    """What a browser sends when the page shows this plan."""
    boxes = plan_form.boxes(body, {})
    sent = {"edit": str(edit), "naloxone_place": boxes["naloxone_place"]}
    for goal in boxes["goals"]:
        sent |= {
            f"{goal['name']}-{part}": goal["row"].get(part, "")
            for part in ("words", "objective", "review_on")
        }
        for step in goal["steps"]:
            sent |= {f"{step['name']}-{part}": step["row"].get(part, "") for part in ("what", "who", "by_on")}
    for line in boxes["lists"]:
        sent[line["name"]] = line["text"]
    for one in boxes["people"]:
        sent |= {f"{one['name']}-{part}": one["row"].get(part, "") for part in ("name", "how")}
    return sent


def begun(team: Team) -> UUID:
    team.as_(team.cast.cara).post(team.page("plan/begin/"))
    revision = queries.plan(actor=team.cast.cara, person_id=team.cast.ana_id).revision
    assert revision
    return revision.id


def now_written(team: Team) -> queries.Version:
    revision = queries.plan(actor=team.cast.cara, person_id=team.cast.ana_id).revision
    assert revision
    return revision


def test_what_is_on_the_page_is_what_is_stored(team: Team) -> None:
    path = team.page(f"plan/{begun(team)}/edit/")
    sent = typed(BODY, now_written(team).edit)
    assert team.as_(team.cast.cara).post(path, sent).status_code == 303
    assert now_written(team).body == BODY
    assert now_written(team).missing == ()


def test_a_day_that_is_none_is_said_beside_its_box_and_nothing_is_lost(team: Team) -> None:
    path, wrong = team.page(f"plan/{begun(team)}/edit/"), copy.deepcopy(BODY)
    wrong["goals"][0]["review_on"] = "2026-02-30"
    answer = team.as_(team.cast.cara).post(path, typed(wrong, now_written(team).edit))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "No such day." in page and 'value="2026-02-30"' in page and "There on 12 June" in page
    assert now_written(team).body == plan.EMPTY


def test_another_goal_is_offered_without_saving(team: Team) -> None:
    path = team.page(f"plan/{begun(team)}/edit/")
    answer = team.as_(team.cast.cara).post(path, {**typed(BODY, 0), "more": "1"})
    assert "Goal 2" in answer.content.decode() and "Home for my daughter" in answer.content.decode()
    assert now_written(team).body == plan.EMPTY


def test_two_people_writing_at_once_both_keep_their_words(team: Team) -> None:
    path, edit = team.page(f"plan/{begun(team)}/edit/"), now_written(team).edit
    theirs, mine = copy.deepcopy(BODY), copy.deepcopy(BODY)
    theirs["goals"][0]["words"] = "Sleep through the night"
    mine["safety"]["naloxone_place"] = "By the door"
    team.as_(team.cast.noor).post(path, typed(theirs, edit))
    answer = team.as_(team.cast.cara).post(path, typed(mine, edit))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else saved this plan" in page and "noor" in page
    assert "Sleep through the night" in page and "By the door" in page and "Home for my daughter" in page
    assert now_written(team).body == theirs
    put_together = {
        **typed(mine, answer.context["number"]),
        "goals-0-words": "Sleep, and be home for the birthday",
    }
    assert team.as_(team.cast.cara).post(path, put_together).status_code == 303
    assert now_written(team).body["goals"][0]["words"] == "Sleep, and be home for the birthday"
    assert now_written(team).body["safety"]["naloxone_place"] == "By the door"


def test_the_same_words_sent_twice_are_saved_once(team: Team) -> None:
    path, edit = team.page(f"plan/{begun(team)}/edit/"), now_written(team).edit
    answers = [team.as_(team.cast.cara).post(path, typed(BODY, edit)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert now_written(team).edit == edit + 1


def test_agreed_by_both_it_is_in_force_and_the_version_before_stays(team: Team) -> None:
    first = begun(team)
    cara = team.as_(team.cast.cara)
    cara.post(team.page(f"plan/{first}/edit/"), typed(BODY, now_written(team).edit))
    agreed = cara.post(team.page(f"plan/{first}/agree/"), {"edit": now_written(team).edit}, follow=True)
    assert messages_of(agreed)[-1] == "Agreed for the centre."
    plan.agree(
        actor=team.cast.ana,
        person_id=team.cast.ana_id,
        plan_id=first,
        edit=now_written(team).edit,
        at=cast.NOW,
    )
    second = begun(team)
    changed = copy.deepcopy(BODY)
    changed["goals"][0]["objective"] = "There, with a cake"
    cara.post(team.page(f"plan/{second}/edit/"), typed(changed, now_written(team).edit))
    page = cara.get(team.page("plan/")).content.decode()
    assert "<del>There on 12 June</del> <ins>There, with a cake</ins>" in page
    assert "There on 12 June" in cara.get(team.page(f"plan/{first}/")).content.decode()
    versions = cara.get(team.page("plan/versions/")).context["rows"]
    assert [(row.number, row.in_force_at is not None) for row in versions] == [(2, False), (1, True)]
    assert cara.get(team.page(f"plan/{first}/edit/")).status_code == 303  # in force: read, not written


def test_a_plan_with_gaps_is_not_agreed_and_says_what_is_missing(team: Team) -> None:
    path = team.page(f"plan/{begun(team)}/agree/")
    answer = team.as_(team.cast.cara).post(path, {"edit": now_written(team).edit}, follow=True)
    assert "Still missing: Goals, What sets it off" in messages_of(answer)[0]
    assert now_written(team).counsellor_agreed_at is None


@pytest.mark.parametrize("edit", ["7", "", "x"])
def test_nobody_agrees_to_words_they_did_not_see(team: Team, edit: str) -> None:
    version = begun(team)
    team.as_(team.cast.cara).post(team.page(f"plan/{version}/edit/"), typed(BODY, now_written(team).edit))
    answer = team.as_(team.cast.cara).post(team.page(f"plan/{version}/agree/"), {"edit": edit}, follow=True)
    assert messages_of(answer)[-1] == (
        "The plan was changed while you read it. Please read it once more, then agree."
    )
    assert now_written(team).counsellor_agreed_at is None
