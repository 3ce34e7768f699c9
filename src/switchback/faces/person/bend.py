"""I used: safety first, before any question. Then what they choose to tell. Then what still stands."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from switchback.care.journey import operations as journey
from switchback.care.journey import queries as kept
from switchback.care.journey.operations import NotPossible
from switchback.care.people import queries as people
from switchback.care.people.queries import SiteFacts
from switchback.care.relapse import operations as relapse
from switchback.care.relapse import queries
from switchback.care.relapse.queries import LapseRow, NoSuchLapse
from switchback.clinical.relapse import lines_to_show, safety_advice
from switchback.faces.kit import clock
from switchback.faces.kit.safety import safety_lines
from switchback.faces.person import says
from switchback.faces.person.forms import KeyForm, LookBackForm, TellForm
from switchback.faces.person.page import me, my_page, own, show


@require_GET
@own
def safety_first(request: HttpRequest) -> HttpResponse:
    """Nothing is asked, read from a journey or written."""
    return _safety(request, checked_in=False)


@require_GET
@own
def safety_after_check_in(request: HttpRequest) -> HttpResponse:
    """The same when a check-in has just said so: the page does not claim that nobody was told."""
    return _safety(request, checked_in=True)


def _safety(request: HttpRequest, *, checked_in: bool) -> HttpResponse:
    """What is not known counts as the more dangerous answer, so nothing needs to be asked first."""
    advice = safety_advice(hours_since_use=None, alone=None, days_without_opioids=None, in_risk_window=None)
    site = _my_site(request)
    lines = lines_to_show(site.help_lines if site else (), today=clock.now().date())
    emergency = next(line.call for line in lines if line.id == "emergency")
    items = safety_lines(advice.keys, emergency=emergency, clinic=site.phone if site else "")
    return show(request, "bend", items=items, checked_in=checked_in, tell="Tell more" if checked_in else "")


@require_http_methods(["GET", "HEAD", "POST"])
@own
def tell(request: HttpRequest) -> HttpResponse:
    site = _my_site(request)
    now = clock.now()
    form = TellForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            told = form.told(now=now, zone=site.zone if site else "UTC")
            reported = relapse.report_lapse(**me(request), at=now, **told)
        except NotPossible:
            form.add_error("on", "This day is still to come. Pick today or a day before.")
        else:
            return redirect("me_bend_told", lapse_id=reported.lapse_id)
    return show(request, "tell", form=form, site=site, status=422 if form.is_bound else 200)


@require_GET
@own
def still_stands(request: HttpRequest, lapse_id: UUID) -> HttpResponse:
    lapse = _lapse(request, lapse_id)
    mine = my_page(request)
    return show(
        request, "still_stands", headline=says.BEND, lapse=lapse, mine=mine, site=mine.site,
        numbers=says.numbers(mine.journey.road), reached=[says.milestone(m) for m in mine.journey.road.milestones][-3:],
        keys=lapse.advised[:4], form=KeyForm(),
    )  # fmt: skip


@require_http_methods(["POST"])
@own
def tell_team(request: HttpRequest, lapse_id: UUID) -> HttpResponse:
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            relapse.tell_team(**me(request), lapse_id=lapse_id, at=clock.now(), key=form.cleaned_data["key"])
        except NoSuchLapse:
            raise Http404
        messages.success(request, "Your care team can see it now.")
    return redirect("me_bend_told", lapse_id=lapse_id)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def look_back(request: HttpRequest, lapse_id: UUID) -> HttpResponse:
    lapse = _lapse(request, lapse_id)
    start = {"before": lapse.before, "helped_stop": lapse.helped_stop, "learned": lapse.learned}
    resumed = None if request.method == "POST" else kept.draft(**me(request), form=_draft_name(lapse_id))
    form = LookBackForm(
        request.POST if request.method == "POST" else None, initial=start | (resumed[0] if resumed else {})
    )
    if form.is_bound and form.is_valid():
        relapse.review(**me(request), lapse_id=lapse_id, at=clock.now(), **form.cleaned_data)
        journey.drop_draft(**me(request), form=_draft_name(lapse_id))
        messages.success(request, "Saved. What you learned is yours to keep.")
        return redirect("me_bend_told", lapse_id=lapse_id)
    return show(
        request, "look_back", form=form, lapse=lapse, resumed=resumed, status=422 if form.is_bound else 200
    )


@require_http_methods(["POST"])
@own
def draft(request: HttpRequest, lapse_id: UUID) -> HttpResponse:
    """Keep what is being written, for this person only."""
    form = LookBackForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    _lapse(request, lapse_id)
    journey.keep_draft(**me(request), form=_draft_name(lapse_id), values=form.cleaned_data, at=clock.now())
    return HttpResponse(status=204)


def _draft_name(lapse_id: UUID) -> str:
    return f"look_back.{lapse_id}"


def _lapse(request: HttpRequest, lapse_id: UUID) -> LapseRow:
    try:
        return queries.lapse(**me(request), lapse_id=lapse_id)
    except NoSuchLapse:
        raise Http404


def _my_site(request: HttpRequest) -> SiteFacts | None:
    return people.site(people.who(**me(request)).site_id)
