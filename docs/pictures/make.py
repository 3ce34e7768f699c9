"""Makes the pictures of the README: a fresh demo centre, signed into as anybody would, photographed in Chromium.

    make pictures

Starts its own centre on a free port with a data folder of its own, which is removed afterwards. SWITCHBACK_PICTURES_OF
names the address of a running demo centre to photograph instead. CHROMIUM names the browser, else /usr/bin/chromium.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from rich.progress import track
from smaller import in_few_colours

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
DESK, PHONE = (1280, 800), (360, 640)
LARGEST_KB, ALL_KB = 200, 1500
READY_WITHIN_SECONDS = 300


def go(path: str) -> Callable[[Page], None]:
    return lambda page: open_(page, path)


def chart_of(name: str) -> Callable[[Page], None]:
    """The chart, reached as the team reaches it: by finding the person."""

    def find(page: Page) -> None:
        open_(page, "/team/people/")
        page.locator("input[name=find]").first.fill(name)
        page.locator("input[name=find]").first.press("Enter")
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state()

    return find


def timeline_of(name: str, zoom: str = "Years") -> Callable[[Page], None]:
    def find(page: Page) -> None:
        chart_of(name)(page)
        page.locator("#timeline").get_by_role("link", name=zoom, exact=True).click()
        page.locator("#timeline a[aria-current=true]", has_text=zoom).wait_for()
        if page.viewport_size and page.viewport_size["width"] < 600:
            page.locator("#timeline").evaluate("part => part.scrollIntoView()")

    return find


def withdrawal_of(name: str) -> Callable[[Page], None]:
    def find(page: Page) -> None:
        chart_of(name)(page)
        page.locator('a[href*="/withdrawal/"]:not([href*="cows"])').first.click()
        page.wait_for_load_state()

    return find


@dataclass(frozen=True)
class Picture:
    name: str
    sign_in: str  # "" for nobody
    show: Callable[[Page], None]
    size: tuple[int, int] = DESK
    scheme: str = "light"


PICTURES = (
    Picture("public-front", "", go("/")),
    Picture("public-help", "", go("/help/"), PHONE),
    Picture("person-home", "ana", go("/me/"), PHONE),
    Picture("person-home-dark", "ana", go("/me/"), PHONE, "dark"),
    Picture("person-check-in", "ana", go("/me/today/"), PHONE),
    Picture("person-road", "ana", go("/me/road/"), PHONE),
    Picture("person-plan", "ana", go("/me/plan/"), PHONE),
    Picture("person-bend", "ana", go("/me/bend/"), PHONE),
    Picture("team-worklist", "noor", go("/team/")),
    Picture("team-worklist-phone", "noor", go("/team/"), PHONE),
    Picture("team-chart", "noor", timeline_of("Ana")),
    Picture("team-chart-dark", "noor", timeline_of("Ana", "3 months"), DESK, "dark"),
    Picture("team-chart-phone", "noor", timeline_of("Ana"), PHONE),
    Picture("team-withdrawal", "piet", withdrawal_of("Odile")),
)


def main() -> None:
    with _centre() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],  # Chromium's sandbox does not start as root
        )
        pages = {
            name: _signed_in(browser, origin, name) for name in dict.fromkeys(p.sign_in for p in PICTURES)
        }
        for picture in track(PICTURES, description="Pictures"):
            _take(picture, pages[picture.sign_in])
        browser.close()
    made = {file.name: file.stat().st_size / 1024 for file in sorted(HERE.glob("*.png"))}
    print(
        "\n".join(f"{size:6.0f} kB  {name}" for name, size in made.items()), f"\n{sum(made.values()):6.0f} kB"
    )
    if max(made.values()) > LARGEST_KB or sum(made.values()) > ALL_KB:
        sys.exit(f"A picture may weigh {LARGEST_KB} kB, all of them {ALL_KB} kB.")


def _take(picture: Picture, page: Page) -> None:
    page.set_viewport_size({"width": picture.size[0], "height": picture.size[1]})
    page.emulate_media(color_scheme=picture.scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    picture.show(page)
    page.evaluate("document.activeElement?.blur()")
    (HERE / f"{picture.name}.png").write_bytes(in_few_colours(page.screenshot(animations="disabled")))


def open_(page: Page, path: str) -> None:
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status if answer else 'nothing'}")


def _signed_in(browser: Browser, origin: str, username: str) -> Page:
    page = browser.new_context(base_url=origin, locale="en-US").new_page()
    if not username:
        return page
    page.goto("/accounts/login/")
    password = page.locator("section[aria-labelledby=demo] strong").inner_text()
    page.locator("form.sb-stack input[name=login]").fill(username)
    page.locator("form.sb-stack input[name=password]").fill(password)
    page.locator("form.sb-stack button").first.click()
    page.wait_for_load_state()
    if page.locator("#demo-code").count():
        page.locator("form.sb-stack input[name=code]").fill(page.locator("#demo-code").inner_text())
        page.locator("form.sb-stack button").first.click()
        page.wait_for_load_state()
    if "/accounts/" in page.url:
        raise RuntimeError(f"{username} could not sign in: {page.url}")
    return page


@contextmanager
def _centre() -> Iterator[str]:
    if running := os.environ.get("SWITCHBACK_PICTURES_OF"):
        yield running.rstrip("/")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="switchback-pictures-")
    origin = f"http://127.0.0.1:{port}"
    env = {**os.environ, "SWITCHBACK_DATA": folder, "SWITCHBACK_DEMO": "1", "SWITCHBACK_ORIGIN": origin}
    for name in ("DATABASE_URL", "SWITCHBACK_PG_HOST", "SWITCHBACK_AS"):
        env.pop(name, None)
    command = [sys.executable, "-m", "switchback.config.command", "run", "--port", str(port)]
    centre = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait(origin, centre)
        yield origin
    finally:
        centre.terminate()
        centre.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(origin: str, centre: "subprocess.Popen[bytes]") -> None:
    print("Making a demo centre…", flush=True)
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until and centre.poll() is None:
        try:
            with urllib.request.urlopen(f"{origin}/help/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError("the demo centre did not start")


if __name__ == "__main__":
    main()
