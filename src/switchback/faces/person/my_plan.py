"""My plan: read it, open it to change, say yes to it, look at earlier versions."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from switchback.care.plan import operations, queries
from switchback.faces.kit import clock
from switchback.faces.person import says
from switchback.faces.person.page import me, own, show
from switchback.faces.person.parts import PARTS, goals, open_parts, shown


@require_GET
@own
def plan(request: HttpRequest) -> HttpResponse:
    view = queries.plan(**me(request))
    version = view.in_force or view.revision
    return show(
        request, "plan", here="plan", view=view, version=version, parts=shown(version.body if version else {}),
        goals=goals(version.body if version else {}),
        ready=says.ready_to_read(view),
        gaps=open_parts(view.revision.missing) if view.revision else (),
    )  # fmt: skip


@require_POST
@own
def open_revision(request: HttpRequest) -> HttpResponse:
    operations.open_revision(**me(request), at=clock.now())
    return redirect("me_plan_part", slug=PARTS[0].slug)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def agree(request: HttpRequest) -> HttpResponse:
    """Read all of it, then say yes: to exactly the words that were on the page."""
    revision = queries.plan(**me(request)).revision
    if revision is None:
        return redirect("me_plan")
    changed = False
    if request.method == "POST":
        try:
            in_force = operations.agree(
                **me(request), plan_id=revision.id, edit=_edit(request), at=clock.now()
            )
        except operations.EditedElsewhere:
            changed = True
        except operations.NoRevision:
            return redirect("me_plan")
        except operations.NotReady:
            return redirect("me_plan_agree")
        else:
            messages.success(
                request, "You said yes. This is your plan now." if in_force
                else "You said yes. It starts when your counsellor says yes too.",
            )  # fmt: skip
            return redirect("me_plan")
    return show(
        request, "agree", here="plan", revision=revision, parts=shown(revision.body), goals=goals(revision.body),
        gaps=open_parts(revision.missing), changed=changed, status=409 if changed else 200,
    )  # fmt: skip


@require_GET
@own
def versions(request: HttpRequest) -> HttpResponse:
    return show(request, "versions", here="plan", versions=queries.versions(**me(request)))


@require_GET
@own
def version(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    try:
        found = queries.version(**me(request), plan_id=plan_id)
    except queries.NoSuchVersion:
        raise Http404
    return show(
        request, "version", here="plan", version=found, parts=shown(found.body), goals=goals(found.body)
    )


def _edit(request: HttpRequest) -> int:
    given = request.POST.get("edit", "")
    return int(given) if given.isdigit() else -1
