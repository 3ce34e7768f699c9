"""How long a session lasts: a clock for rest, a clock for age, both kept in the session itself."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from switchback.care.people.door import Actor
from switchback.faces.kit import clock

SEEN, SIGNED_IN, SHARED = "seen_at", "signed_in_at", "shared_device"
SEEN_EVERY_SECONDS = 60  # a busy session is written once a minute, not once a page


def begin(request: HttpRequest, *, kind: str) -> None:
    """Start both clocks. Called when somebody has signed in, whichever way."""
    now = _seconds(clock.now())
    request.session[SIGNED_IN] = request.session[SEEN] = now
    keep_cookie(request.session, kind=kind)


def keep_cookie(session: SessionBase, *, kind: str) -> None:
    """A person's own phone stays signed in; a device of the centre, or one others use, until the browser closes."""
    short = limits(session, kind=kind) == "team"
    session.set_expiry(0 if short else settings.SESSION_COOKIE_AGE)


def why_over(session: SessionBase, *, actor: Actor, at: datetime) -> str:
    """'idle', 'age', or '' while the session stands."""
    row = limits(session, kind=actor.kind)
    now = _seconds(at)
    if now - session.get(SEEN, 0) > settings.IDLE_MINUTES[row] * 60:
        return "idle"
    if now - session.get(SIGNED_IN, 0) > settings.SIGNED_IN_HOURS[row] * 3600:
        return "age"
    return ""


def touch(session: SessionBase, *, at: datetime) -> None:
    if _seconds(at) - session.get(SEEN, 0) >= SEEN_EVERY_SECONDS:
        session[SEEN] = _seconds(at)


def end_all_of(user_id: int) -> int:
    """Sign somebody out everywhere, at once. Returns how many sessions that were."""
    open_now = list(UserSession.objects.filter(user_id=user_id))
    for session in open_now:
        session.end()
    return len(open_now)


def clear_expired(*, at: datetime) -> int:
    """Forget sessions that are over, and the devices listed for sessions that are gone. Returns how many sessions."""
    with transaction.atomic():
        count = Session.objects.filter(expire_date__lt=at).delete()[0]
        there = Session.objects.filter(session_key=OuterRef("session_key"))
        UserSession.objects.filter(~Exists(there)).delete()
    return count


def limits(session: SessionBase, *, kind: str) -> str:
    return "team" if kind == "team" or session.get(SHARED) else "person"


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
