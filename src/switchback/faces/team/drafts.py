"""Half-filled forms, kept on the server for the one who fills them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.views.decorators.http import require_POST

from switchback.care.journey import operations as journey
from switchback.care.journey import queries
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team.fields import without_nul
from switchback.faces.team.page import actor_of

LONGEST = 60_000  # characters: a long plan, not a pasted chart
LEFT_OUT = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class Draft:
    """A form's draft: where it is kept, and what was kept of it before."""

    url: str
    values: Mapping[str, Any] | None
    saved_at: datetime | None

    @property
    def initial(self) -> dict[str, Any]:
        return {name: v[0] if len(v) == 1 else v for name, v in (self.values or {}).items() if v}

    @property
    def typed(self) -> QueryDict:
        """The same as if it had just been posted."""
        typed = QueryDict(mutable=True)
        for name, values in (self.values or {}).items():
            typed.setlist(name, values)
        return typed


def draft_of(request: HttpRequest, person_id: UUID, form: str) -> Draft:
    """Call it behind the door of the page. A form that came back with errors holds newer words than its draft."""
    url = resolve_url("team-draft", person_id, form)
    found = (
        queries.draft(actor=actor_of(request), person_id=person_id, form=form)
        if request.method == "GET"
        else None
    )
    return Draft(url, found[0], found[1]) if found else Draft(url, None, None)


def drop(request: HttpRequest, person_id: UUID, form: str) -> None:
    journey.drop_draft(actor=actor_of(request), person_id=person_id, form=form)


@team_page
@require_POST
def keep(request: HttpRequest, person_id: UUID, form: str) -> HttpResponse:
    values = {
        without_nul(name): [without_nul(text) for text in request.POST.getlist(name)]
        for name in request.POST
        if name not in LEFT_OUT
    }
    if sum(len(text) for texts in values.values() for text in texts) > LONGEST:
        return HttpResponse(status=413)
    journey.keep_draft(actor=actor_of(request), person_id=person_id, form=form, values=values, at=clock.now())
    return HttpResponse(status=204)


@team_page
@require_POST
def throw_away(request: HttpRequest, person_id: UUID, form: str) -> HttpResponse:
    drop(request, person_id, form)
    messages.info(request, "The draft is gone.")
    back = request.POST.get("back", "")
    found = HttpResponse(status=303)
    # Only back to a page of this person: an address that came with a form is a claim.
    person = resolve_url("team-person", person_id)
    found["Location"] = back if back.startswith(person) and "//" not in back else person
    return found
