"""What the team does in a day, as it happens, in a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from switchback.care.contact import operations as contact
from switchback.care.insight.queries import worklist
from switchback.care.journey import queries as journeys
from switchback.care.medication import queries as medication
from switchback.care.people.door import Actor
from switchback.care.plan import operations as plans
from switchback.care.plan import queries as planned
from switchback.care.relapse import operations as relapse
from switchback.faces.kit import clock
from tests import cast
from tests.cast import COWS, Cast
from tests.faces.team.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 640}


@dataclass
class Ward:
    """The cast, each with a browser of their own."""

    cast: Cast
    url: str
    browser: Browser
    pages: dict[UUID, Page] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def page(self, actor: Actor) -> Page:
        if actor.id not in self.pages:
            self.pages[actor.id] = self._opened(actor)
        return self.pages[actor.id]

    def _opened(self, actor: Actor) -> Page:
        context: BrowserContext = self.browser.new_context(viewport=DESK, timezone_id="America/New_York")  # type: ignore[arg-type]
        cookie = signed_in(actor).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])
        page = context.new_page()
        page.on("console", lambda said: self.heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.heard.append(str(error)))
        return page

    def go(self, actor: Actor, path: str = "/team/") -> Page:
        page = self.page(actor)
        page.goto(self.url + path)
        return page

    def chart(self, actor: Actor, person_id: UUID | None = None) -> Page:
        return self.go(actor, f"/team/people/{person_id or self.cast.ana_id}/")

    def kinds(self) -> list[str]:
        return [row.kind for row in journeys.events(actor=self.cast.noor, person_id=self.cast.ana_id)]

    def then_the_accessibility_baseline_is_met(self, actor: Actor) -> None:
        page = self.page(actor)
        for scheme, size in (("light", PHONE), ("dark", DESK)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        # A status of 4xx is said by the browser itself; what we look for is everything else.
        assert [said for said in self.heard if "the server responded with a status of" not in said] == []


@pytest.fixture
def ward(live_server: Any, browser: Browser) -> Iterator[Ward]:
    made = Ward(
        cast.gather(admitted=clock.now() - timedelta(days=2), level="withdrawal_management"),
        live_server.url,
        browser,
    )
    yield made
    for page in made.pages.values():
        page.context.close()


def test_from_withdrawal_to_the_first_dose(ward: Ward) -> None:
    # given Ana, two days into detox
    noor = ward.chart(ward.cast.noor)
    noor.get_by_role("link", name="COWS", exact=True).click()
    # when Noor rates her withdrawal by the digits of the form, without a mouse
    noor.locator("#pulse-0").focus()
    for digit in COWS.values():
        noor.keyboard.press(str(digit))
    expect(noor.locator("#total")).to_contain_text("14")  # counted by the server
    noor.get_by_label("Opioid used last").select_option("short_acting")
    noor.get_by_label("Last use").fill((clock.now() - timedelta(hours=30)).strftime("%Y-%m-%dT%H:%M"))
    noor.get_by_role("button", name="Record, see suggestion").click()
    # then the standard start is suggested, with its reasons and whose word it is
    expect(noor.get_by_role("heading", name="Start: buprenorphine 4 mg")).to_be_visible()
    expect(noor.get_by_text("COWS 14, protocol asks for 12")).to_be_visible()
    expect(noor.get_by_text("Not signed at this site")).to_be_visible()
    expect(noor.get_by_text("A prescriber orders.")).to_be_visible()
    # when Piet orders more than suggested
    piet = ward.go(ward.cast.piet, noor.url.removeprefix(ward.url))
    piet.get_by_role("link", name="Order", exact=True).click()
    piet.get_by_label("Dose in mg").fill("8")
    piet.get_by_role("button", name="Sign the order").click()
    # then he is asked why, and nothing is signed yet
    expect(piet.get_by_role("alert")).to_contain_text("8 mg ordered, 4 mg suggested")
    assert "medication.ordered" not in ward.kinds()
    piet.get_by_label("Why this order").fill("Fentanyl for years, high tolerance")
    piet.get_by_role("button", name="Sign the order").click()
    expect(piet.get_by_role("status").first).to_contain_text("Ordered.")
    # when Noor finds the dose beside her worklist and gives it
    noor = ward.go(ward.cast.noor)
    noor.get_by_role("region", name="Doses today").get_by_role("link", name="Ana").click()
    noor.get_by_role("button", name="Record the dose as given").click()
    # then it is written once, and the chart draws all three
    (dose,) = medication.doses(actor=ward.cast.noor, person_id=ward.cast.ana_id)
    assert (dose.outcome, dose.given_mg) == ("given", 8)
    assert ward.kinds()[:3] == ["dose.given", "medication.ordered", "cows.recorded"]
    noor = ward.chart(ward.cast.noor)
    expect(noor.get_by_text("today given")).to_be_visible()
    expect(noor.locator(".sb-timeline__wide")).to_contain_text("8 mg")
    ward.then_the_accessibility_baseline_is_met(ward.cast.noor)


def test_more_than_ordered_is_not_given(ward: Ward) -> None:
    from decimal import Decimal

    from switchback.care.medication import operations

    order = operations.order_dose(
        actor=ward.cast.piet, person_id=ward.cast.ana_id, drug="methadone", dose_mg=Decimal(20), times="daily",
        at=clock.now(), now=clock.now(), key=cast.key(),
    )  # fmt: skip
    noor = ward.go(ward.cast.noor, f"/team/people/{ward.cast.ana_id}/medication/{order}/")
    noor.get_by_label("Given, in mg").fill("25")
    noor.get_by_role("button", name="Record the dose as given").click()
    expect(noor.get_by_role("alert")).to_contain_text("25 mg is more than the 20 mg ordered")
    expect(noor.get_by_label("Given, in mg")).to_have_value("25")
    assert "dose.given" not in ward.kinds()
    ward.then_the_accessibility_baseline_is_met(ward.cast.noor)


def test_from_an_enquiry_to_an_open_chart(ward: Ward) -> None:
    # given somebody who asked for help yesterday
    contact.receive_enquiry(
        site_id=ward.cast.site_id, name="Jonah Reed", how_to_reach="555 012 3456", safe_to_leave_message=False,
        about="me", words="Is there a bed?", at=clock.now() - timedelta(days=1), enquiry_id=cast.key(),
    )  # fmt: skip
    # when the front desk opens the program, it lands on who waits
    dee = ward.go(ward.cast.dee)
    dee.get_by_role("link", name="Jonah Reed").click()
    expect(dee.get_by_text("Is not safe")).to_be_visible()
    dee.get_by_role("link", name="Register this person").click()
    expect(dee.get_by_label("Chosen name")).to_have_value("Jonah Reed")
    dee.get_by_label("Begins at").select_option("residential")
    dee.get_by_role("button", name="Register and open the chart").dblclick()
    # then one chart is open, however often the button was pressed
    expect(dee.get_by_role("heading", name="Jonah Reed")).to_be_visible()
    expect(dee.get_by_text(re.compile("^Residential since"))).to_be_visible()
    dee = ward.go(ward.cast.dee, "/team/people/")
    expect(dee.get_by_role("row").filter(has_text="Jonah Reed")).to_have_count(1)
    expect(ward.go(ward.cast.dee).get_by_text("Nobody is waiting for an answer")).to_be_visible()
    ward.then_the_accessibility_baseline_is_met(ward.cast.dee)


def test_somebody_known_is_not_written_down_twice(ward: Ward) -> None:
    # given Ana, who left care
    from switchback.care.journey import operations as journey

    journey.close_episode(
        actor=ward.cast.dee, person_id=ward.cast.ana_id, at=clock.now(), now=clock.now(), because="completed"
    )
    # when the desk begins to register her anew
    dee = ward.go(ward.cast.dee, "/team/people/new/")
    dee.get_by_label("Chosen name").fill("ana")
    dee.get_by_role("button", name="Register and open the chart").click()
    expect(dee.get_by_role("alert").first).to_contain_text("Nothing is written yet. Is it one of these?")
    dee.get_by_role("button", name="This is the same person: new episode").click()
    # then her chart goes on
    expect(dee.get_by_role("heading", name="Ana")).to_be_visible()
    assert ward.kinds().count("person.registered") == 1
    assert ward.kinds().count("episode.opened") == 2
    ward.then_the_accessibility_baseline_is_met(ward.cast.dee)


def write_plan(page: Page) -> None:
    page.get_by_label("In the person’s own words").fill("Home for my daughter's birthday")
    page.get_by_label("How we will see it").fill("There on 12 June")
    page.get_by_label("Step").first.fill("A dose each morning")
    page.get_by_label("Who").first.fill("Ana")
    page.get_by_label("We look again on").fill("2030-06-14")
    for label in ("What sets it off", "Early signs", "What helps", "Reasons"):
        page.get_by_label(label).fill("One\nTwo")
    page.get_by_label("Somebody who helps").first.fill("Rosa")
    page.get_by_label("Where the naloxone is").fill("Kitchen drawer")


def test_a_plan_is_written_agreed_and_comes_into_force_in_versions(ward: Ward) -> None:
    # when Cara begins the plan and writes it with Ana
    cara = ward.chart(ward.cast.cara)
    cara.get_by_role("link", name="Begin the plan").click()
    cara.get_by_role("button", name="Begin the plan").click()
    write_plan(cara)
    cara.get_by_role("button", name="Save", exact=True).click()
    cara.get_by_role("button", name="Agree for the centre").click()
    expect(cara.get_by_role("status").first).to_contain_text("Agreed for the centre.")
    # and Ana agrees on her own page
    revision = planned.plan(actor=ward.cast.ana, person_id=ward.cast.ana_id).revision
    assert revision
    plans.agree(
        actor=ward.cast.ana,
        person_id=ward.cast.ana_id,
        plan_id=revision.id,
        edit=revision.edit,
        at=clock.now(),
    )
    # then it is in force, and a next version is written beside it
    cara = ward.go(ward.cast.cara, f"/team/people/{ward.cast.ana_id}/plan/")
    expect(cara.get_by_role("heading", name=re.compile("^Version 1, in force since"))).to_be_visible()
    cara.get_by_role("button", name="Open the next version").click()
    cara.get_by_label("How we will see it").fill("There, with a cake")
    cara.get_by_role("button", name="Save", exact=True).click()
    expect(cara.locator("del")).to_have_text("There on 12 June")
    expect(cara.locator("ins")).to_have_text("There, with a cake")
    cara.get_by_role("link", name="All versions").click()
    expect(cara.get_by_role("row")).to_have_count(3)
    ward.then_the_accessibility_baseline_is_met(ward.cast.cara)


def test_two_people_write_one_plan_and_nobody_loses_a_word(ward: Ward) -> None:
    plan_id = plans.open_revision(actor=ward.cast.cara, person_id=ward.cast.ana_id, at=clock.now())
    path = f"/team/people/{ward.cast.ana_id}/plan/{plan_id}/edit/"
    # given Cara and Noor, both with the plan open
    cara, noor = ward.go(ward.cast.cara, path), ward.go(ward.cast.noor, path)
    # when Noor saves first, and Cara after her
    noor.get_by_label("In the person’s own words").fill("Sleep through the night")
    noor.get_by_role("button", name="Save", exact=True).click()
    cara.get_by_label("Where the naloxone is").fill("By the door")
    cara.get_by_role("button", name="Save", exact=True).click()
    # then Cara sees both, and puts them together
    alert = cara.get_by_role("alert")
    expect(alert).to_contain_text("Somebody else saved this plan while you were writing. Nothing is lost.")
    expect(alert).to_contain_text("Sleep through the night")
    expect(cara.get_by_label("Where the naloxone is")).to_have_value("By the door")
    ward.then_the_accessibility_baseline_is_met(ward.cast.cara)
    cara.get_by_label("In the person’s own words").fill("Sleep through the night")
    cara.get_by_role("button", name="Save", exact=True).click()
    expect(cara.get_by_role("status").first).to_contain_text("Saved.")
    kept = planned.plan(actor=ward.cast.cara, person_id=ward.cast.ana_id).revision
    assert kept and kept.body["goals"][0]["words"] == "Sleep through the night"
    assert kept.body["safety"]["naloxone_place"] == "By the door"


def test_a_half_filled_form_is_there_tomorrow(ward: Ward) -> None:
    path = f"/team/people/{ward.cast.ana_id}/withdrawal/cows/"
    noor = ward.go(ward.cast.noor, path)
    noor.locator("#pulse-2").check(force=True)
    expect(noor.locator("[data-draft-status]")).to_have_text("Draft kept", timeout=8000)
    noor = ward.go(ward.cast.noor, path)
    expect(noor.get_by_text("This is the draft you left")).to_be_visible()
    expect(noor.locator("#pulse-2")).to_be_checked()
    ward.then_the_accessibility_baseline_is_met(ward.cast.noor)
    noor.get_by_role("button", name="Throw it away and begin anew").click()
    expect(noor.locator("#pulse-2")).not_to_be_checked()


def test_leaving_before_the_draft_is_kept_asks_first(ward: Ward) -> None:
    noor = ward.go(ward.cast.noor, f"/team/people/{ward.cast.ana_id}/withdrawal/cows/")
    noor.route("**/draft/**", lambda route: route.abort())
    asked: list[str] = []
    noor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    noor.locator("#pulse-2").click(force=True)
    noor.get_by_role("link", name="Worklist").click()
    expect(noor.get_by_role("heading", name="Worklist")).to_be_visible()
    assert asked == ["beforeunload"]


def test_a_return_to_use_is_acknowledged_in_one_click(ward: Ward) -> None:
    # given Ana, who told us of last night and wants a call
    relapse.report_lapse(
        actor=ward.cast.ana, person_id=ward.cast.ana_id, at=clock.now(), key=cast.key(), used_at=None, alone=True,
        wants_call=True, tell_team=True,
    )  # fmt: skip
    # when Cara opens her worklist, the first row says so, and one click answers it
    cara = ward.go(ward.cast.cara)
    row = cara.locator(".sb-work").first
    expect(row).to_contain_text("Told us of use")
    expect(row).to_contain_text("Now")
    row.get_by_role("button", name="We are in contact").click()
    # then the page shows what was told, and the row is less pressing
    expect(cara.get_by_role("heading", name="What was told of returns to use")).to_be_visible()
    assert [row.urgency for row in worklist(actor=ward.cast.cara, at=clock.now())] == [2]
    ward.then_the_accessibility_baseline_is_met(ward.cast.cara)


def test_by_keyboard_from_the_worklist_through_the_years_to_a_day(ward: Ward) -> None:
    cast.admit(ward.cast.dee, "Jonah", at=clock.now() - timedelta(days=400), level="outpatient")
    noor = ward.go(ward.cast.noor)
    noor.keyboard.press("j")
    while noor.evaluate("document.activeElement.textContent") != "Jonah":
        noor.keyboard.press("j")
    noor.keyboard.press("Enter")
    expect(noor.get_by_role("heading", name="Jonah")).to_be_visible()
    current = noor.locator("#timeline [aria-current]")
    for key, label in (("+", "Month"), ("+", "Week"), ("+", "Day"), ("-", "Week")):
        noor.keyboard.press(key)
        expect(current).to_have_text(label)
    expect(noor.locator("[data-move=later]")).to_have_count(0)  # still at the latest day
    before = noor.url
    noor.keyboard.press("[")
    noor.wait_for_url(lambda url: url != before)  # an address that can be sent to a colleague
    expect(noor.locator("[data-move=later]")).to_be_visible()
    noor.keyboard.press("/")
    noor.keyboard.type("ana")
    noor.keyboard.press("Enter")
    expect(noor.get_by_role("link", name="Ana", exact=True)).to_be_visible()
    assert "ana" not in noor.url
    ward.then_the_accessibility_baseline_is_met(ward.cast.noor)


def test_people_are_found_while_typing(ward: Ward) -> None:
    for name in ("Jonah", "Joy", "Lee"):
        cast.admit(ward.cast.dee, name, at=clock.now())
    dee = ward.go(ward.cast.dee, "/team/people/")
    dee.keyboard.type("jo")  # the box has the focus
    expect(dee.locator("#people tbody tr")).to_have_count(2)
    dee.keyboard.type("n")
    expect(dee.locator("#people tbody tr")).to_have_count(1)
    assert "jon" not in dee.url
    ward.then_the_accessibility_baseline_is_met(ward.cast.dee)
