"""Budget 10: every page of the person and every public page, for everyone: axe, targets, reflow, keyboard, motion."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from switchback.care.relapse import operations as relapse
from switchback.faces.kit import clock
from tests import cast

# The fixtures of this file.
from tests.browser.person_centre import (  # noqa: F401
    OWN,
    PUBLIC,
    Centre,
    ana,
    browser_context_args,
    centre,
    figure,
    server,
)

pytestmark = pytest.mark.django_db(transaction=True)
# A link inside a sentence may be as high as its line; a card that leads somewhere is pressed anywhere; everything else
# is a target of its own.
SMALL = """() => [...document.querySelectorAll('a, button, summary, .sb-choice, input:not([type=hidden]):not([type=radio]), textarea, select')]
    .filter(e => e.offsetParent !== null && !e.closest('.sb-skip') && !e.matches('.sb-skip'))
    .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline' && e.parentElement.textContent.trim() !== e.textContent.trim()))
    .map(e => [e, e.matches('[type=checkbox]') ? e.parentElement : e.closest('.sb-card:has(> * > .sb-card__link)') || e])
    .filter(([e, box]) => { const r = box.getBoundingClientRect(); return r.height < 44 || r.width < 44; })
    .map(([e]) => (e.textContent || e.name).trim())"""


def pages(centre: Centre) -> list[str]:
    now = clock.now()
    told = relapse.report_lapse(
        actor=centre.cast.ana, person_id=centre.cast.ana_id, at=now, key=cast.key(), used_at=now, alone=True,
        wants_call=None, tell_team=False,
    )  # fmt: skip
    return [*PUBLIC, *OWN, f"/me/bend/{told.lapse_id}/", f"/me/bend/{told.lapse_id}/look/"]


def test_nothing_stands_in_anybodys_way(ana: Page, centre: Centre, figure: Callable[..., None]) -> None:
    found: dict[str, object] = {}
    everywhere = pages(centre)
    for theme in ("light", "dark"):
        ana.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        for path in everywhere:
            ana.goto(centre.url + path)
            result = Axe().run(ana)
            if result.violations_count:
                found[f"{path} {theme}"] = [v["id"] for v in result.response["violations"]]
    assert found == {}
    figure(
        10, "Accessible", f"axe: 0 findings on {len(everywhere)} pages, light and dark", "0 serious findings"
    )


def test_everything_to_press_is_large_and_nothing_runs_off_the_side(
    ana: Page, centre: Centre, figure: Callable[..., None]
) -> None:
    small, wide = {}, {}
    for path in pages(centre):
        ana.set_viewport_size({"width": 360, "height": 640})
        ana.goto(centre.url + path)
        if found := ana.evaluate(SMALL):
            small[path] = found
        ana.set_viewport_size({"width": 320, "height": 640})
        if (width := ana.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[path] = width
    assert small == {}
    assert wide == {}
    figure(
        10, "Targets and reflow", "all targets ≥ 44 px, no page wider than 320 px", "≥ 44 px, 320 px reflow"
    )


def test_the_check_in_by_keyboard_alone(ana: Page, centre: Centre, figure: Callable[..., None]) -> None:
    ana.goto(centre.url + "/me/today/")
    pressed = 0
    for _ in range(40):
        ana.keyboard.press("Tab")
        pressed += 1
        focus = ana.evaluate("document.activeElement.type || document.activeElement.tagName")
        if focus == "radio":
            ana.keyboard.press("Space")
        if ana.evaluate("document.activeElement.matches('main button[type=submit]')"):
            ana.keyboard.press("Enter")
            break
    expect(ana.get_by_role("heading", level=1)).to_have_text(
        "First, stay safe"
    )  # every first answer: used is "yes"
    figure(10, "Keyboard only", f"check-in sent with {pressed} steps of Tab", "keyboard only")


def test_nothing_moves_when_asked_not_to(ana: Page, centre: Centre) -> None:
    ana.emulate_media(reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e);
        return s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0);
    }).map(e => e.className)"""
    for path in (*PUBLIC, *OWN):
        ana.goto(centre.url + path)
        assert ana.evaluate(moving) == [], path


def test_nothing_is_refused_by_our_own_policy(ana: Page, centre: Centre) -> None:
    heard: list[str] = []
    ana.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    ana.on("pageerror", lambda error: heard.append(str(error)))
    for path in pages(centre):
        ana.goto(centre.url + path)
    assert heard == []
