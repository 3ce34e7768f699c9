"""What was answered and measured: PHQ-9, GAD-7, PC-PTSD-5, urine tests, measurements, a day of use."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from switchback.care.assessment import operations as assessment
from switchback.care.assessment.queries import ASKED_HERE
from switchback.care.observations import operations as observations
from switchback.care.observations import queries
from switchback.care.people import queries as people
from switchback.clinical import instruments
from switchback.clinical.instruments import IllegalAnswer, UnansweredItem
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock, dates
from switchback.faces.team import asking, drafts
from switchback.faces.team.fields import OnceForm, when
from switchback.faces.team.page import actor_of, chart_of, go, may, posted, show, site_of
from switchback.faces.team.trying import found, trying

# What our cups test for, as keys of the journey, in the words printed on them.
TESTED = [
    ("opioids", "Opioids"), ("fentanyl", "Fentanyl"), ("buprenorphine", "Buprenorphine"), ("methadone", "Methadone"),
    ("oxycodone", "Oxycodone"), ("benzodiazepines", "Benzodiazepines"), ("cocaine", "Cocaine"),
    ("amphetamine", "Amphetamine"), ("methamphetamine", "Methamphetamine"), ("cannabis", "Cannabis"),
]  # fmt: skip
SUBSTANCES = [
    ("heroin", "Heroin"), ("fentanyl", "Fentanyl"), ("opioid", "Another opioid"), ("alcohol", "Alcohol"),
    ("benzodiazepine", "Benzodiazepine"), ("cocaine", "Cocaine"), ("methamphetamine", "Methamphetamine"),
    ("cannabis", "Cannabis"), ("other", "Something else"),
]  # fmt: skip
# What is measured, with its UCUM unit.
MEASURED = {
    "body_weight": ("Weight, kg", "kg"), "heart_rate": ("Heart rate, per minute", "/min"),
    "systolic_pressure": ("Systolic pressure, mmHg", "mm[Hg]"),
    "diastolic_pressure": ("Diastolic pressure, mmHg", "mm[Hg]"),
    "body_temperature": ("Temperature, °C", "Cel"), "oxygen_saturation": ("Oxygen saturation, %", "%"),
}  # fmt: skip


class AskedForm(OnceForm):
    at = when("Answered")


class UrineForm(OnceForm):
    at = when("Collected")
    temperature_ok = forms.TypedChoiceField(
        label="Temperature of the sample", required=False, empty_value=None, coerce=lambda text: text == "yes",
        choices=[("", "Not looked at"), ("yes", "In range"), ("no", "Out of range")],
    )  # fmt: skip


class UseDayForm(OnceForm):
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    substances = forms.MultipleChoiceField(
        label="What, if told", required=False, choices=SUBSTANCES, widget=forms.CheckboxSelectMultiple
    )


class MeasurementForm(OnceForm):
    what = forms.ChoiceField(label="What", choices=[(key, label) for key, (label, _) in MEASURED.items()])
    value = forms.DecimalField(
        label="Value", max_digits=8, decimal_places=2, min_value=Decimal(0), max_value=Decimal(1000),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    at = when("Measured")


@team_page
def answers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with chart_of(request, person_id, "response.view", here="answers") as person:
        rows = queries.responses(actor=actor, person_id=person.id, limit=200)
        names = people.names_of([row.by for row in rows])
    return show(
        request, "answers/list.html", here="people", person=person, rows=rows, names=names, to_ask=_asked_here(),
        may_record=may(actor, "response.record"),
    )  # fmt: skip


def _asked_here() -> list[dict[str, str]]:
    return [{"id": id_, "title": instruments.load(id_).title} for id_ in ASKED_HERE]


@team_page
def answer(request: HttpRequest, person_id: UUID, response_id: UUID) -> HttpResponse:
    """Rendered from the very wording that was answered, whatever became of the instrument since."""
    with chart_of(request, person_id, "response.view", here="answers") as person:
        with found():
            answered = queries.response(actor=actor_of(request), person_id=person.id, response_id=response_id)
        names = people.names_of([answered.by])
    return show(request, "answers/answer.html", here="people", person=person, answered=answered, names=names)


@team_page
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, person_id: UUID, instrument: str) -> HttpResponse:
    if instrument not in ASKED_HERE:
        raise Http404
    asked, zone = instruments.load(instrument), site_of(actor_of(request)).zone
    form, wrong = AskedForm(posted(request), zone=zone), {}
    if request.method == "POST":
        try:
            given = asking.read(asked, request.POST)
            if not form.is_valid():
                instruments.score(asked, given)  # what is unanswered is said in the same breath
            else:
                with trying(form, zone):
                    return _record(request, person_id, instrument, given, form.cleaned_data)
        except UnansweredItem as error:
            wrong = asking.unanswered(asked, error)
        except IllegalAnswer as error:
            wrong = asking.illegal(asked, error)
    with chart_of(request, person_id, "response.record", here="answers") as person:
        draft = drafts.draft_of(request, person.id, instrument)
    form.initial.update(draft.initial)
    typed = request.POST if request.method == "POST" else draft.typed
    rows = asking.asks(asked, typed, wrong)
    return show(
        request, "answers/ask.html", here="people", status=422 if wrong or form.errors else 200, person=person,
        form=form, draft=draft, instrument=asked, asks=rows, wrong=[row for row in rows if row.error], long=True,
        so_far=asking.so_far(asked, typed),
    )  # fmt: skip


def _record(
    request: HttpRequest, person_id: UUID, instrument: str, given: dict[str, Any], typed: dict[str, Any]
) -> HttpResponse:
    now = clock.now()
    recorded = assessment.assess(
        actor=actor_of(request), person_id=person_id, instrument=instrument, answers=given, at=typed["at"] or now,
        now=now, key=typed["key"],
    )  # fmt: skip
    drafts.drop(request, person_id, instrument)
    return go("team-answer", person_id, recorded.response_id)


@team_page
@require_http_methods(["GET", "POST"])
def urine(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One row for each substance of the cup: not tested, negative or positive."""
    zone = site_of(actor_of(request)).zone
    form = UrineForm(posted(request), zone=zone)
    results = {key: request.POST.get(f"r-{key}", "") for key, _ in TESTED}
    if form.is_valid():
        tested = tuple(key for key, result in results.items() if result in ("negative", "positive"))
        if not tested:
            form.add_error(None, "Please mark at least one substance as negative or positive.")
        else:
            with trying(form, zone):
                now = clock.now()
                observations.record_urine_test(
                    actor=actor_of(request), person_id=person_id, tested=tested, now=now,
                    positive=tuple(key for key in tested if results[key] == "positive"),
                    **{**form.cleaned_data, "at": form.cleaned_data["at"] or now},
                )  # fmt: skip
                messages.success(request, "Recorded.")
                return go("team-person", person_id)
    with chart_of(request, person_id, "urine.record", here="answers") as person:
        pass
    rows = [{"key": key, "label": label, "result": results[key]} for key, label in TESTED]
    return show(
        request, "answers/urine.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        rows=rows, results=[("", "Not tested"), ("negative", "Negative"), ("positive", "Positive")],
    )  # fmt: skip


@team_page
@require_http_methods(["GET", "POST"])
def use_day(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A day of use as the person told it. Nothing resets."""
    zone, now = site_of(actor_of(request)).zone, clock.now()
    today = dates.local(now, zone).date()
    form = UseDayForm(posted(request), zone=zone, initial={"on": today})
    if form.is_valid():
        on = form.cleaned_data["on"]
        if on > today:
            form.add_error("on", "This day has not come yet.")
        else:
            with trying(form, zone):
                observations.record_use_day(
                    actor=actor_of(request), person_id=person_id, on=on, source="told_team",
                    substances=tuple(form.cleaned_data["substances"]), at=now if on == today else _noon(on, zone),
                    key=form.cleaned_data["key"],
                )  # fmt: skip
                messages.success(request, "Written down. Nothing was reset.")
                return go("team-person", person_id)
    with chart_of(request, person_id, "use.record", here="answers") as person:
        pass
    return show(
        request, "answers/simple.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        title="A day of use, as told", note="One bend more. The days, the plan and the milestones stay.",
        save="Record the day",
    )  # fmt: skip


def _noon(on: date, zone: str) -> datetime:
    """The hour of a day told later is not known: noon is on that day wherever it is looked at."""
    return datetime(on.year, on.month, on.day, 12, tzinfo=dates.zone_of(zone)).astimezone(UTC)


@team_page
@require_http_methods(["GET", "POST"])
def measurement(request: HttpRequest, person_id: UUID) -> HttpResponse:
    zone, now = site_of(actor_of(request)).zone, clock.now()
    form = MeasurementForm(posted(request), zone=zone)
    if form.is_valid():
        typed = {**form.cleaned_data, "at": form.cleaned_data["at"] or now}
        with trying(form, zone):
            observations.record_measurement(
                actor=actor_of(request),
                person_id=person_id,
                now=now,
                unit=MEASURED[typed["what"]][1],
                **typed,
            )
            messages.success(request, "Recorded.")
            return go("team-person", person_id)
    with chart_of(request, person_id, "measurement.record", here="answers") as person:
        pass
    return show(
        request, "answers/simple.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        title="A measurement", save="Record",
    )  # fmt: skip
