"""What every team page has: the top bar for this role, the person's head and tabs, the site's zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url

from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.care.people.door import Actor
from switchback.care.people.queries import SiteFacts, Who
from switchback.clinical.sharing import reach
from switchback.faces.kit import clock, dates

PLACES = (
    ("worklist", "worklist.view", "Worklist", "team"),
    ("people", "people.list", "People", "team-people"),
    ("enquiries", "enquiry.view", "Enquiries", "team-enquiries"),
)
PARTS = (
    ("chart", "chart.view", "Chart", "team-person"),
    ("medication", "medication.view", "Medication", "team-medication"),
    ("answers", "response.view", "Answers", "team-answers"),
    ("plan", "plan.view", "Plan", "team-plan"),
    ("visits", "visit.manage", "Visits", "team-visits"),
    ("events", "timeline.view", "All events", "team-events"),
    ("about", "person.view", "Person", "team-about"),
)


@dataclass(frozen=True)
class Head:
    """Whose page it is."""

    who: Who
    zone: str
    facts: tuple[str, ...]
    tabs: tuple[dict[str, Any], ...]

    @property
    def id(self) -> UUID:
        return self.who.id


def may(actor: Actor, action: str) -> bool:
    """Whether a link is worth showing to this role. The door decides; this only spares a click."""
    return reach(action, actor.role) is not None


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@cache
def _pattern(name: str) -> str:
    return resolve_url(name, door.NOBODY)


def person_href(name: str, person_id: UUID) -> str:
    """A page of a person. Looked up once for each page: a worklist has hundreds of links."""
    return _pattern(name).replace(str(door.NOBODY), str(person_id))


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def site_of(actor: Actor) -> SiteFacts:
    found = _site(actor.site_id, clock.now().replace(second=0, microsecond=0))
    assert found
    return found


@lru_cache(maxsize=256)
def _site(site_id: UUID, minute: object) -> SiteFacts | None:
    """A site's facts change once in years; each process asks again after a minute."""
    return people.site(site_id)


@contextmanager
def chart_of(request: HttpRequest, person_id: UUID, action: str, *, here: str = "") -> Iterator[Head]:
    """Pass the door once for a page; what the page reads inside stands behind the same line of the access log."""
    actor = actor_of(request)
    with door.enter(action, actor=actor, person_id=person_id) as chart:
        yield head(people.who(actor=actor, person_id=person_id), chart.zone, actor, here)


def head(who: Who, zone: str, actor: Actor, here: str) -> Head:
    age = dates.local(clock.now(), zone).date()
    facts = [f"No. {who.record_number}", *(f"also {number}" for number in who.merged_numbers)]
    if who.born_on:
        years = age.year - who.born_on.year - ((age.month, age.day) < (who.born_on.month, who.born_on.day))
        facts.append(f"{dates.day(who.born_on)} ({years})")
    tabs = tuple(
        {"label": label, "href": person_href(name, who.id), "current": part == here}
        for part, action, label, name in PARTS
        if may(actor, action)
    )
    return Head(who, zone, tuple(facts), tabs)


def show(
    request: HttpRequest, template: str, *, here: str = "", status: int = 200, **values: Any
) -> HttpResponse:
    actor = actor_of(request)
    site = site_of(actor)
    shared = {
        "here": here, "actor": actor, "site_name": site.name, "zone": site.zone, "now": clock.now(),
        "places": [
            {"part": part, "text": text, "href": resolve_url(name)}
            for part, action, text, name in PLACES
            if may(actor, action)
        ],
        "may_list": may(actor, "people.list"),
    }  # fmt: skip
    return render(request, f"team/{template}", {**shared, **values}, status=status)


def go(name: str, *args: Any) -> HttpResponseRedirect:
    """Where a form leads after it was stored: the browser asks for that page anew, so reloading sends nothing twice."""
    found = HttpResponseRedirect(resolve_url(name, *args))
    found.status_code = 303
    return found
