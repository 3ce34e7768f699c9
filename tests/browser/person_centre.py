"""Ana's centre as it is really served: its own process, compressed files, production headers; and a slow old phone."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.text import slugify
from playwright.sync_api import BrowserContext, CDPSession, Page

from switchback.care.continuing import operations as continuing
from switchback.care.people.models import Site
from switchback.care.plan import operations as plan
from switchback.care.plan import queries as plans
from switchback.care.relapse import operations as relapse
from switchback.faces.kit import clock
from tests import cast
from tests.cast import DAY, Cast

SOURCE = Path(__file__).parents[2]
PHONE = {"width": 360, "height": 640}
PUBLIC = ("/", "/ask/", "/ask/status/", "/help/", "/help/overdose/", "/help/wait/", "/help/after/")
OWN = (
    "/me/", "/me/today/", "/me/today/sent/", "/me/today/first/", "/me/road/", "/me/road/began/", "/me/plan/", "/me/plan/triggers/",
    "/me/plan/people/", "/me/plan/naloxone/", "/me/plan/yes/", "/me/plan/versions/", "/me/bend/", "/me/bend/tell/",
    "/me/settings/",
)  # fmt: skip
PLAN = {
    "goals": [
        {
            "words": "See my son every Sunday", "objective": "Four Sundays in a row",
            "steps": [{"what": "Call Maya about Sunday", "who": "me", "by_on": None}], "review_on": "2030-01-06",
        }
    ],
    "relapse_prevention": {
        "triggers": ["Payday", "My old street"],
        "early_signs": ["I stop answering my phone"],
        "helps": ["A walk by the river"],
        "people": [{"name": "Rosa", "how": "555-0142"}],
        "reasons": ["My son"],
    },
    "safety": {"naloxone_place": "Kitchen drawer, on the left"},
}  # fmt: skip


@dataclass
class Centre:
    """A running server and Ana's history behind it."""

    url: str
    cast: Cast

    def sign_in(self, context: BrowserContext) -> None:
        client = Client()
        cast.sign_in(client, self.cast.ana)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}])


@pytest.fixture(scope="session")
def server(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[str]:
    data = tmp_path_factory.mktemp("served")
    parts = connection.settings_dict
    host, port = quote(str(parts["HOST"]), safe=""), parts["PORT"] or 5432
    who = quote(parts["USER"]) + (f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else "")
    own = _free_port()
    env = {k: v for k, v in os.environ.items() if not k.startswith(("SWITCHBACK_", "DJANGO_SETTINGS"))} | {
        "SWITCHBACK_DATA": str(data),
        "SWITCHBACK_SECRET_KEY": settings.SECRET_KEY,
        "SWITCHBACK_ORIGIN": f"http://localhost:{own}",
        "DATABASE_URL": f"postgresql://{who}@/{parts['NAME']}?host={host}&port={port}",
        "PYTHONPATH": str(SOURCE / "src"),
    }
    run = [sys.executable, str(SOURCE / "manage.py"), "collectstatic", "--noinput", "-v0"]
    subprocess.run(run, env=env, check=True, cwd=SOURCE)
    serve = [sys.executable, "-m", "granian", "--interface", "wsgi", "switchback.config.wsgi:application"]
    serve += ["--host", "127.0.0.1", "--port", str(own), "--workers", "1", "--blocking-threads", "2"]
    with open(data / "server.log", "w") as said:
        process = subprocess.Popen(serve, env=env, cwd=SOURCE, stdout=said, stderr=said)
        try:
            _wait_for(f"http://localhost:{own}/leave/", process, data / "server.log")
            for path in PUBLIC:  # compiled once, as on a server that has been up for a while
                urllib.request.urlopen(f"http://localhost:{own}{path}").close()
            yield f"http://localhost:{own}"
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def centre(server: str, transactional_db: None) -> Centre:
    """Ana has been here for three weeks: check-ins, one bend told to the team, a plan both agreed."""
    now = clock.now()
    road = cast.gather(admitted=now - 40 * DAY)
    # The public pages speak for the first site by name.
    Site.objects.filter(id=road.site_id).update(
        name="Anchor Ridge Center", phone="(555) 010-4477", read_hours="Monday to Friday, 8 am to 6 pm",
        offers=["Detox with a nurse day and night", "A plan that is yours"],
    )  # fmt: skip
    for days in range(21, 0, -1):
        if days in (15, 9):
            continue
        at = now - days * DAY
        answers = {"urge": days % 4, "mood": 3, "used": "no"}
        continuing.check_in(
            actor=road.ana, person_id=road.ana_id, answers=answers, at=at, now=at, key=cast.key()
        )
    told = relapse.report_lapse(
        actor=road.ana, person_id=road.ana_id, at=now - 9 * DAY, key=cast.key(), used_at=now - 9 * DAY, alone=True,
        wants_call=None, tell_team=True,
    )  # fmt: skip
    relapse.review(
        actor=road.ana, person_id=road.ana_id, lapse_id=told.lapse_id, before="A fight", helped_stop="Rosa",
        learned="Leave before the fight", at=now - 8 * DAY,
    )  # fmt: skip
    agree_plan(road)
    return Centre(url=server, cast=road)


def agree_plan(road: Cast) -> None:
    at = clock.now() - 7 * DAY
    plan_id = plan.open_revision(actor=road.cara, person_id=road.ana_id, at=at)
    before = plans.version(actor=road.cara, person_id=road.ana_id, plan_id=plan_id)
    edit = plan.save_revision(
        actor=road.cara, person_id=road.ana_id, plan_id=plan_id, body=PLAN, edit=before.edit, at=at
    )
    plan.agree(actor=road.cara, person_id=road.ana_id, plan_id=plan_id, edit=edit, at=at)
    plan.agree(actor=road.ana, person_id=road.ana_id, plan_id=plan_id, edit=edit, at=at)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": PHONE, "has_touch": True}


@pytest.fixture
def ana(centre: Centre, page: Page) -> Page:
    """Ana's own phone, signed in."""
    centre.sign_in(page.context)
    return page


@dataclass
class Wire:
    """What went over the network for a page, as the browser counts it: headers and bodies, compressed."""

    cdp: CDPSession
    urls: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def start(self) -> None:
        self.urls.clear()
        self.bytes.clear()

    @property
    def total(self) -> int:
        return sum(self.bytes.values())

    @property
    def scripts(self) -> int:
        return sum(n for id_, n in self.bytes.items() if self.urls.get(id_, "").split("?")[0].endswith(".js"))

    def hosts(self) -> set[str]:
        return {url.split("/")[2] for url in self.urls.values() if url.startswith("http")}


def slow(page: Page) -> Wire:
    """400 kbit/s, 400 ms, a processor four times slower; and a count of every byte."""
    cdp = page.context.new_cdp_session(page)
    wire = Wire(cdp)
    cdp.on("Network.requestWillBeSent", lambda e: _asked(wire, e))
    cdp.on("Network.loadingFinished", lambda e: _came(wire, e))
    cdp.send("Network.enable")
    rate = 400 * 1000 // 8
    cdp.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": rate, "uploadThroughput": rate},
    )
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    return wire


def _asked(wire: Wire, event: dict[str, Any]) -> None:
    url = event["request"]["url"]
    if url.startswith("http"):
        wire.urls[event["requestId"]] = url
        if answer := event.get("redirectResponse"):
            wire.bytes[event["requestId"] + str(len(wire.bytes))] = int(answer.get("encodedDataLength", 0))


def _came(wire: Wire, event: dict[str, Any]) -> None:
    if event["requestId"] in wire.urls:
        wire.bytes[event["requestId"]] = int(event["encodedDataLength"])


@pytest.fixture
def figure() -> Callable[..., None]:
    """Prints a measured figure, and keeps it for the README's table when SWITCHBACK_FIGURES names a folder."""

    def keep(budget: int, task: str, measured: str, passes_when: str) -> None:
        print(f"\nbudget {budget}: {task}: {measured} (passes when {passes_when})")
        if folder := os.environ.get("SWITCHBACK_FIGURES"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            row = {"budget": budget, "task": task, "measured": measured, "passes_when": passes_when}
            name = f"person_{budget:02}_{slugify(task)}.json"
            (Path(folder) / name).write_text(json.dumps(row, indent=1) + "\n")

    return keep


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")
