"""My journey: the road, the numbers that never fall, thirty dots, milestones, and the day the path began."""

from datetime import UTC, date, datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from switchback.care.continuing import operations as continuing
from switchback.care.continuing.queries import OwnJourney
from switchback.care.journey.operations import NotPossible
from switchback.clinical.values import local_day
from switchback.faces.kit import clock, dates
from switchback.faces.kit.road import RoadPoint
from switchback.faces.person import says
from switchback.faces.person.dots import draw_dots, legend
from switchback.faces.person.forms import BeganForm
from switchback.faces.person.page import me, my_page, own, show

BENDS_SHOWN = 40


@require_GET
@own
def road(request: HttpRequest) -> HttpResponse:
    mine = my_page(request)
    zone = mine.site.zone if mine.site else "UTC"
    walked = mine.journey.road
    reached = [
        {"key": says.milestone(m), "value": dates.day(m.reached_on)} for m in reversed(walked.milestones)
    ]
    return show(
        request, "road", here="journey", headline=says.JOURNEY, journey=mine.journey, numbers=says.numbers(walked),
        points=_points(mine.journey, today=local_day(clock.now(), zone)), dots=draw_dots(walked.dots),
        legend=legend(walked.dots), reached=reached,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@own
def began(request: HttpRequest) -> HttpResponse:
    mine = my_page(request)
    zone = mine.site.zone if mine.site else "UTC"
    start = {"began_on": mine.journey.began_on, "show_days_since": mine.journey.show_days_since}
    form = BeganForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_bound and form.is_valid():
        try:
            continuing.choose_path(**me(request), **form.cleaned_data, today=local_day(clock.now(), zone))
        except NotPossible:
            form.add_error("began_on", "This day is still to come. Pick today or a day before.")
        else:
            messages.success(request, "Saved.")
            return redirect("me_road")
    return show(request, "began", here="journey", form=form, status=422 if form.is_bound else 200)


def _points(journey: OwnJourney, *, today: date) -> list[RoadPoint]:
    """Milestones and bends in the order they were met. Bends before the path began are behind the person."""
    began_on = journey.began_on
    bends = [day for day in journey.road.bends if day >= began_on][-BENDS_SHOWN:]
    return [
        RoadPoint(_noon(began_on), "start", dates.short_day(began_on)),
        *(RoadPoint(_noon(m.reached_on), "milestone", says.milestone(m)) for m in _few(journey)),
        *(RoadPoint(_noon(day), "bend", f"A use day, {dates.short_day(day)}") for day in bends),
        RoadPoint(_noon(today), "here", "You are here"),
    ]


def _few(journey: OwnJourney) -> list[says.Milestone]:
    """The picture has room for the furthest of each kind and one before it; the list below has them all."""
    kept = []
    for key in ("free_days", "path_days"):
        of_kind = [m for m in journey.road.milestones if m.key == key and m.reached_on >= journey.began_on]
        kept += of_kind[-2:]
    return kept


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
