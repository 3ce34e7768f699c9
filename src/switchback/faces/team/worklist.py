"""Whom to see today, and why; beside it what this role has to do: doses for a nurse, visits for the others."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from switchback.care.insight import queries as insight
from switchback.care.medication import queries as medication
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.care.programme import queries as programme
from switchback.clinical.values import load_content
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock, dates
from switchback.faces.team import urgency
from switchback.faces.team.enquiries import enquiry_list
from switchback.faces.team.next_steps import steps_for_reasons
from switchback.faces.team.page import actor_of, go, may, show, site_of
from switchback.faces.team.worklist_rows import draw_row

RULES = load_content("risk", "rules")


@team_page
def worklist(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not may(actor, "worklist.view"):
        return enquiry_list(request) if may(actor, "enquiry.view") else go("team-people")
    at, zone = clock.now(), site_of(actor).zone
    with door.enter_bulk("worklist.view", actor=actor):  # one pass for all the page reads
        everyone = insight.worklist(actor=actor, at=at)
        beside = _beside(actor, zone)
    chosen = urgency.read(request.GET.get("urgency"))
    counts = Counter(row.urgency for row in everyone)
    shown = [row for row in everyone if chosen is None or row.urgency == chosen]
    token = get_token(request)
    rows = [
        draw_row(row, steps_for_reasons(row.reasons, row.person_id, actor), zone=zone, token=token)
        for row in shown
    ]
    return show(
        request, "worklist/worklist.html", here="worklist", chosen=chosen, total=len(everyone), zone=zone,
        filters=urgency.filters(counts, len(everyone), chosen),
        rows=rows, rules=RULES, **beside,
    )  # fmt: skip


def _beside(actor: Actor, zone: str) -> dict[str, Any]:
    """Beside the worklist: today's open visits, and today's doses for who gives them."""
    now = clock.now()
    midnight = dates.local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found: dict[str, Any] = {
        "visits": programme.due(actor=actor, start=midnight, end=midnight + timedelta(days=1))
    }
    if may(actor, "medication.give"):
        found["doses"] = medication.due_today(actor=actor, now=now, zone=zone)
    return found
