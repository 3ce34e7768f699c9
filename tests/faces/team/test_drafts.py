"""A half-filled form is on the server, for the one who fills it, until it is sent or thrown away."""

from tests import cast
from tests.faces.team.conftest import Team


def test_kept_resumed_with_its_time_and_sent(team: Team) -> None:
    noor, path = team.as_(team.cast.noor), team.page("withdrawal/cows/")
    form = noor.get(path).context["form"]
    key = str(form["key"].value())
    kept = noor.post(
        team.page("draft/cows/"), {"key": key, "pulse": "2", "opioid": "fentanyl", "csrfmiddlewaretoken": "x"}
    )
    assert kept.status_code == 204
    page = noor.get(path)
    assert "This is the draft you left Tue 10 Mar 2026, 11:00 am" in page.content.decode()
    chosen = [(a.id, c.value) for a in page.context["asks"] for c in a.choices if c.checked]
    assert chosen == [("pulse", "2")]
    assert (page.context["form"]["opioid"].value(), page.context["form"]["key"].value()) == ("fentanyl", key)
    assert page.context["so_far"] == {"missing": 10, "of": 11}
    noor.post(path, {**cast.COWS, "key": key, "opioid": "fentanyl"})
    assert "draft you left" not in noor.get(path).content.decode()


def test_nobody_else_sees_it(team: Team) -> None:
    team.as_(team.cast.noor).post(team.page("draft/cows/"), {"pulse": "2"})
    assert (
        "draft you left" not in team.as_(team.cast.piet).get(team.page("withdrawal/cows/")).content.decode()
    )
    assert team.as_(team.cast.olu).post(team.page("draft/cows/"), {"pulse": "2"}).status_code == 403


def test_thrown_away_it_is_gone(team: Team) -> None:
    noor, path = team.as_(team.cast.noor), team.page("withdrawal/cows/")
    noor.post(team.page("draft/cows/"), {"pulse": "2"})
    answer = noor.post(team.page("draft/cows/drop/"), {"back": path})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert "draft you left" not in noor.get(path).content.decode()
    away = noor.post(team.page("draft/cows/drop/"), {"back": "https://elsewhere.example/"})
    assert away.headers["Location"] == team.page()


def test_a_plan_is_resumed_with_the_edit_it_was_begun_on(team: Team) -> None:
    cara = team.as_(team.cast.cara)
    path = cara.post(team.page("plan/begin/")).headers["Location"]
    version = path.split("/")[-3]
    cara.post(team.page(f"draft/plan-{version}/"), {"edit": "0", "goals-0-words": "Sleep through the night"})
    page = cara.get(path)
    assert "Sleep through the night" in page.content.decode() and str(page.context["number"]) == "0"
    assert "plan-" in page.context["draft"].url


def test_a_pasted_library_is_refused(team: Team) -> None:
    assert team.as_(team.cast.noor).post(team.page("draft/cows/"), {"words": "a" * 70_000}).status_code == 413
