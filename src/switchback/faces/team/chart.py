"""A person's chart: who, where in care, what comes next, and the timeline from years to hours."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from switchback.care.insight import queries as insight
from switchback.care.journey import queries as journey
from switchback.care.medication import queries as medication
from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.care.plan import queries as plan
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.kit.timeline import Zoom, zoom_links
from switchback.faces.kit.words import word
from switchback.faces.team import next_steps, urgency
from switchback.faces.team.about import about
from switchback.faces.team.page import actor_of, head, may, show
from switchback.faces.team.timeline_view import SLICES, timeline_view

# The newest of each of these stands in the head of the chart.
NEWEST = ("cows.recorded", "urine.tested", "daily_check_in.recorded", "response.recorded")


@team_page
def chart(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    if not may(actor, "chart.view"):
        return about(request, person_id)
    now = clock.now()
    start, end = _asked(request)
    # One pass of the door, one line in the access log, for all the page reads.
    with door.enter("chart.view", actor=actor, person_id=person_id) as opened:
        history = journey.history(
            actor=actor,
            person_id=opened.person_id,
            now=now,
            start=start,
            end=end,
            slices=SLICES,
            newest=NEWEST,
        )
        shown: dict[str, Any] = {"picture": _picture(history, opened.zone, now)}
        if request.htmx and request.htmx.target == "timeline":  # type: ignore[attr-defined]
            return show(request, "chart/timeline.html", person_id=opened.person_id, **shown)
        who, care_team = people.who_and_care_team(actor=actor, person_id=opened.person_id)
        level, reasons, scored = insight.standing(actor=actor, person_id=opened.person_id, at=now)
        planned = plan.plan(actor=actor, person_id=opened.person_id)
        orders: tuple[medication.OrderRow, ...] = ()
        if may(actor, "medication.view"):
            orders = medication.orders(actor=actor, person_id=opened.person_id, now=now, active_only=True)
    shown |= {
        "person": head(who, opened.zone, actor, "chart"), "person_id": who.id, "care_team": care_team,
        "where": history.where, "newest": _newest(history), "plan": planned, "orders": orders,
        "may_see_medication": may(actor, "medication.view"), "urgency": urgency.shown(level), "scored": scored,
        "reasons": [word("team", r.key, zone=opened.zone, **r.saw) for r in reasons if r.key != "not_scored"],
        "steps": next_steps.steps(
            reasons=reasons, where=history.where, orders=orders, planned=planned, newest=history.newest,
            person_id=who.id, actor=actor,
        ),
        "forms": next_steps.forms(who.id, actor),
    }  # fmt: skip
    return show(request, "chart/chart.html", here="people", **shown)


def _newest(history: journey.History) -> dict[str, journey.EventRow]:
    """By the last part of the key, so that a template can name it: cows, urine, check_in, phq9, …"""
    names = {"cows.recorded cows": "cows", "urine.tested": "urine", "daily_check_in.recorded": "check_in"}
    return {names.get(key, key.rpartition(" ")[2]): event for key, event in history.newest.items()}


def _picture(history: journey.History, zone: str, now: datetime) -> dict[str, Any]:
    born = min(history.marks.first_ever or history.start, history.start)
    last = max(now if history.where.in_care else history.end, history.marks.last_ever or history.end)
    # Addresses hold minutes, and a page may be a while open: a window that ends just short of now ends now.
    if last - history.end < max((history.end - history.start) / 50, timedelta(minutes=2)):
        last = history.end
    links = zoom_links(history.start, history.end, born, last)
    return {
        "view": timeline_view(history, zone=zone, now=now),
        "zooms": [_link(link) for link in links if link.label not in ("Earlier", "Later")],
        "moves": [_link(link) for link in links if link.label in ("Earlier", "Later")],
        "total": history.marks.total,
    }


def _link(zoom: Zoom) -> dict[str, Any]:
    asked = urlencode({"from": _stamp(zoom.start), "to": _stamp(zoom.end)})
    return {"label": zoom.label, "href": f"?{asked}", "current": zoom.current, "key": zoom.label.lower()}


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _asked(request: HttpRequest) -> tuple[datetime | None, datetime | None]:
    """The window of the link, or none: a window nobody can read is the usual one."""
    try:
        start, end = (datetime.fromisoformat(request.GET[name]) for name in ("from", "to"))
        can_be_kept = start.tzinfo and end.tzinfo and start.year > 1 and end.year < 9999
        if can_be_kept and timedelta(hours=1) <= end - start <= timedelta(days=366 * 120):
            return start, end
    except (KeyError, ValueError):
        pass
    return None, None


def chart_href(person_id: UUID) -> str:
    return resolve_url("team-person", person_id)
