"""Puts the actor on the request, ends sessions that rested too long, asks the team for their second step."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from switchback.care.people import queries as people
from switchback.faces.accounts import log, second_step, sessions
from switchback.faces.accounts.gates import send_to, to_sign_in
from switchback.faces.kit import clock

# Open to everybody, always, without looking at who it is: help must not wait for a session, or tell who asked.
NOBODY_ASKED = ("/help/", "/leave/", "/static/")
ACCOUNTS = "/accounts/"
WORDS = {
    "idle": "We signed you out because nothing happened here for a while. What you saved is still there.",
    "age": "You were signed in for a long time. Please sign in again.",
    "second_step": "Please sign in again, with your second step.",
}


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        turned_away = None if request.path_info.startswith(NOBODY_ASKED) else _meet(request)
        response = turned_away or self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        if turned_away or request.actor or request.path_info.startswith(ACCOUNTS):  # type: ignore[attr-defined]
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _meet(request: HttpRequest) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return None
    actor = people.actor_of(request.user, request_id=request.request_id)  # type: ignore[attr-defined]
    if actor is None:
        return None
    if over := sessions.why_over(request.session, actor=actor, at=clock.now()):
        return _end(request, because=over)
    sessions.touch(request.session, at=clock.now())
    if actor.kind == "team" and not second_step.is_shown(request) and (away := _ask_second_step(request)):
        return away
    request.actor = actor  # type: ignore[attr-defined]
    return None


def _ask_second_step(request: HttpRequest) -> HttpResponse | None:
    if second_step.has_one(request):  # this session began before there was one, or without showing it
        return _end(request, because="second_step")
    if request.path_info.startswith(ACCOUNTS):
        return None
    return send_to(request, "second_step")


def _end(request: HttpRequest, *, because: str) -> HttpResponse:
    log.write(request, request.user, "session.ended", because=because)
    logout(request)
    messages.info(request, WORDS[because])
    return to_sign_in(request)
