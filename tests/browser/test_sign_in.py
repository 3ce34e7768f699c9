"""Signing in, in a real browser: two steps for the team, a passkey, a one-time code; every page, light and dark."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect

from switchback.faces.kit import clock
from tests.faces.accounts.sign_ins import PASSWORD, a_code_for, a_person, a_team_member, add_app, code_now

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, DESK = {"width": 360, "height": 640}, {"width": 1280, "height": 800}
TOO_SMALL = """() => [...document.querySelectorAll('main button, main a.sb-button, .sb-bar a, .sb-leave')]
    .filter(part => part.offsetParent || getComputedStyle(part).position === 'fixed')
    .map(part => [part.textContent.trim(), part.getBoundingClientRect().height])
    .filter(([, height]) => height < 44)"""
PICTURES = os.environ.get("SWITCHBACK_PICTURES")  # a folder, to look at the pages


@pytest.fixture
def at(live_server: Any, page: Page) -> Iterator[Callable[[str], None]]:
    """Go to a path of the running program. Ends with nothing refused by the content security policy, no error."""
    cache.clear()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    base = live_server.url.replace("127.0.0.1", "localhost")  # passkeys know names, never bare numbers
    yield lambda path: page.goto(base + path)
    # A status of 4xx is written to the console by the browser itself; what we look for is everything else.
    assert [text for text in wrong if "the server responded with a status of" not in text] == []


def look(page: Page, name: str) -> None:
    """The accessibility baseline, on a phone by day and a desk by night; nothing too wide, nothing too small to tap."""
    # Reduced motion: colours change at once with the theme, so that none is measured halfway.
    before = page.viewport_size
    for scheme, size in (("light", PHONE), ("dark", DESK)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name} {scheme} {size}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
        assert page.evaluate(TOO_SMALL) == []
        if PICTURES:
            picture(page, name, scheme)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before or DESK)


def picture(page: Page, name: str, scheme: str) -> None:
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.screenshot(path=Path(PICTURES or "") / f"{name}-{scheme}-{size['width']}.png", full_page=True)


def with_password(page: Page, name: str) -> None:
    page.get_by_label("Sign-in name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def a_virtual_passkey(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_team_member_signs_in_with_two_steps(at: Any, page: Page) -> None:
    add_app(a_team_member())
    at("/accounts/login/")
    look(page, "sign-in")
    with_password(page, "noor")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    look(page, "second-step-asked")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    look(page, "second-step-wrong")
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/team/$"))


def test_a_wrong_password_says_so_and_keeps_the_name(at: Any, page: Page) -> None:
    at("/accounts/login/")
    page.get_by_label("Sign-in name").fill("noor")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Sign-in name")).to_have_value("noor")
    look(page, "sign-in-wrong")


def test_a_new_team_member_sets_up_the_second_step(at: Any, page: Page) -> None:
    a_team_member()
    at("/accounts/login/?next=/team/people/")
    with_password(page, "noor")
    page.wait_for_url(re.compile("/accounts/second-step/"))
    look(page, "second-step-needed")
    page.get_by_role("link", name="Use an app on my phone").click()
    expect(page.get_by_role("img", name="Picture for the app to scan")).to_be_visible()
    look(page, "app-add")
    secret = page.locator("strong.sb-number").inner_text()
    page.get_by_label("Code from the app").fill(
        format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    )
    page.get_by_role("button", name="Add this app").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator("main li").count() == 10
    look(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    page.wait_for_url(re.compile("/team/$"))


def test_a_passkey_is_added_and_then_opens_by_itself(at: Any, page: Page) -> None:
    noor = a_team_member()
    a_virtual_passkey(page)
    at("/accounts/login/")
    with_password(page, "noor")
    page.get_by_role("link", name="Use a passkey").click()
    look(page, "passkey-add")
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert [a.wrap().name for a in Authenticator.objects.filter(user=noor, type="webauthn")] == ["My phone"]
    page.context.clear_cookies()
    at("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/team/$"))  # two steps in one: no code is asked
    at("/accounts/2fa/webauthn/")
    look(page, "passkeys")
    page.get_by_role("link", name="Rename My phone").click()
    look(page, "passkey-name")
    page.get_by_label("Name").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Old phone")).to_be_visible()
    page.get_by_role("link", name="Remove Old phone").click()
    look(page, "passkey-remove")


def test_a_passkey_serves_as_the_second_step(at: Any, page: Page) -> None:
    a_team_member()
    a_virtual_passkey(page)
    at("/accounts/login/")
    with_password(page, "noor")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()
    at("/accounts/login/")
    with_password(page, "noor")
    look(page, "second-step-passkey")
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(re.compile("/team/$"))


def test_a_passkey_that_is_not_there_is_said_in_words(at: Any, page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")  # a browser with no authenticator: every request ends at once
    at("/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("You can try again")


def test_a_person_uses_a_one_time_code_and_adds_a_passkey_for_next_time(at: Any, page: Page) -> None:
    ana = a_person(password=None)
    a_virtual_passkey(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    at("/accounts/login/")
    page.get_by_role("link", name="I have a one-time code").click()
    look(page, "code")
    page.get_by_label("One-time code").fill("WRONG234")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("This code does not work")
    look(page, "code-wrong")
    page.get_by_label("One-time code").fill(a_code_for(ana))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="You are signed in")).to_be_visible()
    look(page, "next-time")
    page.get_by_role("link", name="With a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="My sign-in")).to_be_visible()
    look(page, "my-sign-in")
    page.context.clear_cookies()
    at("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile("/me/$"))


def test_a_person_may_say_not_now(at: Any, page: Page) -> None:
    ana = a_person(password=None)
    at("/accounts/code/")
    page.get_by_label("One-time code").fill(a_code_for(ana))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Not now").click()
    page.wait_for_url(re.compile("/me/$"))


def test_a_person_looks_after_their_sign_in(at: Any, page: Page) -> None:
    add_app(a_person())
    at("/accounts/login/")
    with_password(page, "ana")
    page.get_by_label("Code").fill(code_now())
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/me/$"))
    for path, name in (
        ("/accounts/2fa/", "my-sign-in-with-app"),
        ("/accounts/password/change/", "password"),
        ("/accounts/sessions/", "devices"),
        ("/accounts/2fa/totp/deactivate/", "app-remove"),
        ("/accounts/2fa/recovery-codes/generate/", "recovery-codes-new"),
        ("/accounts/reauthenticate/", "is-it-you"),
        ("/accounts/2fa/reauthenticate/", "is-it-you-app"),
        ("/accounts/logout/", "sign-out"),
        ("/nowhere/", "no-page"),
    ):
        at(path)
        look(page, name)
    at("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_contain_text("You are signed out")
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_the_other_pages_of_not_getting_in(at: Any, page: Page) -> None:
    for path, name in (("/accounts/inactive/", "closed"), ("/accounts/code/", "code-empty")):
        at(path)
        look(page, name)


def test_a_demo_centre_shows_its_sign_ins_and_the_code(at: Any, page: Page, settings: Any) -> None:
    from switchback.faces.accounts import demo

    settings.DEMO = True
    demo.create_demo_sign_in(a_team_member())
    at("/accounts/login/")
    look(page, "demo-sign-in")
    page.get_by_role("button", name="Noor, nurse").click()
    code = page.locator("#demo-code").inner_text()
    look(page, "demo-second-step")
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/team/$"))


def test_without_scripts_the_sign_in_page_still_works(browser: Any, live_server: Any) -> None:
    cache.clear()
    a_person()
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(live_server.url + "/accounts/login/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    with_password(page, "ana")
    page.wait_for_url(re.compile("/me/$"))
    context.close()
