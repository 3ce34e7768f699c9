"""Withdrawal: COWS by its own anchors, and the suggestion worked out from what was recorded."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from switchback.care.detox import operations as detox
from switchback.care.detox import queries
from switchback.clinical import instruments
from switchback.clinical.instruments import IllegalAnswer, UnansweredItem
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team import asking, drafts
from switchback.faces.team.fields import LocalTime, OnceForm, when
from switchback.faces.team.page import actor_of, chart_of, go, may, posted, show, site_of
from switchback.faces.team.trying import found, trying

FORM = "cows"


class AroundForm(OnceForm):
    """What the protocol must know beside the score."""

    opioid = forms.ChoiceField(
        label="Opioid used last",
        choices=[
            ("", "Choose"), ("short_acting", "Short-acting (heroin, oxycodone)"),
            ("extended_release", "Extended-release"), ("methadone", "Methadone"), ("fentanyl", "Fentanyl"),
        ],
    )  # fmt: skip
    last_use_at = LocalTime(label="Last use", required=False, help_text="Empty means not known.")
    pregnant = forms.BooleanField(label="Pregnant", required=False)
    on_full_agonist = forms.BooleanField(label="On an ordered full agonist (methadone)", required=False)
    recent_naltrexone = forms.BooleanField(label="Naltrexone lately", required=False)
    at = when("Rated")


@team_page
@require_http_methods(["GET", "POST"])
def cows(request: HttpRequest, person_id: UUID) -> HttpResponse:
    asked, zone = instruments.load("cows"), site_of(actor_of(request)).zone
    form, wrong = AroundForm(posted(request), zone=zone), {}
    if request.method == "POST":
        try:
            answers = asking.read(asked, request.POST)
            if not form.is_valid():
                instruments.score(asked, answers)  # what is unanswered is said in the same breath
            else:
                with trying(form, zone):
                    return _record(request, person_id, answers, form.cleaned_data)
        except UnansweredItem as error:
            wrong = asking.unanswered(asked, error)
        except IllegalAnswer as error:
            wrong = asking.illegal(asked, error)
    with chart_of(request, person_id, "cows.record", here="chart") as person:
        draft = drafts.draft_of(request, person.id, FORM)
    form.initial.update(draft.initial)
    typed = request.POST if request.method == "POST" else draft.typed
    rows = asking.asks(asked, typed, wrong)
    return show(
        request, "withdrawal/cows.html", here="people", status=422 if wrong or form.errors else 200, person=person,
        form=form, draft=draft, instrument=asked, asks=rows, wrong=[row for row in rows if row.error],
        so_far=asking.so_far(asked, typed),
    )  # fmt: skip


def _record(
    request: HttpRequest, person_id: UUID, answers: dict[str, Any], around: dict[str, Any]
) -> HttpResponse:
    now = clock.now()
    assessed = detox.assess_withdrawal(
        actor=actor_of(request),
        person_id=person_id,
        answers=answers,
        now=now,
        **{**around, "at": around["at"] or now},
    )
    drafts.drop(request, person_id, FORM)
    return go("team-withdrawal", person_id, assessed.assessment_id)


@team_page
@require_POST
def total(request: HttpRequest, instrument: str) -> HttpResponse:
    """The total as the server counts it, for the corner of a form being filled in. Nothing is stored."""
    if instrument not in instruments.available():
        raise Http404
    asked = instruments.load(instrument)
    return show(request, "answers/total.html", so_far=asking.so_far(asked, request.POST))


@team_page
def withdrawal(request: HttpRequest, person_id: UUID, assessment_id: UUID) -> HttpResponse:
    """What was found, and what the standard start suggests for now."""
    actor = actor_of(request)
    with chart_of(request, person_id, "chart.view", here="chart") as person, found():
        assessed = queries.assessment(
            actor=actor, person_id=person.id, assessment_id=assessment_id, now=clock.now()
        )
    return show(
        request, "withdrawal/suggestion.html", here="people", person=person, found=assessed,
        may_order=may(actor, "medication.order"), may_rate=may(actor, "cows.record"),
    )  # fmt: skip
