"""Writing one part of the plan at a time. Nothing typed is lost: not by leaving, not by somebody else's save."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from switchback.care.journey import operations as journey
from switchback.care.journey import queries as kept
from switchback.care.plan import operations, queries
from switchback.care.plan.queries import Version
from switchback.clinical.plan import PlanInvalid
from switchback.faces.kit import clock, words
from switchback.faces.person.forms import PartForm
from switchback.faces.person.page import me, own, show
from switchback.faces.person.parts import BY_SLUG, PARTS, Part, after


@require_http_methods(["GET", "HEAD", "POST"])
@own
def part(request: HttpRequest, slug: str) -> HttpResponse:
    one = _part(slug)
    revision = queries.plan(**me(request)).revision
    typed = request.method == "POST" and "edit" in request.POST
    if revision is None and not typed:
        return _open(request, one)
    if typed:
        return _save(request, one, revision)
    assert revision
    draft = kept.draft(**me(request), form=_form_name(one))
    start = {"plan_id": revision.id, "edit": revision.edit}
    form = PartForm(slug, _with_draft(one, revision, draft), initial=start)
    return _show(request, one, form, resumed=draft[1] if draft else None)


@require_POST
@own
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep what is being typed, for this person only."""
    form = PartForm(slug, _part(slug).of({}), request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    journey.keep_draft(
        **me(request), form=_form_name(_part(slug)), values={"value": form.value()}, at=clock.now()
    )
    return HttpResponse(status=204)


def _open(request: HttpRequest, one: Part) -> HttpResponse:
    if request.method != "POST":
        return show(request, "open", here="plan", part=one)
    operations.open_revision(**me(request), at=clock.now())
    return redirect("me_plan_part", slug=one.slug)


def _save(request: HttpRequest, one: Part, revision: Version | None) -> HttpResponse:
    form = PartForm(one.slug, one.of(revision.body if revision else {}), request.POST)
    if not form.is_valid():
        return _show(request, one, form, status=422)
    if revision is None:
        return _into_the_next(request, one, form)
    body = one.put(revision.body, form.value())
    edit, plan_id = form.cleaned_data["edit"], form.cleaned_data["plan_id"]
    try:
        operations.save_revision(**me(request), plan_id=plan_id, body=body, edit=edit, at=clock.now())
    except operations.EditedElsewhere as other:
        return _both(request, one, form, other.edit, plan_id, one.of(other.body))
    except operations.NoRevision:
        return _into_the_next(request, one, form)
    except PlanInvalid as wrong:
        form.add_error(None, words.word("person", next(iter(wrong.errors.values()))))
        return _show(request, one, form, status=422)
    journey.drop_draft(**me(request), form=_form_name(one))
    following = after(one)
    if following and "next" in request.POST:
        return redirect("me_plan_part", slug=following.slug)
    messages.success(request, "Saved.")
    return redirect("me_plan")


def _into_the_next(request: HttpRequest, one: Part, form: PartForm) -> HttpResponse:
    """The version they wrote in was agreed in between: their words go into the next one."""
    again = operations.open_revision(**me(request), at=clock.now())
    there = queries.version(**me(request), plan_id=again)
    return _both(request, one, form, there.edit, again, one.of(there.body))


def _both(
    request: HttpRequest, one: Part, form: PartForm, edit: int, plan_id: UUID, theirs: Any
) -> HttpResponse:
    """Somebody else saved meanwhile: their words above, the person's own still in the boxes, ready to save."""
    again = PartForm(one.slug, form.value(), initial={"plan_id": plan_id, "edit": edit})
    return _show(request, one, again, theirs=_lines(theirs), both=True, status=409)


def _show(request: HttpRequest, one: Part, form: PartForm, *, status: int = 200, **more: Any) -> HttpResponse:
    boxes = [form[name] for name in form.fields if name.startswith(("line_", "how_"))]
    rows = list(zip(boxes[::2], boxes[1::2], strict=True)) if form.paired else [(box,) for box in boxes]
    return show(
        request, "part", here="plan", part=one, form=form, rows=rows, place=PARTS.index(one) + 1, of=len(PARTS),
        following=after(one), status=status, **more,
    )  # fmt: skip


def _with_draft(one: Part, revision: Version, draft: tuple[dict[str, Any], Any] | None) -> Any:
    return draft[0]["value"] if draft else one.of(revision.body)


def _lines(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [f"{e['name']} {e['how']}".strip() if isinstance(e, dict) else e for e in value]


def _form_name(one: Part) -> str:
    return f"my_plan.{one.slug}"


def _part(slug: str) -> Part:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]
