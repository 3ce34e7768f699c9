"""Loads the sign-in, the team member behind it and whether it has a second step: one statement for every page."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Written out because it runs before every page: building and compiling it anew took a third of a check-in's time.
WHO_IS_IT = """
    SELECT u.*, m.site_id AS member_site_id, m.name AS member_name, m.role AS member_role, m.active AS member_active,
           EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type = ANY(%s)) AS has_second_step
    FROM people_user u LEFT JOIN people_teammember m ON m.id = u.member_id WHERE u.id = %s
"""


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Any:
        found = get_user_model()._default_manager.raw(WHO_IS_IT, [SECOND_STEPS, user_id])
        user = next(iter(found), None)
        if user is None:
            return None
        if user.member_id:
            user.member = _member(user)
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return bool(super().user_can_authenticate(user)) and may_sign_in(user)


def _member(user: Any) -> Any:
    names = ("id", "site_id", "name", "role", "active")
    values = (user.member_id, user.member_site_id, user.member_name, user.member_role, user.member_active)
    return type(user)._meta.get_field("member").related_model.from_db(user._state.db, names, values)


def may_sign_in(user: Any) -> bool:
    """A colleague who left may not; a demo sign-in, whose password is public, only while this is a demo centre."""
    if user.member_id and not user.member.active:
        return False
    return settings.DEMO or not user.preferences.get("demo")
