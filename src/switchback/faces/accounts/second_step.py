"""The second step of signing in: who must have one, and whether this session has shown it.

A team member needs one before any page of the team opens. That someone *has* a second step is read with the sign-in
itself; that *this session* showed it is kept in the session, so a session opened earlier with a stolen password does
not become a full one on the day its owner adds an app.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest

SHOWN = "second_step_shown"
USED_FOR_SECONDS = 120  # longer than any code is accepted (MFA_TOTP_TOLERANCE steps either side)


def note_shown(request: HttpRequest, user: AbstractBaseUser) -> None:
    request.session[SHOWN] = str(user.pk)


def is_shown(request: HttpRequest) -> bool:
    """This session showed the second step of the very sign-in it now holds, and that step still stands."""
    return has_one(request) and request.session.get(SHOWN) == str(request.user.pk)


def has_one(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "has_second_step", False))


def mark_used(user_id: object, code: str) -> None:
    cache.set(_used_key(user_id, code), 1, USED_FOR_SECONDS)


def is_used(user_id: object, code: str) -> bool:
    return bool(cache.get(_used_key(user_id, code)))


def _used_key(user_id: object, code: str) -> str:
    return f"second-step-used:{user_id}:{''.join(code.split())}"
