"""A return to use that was told: the team is in contact; looked at together and learned from."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from switchback.care.people import queries as people
from switchback.care.relapse import operations as relapse
from switchback.care.relapse import queries
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team.fields import TeamForm, words
from switchback.faces.team.page import actor_of, chart_of, go, may, posted, show, site_of
from switchback.faces.team.trying import found, trying


class ReviewForm(TeamForm):
    before = words("What came before", required=False, rows=2)
    helped_stop = words("What helped to stop", required=False, rows=2)
    learned = words("One thing learned", required=False, rows=2)


@team_page
def lapses(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with chart_of(request, person_id, "timeline.view", here="events") as person:
        rows = queries.lapses(actor=actor, person_id=person.id)
        names = people.names_of([row.acknowledged_by for row in rows])
    return show(
        request, "lapses/list.html", here="people", person=person, rows=rows, names=names,
        may_review=may(actor, "lapse.review"),
    )  # fmt: skip


@team_page
@require_POST
def acknowledge(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One click, from the worklist or the chart: somebody has seen it and is in contact."""
    relapse.acknowledge_all(actor=actor_of(request), person_id=person_id, at=clock.now())
    messages.success(request, "Written down: we are in contact.")
    return go("team-lapses", person_id)


@team_page
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, person_id: UUID, lapse_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), ReviewForm(posted(request))
    if form.is_valid():
        with trying(form, site_of(actor).zone):
            relapse.review(
                actor=actor, person_id=person_id, lapse_id=lapse_id, at=clock.now(), **form.cleaned_data
            )
            messages.success(request, "Saved.")
            return go("team-lapses", person_id)
    with chart_of(request, person_id, "lapse.review", here="events") as person, found():
        told = queries.lapse(actor=actor, person_id=person.id, lapse_id=lapse_id)
    form.initial = {name: getattr(told, name) for name in form.fields}
    return show(
        request,
        "lapses/review.html",
        here="people",
        status=422 if form.errors else 200,
        person=person,
        form=form,
        told=told,
    )
