"""The person's own pages: who may open them, what they keep, what they show."""

import re
from typing import Any

import pytest
from django.test import Client

from switchback.care.continuing import queries as continuing
from switchback.care.plan import operations as plan
from switchback.care.plan import queries as plans
from switchback.care.relapse import queries as relapse
from switchback.faces.kit import clock
from tests import cast
from tests.browser.person_centre import OWN, PLAN, agree_plan
from tests.cast import Cast
from tests.faces.person import own

pytestmark = pytest.mark.django_db


@pytest.fixture
def road() -> Cast:
    road = own.centre()
    agree_plan(road)
    return road


@pytest.fixture
def ana(road: Cast) -> Client:
    return own.client_of(road)


def check_ins(road: Cast) -> tuple[continuing.CheckInRow, ...]:
    return continuing.check_ins(actor=road.ana, person_id=road.ana_id)


def my_plan(road: Cast) -> plans.PlanView:
    return plans.plan(actor=road.ana, person_id=road.ana_id)


def text(page: Any) -> str:
    return " ".join(own.read(page.content.decode()))


# Who may open them


@pytest.mark.parametrize("path", OWN)
def test_only_a_person_signed_in_opens_their_pages(road: Cast, path: str) -> None:
    away = Client().get(path)
    assert (away.status_code, away["Location"].split("?")[0]) == (302, "/accounts/login/")
    noor = Client()
    cast.sign_in(noor, road.noor)
    assert noor.get(path).status_code in (302, 403)


@pytest.mark.parametrize("path", OWN)
def test_no_page_is_kept_and_no_title_tells(road: Cast, ana: Client, path: str) -> None:
    own.check_in(road, mood=2)
    plan.open_revision(actor=road.cara, person_id=road.ana_id, at=clock.now())
    page = ana.get(path)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    title = re.search(r"<title>(.*?)</title>", page.content.decode())
    assert title and title[1] in ("My page", "Today", "My road", "My plan", "Settings")


def test_an_id_of_somebody_else_leads_nowhere(road: Cast, ana: Client) -> None:
    ben = cast.Actor("person", cast.admit(road.dee, "Ben"), "person")
    from switchback.care.relapse import operations

    told = operations.report_lapse(
        actor=ben, person_id=ben.id, at=clock.now(), key=cast.key(), used_at=None, alone=None, wants_call=None,
        tell_team=False,
    )  # fmt: skip
    for tail in ("", "look/"):
        assert ana.get(f"/me/bend/{told.lapse_id}/{tail}").status_code == 404
    assert ana.post(f"/me/bend/{told.lapse_id}/team/", {"key": str(cast.key())}).status_code == 404
    assert ana.get(f"/me/plan/versions/{told.revision_id}/").status_code == 404


# The check-in


def test_what_is_skipped_is_absent(road: Cast, ana: Client) -> None:
    ana.post("/me/today/", {"key": str(cast.key()), "urge": "0", "medicine": "not_on"})
    assert [row.answers for row in check_ins(road)] == [{"urge": 0, "medicine": "not_on"}]


def test_sent_twice_is_one_check_in(road: Cast, ana: Client) -> None:
    said = {"key": str(cast.key()), "mood": "3"}
    assert [ana.post("/me/today/", said)["Location"] for _ in range(2)] == ["/me/today/sent/"] * 2
    assert len(check_ins(road)) == 1


def test_an_answer_that_is_none_of_ours_is_asked_again_and_the_rest_is_kept(road: Cast, ana: Client) -> None:
    page = ana.post("/me/today/", {"key": str(cast.key()), "urge": "9", "mood": "3"})
    assert page.status_code == 422
    assert "We could not read this. Please choose again." in text(page)
    assert re.search(r'name="mood" value="3"[^>]*checked', page.content.decode())
    assert check_ins(road) == ()


def test_used_leads_to_safety_before_anything_else(road: Cast, ana: Client) -> None:
    away = ana.post("/me/today/", {"key": str(cast.key()), "used": "yes"})
    assert away["Location"] == "/me/today/first/"
    page = text(ana.get("/me/today/first/"))
    assert page.startswith("First, stay safe Your body cannot take what it took.")
    # What was sent a moment ago is not denied.
    assert "Your check-in is sent." in page and "You have told no one" not in page
    assert relapse.lapses(actor=road.ana, person_id=road.ana_id) == ()


@pytest.mark.parametrize(
    ("answers", "said", "step"),
    [
        ({"urge": 4}, "That is a strong urge, and you told us.", "Talk to Rosa today."),
        ({"urge": 2, "used": "no"}, "You met an urge and did not use.", "A walk by the river"),
        ({"mood": 0}, "You do not have to be alone with it.", "Call Maya about Sunday"),
        ({"medicine": "no"}, "Call us if it is hard to get.", "Call Maya about Sunday"),
        ({}, "Telling us helps us walk with you.", "Call Maya about Sunday"),
    ],
)
def test_one_sentence_and_one_step_from_their_own_plan(
    road: Cast, ana: Client, answers: dict[str, Any], said: str, step: str
) -> None:
    own.check_in(road, **answers)
    page = ana.get("/me/today/sent/").content.decode()
    assert said in page and step in page
    assert page.count('class="sb-card') == 1


# My road


def test_the_day_my_path_began_is_mine_to_pick(road: Cast, ana: Client) -> None:
    today = clock.now().date()
    assert ana.post("/me/road/began/", {"began_on": "2020-05-01"})["Location"] == "/me/road/"
    assert "1 May 2020" in text(ana.get("/me/road/"))
    later = ana.post("/me/road/began/", {"began_on": today.replace(year=today.year + 1).isoformat()})
    assert later.status_code == 422 and "still to come" in text(later)


def test_days_since_show_only_when_asked_for_and_never_on_home(road: Cast, ana: Client) -> None:
    own.use(road, days_ago=3)
    assert "Days since" not in text(ana.get("/me/road/"))
    ana.post("/me/road/began/", {"began_on": "2026-01-01", "show_days_since": "on"})
    page = ana.get("/me/road/").content.decode()
    assert "<details><summary>Days since I last used</summary><p>3 days</p></details>" in page
    assert "Days since" not in text(ana.get("/me/"))


def test_thirty_dots_say_free_used_and_not_told(road: Cast, ana: Client) -> None:
    for days in (5, 4, 3):
        own.check_in(road, days_ago=days, used="no")
    own.use(road, days_ago=2)
    page = ana.get("/me/road/").content.decode()
    assert 'aria-label="My last 30 days. 3 free. 1 use day. 26 not told"' in page


# My plan


def post_part(ana: Client, slug: str, edit: int, plan_id: Any, **lines: str) -> Any:
    return ana.post(f"/me/plan/{slug}/", {"edit": edit, "plan_id": str(plan_id), **lines})


def test_a_plan_is_written_in_short_steps_and_the_agreed_one_stays(road: Cast, ana: Client) -> None:
    assert ana.post("/me/plan/open/")["Location"] == "/me/plan/triggers/"
    revision = my_plan(road).revision
    assert revision
    away = post_part(
        ana, "triggers", revision.edit, revision.id, line_0="Payday", line_1="", line_2="Winter", next="1"
    )
    assert away["Location"] == "/me/plan/early-signs/"
    now = my_plan(road)
    assert now.in_force and now.in_force.body == PLAN
    assert now.revision and now.revision.body["relapse_prevention"]["triggers"] == ["Payday", "Winter"]
    assert {**now.revision.body["relapse_prevention"], "triggers": []} == {
        **PLAN["relapse_prevention"],
        "triggers": [],
    }


def test_people_and_the_naloxone_place(road: Cast, ana: Client) -> None:
    ana.post("/me/plan/open/")
    revision = my_plan(road).revision
    assert revision
    people = {"line_0": "Rosa", "how_0": "555-0142", "line_1": "", "how_1": "", "line_2": "Pele", "how_2": ""}
    post_part(ana, "people", revision.edit, revision.id, **people)
    post_part(ana, "naloxone", revision.edit + 1, revision.id, line_0="By the door")
    now = my_plan(road).revision
    assert now and now.body["relapse_prevention"]["people"] == [
        {"name": "Rosa", "how": "555-0142"}, {"name": "Pele", "how": ""}
    ]  # fmt: skip
    assert now.body["safety"]["naloxone_place"] == "By the door"


def test_edited_elsewhere_loses_nothing_on_either_side(road: Cast, ana: Client) -> None:
    ana.post("/me/plan/open/")
    revision = my_plan(road).revision
    assert revision
    by_cara = {**PLAN, "relapse_prevention": {**PLAN["relapse_prevention"], "triggers": ["Written by Cara"]}}
    plan.save_revision(
        actor=road.cara,
        person_id=road.ana_id,
        plan_id=revision.id,
        body=by_cara,
        edit=revision.edit,
        at=clock.now(),
    )
    page = post_part(ana, "triggers", revision.edit, revision.id, line_0="Written by Ana")
    assert page.status_code == 409
    html = page.content.decode()
    assert "Written by Cara" in html and 'value="Written by Ana"' in html
    now = my_plan(road).revision
    assert now and now.body["relapse_prevention"]["triggers"] == ["Written by Cara"]
    edit = re.search(r'name="edit" value="(\d+)"', html)
    assert edit
    post_part(ana, "triggers", int(edit[1]), revision.id, line_0="Written by Cara", line_1="Written by Ana")
    now = my_plan(road).revision
    assert now and now.body["relapse_prevention"]["triggers"] == ["Written by Cara", "Written by Ana"]


def test_agreed_while_she_wrote_goes_into_the_next_version(road: Cast, ana: Client) -> None:
    ana.post("/me/plan/open/")
    revision = my_plan(road).revision
    assert revision
    for actor in (road.cara, road.ana):
        plan.agree(
            actor=actor, person_id=road.ana_id, plan_id=revision.id, edit=revision.edit, at=clock.now()
        )
    page = post_part(ana, "triggers", revision.edit, revision.id, line_0="Late words")
    html = page.content.decode()
    assert page.status_code == 409 and 'value="Late words"' in html and "Payday" in html
    after = my_plan(road)
    assert after.in_force and after.in_force.number == 2 and after.revision and after.revision.number == 3
    post_part(ana, "triggers", after.revision.edit, after.revision.id, line_0="Late words")
    now = my_plan(road).revision
    assert now and now.body["relapse_prevention"]["triggers"] == ["Late words"]


def test_too_long_is_said_and_kept(road: Cast, ana: Client) -> None:
    ana.post("/me/plan/open/")
    revision = my_plan(road).revision
    assert revision
    page = post_part(ana, "triggers", revision.edit, revision.id, line_0="x" * 2001)
    assert page.status_code == 422
    assert "Please make this shorter." in text(page) and "x" * 2001 in page.content.decode()


def test_a_draft_is_kept_for_her_alone_and_says_that_it_was(road: Cast, ana: Client) -> None:
    ana.post("/me/plan/open/")
    revision = my_plan(road).revision
    assert revision
    kept = ana.post(
        "/me/plan/helps/draft/",
        {"edit": revision.edit, "plan_id": str(revision.id), "line_0": "Half a though"},
    )
    assert kept.status_code == 204
    page = ana.get("/me/plan/helps/")
    assert "We kept what you wrote here." in text(page) and 'value="Half a though"' in page.content.decode()
    assert my_plan(road).revision == revision
    post_part(ana, "helps", revision.edit, revision.id, line_0="Half a thought, whole")
    assert "We kept what you wrote here." not in text(ana.get("/me/plan/helps/"))


def test_she_says_yes_to_the_words_she_saw(road: Cast, ana: Client) -> None:
    ana.post("/me/plan/open/")
    revision = my_plan(road).revision
    assert revision
    new = {**PLAN, "safety": {"naloxone_place": "By the door"}}
    edit = plan.save_revision(
        actor=road.cara,
        person_id=road.ana_id,
        plan_id=revision.id,
        body=new,
        edit=revision.edit,
        at=clock.now(),
    )
    early = ana.post("/me/plan/yes/", {"edit": revision.edit})
    assert early.status_code == 409 and "It changed while you read" in text(early)
    ana.post("/me/plan/yes/", {"edit": edit})
    now = my_plan(road)
    assert now.revision and now.revision.person_agreed_at and now.in_force and now.in_force.number == 1
    assert "You said yes. Your counsellor has not yet." in text(ana.get("/me/plan/"))
    plan.agree(actor=road.cara, person_id=road.ana_id, plan_id=revision.id, edit=edit, at=clock.now())
    assert [v.number for v in plans.versions(actor=road.ana, person_id=road.ana_id)] == [2, 1]
    assert "Version 1" in text(ana.get("/me/plan/versions/"))


def test_without_a_plan_she_may_start_one() -> None:
    road = own.centre()
    ana = own.client_of(road)
    assert "You have no plan yet" in text(ana.get("/me/plan/"))
    assert ana.post("/me/plan/open/").status_code == 302
    page = text(ana.get("/me/plan/"))
    assert "My goals, with your counsellor" in page and "What sets it off" in page
    assert ana.post("/me/plan/yes/", {"edit": 0}).status_code in (200, 302)
    assert my_plan(road).in_force is None


# I used


def test_a_day_to_come_cannot_have_been(road: Cast, ana: Client) -> None:
    said = {"key": str(cast.key()), "when": "earlier", "on": "2099-01-01", "team": "nobody"}
    page = ana.post("/me/bend/tell/", said)
    assert page.status_code == 422 and "still to come" in text(page)
    assert relapse.lapses(actor=road.ana, person_id=road.ana_id) == ()


@pytest.mark.parametrize(
    ("team", "told", "wants_call"), [("nobody", False, None), ("tell", True, False), ("call", True, True)]
)
def test_nobody_is_told_without_a_yes(
    road: Cast, ana: Client, team: str, told: bool, wants_call: bool | None
) -> None:
    said = {"key": str(cast.key()), "when": "today", "alone": "yes", "team": team}
    assert [ana.post("/me/bend/tell/", said).status_code for _ in range(2)] == [302, 302]
    [row] = relapse.lapses(actor=road.ana, person_id=road.ana_id)
    assert (row.told_team, row.wants_call, row.alone) == (told, wants_call, True)
    assert len(relapse.lapses(actor=road.noor, person_id=road.ana_id)) == int(told)


def test_the_answer_is_nobody_until_she_chooses(road: Cast, ana: Client) -> None:
    page = ana.get("/me/bend/tell/").content.decode()
    assert re.search(r'value="nobody"[^>]*checked', page)
    assert page.count("checked") == 1


def test_looking_back_is_kept_while_it_is_written_and_counts_once(road: Cast, ana: Client) -> None:
    told = own.use(road)
    look = f"/me/bend/{told.lapse_id}/look/"
    assert ana.post(look + "draft/", {"before": "Payday"}).status_code == 204
    assert (
        "We kept what you wrote here." in text(ana.get(look)) and "Payday" in ana.get(look).content.decode()
    )
    learned = {"before": "Payday", "helped_stop": "Rosa", "learned": "Call Rosa first"}
    for _ in range(2):
        assert ana.post(look, learned)["Location"] == f"/me/bend/{told.lapse_id}/"
    assert "We kept what you wrote here." not in text(ana.get(look))
    mine = continuing.own_journey(actor=road.ana, person_id=road.ana_id, now=clock.now())
    assert mine.road.learned == 1


def test_an_open_plan_without_a_change_does_not_ask_for_a_yes(road: Cast, ana: Client) -> None:
    own.use(road)
    assert "Nothing is changed in it yet." in text(ana.get("/me/plan/"))
    assert "My plan is ready to read" not in text(ana.get("/me/"))


# Settings


def test_the_theme_stays_on_this_phone(road: Cast, ana: Client) -> None:
    ana.post("/me/settings/", {"theme": "dark"})
    assert 'data-theme="dark"' in ana.get("/me/").content.decode()
    assert 'data-theme="dark"' in ana.get("/help/").content.decode()
    ana.post("/me/settings/", {"theme": ""})
    assert "data-theme" not in ana.get("/me/").content.decode()
