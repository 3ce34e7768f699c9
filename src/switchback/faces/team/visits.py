"""Visits: agreed, attended, missed and why."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from switchback.care.programme import operations as programme
from switchback.care.programme import queries
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team.fields import LocalTime, OnceForm, TeamForm
from switchback.faces.team.page import actor_of, chart_of, go, posted, show, site_of
from switchback.faces.team.trying import found, trying

MISSED = {
    "forgot": "Forgot", "ill": "Ill", "in_hospital": "In hospital", "transport": "No way to get here", "work": "Work",
    "family": "Family", "moved": "Moved away", "in_custody": "In custody", "did_not_want": "Did not want to come",
    "unknown": "Not known", "other": "Other",
}  # fmt: skip


class BookForm(OnceForm):
    what = forms.CharField(label="What for", max_length=80, help_text="Short, such as “Counselling”.")
    due_at = LocalTime(label="When")


class MissedForm(TeamForm):
    reasons = forms.MultipleChoiceField(
        label="Why, as far as known", choices=list(MISSED.items()), widget=forms.CheckboxSelectMultiple
    )


@team_page
@require_http_methods(["GET", "POST"])
def visits(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor, zone, now = actor_of(request), site_of(actor_of(request)).zone, clock.now()
    form = BookForm(posted(request), zone=zone)
    if form.is_valid():
        if form.cleaned_data["due_at"] < now - timedelta(days=1):
            form.add_error("due_at", "This is in the past. Please look at the day again.")
        else:
            with trying(form, zone):
                programme.book_visit(actor=actor, person_id=person_id, at=now, **form.cleaned_data)
                messages.success(request, "Booked.")
                return go("team-visits", person_id)
    with chart_of(request, person_id, "visit.manage", here="visits") as person:
        rows = queries.visits(actor=actor, person_id=person.id, limit=100)
    return show(
        request, "visits/list.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        rows=[
            {"visit": row, "why": [MISSED.get(key, key) for key in row.missed_because], "due": row.due_at <= now}
            for row in rows
        ],
    )  # fmt: skip


@team_page
@require_POST
def attend(request: HttpRequest, person_id: UUID, visit_id: UUID) -> HttpResponse:
    now = clock.now()
    with found():
        programme.attend(actor=actor_of(request), person_id=person_id, visit_id=visit_id, at=now, now=now)
    messages.success(request, "Came. Written down.")
    return go("team-visits", person_id)


@team_page
@require_http_methods(["GET", "POST"])
def miss(request: HttpRequest, person_id: UUID, visit_id: UUID) -> HttpResponse:
    actor, now, form = actor_of(request), clock.now(), MissedForm(posted(request))
    if form.is_valid():
        with trying(form, site_of(actor).zone):
            programme.miss(
                actor=actor, person_id=person_id, visit_id=visit_id, reasons=tuple(form.cleaned_data["reasons"]),
                at=now, now=now,
            )  # fmt: skip
            messages.success(request, "Written down.")
            return go("team-visits", person_id)
    with chart_of(request, person_id, "visit.manage", here="visits") as person:
        rows = queries.visits(actor=actor, person_id=person.id, limit=100)
    visit = next((row for row in rows if row.id == visit_id), None)
    if visit is None:
        raise Http404
    return show(
        request, "visits/miss.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        visit=visit,
    )  # fmt: skip
