"""The plan: in force, being written, agreed, every version before. Two may write at once and lose nothing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from switchback.care.people import queries as people
from switchback.care.plan import operations as plan
from switchback.care.plan import queries
from switchback.care.plan.operations import EditedElsewhere, NotReady
from switchback.clinical.plan import Change, PlanInvalid, changes
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team import drafts, plan_form
from switchback.faces.team.page import actor_of, chart_of, go, may, show
from switchback.faces.team.plan_form import missing_words
from switchback.faces.team.trying import found


@team_page
def plan_page(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    with chart_of(request, person_id, "plan.view", here="plan") as person:
        shown = queries.plan(actor=actor, person_id=person.id)
        names = people.names_of([v.saved_by for v in (shown.in_force, shown.revision) if v])
    return show(
        request, "plan/plan.html", here="people", person=person, plan=shown, names=names, changed=said(shown.changed),
        missing=missing_words(shown.revision.missing) if shown.revision else [], may_edit=may(actor, "plan.edit"),
    )  # fmt: skip


@team_page
@require_POST
def begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open the next version; the one being written when there is one."""
    plan_id = plan.open_revision(actor=actor_of(request), person_id=person_id, at=clock.now())
    return go("team-plan-edit", person_id, plan_id)


@team_page
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    body, errors, elsewhere = plan_form.body_of(request.POST), {}, None
    if request.method == "POST" and "more" not in request.POST:
        try:
            with found():
                plan.save_revision(
                    actor=actor_of(request), person_id=person_id, plan_id=plan_id, body=body, edit=_edit(request),
                    at=clock.now(),
                )  # fmt: skip
            return _saved(request, person_id, plan_id)
        except PlanInvalid as error:
            errors = error.errors
        except EditedElsewhere as error:
            if error.body == body:  # the same words, sent twice
                return _saved(request, person_id, plan_id)
            elsewhere = error
    with chart_of(request, person_id, "plan.edit", here="plan") as person:
        with found():
            version = queries.version(actor=actor_of(request), person_id=person.id, plan_id=plan_id)
        draft = drafts.draft_of(request, person.id, _form(plan_id))
        names = people.names_of([version.saved_by])
    if version.in_force_at:  # agreed in the meantime: it is read now, not written
        return go("team-plan-version", person_id, plan_id)
    number: int | str = version.edit
    if request.method == "POST":
        number = elsewhere.edit if elsewhere else _edit(request)
    elif draft.values:
        body, number = plan_form.body_of(draft.typed), draft.initial.get("edit", version.edit)
    else:
        body = dict(version.body)
    return show(
        request, "plan/edit.html", here="people", status=422 if errors or elsewhere else 200, person=person,
        version=version, number=number, draft=draft, names=names, elsewhere=elsewhere,
        differs=said(changes(elsewhere.body, body)) if elsewhere else [],
        boxes=plan_form.boxes(body, errors, more="more" in request.POST), wrong=bool(errors),
    )  # fmt: skip


def _saved(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    drafts.drop(request, person_id, _form(plan_id))
    messages.success(request, "Saved.")
    return go("team-plan", person_id)


def _form(plan_id: UUID) -> str:
    return f"plan-{plan_id}"


def _edit(request: HttpRequest) -> int:
    typed = request.POST.get("edit", "")
    return int(typed) if typed.isdecimal() else -1


@team_page
@require_POST
def agree(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    """For the centre. The person agrees on their own page."""
    try:
        with found():
            in_force = plan.agree(
                actor=actor_of(request),
                person_id=person_id,
                plan_id=plan_id,
                edit=_edit(request),
                at=clock.now(),
            )
        messages.success(request, "Agreed by both. It is in force." if in_force else "Agreed for the centre.")
    except EditedElsewhere:
        messages.error(
            request, "The plan was changed while you read it. Please read it once more, then agree."
        )
    except NotReady as error:
        messages.error(
            request, f"Not ready to agree. Still missing: {', '.join(missing_words(error.missing))}."
        )
    return go("team-plan", person_id)


@team_page
def versions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    with chart_of(request, person_id, "plan.view", here="plan") as person:
        rows = queries.versions(actor=actor_of(request), person_id=person.id)
        names = people.names_of([row.saved_by for row in rows])
    return show(request, "plan/versions.html", here="people", person=person, rows=rows, names=names)


@team_page
def version(request: HttpRequest, person_id: UUID, plan_id: UUID) -> HttpResponse:
    with chart_of(request, person_id, "plan.view", here="plan") as person:
        with found():
            shown = queries.version(actor=actor_of(request), person_id=person.id, plan_id=plan_id)
        names = people.names_of([shown.saved_by])
    return show(request, "plan/version.html", here="people", person=person, version=shown, names=names)


def said(changed: tuple[Change, ...]) -> list[dict[str, Any]]:
    return [
        {
            "where": missing_words((change.path,))[0] if _known(change.path) else change.path,
            "kind": change.kind, "before": _plain(change.before), "after": _plain(change.after),
        }
        for change in changed
    ]  # fmt: skip


def _known(path: str) -> bool:
    try:
        return bool(missing_words((path,)))
    except KeyError:
        return False


def _plain(value: Any) -> str:
    """What a person wrote, in one line."""
    if isinstance(value, Mapping):
        return ", ".join(filter(None, map(_plain, value.values())))
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, map(_plain, value)))
    return str(value or "")
