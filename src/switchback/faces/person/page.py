"""What every page of the person's side shares: who is there, and one way to draw."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypedDict
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page

from switchback.care.people.door import Actor
from switchback.care.relapse.queries import OwnPage, own_page
from switchback.faces.accounts.gates import person_page
from switchback.faces.kit import clock


class Me(TypedDict):
    actor: Actor
    person_id: UUID


View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """A page of one's own: signed in as a person, kept by no browser, small on the wire, its answers in no report."""

    @wraps(view)
    @person_page
    @sensitive_post_parameters()
    @gzip_page
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs)

    return page


def me(request: HttpRequest) -> Me:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return Me(actor=actor, person_id=actor.id)


def my_page(request: HttpRequest) -> OwnPage:
    return own_page(**me(request), now=clock.now())


def show(request: HttpRequest, name: str, *, status: int = 200, **given: Any) -> HttpResponse:
    return render(request, f"person/{name}.html", given, status=status)
