"""Answers, urine, use days, measurements, visits, returns to use, corrections: stored as they were told."""

from datetime import timedelta
from typing import Any

import pytest

from switchback.care.insight.queries import worklist
from switchback.care.journey import queries as journeys
from switchback.care.observations import queries as observations
from switchback.care.programme import queries as programme
from switchback.care.relapse import operations as relapse
from switchback.care.relapse import queries as told_of
from tests import cast
from tests.faces.team.conftest import Team

# Reactions run once a record is safe: these tests commit.
after_commit = pytest.mark.django_db(transaction=True)
PHQ9 = {f"q{n}": "1" for n in range(1, 10)}


def keyed(**typed: Any) -> dict[str, Any]:
    return {"key": str(cast.key()), **typed}


def events(team: Team, kind: str) -> list[dict[str, Any]]:
    rows = journeys.events(actor=team.cast.noor, person_id=team.cast.ana_id, kinds=[kind])
    return [row.detail for row in rows]


def test_answers_are_shown_in_the_words_that_were_answered(team: Team) -> None:
    form = keyed(**PHQ9)
    cara = team.as_(team.cast.cara)
    pages = [cara.post(team.page("answers/ask/phq9/"), form, follow=True) for _ in range(2)]
    assert pages[0].redirect_chain == pages[1].redirect_chain
    page = pages[0].content.decode()
    assert "Little interest or pleasure in doing things" in page and "Several days" in page
    assert pages[0].context["answered"].total == 9
    assert len(observations.responses(actor=team.cast.cara, person_id=team.cast.ana_id)) == 1


def test_a_gap_is_no_score(team: Team) -> None:
    answer = team.as_(team.cast.cara).post(team.page("answers/ask/phq9/"), keyed(**{**PHQ9, "q3": ""}))
    assert answer.status_code == 422
    assert [row.id for row in answer.context["wrong"]] == ["q3"]
    assert observations.responses(actor=team.cast.cara, person_id=team.cast.ana_id) == ()


def test_the_gate_of_pc_ptsd_5(team: Team) -> None:
    path, cara = team.page("answers/ask/pcptsd5/"), team.as_(team.cast.cara)
    never = cara.post(path, keyed(gate="no"), follow=True)
    assert never.context["answered"].total == 0
    both = cara.post(path, keyed(gate="no", numb="yes"))
    assert (both.status_code, [row.id for row in both.context["wrong"]]) == (422, ["numb"])
    half = cara.post(path, keyed(gate="yes", numb="yes"))
    assert [row.id for row in half.context["wrong"]] == ["nightmares", "avoidance", "on_guard", "guilt"]


def test_only_instruments_of_assessment_are_asked_here(team: Team) -> None:
    assert team.as_(team.cast.cara).get(team.page("answers/ask/cows/")).status_code == 404


@after_commit
def test_an_answer_about_self_harm_is_on_the_worklist_at_once(team: Team) -> None:
    team.as_(team.cast.cara).post(team.page("answers/ask/phq9/"), keyed(**{**PHQ9, "q9": "2"}))
    page = team.as_(team.cast.cara).get("/team/").content.decode()
    assert "PHQ-9 item 9: 2" in page and "See the answer" in page


def test_a_urine_test_holds_what_was_tested_and_what_was_positive(team: Team) -> None:
    path, noor = team.page("answers/urine/"), team.as_(team.cast.noor)
    assert noor.post(path, keyed()).status_code == 422
    form = keyed(**{"r-opioids": "positive", "r-cocaine": "negative"})
    assert [noor.post(path, form).status_code for _ in range(2)] == [303, 303]
    found = [(detail["tested"], detail["positive"]) for detail in events(team, "urine.tested")]
    assert found == [(["cocaine", "opioids"], ["opioids"])]


def test_a_day_of_use_resets_nothing_and_is_one_day(team: Team) -> None:
    path, form = team.page("answers/use-day/"), keyed(on="2026-03-08", substances=["heroin"])
    answers = [team.as_(team.cast.pele).post(path, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [detail["on"] for detail in events(team, "use.reported")] == ["2026-03-08"]
    tomorrow = team.as_(team.cast.pele).post(path, keyed(on="2026-03-11"))
    assert "This day has not come yet" in tomorrow.content.decode()


def test_a_measurement_has_its_unit(team: Team) -> None:
    path = team.page("answers/measurement/")
    assert team.as_(team.cast.noor).post(path, keyed(what="body_weight", value="71.5")).status_code == 303
    rows = observations.measurements(actor=team.cast.noor, person_id=team.cast.ana_id, what="body_weight")
    assert [(float(value), unit) for _, value, unit in rows] == [(71.5, "kg")]


def test_visits_are_booked_attended_and_missed_with_reasons(team: Team) -> None:
    path, hale = team.page("visits/"), team.as_(team.cast.hale)
    past = hale.post(path, keyed(what="Talk", due_at="2026-03-01T10:00"))
    assert "in the past" in past.content.decode()
    for due in ("2026-03-10T10:00", "2026-03-10T10:30", "2026-03-12T10:00"):
        assert hale.post(path, keyed(what="Talk", due_at=due)).status_code == 303
    later, second, first = programme.visits(actor=team.cast.hale, person_id=team.cast.ana_id)
    assert hale.post(team.page(f"visits/{first.id}/came/")).status_code == 303
    assert hale.post(team.page(f"visits/{first.id}/came/")).status_code == 404  # no open visit any more
    assert hale.post(team.page(f"visits/{second.id}/missed/"), {}).status_code == 422
    missed = hale.post(team.page(f"visits/{second.id}/missed/"), {"reasons": ["ill", "transport"]})
    assert missed.status_code == 303
    early = hale.post(team.page(f"visits/{later.id}/missed/"), {"reasons": ["ill"]})
    assert "still to come" in early.content.decode()
    rows = programme.visits(actor=team.cast.hale, person_id=team.cast.ana_id)
    assert [(v.attended_at is not None, v.missed_because) for v in rows] == [
        (False, ()), (False, ("ill", "transport")), (True, ()),
    ]  # fmt: skip


def told(team: Team) -> None:
    relapse.report_lapse(
        actor=team.cast.ana, person_id=team.cast.ana_id, at=cast.NOW - timedelta(hours=2), key=cast.key(),
        used_at=None, alone=True, wants_call=True, tell_team=True, words="A bad night.",
    )  # fmt: skip


@after_commit
def test_one_click_says_that_we_are_in_contact(team: Team) -> None:
    told(team)
    cara = team.as_(team.cast.cara)
    assert "We are in contact" in cara.get("/team/").content.decode()
    answers = [cara.post(team.page("returns/acknowledge/")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(events(team, "lapse.acknowledged")) == 1
    assert [row.urgency for row in worklist(actor=team.cast.cara, at=cast.NOW)] == [2]


def test_looked_at_together(team: Team) -> None:
    told(team)
    (lapse,) = told_of.lapses(actor=team.cast.cara, person_id=team.cast.ana_id)
    path, cara = team.page(f"returns/{lapse.id}/"), team.as_(team.cast.cara)
    assert "A bad night." in cara.get(team.page("returns/")).content.decode()
    assert cara.post(path, {"before": "", "helped_stop": "", "learned": "Call Rosa first"}).status_code == 303
    assert "Call Rosa first" in cara.get(team.page("returns/")).content.decode()


def test_a_mistake_is_marked_and_stays(team: Team) -> None:
    team.as_(team.cast.noor).post(team.page("answers/use-day/"), keyed(on="2026-03-08"))
    (event,) = journeys.events(actor=team.cast.noor, person_id=team.cast.ana_id, kinds=["use.reported"])
    path, noor = team.page(f"events/{event.id}/correct/"), team.as_(team.cast.noor)
    assert "Was this a mistake?" in noor.get(path).content.decode()
    assert noor.post(path, {"reason": "because"}).status_code == 422
    assert noor.post(path, {"reason": "wrong_person"}).status_code == 303
    page = noor.get(team.page("events/")).content.decode()
    assert "<del>Use day</del>" in page
    again = noor.post(path, {"reason": "wrong_person"})
    assert "corrected already" in again.content.decode()
    assert len(events(team, "event.corrected")) == 1


def test_the_table_of_events_goes_back_page_by_page(team: Team) -> None:
    for day in range(1, 70):
        at = cast.NOW - timedelta(days=day)
        typed = keyed(what="body_weight", value="70", at=at.strftime("%Y-%m-%dT%H:%M"))
        team.as_(team.cast.noor).post(team.page("answers/measurement/"), typed)
    noor, seen, path = team.as_(team.cast.noor), [], team.page("events/")
    later = None
    while later != "":
        context = noor.get(path, {"before": later} if later else {}).context
        seen += [row["event"].id for row in context["rows"]]
        later = context["later"]
    every = journeys.events(actor=team.cast.noor, person_id=team.cast.ana_id, limit=500)
    assert seen == [row.id for row in every]
    assert noor.get(path, {"before": "nonsense_1"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "days"), [({}, 91), ({"from": "2026-03-01T00:00Z", "to": "2026-03-08T00:00Z"}, 7)]
)
def test_the_timeline_shows_the_window_that_was_asked_for(
    team: Team, asked: dict[str, str], days: int
) -> None:
    noor = team.as_(team.cast.noor)
    view = noor.get(team.page(), asked).context["picture"]["view"]
    assert (view.end - view.start).days in (days, 21)  # in care for three weeks: no further back than that
    part = noor.get(team.page(), asked, headers={"HX-Request": "true", "HX-Target": "timeline"})
    assert part.content.decode().startswith('<section id="timeline"')


@pytest.mark.parametrize(
    "asked", [{"from": "x", "to": "y"}, {"from": "2026-03-08T00:00Z", "to": "2026-03-01T00:00Z"}]
)
def test_a_window_nobody_can_read_is_the_usual_one(team: Team, asked: dict[str, str]) -> None:
    noor = team.as_(team.cast.noor)
    usual, shown = (noor.get(team.page(), a).context["picture"]["view"] for a in ({}, asked))
    assert (shown.start, shown.end) == (usual.start, usual.end)
