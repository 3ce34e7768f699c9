"""The table beside the picture: every event, newest first, and the way to say that one was a mistake."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from switchback.care.journey import operations as journey
from switchback.care.journey import queries
from switchback.care.journey.queries import EventRow
from switchback.care.people import queries as people
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock, dates
from switchback.faces.kit.words import word
from switchback.faces.team.fields import TeamForm
from switchback.faces.team.next_steps import ASKED
from switchback.faces.team.page import actor_of, chart_of, go, may, posted, show, site_of
from switchback.faces.team.templatetags.team import TIMES
from switchback.faces.team.trying import trying

ON_A_PAGE = 50
# Said of an event, in this order, when its detail holds it. Ids are not.
TOLD = ("drug", "mg", "times", "instrument", "score", "band", "urge", "level", "what", "value", "unit", "positive",
        "substances", "on", "outcome", "number", "reasons", "reason", "due_at")  # fmt: skip


class CorrectForm(TeamForm):
    # A key, not words: the journey holds no free text.
    reason = forms.ChoiceField(
        label="Why it is a mistake",
        choices=[
            ("wrong_person", "It belongs to somebody else"), ("wrong_value", "The value is wrong"),
            ("wrong_time", "The time is wrong"), ("entered_twice", "It was written twice"),
            ("did_not_happen", "It did not happen"),
        ],
    )  # fmt: skip


@team_page
def events(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with chart_of(request, person_id, "timeline.view", here="events") as person:
        rows = queries.events(actor=actor, person_id=person.id, before=_before(request), limit=ON_A_PAGE + 1)
        names = people.names_of([row.by for row in rows])
    more, rows = len(rows) > ON_A_PAGE, rows[:ON_A_PAGE]
    return show(
        request, "chart/events.html", here="people", person=person, names=names, paged="before" in request.GET,
        rows=[{"event": row, "what": word("team", row.kind), "told": told(row)} for row in rows],
        later=f"{rows[-1].at.isoformat()}_{rows[-1].id}" if more else "", may_correct=may(actor, "chart.view"),
    )  # fmt: skip


@team_page
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, person_id: UUID, event_id: int) -> HttpResponse:
    """The event stays, marked; the record shows who said so and why."""
    actor, form = actor_of(request), CorrectForm(posted(request))
    if form.is_valid():
        with trying(form, site_of(actor).zone):
            journey.correct(
                actor=actor,
                person_id=person_id,
                event_id=event_id,
                at=clock.now(),
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, "Corrected. The event stays in the table, marked.")
            return go("team-events", person_id)
    with chart_of(request, person_id, "chart.view", here="events") as person:
        row = queries.event(actor=actor, person_id=person.id, event_id=event_id)
    if row is None:
        raise Http404
    return show(
        request, "chart/correct.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        event=row, what=word("team", row.kind), told=told(row),
    )  # fmt: skip


def _before(request: HttpRequest) -> tuple[datetime, int] | None:
    at, _, last = request.GET.get("before", "").rpartition("_")
    try:
        seen = (datetime.fromisoformat(at.replace(" ", "+")), int(last)) if at else None
    except ValueError:
        raise Http404
    if seen and not (seen[0].tzinfo and 1 < seen[0].year < 9999):
        raise Http404
    return seen


def told(event: EventRow) -> str:
    said = [told for name in TOLD if (told := _told(name, event.detail.get(name)))]
    if event.kind == "urine.tested" and not event.detail.get("positive"):
        said = ["negative"]
    return ", ".join(said)


def _told(name: str, value: Any) -> str:
    if value is None or value == [] or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(_told(name, one) for one in value)
    if name == "on":
        return dates.short_day(date.fromisoformat(value))
    if name == "due_at":
        return f"due {dates.short_day(datetime.fromisoformat(value))}"
    if name == "mg":
        return f"{value:g} mg"
    if name == "number":
        return f"version {value}"
    if name == "urge":
        return f"urge {value} of 4"
    if name == "instrument":
        return ASKED.get(value, value.replace("_", " "))
    if name == "times":
        return TIMES.get(value, str(value))
    try:
        return word("team", str(value)).lower() if isinstance(value, str) else f"{value:g}"
    except KeyError:
        return str(value).replace("_", " ")
