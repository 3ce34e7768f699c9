"""People: the list, intake that warns before somebody is written down twice, joining two records and parting them."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from switchback.care.contact import operations as contact
from switchback.care.contact import queries as enquiries
from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team.about import LEVEL_CHOICES
from switchback.faces.team.fields import OnceForm, TeamForm, when, without_nul
from switchback.faces.team.page import actor_of, chart_of, go, may, posted, show, site_of
from switchback.faces.team.trying import found, trying

SIGNS = {
    "alike_name": "a name much alike",
    "same_birth_date": "the same birth date",
    "same_phone": "the same phone",
}


class PersonForm(OnceForm):
    chosen_name = forms.CharField(
        label="Chosen name", max_length=120, help_text="The name they want us to use."
    )
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    legal_given_name = forms.CharField(label="Legal given name", max_length=120, required=False)
    legal_family_name = forms.CharField(label="Legal family name", max_length=120, required=False)
    born_on = forms.DateField(
        label="Born on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    phone = forms.CharField(label="Phone", max_length=40, required=False)
    level = forms.ChoiceField(label="Begins at", choices=LEVEL_CHOICES)
    at = when("Arrived")
    enquiry_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # Ids of those shown as alike and found to be others.
    others = forms.CharField(required=False, widget=forms.HiddenInput)

    def about_whom(self) -> dict[str, Any]:
        asked = ("chosen_name", "legal_given_name", "legal_family_name", "born_on", "phone")
        return {name: self.cleaned_data[name] for name in asked}


class OtherForm(TeamForm):
    number = forms.CharField(label="Record number of the other", max_length=20)


@team_page
@require_http_methods(["GET", "POST"])
def people_list(request: HttpRequest) -> HttpResponse:
    """The list. What is looked for is posted: a name belongs in no address and no server's log."""
    actor = actor_of(request)
    find, after = without_nul(request.POST.get("find", "")).strip(), request.POST.get("after", "")
    try:
        page = people.people_list(actor=actor, find=find, after=after)
    except ValueError:  # not a place in this list
        raise Http404
    part = bool(request.htmx) and request.htmx.target == "people"  # type: ignore[attr-defined]
    template = "people/rows.html" if part else "people/list.html"
    return show(
        request,
        template,
        here="people",
        page=page,
        find=find,
        after=after,
        may_register=may(actor, "person.register"),
    )


@team_page
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Intake. Whoever may be in the books already is shown before anything is written."""
    actor, zone = actor_of(request), site_of(actor_of(request)).zone
    with door.enter_bulk("person.register", actor=actor):  # before somebody types what could not be saved
        pass
    form = PersonForm(posted(request), zone=zone, initial=_from_enquiry(request))
    alike: tuple[people.Alike, ...] = ()
    if form.is_valid():
        found_alike = people.alike(actor=actor, **form.about_whom())
        alike = tuple(a for a in found_alike if a.id != form.cleaned_data["key"])  # this form, sent before
        if {str(a.id) for a in alike} <= set(form.cleaned_data["others"].split()):
            with trying(form, zone):
                return _admit(request, form.cleaned_data)
    return show(
        request, "people/new.html", here="people", status=422 if form.errors or alike else 200, form=form,
        alike=[{"row": a, "signs": [SIGNS[key] for key in a.because]} for a in alike],
        others=" ".join(str(a.id) for a in alike), level=form.data.get("level", ""),
    )  # fmt: skip


def _admit(request: HttpRequest, typed: dict[str, Any]) -> HttpResponse:
    now = clock.now()
    told = {name: value for name, value in typed.items() if name not in ("others", "at")}
    person_id = contact.admit(actor=actor_of(request), at=typed["at"] or now, now=now, **told)
    messages.success(request, "Registered. The chart is open.")
    return go("team-person", person_id)


def _from_enquiry(request: HttpRequest) -> dict[str, Any]:
    if request.method != "GET" or not request.GET.get("enquiry"):
        return {}
    try:
        enquiry_id = UUID(request.GET["enquiry"])
    except ValueError:
        raise Http404
    with found():
        asked = enquiries.enquiry(actor=actor_of(request), enquiry_id=enquiry_id)
    digits = sum(letter.isdigit() for letter in asked.how_to_reach)
    phone = asked.how_to_reach if digits >= 7 and "@" not in asked.how_to_reach else ""
    return {"enquiry_id": asked.id, "chosen_name": asked.name, "phone": phone}


@team_page
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """First who the other is, then both side by side, then joined. Nothing is moved, so it can be taken back."""
    actor, zone = actor_of(request), site_of(actor_of(request)).zone
    form = OtherForm(posted(request))
    other = _by_number(request, form) if form.is_valid() else None
    if other and "join" in request.POST:
        with trying(form, zone):
            contact.merge(actor=actor, person_id=person_id, other_id=other.id, at=clock.now())
            messages.success(request, "Joined. Both numbers lead to this chart.")
            return go("team-about", person_id)
    with chart_of(request, person_id, "person.merge", here="about") as person:
        pass
    if other and other.id == person.id:
        form.add_error("number", "This is the number of the person whose page this is.")
        other = None
    return show(
        request, "people/merge.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        other=other,
    )  # fmt: skip


def _by_number(request: HttpRequest, form: OtherForm) -> people.ListedPerson | None:
    number = form.cleaned_data["number"].strip()
    rows = people.people_list(actor=actor_of(request), find=number, limit=10).rows
    match = next((row for row in rows if row.record_number == number), None)
    if match is None:
        form.add_error("number", "Nobody at this site has this number.")
    return match


@team_page
@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), TeamForm(posted(request))
    if form.is_valid():
        with trying(form, site_of(actor).zone):
            contact.unmerge(actor=actor, person_id=person_id, other_id=other_id, at=clock.now())
            messages.success(request, "Parted. Both records are as they were.")
            return go("team-about", person_id)
    with chart_of(request, person_id, "person.merge", here="about") as person:
        pass
    numbers = dict(zip(person.who.merged_ids, person.who.merged_numbers, strict=True))
    if other_id not in numbers and not form.errors:
        raise Http404
    return show(
        request, "people/unmerge.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        number=numbers.get(other_id, ""),
    )  # fmt: skip
