"""The gallery in a real browser: accessible in both themes, no wider than the narrowest phone, big enough to press."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import RequestFactory, override_settings
from playwright.sync_api import Page, Route

from switchback.faces.kit.gallery import gallery

SHEETS_AND_SCRIPTS = "**/static/**"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'"


def answer_from_the_kit(route: Route) -> None:
    name = route.request.url.split("/static/", 1)[1].split("?")[0]
    found = finders.find(name)
    assert found, name
    route.fulfill(path=Path(str(found)))


def opened(page: Page, side: str, theme: str, *, width: int, height: int) -> list[str]:
    """Opens the gallery under the policy we serve with; what the browser complains of comes back."""
    heard: list[str] = []
    page.on(
        "console",
        lambda message: heard.append(message.text) if message.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.set_viewport_size({"width": width, "height": height})
    with override_settings(DEBUG=True, STATIC_URL="/static/", STORAGES={"staticfiles": {"BACKEND": PLAIN}}):
        html = gallery(RequestFactory().get("/kit/", {"theme": theme}), side).content.decode()
    page.route(SHEETS_AND_SCRIPTS, answer_from_the_kit)
    page.route(
        "http://kit.test/",
        lambda route: route.fulfill(
            body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY}
        ),
    )
    page.goto("http://kit.test/")
    return heard


PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
both_sides = pytest.mark.parametrize("side", ["person", "team"])
both_themes = pytest.mark.parametrize("theme", ["light", "dark"])


@both_sides
@both_themes
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
def test_accessible(page: Page, side: str, theme: str, width: int, height: int):
    heard = opened(page, side, theme, width=width, height=height)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert heard == []


@both_sides
@pytest.mark.parametrize("width", [320, 360, 768])
def test_no_page_is_wider_than_its_window(page: Page, side: str, width: int):
    opened(page, side, "light", width=width, height=640)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_person_presses_is_large_enough(page: Page):
    opened(page, "person", "light", width=360, height=640)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .sb-button, .sb-bar a, .sb-leave, .sb-choice, .sb-brand')]
        .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
        .filter(([_, r]) => r.width < 44 || r.height < 44).map(([t]) => t)"""
    )
    assert small == []


def test_help_now_stands_in_the_same_corner_wherever_the_page_is(page: Page):
    opened(page, "person", "light", width=360, height=640)
    help_now = page.locator("nav.sb-bar .sb-bar__help")
    before = help_now.bounding_box()
    page.mouse.wheel(0, 2000)
    assert help_now.bounding_box() == before == {"x": 256, "y": 577, "width": 104, "height": 63}


def test_keys_walk_the_worklist_and_find_a_person(page: Page):
    opened(page, "team", "light", width=1280, height=800)
    focused = "document.activeElement.textContent || document.activeElement.name"
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate(focused) == "Jonah Reed"
    page.keyboard.press("k")
    assert page.evaluate(focused) == "Ana Moreno"
    page.keyboard.press("/")
    assert page.evaluate(focused) == "q"
    page.keyboard.type("jk")
    assert page.locator("[data-find]").input_value() == "jk"


def test_the_narrow_picture_shows_on_a_phone_and_the_wide_one_on_paper(page: Page):
    opened(page, "team", "dark", width=360, height=640)
    shown = "s => getComputedStyle(document.querySelector(s)).display"
    assert [page.evaluate(shown, s) for s in (".sb-timeline__wide", ".sb-timeline__narrow")] == [
        "none",
        "block",
    ]
    page.emulate_media(media="print")
    assert [page.evaluate(shown, s) for s in (".sb-timeline__wide", ".sb-timeline__narrow")] == [
        "block",
        "none",
    ]
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
