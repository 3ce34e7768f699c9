"""Every page of the team, by day on a phone and by night at a desk: accessible, never too wide, never in error."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from switchback.care.assessment import operations as assessment
from switchback.care.contact import operations as contact
from switchback.care.detox import operations as detox
from switchback.care.medication import operations as medication
from switchback.care.plan import operations as plan
from switchback.care.programme import operations as programme
from switchback.care.relapse import operations as relapse
from switchback.faces.kit import clock
from tests import cast
from tests.cast import COWS, DAY, Cast
from tests.faces.team.conftest import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 640}
OF_DORA = (
    "", "person/", "person/edit/", "person/stay/", "person/care-team/", "person/access/", "events/", "returns/",
    "returns/{lapse}/", "withdrawal/cows/", "withdrawal/{assessment}/", "medication/", "medication/{order}/",
    "medication/{order}/stop/", "medication/order/", "medication/order/?assessment_id={assessment}", "answers/",
    "answers/{response}/", "answers/ask/phq9/", "answers/ask/pcptsd5/", "answers/urine/", "answers/use-day/",
    "answers/measurement/", "plan/", "plan/versions/", "plan/{plan}/", "plan/{plan}/edit/", "visits/",
    "visits/{visit}/missed/",
)  # fmt: skip
OF_DEE = ("person/sign-in-code/", "person/join/", "person/", "person/stay/", "visits/")
OF_THE_DESK = ("/team/", "/team/people/", "/team/people/new/", "/team/enquiries/{enquiry}/")


@pytest.fixture
def road(db: None) -> tuple[Cast, dict[str, Any]]:
    """Ana's chart with one of everything in it."""
    now = clock.now()
    c = cast.gather(admitted=now - 21 * DAY)
    who = {"person_id": c.ana_id, "key": cast.key()}
    rated = detox.assess_withdrawal(
        actor=c.noor, person_id=c.ana_id, answers=COWS, opioid="short_acting", last_use_at=now - DAY, at=now, now=now,
        key=cast.key(),
    )  # fmt: skip
    answered = assessment.assess(
        actor=c.noor, person_id=c.ana_id, instrument="phq9", answers={f"q{n}": 1 for n in range(1, 10)}, at=now, now=now,
        key=cast.key(),
    )  # fmt: skip
    order = medication.order_dose(
        actor=c.piet, person_id=c.ana_id, drug="methadone", dose_mg=Decimal(20), times="daily", at=now, now=now,
        key=cast.key(),
    )  # fmt: skip
    told = relapse.report_lapse(
        actor=c.ana, person_id=c.ana_id, at=now, key=cast.key(), used_at=None, alone=True, wants_call=True,
        tell_team=True, words="A bad night.",
    )  # fmt: skip
    visit = programme.book_visit(
        actor=c.noor, what="Counselling", due_at=now - timedelta(hours=1), at=now - DAY, **who
    )
    enquiry = cast.key()
    contact.receive_enquiry(
        site_id=c.site_id, name="Jonah", how_to_reach="555 0123", safe_to_leave_message=True, about="me",
        words="Is there a bed?", at=now, enquiry_id=enquiry,
    )  # fmt: skip
    version = plan.open_revision(actor=c.noor, person_id=c.ana_id, at=now)
    ids = {
        "assessment": rated.assessment_id, "response": answered.response_id, "order": order, "lapse": told.lapse_id,
        "visit": visit, "enquiry": enquiry, "plan": version,
    }  # fmt: skip
    return c, ids


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context()
    yield made
    made.close()


def paths(cast_: Cast, ids: dict[str, Any]) -> dict[str, list[str]]:
    person = f"/team/people/{cast_.ana_id}/"
    return {
        "dora": ["/team/", "/team/people/", *(person + path.format(**ids) for path in OF_DORA)],
        "dee": [*(path.format(**ids) for path in OF_THE_DESK), *(person + path for path in OF_DEE)],
    }


@pytest.mark.parametrize("who", ["dora", "dee"])
@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESK)])
def test_accessible_and_never_too_wide(
    live_server: Any,
    context: BrowserContext,
    road: tuple[Cast, dict[str, Any]],
    who: str,
    scheme: str,
    size: Any,
) -> None:
    cast_, ids = road
    cookie = signed_in(getattr(cast_, who)).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    heard = listened(page)
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for path in paths(cast_, ids)[who]:
        answer = page.goto(live_server.url + path)
        assert answer and answer.status == 200, path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert heard == []


def test_the_chart_on_paper_is_the_wide_picture_in_black_and_white_without_buttons(
    live_server: Any, context: BrowserContext, road: tuple[Cast, dict[str, Any]]
) -> None:
    cast_, _ = road
    cookie = signed_in(cast_.noor).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.emulate_media(media="print", color_scheme="dark", reduced_motion="reduce")
    page.goto(f"{live_server.url}/team/people/{cast_.ana_id}/")
    shown = "part => part.checkVisibility()"
    assert page.locator(".sb-timeline__wide").evaluate(shown)
    for part in (".sb-timeline__narrow", ".sb-timeline__zoom", ".sb-teamtop", "#next", ".sb-tabs"):
        assert not page.locator(part).evaluate(shown), part
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def listened(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard
