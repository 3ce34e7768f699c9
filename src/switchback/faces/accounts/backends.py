"""Loads the sign-in together with the team member behind it: one statement for every page."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: object) -> object:
        user = get_user_model()._default_manager.select_related("member").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
