"""A centre with Noor on the team and Ana on her road, and the ways they sign in. For every test that needs one."""

import time
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import get_user_model
from django.test import Client

from switchback.care.people import operations as people
from switchback.care.people.door import Actor
from switchback.faces.accounts import second_step
from switchback.faces.kit import clock

PASSWORD = "a walk by the river"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TESTS = Actor.system("tests")


def a_site() -> UUID:
    return people.open_site(name="Riverside", zone="America/New_York")


def a_team_member(username: str = "noor", *, role: str = "nurse", name: str = "Noor") -> Any:
    people.add_team_member(site_id=a_site(), name=name, role=role, username=username, password=PASSWORD)
    return get_user_model().objects.select_related("member").get(username=username)


def a_person(username: str = "ana", *, name: str = "Ana", password: str | None = PASSWORD) -> Any:
    person_id = people.register(actor=TESTS, site_id=a_site(), chosen_name=name)
    return get_user_model().objects.create_user(username=username, password=password, person_id=person_id)


def a_code_for(user: Any) -> str:
    return people.make_sign_in_code(actor=TESTS, person_id=user.person_id, at=clock.now())


def add_app(user: Any) -> None:
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, SECRET)


def code_now(step: int = 0) -> str:
    """What the app shows; `step` 1 is the code after this one, accepted a little early."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step))


def signed_in(user: Any, client: Client | None = None) -> Client:
    """A client signed in as this user, second step included. The short way, without the pages."""
    client = client or Client()
    client.force_login(user)
    if user.member_id:
        add_app(user)
        session = client.session
        session[second_step.SHOWN] = str(user.pk)
        session.save()
    return client
