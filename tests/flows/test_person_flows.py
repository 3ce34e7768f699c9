"""The two flows that begin with the person, as they happen, in a browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from switchback.care.insight.queries import WorklistRow, worklist
from switchback.care.journey import queries as journey
from switchback.care.observations import queries as observations
from switchback.care.people import queries as people
from switchback.care.plan import queries as plans
from switchback.care.relapse import queries as relapse
from switchback.faces.kit import clock

# The fixtures of this file.
from tests.browser.person_centre import (  # noqa: F401
    Centre,
    ana,
    browser_context_args,
    centre,
    server,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def road(ana: Page, centre: Centre) -> "Road":  # noqa: F811
    return Road(ana, centre)


def test_a_hard_day_told_is_on_the_worklist(road: "Road") -> None:
    road.given_noor_sees_nothing_about_urges()
    road.when_ana_checks_in_with_a_very_strong_urge()
    road.then_she_gets_one_kind_sentence_and_one_step_from_her_own_plan()
    road.and_noor_sees_that_the_urge_went_up()
    road.then_the_accessibility_baseline_is_met()


def test_a_check_in_that_tells_of_use_leads_to_safety_first(road: "Road") -> None:
    road.when_she_checks_in_and_says_she_used()
    road.then_the_page_tells_her_first_that_her_tolerance_has_dropped()
    road.then_the_accessibility_baseline_is_met()


def test_i_used_told_to_the_team(road: "Road") -> None:
    road.given_what_still_stands_is_written_down()
    road.when_she_presses_i_used()
    road.then_the_page_tells_her_first_that_her_tolerance_has_dropped()
    road.when_she_tells_of_last_night_and_asks_for_a_call()
    road.then_her_numbers_stand_and_her_plan_is_open_beside_the_earlier_version()
    road.and_noor_sees_it_first_on_the_worklist()
    road.when_she_looks_back_and_learns_one_thing()
    road.then_she_has_learned_one_thing_more()
    road.then_the_accessibility_baseline_is_met()


def test_i_used_kept_to_herself(road: "Road") -> None:
    road.given_what_still_stands_is_written_down()
    road.when_she_presses_i_used()
    road.when_she_tells_of_last_night_and_tells_nobody()
    road.then_only_she_can_see_it()
    road.and_the_team_sees_it_on_no_path()
    road.then_the_accessibility_baseline_is_met()


def test_kept_first_told_later(road: "Road") -> None:
    road.when_she_presses_i_used()
    road.when_she_tells_of_last_night_and_tells_nobody()
    road.and_the_team_sees_it_on_no_path()
    road.when_she_decides_to_tell_her_team()
    road.and_noor_sees_it_first_on_the_worklist()
    road.then_the_accessibility_baseline_is_met()


class Road:
    def __init__(self, page: Page, centre: Centre) -> None:  # noqa: F811
        self.page, self.url, self.cast = page, centre.url, centre.cast
        self.before: dict[str, str] = {}
        self.known = len(self.mine())

    # given

    def given_noor_sees_nothing_about_urges(self) -> None:
        assert "craving_up" not in self.reasons()

    def given_what_still_stands_is_written_down(self) -> None:
        self.page.goto(self.url + "/me/")
        self.before = self.numbers()
        self.plan_before = self.plan().in_force
        assert self.plan_before is not None and self.plan().revision is None

    # when

    def when_ana_checks_in_with_a_very_strong_urge(self) -> None:
        self.page.goto(self.url + "/me/")
        self.page.get_by_role("link", name="Check in for today").tap()
        self.page.get_by_role("radio", name="Very strong").tap()
        self.page.get_by_role("button", name="Send").tap()

    def when_she_checks_in_and_says_she_used(self) -> None:
        self.page.goto(self.url + "/me/today/")
        self.page.get_by_role("group", name="Did you use").get_by_role("radio", name="Yes").tap()
        self.page.get_by_role("button", name="Send").tap()

    def when_she_presses_i_used(self) -> None:
        self.page.goto(self.url + "/me/")
        self.page.get_by_role("link", name="I used").tap()

    def when_she_tells_of_last_night_and_asks_for_a_call(self) -> None:
        self._tell("Tell my care team, and call me.")

    def when_she_tells_of_last_night_and_tells_nobody(self) -> None:
        self._tell(None)

    def _tell(self, team: str | None) -> None:
        self.page.get_by_role("link", name="Tell what happened").tap()
        assert self.page.get_by_label("Nobody. It stays with me.").is_checked()
        self.page.get_by_role("radio", name="Yesterday").tap()
        self.page.get_by_role("group", name="Are you alone now?").get_by_role("radio", name="Yes").tap()
        if team:
            self.page.get_by_role("radio", name=team).tap()
        self.page.get_by_role("button", name="Save").tap()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("What still stands")

    def when_she_looks_back_and_learns_one_thing(self) -> None:
        self.page.get_by_role("link", name="Look back, when I am ready").tap()
        self.page.get_by_label("What came before?").fill("Payday, alone at home")
        self.page.get_by_label("One thing I learned").fill("Call Rosa on payday")
        self.page.get_by_role("button", name="Save").tap()

    def when_she_decides_to_tell_her_team(self) -> None:
        self.page.get_by_role("button", name="Tell my care team").tap()
        expect(self.page.get_by_text("Your care team can see this", exact=True)).to_be_visible()

    # then

    def then_she_gets_one_kind_sentence_and_one_step_from_her_own_plan(self) -> None:
        expect(self.page.get_by_text("That is a strong urge, and you told us.")).to_be_visible()
        expect(self.page.get_by_role("link", name="Call Rosa")).to_have_attribute("href", "tel:5550142")

    def and_noor_sees_that_the_urge_went_up(self) -> None:
        assert "craving_up" in self.reasons()

    def then_the_page_tells_her_first_that_her_tolerance_has_dropped(self) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text("First, stay safe")
        expect(self.page.locator("main li").first).to_have_text("Your body cannot take what it took.")
        assert len(self.mine()) == self.known + (1 if self.checked_in() else 0)

    def then_her_numbers_stand_and_her_plan_is_open_beside_the_earlier_version(self) -> None:
        assert self.numbers() == self.before
        now = self.plan()
        assert now.in_force == self.plan_before
        assert (
            now.revision and now.revision.opened_because == "lapse" and now.revision.body == now.in_force.body
        )

    def and_noor_sees_it_first_on_the_worklist(self) -> None:
        first = worklist(actor=self.cast.noor, at=clock.now())[0]
        assert (first.person_id, first.reasons[0].key) == (self.cast.ana_id, "lapse_reported")

    def then_she_has_learned_one_thing_more(self) -> None:
        expect(self.page.get_by_text("Call Rosa on payday")).to_be_visible()
        learned = int(self.before["Things I learned"]) + 1
        assert self.numbers() == self.before | {"Things I learned": str(learned)}

    def then_only_she_can_see_it(self) -> None:
        expect(self.page.get_by_text("Only you can see this")).to_be_visible()
        assert self.numbers() == self.before
        assert len(self.lapses(self.cast.ana)) == len(self.lapses(self.cast.noor)) + 1

    def and_the_team_sees_it_on_no_path(self) -> None:
        """Everything the team can read about Ana, read by everyone who may, is what it was without this."""
        private = self.lapses(self.cast.ana)[0]
        assert not private.told_team
        seen = {"person_id": self.cast.ana_id}
        for actor in (self.cast.noor, self.cast.piet, self.cast.cara, self.cast.pele, self.cast.dora):
            with pytest.raises(relapse.NoSuchLapse):
                relapse.lapse(actor=actor, lapse_id=private.id, **seen)
            assert private.id not in [row.id for row in self.lapses(actor)]
            events = journey.events(actor=actor, limit=500, **seen)
            assert str(private.id) not in str(events)
            assert len([e for e in events if e.kind in ("lapse.reported", "use.reported")]) == 2
            assert len(observations.use_days(actor=actor, **seen)) == 1
            revision = plans.plan(actor=actor, **seen).revision
            assert revision and revision.opened_because == "asked"
        assert "lapse_reported" not in self.reasons()
        for actor in (self.cast.dora, self.cast.adam):
            rows = people.accesses(actor=actor, **seen)
            assert rows and not any(row.action == "lapse.report" and row.role == "person" for row in rows)

    def then_the_accessibility_baseline_is_met(self) -> None:
        result = Axe().run(self.page)
        assert result.violations_count == 0, result.generate_report()

    # reading

    def mine(self) -> tuple[journey.EventRow, ...]:
        return journey.events(actor=self.cast.ana, person_id=self.cast.ana_id, limit=500)

    def checked_in(self) -> bool:
        fresh = [e for e in self.mine() if e.kind == "daily_check_in.recorded"]
        return bool(fresh) and fresh[0].detail.get("urge") is None

    def reasons(self) -> list[str]:
        rows: tuple[WorklistRow, ...] = worklist(actor=self.cast.noor, at=clock.now())
        return [reason.key for row in rows if row.person_id == self.cast.ana_id for reason in row.reasons]

    def plan(self) -> plans.PlanView:
        return plans.plan(actor=self.cast.cara, person_id=self.cast.ana_id)

    def lapses(self, actor: object) -> tuple[relapse.LapseRow, ...]:
        return relapse.lapses(actor=actor, person_id=self.cast.ana_id)  # type: ignore[arg-type]

    def numbers(self) -> dict[str, str]:
        found = self.page.locator(".sb-stat").all()
        assert len(found) == 4
        return {
            re.split(r"\n+", stat.inner_text().strip())[0]: re.split(r"\n+", stat.inner_text().strip())[1]
            for stat in found
        }
