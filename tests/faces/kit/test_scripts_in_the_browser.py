"""Leaving in a hurry, and keeping what was half filled in."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from switchback.faces.kit.stylesheets import HERE

STATIC = HERE / "static" / "kit"
HOST = "http://kit.test"
PERSON_PAGE = """<!doctype html><title>x</title><script src="/leave.js"></script>
<p>Something private</p><a href="/two">Next</a> <a data-leave href="/leave/">Leave</a>"""
FORM_PAGE = """<!doctype html><title>x</title><a href="/else">Elsewhere</a>
<form method="post" action="/done" data-draft-url="/draft"><input name="note"><p data-draft-status></p>
<button>Save</button></form><script src="/draft.js"></script>"""


def script(route: Route, name: str) -> None:
    route.fulfill(path=Path(STATIC / name))


@pytest.fixture
def person_pages(page: Page) -> Page:
    no_store = {"Cache-Control": "no-store"}
    page.route(f"{HOST}/leave.js", lambda route: script(route, "leave.js"))
    for path in ("/one", "/two"):
        page.route(
            HOST + path,
            lambda route: route.fulfill(body=PERSON_PAGE, content_type="text/html", headers=no_store),
        )
    page.route(
        f"{HOST}/leave/", lambda route: route.fulfill(body="<title>-</title>", content_type="text/html")
    )
    return page


def test_after_leaving_back_shows_nothing_of_ours(person_pages: Page):
    page = person_pages
    page.goto(f"{HOST}/one")
    page.click("text=Next")
    page.click("text=Leave")
    page.wait_for_url(f"{HOST}/leave/")
    for _ in range(3):
        page.evaluate("setTimeout(() => history.back())")
        page.wait_for_timeout(400)
        assert page.url in (f"{HOST}/leave/", "about:blank")
        assert "private" not in page.content()


def test_leaving_by_keyboard(person_pages: Page):
    person_pages.goto(f"{HOST}/one")
    person_pages.keyboard.press("Shift+Escape")
    person_pages.wait_for_url(f"{HOST}/leave/")


def test_coming_back_on_purpose_works(person_pages: Page):
    person_pages.goto(f"{HOST}/one")
    person_pages.click("text=Leave")
    person_pages.wait_for_url(f"{HOST}/leave/")
    person_pages.goto(f"{HOST}/two")
    expect(person_pages.locator("p")).to_have_text("Something private")


@pytest.fixture
def drafts(page: Page) -> list[dict[str, Any]]:
    """What reached the server."""
    kept: list[dict[str, Any]] = []

    def keep(route: Route) -> None:
        kept.append({"body": route.request.post_data or ""})
        route.fulfill(status=204)

    page.route(f"{HOST}/draft.js", lambda route: script(route, "draft.js"))
    page.route(f"{HOST}/draft", keep)
    for path in ("/form", "/else", "/done"):
        page.route(HOST + path, lambda route: route.fulfill(body=FORM_PAGE, content_type="text/html"))
    return kept


def test_a_change_is_kept_and_said_so(page: Page, drafts: list[dict[str, Any]]):
    page.goto(f"{HOST}/form")
    page.fill("[name=note]", "half a thought")
    expect(page.locator("[data-draft-status]")).to_have_text("Draft kept", timeout=6000)
    assert len(drafts) == 1
    assert "half a thought" in drafts[0]["body"]


def test_leaving_a_half_filled_form_asks_first(page: Page, drafts: list[dict[str, Any]]):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{HOST}/form")
    page.type("[name=note]", "half")
    page.click("text=Elsewhere")
    page.wait_for_url(f"{HOST}/else")
    assert asked == ["beforeunload"]


def test_saving_and_an_untouched_form_ask_nothing(page: Page, drafts: list[dict[str, Any]]):
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{HOST}/form")
    page.click("text=Elsewhere")
    page.wait_for_url(f"{HOST}/else")
    page.type("[name=note]", "whole")
    page.click("text=Save")
    page.wait_for_url(f"{HOST}/done")
    assert asked == []


def test_a_draft_that_could_not_be_kept_is_said_and_tried_again(page: Page, drafts: list[dict[str, Any]]):
    page.unroute(f"{HOST}/draft")
    tried = []

    def refuse_once(route: Route) -> None:
        tried.append(1)
        route.fulfill(status=503 if len(tried) == 1 else 204)

    page.route(f"{HOST}/draft", refuse_once)
    page.goto(f"{HOST}/form")
    page.type("[name=note]", "half")
    status = page.locator("[data-draft-status]")
    expect(status).to_have_text("Draft not kept yet. We keep trying.", timeout=6000)
    expect(status).to_have_text("Draft kept", timeout=9000)
