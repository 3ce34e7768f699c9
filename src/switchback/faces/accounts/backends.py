"""Loads the sign-in, the team member behind it and whether it has a second step: one statement for every page."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Any:
        has_one = Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=SECOND_STEPS))
        users = get_user_model()._default_manager.select_related("member").annotate(has_second_step=has_one)
        user = users.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and may_sign_in(user)


def may_sign_in(user: Any) -> bool:
    """A colleague who left may not; a demo sign-in, whose password is public, only while this is a demo centre."""
    if user.member_id and not user.member.active:
        return False
    return settings.DEMO or not user.preferences.get("demo")
