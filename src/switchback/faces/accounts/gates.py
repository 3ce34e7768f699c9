"""Who may open a page: `@team_page` and `@person_page` stand before every view of those faces."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

View = Callable[..., HttpResponse]


def team_page(view: View) -> View:
    """For the team only, with their second step shown (the middleware sees to that). Never kept by a browser."""
    return _page("team", view)


def person_page(view: View) -> View:
    """For a person, about themselves. Never kept by a browser, so Back shows nothing after leaving."""
    return _page("person", view)


def _page(kind: str, view: View) -> View:
    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None and not request.user.is_authenticated:
            response = to_sign_in(request)
        elif actor is None or actor.kind != kind:
            raise PermissionDenied
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return gate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back here afterwards when this was a page to look at."""
    back = request.method == "GET" and not getattr(request, "htmx", False)
    return send_to(request, "account_login", **({"next": request.get_full_path()} if back else {}))


def send_to(request: HttpRequest, name: str, **asked: str) -> HttpResponse:
    url = resolve_url(name) + (f"?{urlencode(asked)}" if asked else "")
    if getattr(request, "htmx", False):  # a part of a page cannot become a sign-in page: the whole page goes
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
