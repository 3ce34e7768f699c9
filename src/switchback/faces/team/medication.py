"""Orders and doses: the prescriber orders, changes and stops; the nurse gives, or writes why not."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from switchback.care.detox import queries as detox
from switchback.care.medication import operations as medication
from switchback.care.medication import queries
from switchback.care.medication.operations import ReasonNeeded
from switchback.care.people import queries as people
from switchback.clinical.medication import DRUGS
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.kit.words import word
from switchback.faces.team.fields import OnceForm, TeamForm, when, words
from switchback.faces.team.page import Head, actor_of, chart_of, go, may, posted, show, site_of
from switchback.faces.team.templatetags.team import TIMES
from switchback.faces.team.trying import found, trying


class Milligrams(forms.DecimalField):
    """An amount as it is spoken: 70 and 2.5, never 70.00 and never 7E+1."""

    widget = forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _mg(label: str) -> forms.DecimalField:
    return Milligrams(label=label, max_digits=7, decimal_places=2)


class OrderForm(OnceForm):
    drug = forms.ChoiceField(label="Medicine", choices=lambda: [(drug, word("team", drug)) for drug in DRUGS])
    dose_mg = _mg("Dose in mg")
    times = forms.ChoiceField(
        label="How often", choices=[(key, label.capitalize()) for key, label in TIMES.items()]
    )
    reason = words("Why this order", rows=2, required=False)
    assessment_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)


class StopForm(TeamForm):
    because = forms.ChoiceField(
        label="Why it stops",
        choices=[
            ("", "Choose"), ("finished", "Course finished"), ("side_effects", "Side effects"),
            ("asked", "The person asked"), ("left_care", "Left care"),
            ("other_medicine", "Another medicine instead"), ("other", "Other"),
        ],
    )  # fmt: skip


class GiveForm(OnceForm):
    given_mg = _mg("Given, in mg")
    at = when("Given at")


class NotGivenForm(OnceForm):
    outcome = forms.ChoiceField(
        label="What happened", widget=forms.RadioSelect,
        choices=[("held", "Held"), ("declined", "Declined"), ("missed", "Missed")],
    )  # fmt: skip
    reason = words("Why", rows=2)
    at = when()


@team_page
def orders(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with chart_of(request, person_id, "medication.view", here="medication") as person:
        found = queries.orders(actor=actor, person_id=person.id, now=clock.now())
        doses = queries.doses(actor=actor, person_id=person.id)
        names = people.names_of([*(o.ordered_by for o in found), *(d.by for d in doses)])
    return show(
        request, "medication/orders.html", here="people", person=person, orders=found, doses=doses, names=names,
        may_order=may(actor, "medication.order"), may_give=may(actor, "medication.give"),
    )  # fmt: skip


@team_page
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new order; from a suggestion with ?assessment_id=, in place of another with ?replaces=."""
    zone = site_of(actor_of(request)).zone
    form = OrderForm(posted(request), zone=zone)
    because: Sequence[Any] = ()
    if form.is_valid():
        try:
            with trying(form, zone):
                return _order(request, person_id, form.cleaned_data)
        except ReasonNeeded as error:
            because = error.because
            form.fields["reason"].required = True
    with chart_of(request, person_id, "medication.order", here="medication") as person:
        asked = _asked(request, person)
    form.initial.update(asked["initial"])
    return show(
        request, "medication/order.html", here="people", status=422 if form.errors or because else 200, person=person,
        form=form, because=because, **asked,
    )  # fmt: skip


def _order(request: HttpRequest, person_id: UUID, ordered: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    medication.order_dose(actor=actor_of(request), person_id=person_id, at=now, now=now, **ordered)
    messages.success(request, "Ordered.")
    return go("team-medication", person_id)


def _asked(request: HttpRequest, person: Head) -> dict[str, Any]:
    """The suggestion and the order an order form speaks of, found inside this person."""
    typed = request.POST if request.method == "POST" else request.GET
    found_: dict[str, Any] = {"initial": {}, "suggested": None, "before": None}
    if assessment_id := _uuid(typed.get("assessment_id")):
        with found():
            row = detox.assessment(
                actor=actor_of(request), person_id=person.id, assessment_id=assessment_id, now=clock.now()
            )
        found_["suggested"] = row.suggestion
        found_["initial"] |= {
            "assessment_id": row.id, "drug": row.suggestion.drug, "dose_mg": row.suggestion.dose_mg, "times": "daily",
        }  # fmt: skip
    if replaces := _uuid(typed.get("replaces")):
        before = _order_of(request, person, replaces)
        found_["before"] = before
        found_["initial"] |= {
            "replaces": before.id, "drug": before.drug, "dose_mg": before.dose_mg, "times": before.times,
        }  # fmt: skip
    return found_


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404


def _order_of(request: HttpRequest, person: Head, order_id: UUID) -> queries.OrderRow:
    """The order, looked for inside this person: an id in an address is a claim."""
    rows = queries.orders(actor=actor_of(request), person_id=person.id, now=clock.now())
    for row in rows:
        if row.id == order_id:
            return row
    raise Http404


@team_page
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    actor, now, form = actor_of(request), clock.now(), StopForm(posted(request))
    if form.is_valid():
        with trying(form, site_of(actor).zone):
            medication.stop_order(
                actor=actor, person_id=person_id, order_id=order_id, at=now, now=now, **form.cleaned_data
            )
            messages.success(request, "Stopped. Doses given stay in the chart.")
            return go("team-medication", person_id)
    with chart_of(request, person_id, "medication.order", here="medication") as person:
        ordered = _order_of(request, person, order_id)
    return show(
        request, "medication/stop.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        order=ordered,
    )  # fmt: skip


@team_page
@require_http_methods(["GET", "POST"])
def dose(request: HttpRequest, person_id: UUID, order_id: UUID) -> HttpResponse:
    """One order's dose of today: given, or held, declined or missed and why."""
    actor, zone, what = actor_of(request), site_of(actor_of(request)).zone, request.POST.get("what")
    give = GiveForm(request.POST if what == "given" else None, prefix="g", zone=zone)
    not_given = NotGivenForm(request.POST if what == "not_given" else None, prefix="n", zone=zone)
    for form, write in ((give, medication.give_dose), (not_given, medication.record_not_given)):
        if form.is_valid():
            with trying(form, zone):
                return _write_down(request, write, person_id, order_id, form.cleaned_data)
    with chart_of(request, person_id, "medication.view", here="medication") as person:
        ordered = _order_of(request, person, order_id)
        names = people.names_of([ordered.ordered_by, *([ordered.today.by] if ordered.today else [])])
        doses = queries.doses(actor=actor, person_id=person.id)
    given = next((one for one in doses if one.outcome == "given" and one.drug == ordered.drug), None)
    give.initial["given_mg"] = ordered.dose_mg
    return show(
        request, "medication/dose.html", here="people", status=422 if give.errors or not_given.errors else 200,
        person=person, order=ordered, give=give, not_given=not_given, names=names, last_given=given, doses=doses,
        may_give=may(actor, "medication.give"), may_order=may(actor, "medication.order"),
    )  # fmt: skip


def _write_down(
    request: HttpRequest, write: Callable[..., UUID], person_id: UUID, order_id: UUID, typed: dict[str, Any]
) -> HttpResponse:
    now = clock.now()
    write(
        actor=actor_of(request),
        person_id=person_id,
        order_id=order_id,
        now=now,
        **{**typed, "at": typed["at"] or now},
    )
    messages.success(request, "Written down.")
    return go("team-medication", person_id)
