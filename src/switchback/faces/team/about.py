"""The person behind the chart: names, stay, care team, sign-in. Also all that roles without a chart see."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from switchback.care.contact import operations as contact
from switchback.care.continuing import operations as continuing
from switchback.care.continuing import queries as continuing_queries
from switchback.care.journey import operations as journey
from switchback.care.journey import queries as journeys
from switchback.care.people import door
from switchback.care.people import operations as people_operations
from switchback.care.people import queries as people
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.kit.words import word
from switchback.faces.kit.words.team import LEVELS
from switchback.faces.team.fields import TeamForm, when
from switchback.faces.team.page import actor_of, chart_of, go, head, may, posted, show, site_of
from switchback.faces.team.sentences import ACTIONS
from switchback.faces.team.trying import trying

LEVEL_CHOICES = [(key, word) for key, word in LEVELS.items() if key != "unknown"]
# Why a stay or an episode ends. Keys go into the journey, where no free text goes.
ENDED_BECAUSE = [
    ("completed", "Completed as planned"), ("left_early", "Left before the end"),
    ("transferred", "Went to another centre"), ("moved_away", "Moved away"), ("in_custody", "In custody"),
    ("in_hospital", "In hospital"), ("lost_contact", "Contact was lost"), ("died", "Died"), ("other", "Other"),
]  # fmt: skip


class WhoForm(TeamForm):
    chosen_name = forms.CharField(label="Chosen name", max_length=120)
    pronouns = forms.CharField(label="Pronouns", max_length=40, required=False)
    phone = forms.CharField(label="Phone", max_length=40, required=False)


class LevelForm(TeamForm):
    level = forms.ChoiceField(label="Level of care", choices=LEVEL_CHOICES)
    at = when()


class OpenForm(LevelForm):
    enquiry_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CheckInsForm(TeamForm):
    expected = forms.TypedChoiceField(
        label="As agreed with them", coerce=lambda text: text == "yes", widget=forms.RadioSelect,
        choices=[
            ("yes", "We look out for check-ins: silence shows on the worklist"),
            ("no", "We do not: silence says nothing"),
        ],
    )  # fmt: skip


class CloseForm(TeamForm):
    because = forms.ChoiceField(label="Why it ends", choices=[("", "Choose"), *ENDED_BECAUSE])
    at = when()


class JoinForm(TeamForm):
    member_id = forms.TypedChoiceField(label="Colleague", coerce=UUID)

    def __init__(self, *args: Any, colleagues: tuple[tuple[UUID, str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(id_), f"{name}, {word('team', role).lower()}") for id_, name, role in colleagues]
        self.fields["member_id"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]


def about(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with door.enter("person.view", actor=actor, person_id=person_id) as opened:
        who, care_team = people.who_and_care_team(actor=actor, person_id=opened.person_id)
        where = journeys.where(actor=actor, person_id=opened.person_id)
        expected = continuing_queries.check_ins_expected(actor=actor, person_id=opened.person_id)
    return show(
        request, "people/about.html", here="people", person=head(who, opened.zone, actor, "about"), where=where,
        care_team=care_team, check_ins_expected=expected,
        merged=[{"id": i, "number": n} for i, n in zip(who.merged_ids, who.merged_numbers, strict=True)],
        **{f"may_{what}": may(actor, action) for what, action in {
            "edit": "person.edit", "merge": "person.merge", "manage_team": "care_team.manage", "stay": "episode.manage",
            "help_sign_in": "sign_in.help", "see_log": "access_log.view", "see_check_ins": "check_in.view",
        }.items()},
    )  # fmt: skip


about_page = team_page(about)


@team_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    form = WhoForm(posted(request))
    if form.is_valid():
        people_operations.rename(actor=actor_of(request), person_id=person_id, **form.cleaned_data)
        messages.success(request, "Saved.")
        return go("team-about", person_id)
    with chart_of(request, person_id, "person.edit", here="about") as person:
        form.initial = {name: getattr(person.who, name) for name in form.fields}
    return show(
        request,
        "people/edit.html",
        here="people",
        status=422 if form.errors else 200,
        person=person,
        form=form,
    )


@team_page
@require_http_methods(["GET", "POST"])
def stay(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where in care: move, close, or open a new episode. Which of them is possible the operation says."""
    actor, zone, now, what = (
        actor_of(request),
        site_of(actor_of(request)).zone,
        clock.now(),
        request.POST.get("what"),
    )
    tries: dict[str, tuple[type[LevelForm] | type[CloseForm], Callable[..., object]]] = {
        "move": (LevelForm, journey.move), "close": (CloseForm, journey.close_episode),
        "open": (OpenForm, contact.readmit),
    }  # fmt: skip
    shown = {
        name: form(request.POST if what == name else None, prefix=name, zone=zone)
        for name, (form, _) in tries.items()
    }
    if what in tries and shown[what].is_valid():
        typed = shown[what].cleaned_data
        with trying(shown[what], zone):
            tries[what][1](actor=actor, person_id=person_id, now=now, **{**typed, "at": typed["at"] or now})
            messages.success(request, "Written down.")
            return go("team-person", person_id)
    with chart_of(request, person_id, "episode.manage", here="about") as person:
        where = journeys.where(actor=actor, person_id=person.id)
    wrong = any(form.errors for form in shown.values())
    return show(
        request,
        "people/stay.html",
        here="people",
        status=422 if wrong else 200,
        person=person,
        where=where,
        **shown,
    )


@team_page
@require_http_methods(["GET", "POST"])
def check_ins(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Whether the team looks out for check-ins. Agreed with the person, never set alone."""
    actor, form = actor_of(request), CheckInsForm(posted(request))
    if form.is_valid():
        continuing.agree_on_check_ins(actor=actor, person_id=person_id, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Saved, as agreed.")
        return go("team-about", person_id)
    with chart_of(request, person_id, "episode.manage", here="about") as person:
        expected = continuing_queries.check_ins_expected(actor=actor, person_id=person.id)
    form.initial["expected"] = "yes" if expected else "no"
    return show(
        request,
        "people/check_ins.html",
        here="people",
        status=422 if form.errors else 200,
        person=person,
        form=form,
    )


@team_page
@require_http_methods(["GET", "POST"])
def care_team(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    colleagues = people.team_of(actor=actor)
    leaving = request.POST.get("leave", "")
    form = JoinForm(request.POST if request.method == "POST" and not leaving else None, colleagues=colleagues)
    if leaving in {str(id_) for id_, *_ in colleagues}:
        contact.leave_care_team(actor=actor, person_id=person_id, member_id=UUID(leaving), at=now)
        messages.success(request, "Left the care team.")
        return go("team-care-team", person_id)
    if form.is_valid():
        contact.join_care_team(actor=actor, person_id=person_id, at=now, **form.cleaned_data)
        messages.success(request, "Joined the care team.")
        return go("team-care-team", person_id)
    with chart_of(request, person_id, "care_team.manage", here="about") as person:
        members = people.care_team(actor=actor, person_id=person.id)
    return show(
        request, "people/care_team.html", here="people", status=422 if form.errors else 200, person=person, form=form,
        members=members,
    )  # fmt: skip


@team_page
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A code made on this very page and shown once: not in the address, not in a message, not kept."""
    code = ""
    if request.method == "POST":
        code = people_operations.make_sign_in_code(
            actor=actor_of(request), person_id=person_id, at=clock.now()
        )
    with chart_of(request, person_id, "sign_in.help", here="about") as person:
        pass
    return show(
        request,
        "people/sign_in_code.html",
        here="people",
        person=person,
        code=f"{code[:4]} {code[4:]}".strip(),
    )


@team_page
def access_log(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with chart_of(request, person_id, "access_log.view", here="about") as person:
        rows = people.accesses(actor=actor, person_id=person.id)
        names = people.names_of([row.actor for row in rows])
    what = [{"row": row, "what": ACTIONS.get(row.action, row.action)} for row in rows]
    return show(request, "people/access_log.html", here="people", person=person, rows=what, names=names)
