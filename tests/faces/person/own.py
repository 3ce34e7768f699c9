"""Ana, her history, and a signed-in client; and the words on a page as somebody reads them."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from switchback.care.continuing import operations as continuing
from switchback.care.people.models import Site
from switchback.care.relapse import operations as relapse
from switchback.faces.kit import clock
from tests import cast
from tests.cast import DAY, Cast

SKIPPED = {"script", "style", "svg", "template"}


def centre() -> Cast:
    road = cast.gather(admitted=clock.now() - 40 * DAY)
    Site.objects.filter(id=road.site_id).update(
        name="Anchor Ridge Center", phone="(555) 010-4477", read_hours="Monday to Friday, 8 am to 6 pm"
    )
    return road


def client_of(road: Cast) -> Client:
    client = Client()
    cast.sign_in(client, road.ana)
    return client


def check_in(road: Cast, *, days_ago: float = 0, **answers: Any) -> None:
    at = clock.now() - timedelta(days=days_ago)
    continuing.check_in(actor=road.ana, person_id=road.ana_id, answers=answers, at=at, now=at, key=cast.key())


def use(road: Cast, *, days_ago: float = 0, tell_team: bool = False) -> relapse.Reported:
    at = clock.now() - timedelta(days=days_ago)
    return relapse.report_lapse(
        actor=road.ana, person_id=road.ana_id, at=at, key=cast.key(), used_at=at, alone=None, wants_call=None,
        tell_team=tell_team,
    )  # fmt: skip


class _Words(HTMLParser):
    """Text by block, without the person's own words, without pictures and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipping = 0
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("input", "br", "meta", "link", "img", "hr"):
            return
        classes = dict(attrs).get("class") or ""
        own = tag in SKIPPED or "sb-words" in classes or "sb-hidden" in classes or "data-own" in dict(attrs)
        self.open.append((tag, own))
        self.skipping += own
        if tag in (
            "p",
            "li",
            "h1",
            "h2",
            "h3",
            "legend",
            "label",
            "button",
            "summary",
            "dt",
            "dd",
            "figcaption",
            "div",
        ):
            self.found.append("")

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        pass  # <path/> and its like hold no words

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, own = self.open.pop()
            self.skipping -= own
            if name == tag:
                break
        if tag in (
            "p",
            "li",
            "h1",
            "h2",
            "h3",
            "legend",
            "label",
            "button",
            "summary",
            "dt",
            "dd",
            "figcaption",
            "div",
            "a",
        ):
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            if not self.found:
                self.found.append("")
            self.found[-1] += data


def read(html: str) -> list[str]:
    """Every sentence of a page's own words, in order: what stands in `main`."""
    words = _Words()
    words.feed(html.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0])
    blocks = [re.sub(r"\s+", " ", block).strip() for block in words.found]
    return [
        s.strip() for block in blocks for s in re.split(r"(?<=[.!?:])\s+", block) if re.search(r"[A-Za-z]", s)
    ]
