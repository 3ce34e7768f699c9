"""Puts the actor on the request."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from switchback.care.people import queries as people


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        user = request.user
        request.actor = people.actor_of(user, request_id=request.request_id) if user.is_authenticated else None  # type: ignore[attr-defined, union-attr]
        return self.get_response(request)
