"""Help now: for anyone, at once. These views never look at who opened them.

They are drawn without the request, so no session is read and nobody is looked up; and they still answer, with the
shipped numbers, when the database does not.
"""

import logging
from typing import Any

from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from switchback.care.people import queries as people
from switchback.care.people.queries import SiteFacts
from switchback.clinical.relapse import lines_to_show, overdose_card, safety_advice
from switchback.clinical.values import local_day
from switchback.faces.kit import clock
from switchback.faces.kit.safety import safety_lines

log = logging.getLogger(__name__)
FIRST = ("emergency", "lifeline_988")
WHILE_USING = "never_use_alone"


@require_GET
@gzip_page
def help_now(request: HttpRequest) -> HttpResponse:
    site = _site()
    lines = lines_to_show(
        site.help_lines if site else (), today=local_day(clock.now(), site.zone if site else "UTC")
    )
    by_id = {line.id: line for line in lines}
    rest = [line for line in lines if line.id not in (*FIRST, WHILE_USING)]
    given = {
        "site": site, "lines": lines, "emergency": by_id.get("emergency"), "lifeline": by_id.get("lifeline_988"),
        "while_using": by_id.get(WHILE_USING), "rest": rest,
    }  # fmt: skip
    return _drawn(request, "public/help.html", given, script="public/mine.js")


@require_GET
@gzip_page
def overdose(request: HttpRequest) -> HttpResponse:
    card = overdose_card()
    site = _site()
    emergency = _emergency(site)
    steps = [
        {**step, "call": emergency if step.get("calls") else "", "tone": "help"}
        for step in card.body["steps"]
    ]
    return _drawn(
        request, "public/overdose.html", {"card": card, "steps": steps, "emergency": emergency, "site": site}
    )


@require_GET
@gzip_page
def wait(request: HttpRequest) -> HttpResponse:
    """I want to use now: time, and my own plan when it is kept on this phone."""
    return _drawn(request, "public/wait.html", {"site": _site()}, script="public/mine.js")


@require_GET
@gzip_page
def after(request: HttpRequest) -> HttpResponse:
    """I used: safety first. What is not known is taken as the more dangerous answer, so nothing is asked."""
    advice = safety_advice(hours_since_use=None, alone=None, days_without_opioids=None, in_risk_window=None)
    site = _site()
    lines = safety_lines(advice.keys, emergency=_emergency(site), clinic=site.phone if site else "")
    return _drawn(request, "public/after.html", {"items": lines, "site": site})


def _emergency(site: SiteFacts | None) -> str:
    lines = lines_to_show(site.help_lines if site else (), today=clock.now().date())
    return next(line.call for line in lines if line.id == FIRST[0])


def _site() -> SiteFacts | None:
    try:
        return people.site()
    except DatabaseError as error:
        log.error("help now without the site's own numbers: %s", type(error).__name__)
        return None


def _drawn(request: HttpRequest, template: str, given: dict[str, Any], script: str = "") -> HttpResponse:
    own: dict[str, Any] = {"theme": request.COOKIES.get("theme", ""), "zone": "UTC", **given}
    if site := given.get("site"):
        own |= {"zone": site.zone, "site_name": site.name}
    if script:
        own |= {"script": _text_of(script), "nonce": request.csp_nonce}  # type: ignore[attr-defined]
    response = HttpResponse(get_template(template).render(own))
    # Kept by this browser only, for an hour: a weak network must not stand between anyone and these numbers.
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _text_of(script: str) -> SafeString:
    """In the page itself: one request fewer on a slow phone."""
    with open(str(finders.find(script)), encoding="utf-8") as file:
        return mark_safe(file.read())  # noqa: S308 -- our own file
