from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.faces.accounts import sessions


class Command(BaseCommand):
    help = (
        "For somebody who lost phone, passkey and recovery codes, after you saw that it is them: forgets their second"
        " step and ends their sessions. At the next sign-in a team member sets up a new one. Written in the access log."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", help="the name they sign in with")

    def handle(self, *, username: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError("Nobody signs in with this name. Nothing was changed.", returncode=2)
        with transaction.atomic():
            door.write_log(
                actor=Actor.system("command"),
                action="second_step.forgotten",
                person_id=user.person_id,
                allowed=True,
                because="asked",
                detail={"member": str(user.member_id)} if user.member_id else {},
            )
            Authenticator.objects.filter(user=user).delete()
            sessions.end_all_of(user.pk)
        self.stdout.write("Their second step is forgotten and every session is ended.")
