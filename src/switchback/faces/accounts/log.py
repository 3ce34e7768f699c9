"""Sign-ins, failed ones, sign-outs and ended sessions in the access log. Ids only: never the name somebody typed."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_set, user_logged_in
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.signals import user_logged_in as signed_in_any_way
from django.dispatch import receiver
from django.http import HttpRequest

from switchback.care.people import door
from switchback.care.people import queries as people
from switchback.care.people.door import Actor
from switchback.faces.accounts import second_step, sessions

User = AbstractBaseUser | AnonymousUser | None


def write(request: HttpRequest, user: User, action: str, *, because: str, allowed: bool = True) -> None:
    actor = _actor(user, request_id=getattr(request, "request_id", ""))
    own = actor.id if actor.kind == "person" else None
    door.write_log(actor=actor, action=action, person_id=own, allowed=allowed, because=because)


def failed(request: HttpRequest, user: User, *, because: str) -> None:
    write(request, user, "sign_in.failed", because=because, allowed=False)


def _actor(user: Any, *, request_id: str) -> Actor:
    """Whose sign-in it is about; a colleague who left is still named by id."""
    if getattr(user, "member_id", None):
        member = user.member
        return Actor("team", member.id, member.role, member.site_id, request_id=request_id)
    known = people.actor_of(user, request_id=request_id) if getattr(user, "pk", None) else None
    return known or Actor(kind="anonymous", id=door.NOBODY, role="anonymous", request_id=request_id)


@receiver(signed_in_any_way)
def start_the_clocks(request: HttpRequest, user: Any, **_: Any) -> None:
    sessions.begin(request, kind="team" if user.member_id else "person")


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    used = [_way(record) for record in get_authentication_records(request, user)]
    write(request, user, "sign_in", because="+".join(dict.fromkeys(used)) or "unknown")


@receiver(authenticator_used)
def second_step_shown(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    second_step.note_shown(request, user)


@receiver(authentication_failed)
def second_step_refused(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    failed(request, user, because="wrong_second_step")


@receiver(authenticator_added)
def second_step_added(request: HttpRequest, user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    write(request, user, "second_step.added", because=authenticator.type)


@receiver(authenticator_reset)
def second_step_renewed(request: HttpRequest, user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    write(request, user, "second_step.renewed", because=authenticator.type)


@receiver(authenticator_removed)
def second_step_removed(request: HttpRequest, user: AbstractBaseUser, authenticator: Any, **_: Any) -> None:
    write(request, user, "second_step.removed", because=authenticator.type)


@receiver([password_changed, password_set])
def password_new(request: HttpRequest, user: AbstractBaseUser, **_: Any) -> None:
    write(request, user, "password.changed", because="asked")


def _way(record: dict[str, Any]) -> str:
    if record["method"] != "mfa":
        return str(record["method"])
    return "passkey" if record["type"] == "webauthn" else str(record["type"])
