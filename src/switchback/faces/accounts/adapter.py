"""Where django-allauth asks us: our words, our limits, and a line in the access log."""

import base64
import hashlib
from collections.abc import Iterable
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.userkit import get_user_by_username
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe

from switchback.faces.accounts import log
from switchback.faces.accounts.backends import may_sign_in
from switchback.faces.kit import clock

LOCKED = "Too many tries. Please wait 5 minutes, then try again."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This name and password do not go together. Check both, then try again.",
        "too_many_login_attempts": LOCKED,
        "incorrect_password": "This is not your password. Please try again.",
        "enter_current_password": "This is not your current password. Please try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # the centre makes sign-ins: nobody can find out here who is known

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.failed(request, _known(credentials), because="locked_out")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        known = _known(credentials)
        log.failed(request, known, because="wrong_password" if known else "unknown_name")

    def pre_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse | None:
        if not may_sign_in(user):
            log.failed(request, user, because="not_active")
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **how)

    def logout(self, request: HttpRequest) -> None:
        log.write(request, request.user, "sign_out", because="asked")
        super().logout(request)

    def get_login_stages(self) -> list[str]:
        ours = {"allauth.mfa.stages.AuthenticateStage": "switchback.faces.accounts.stages.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not in the first minutes after signing in: who has just typed a password is not asked for it again."""
        records = get_authentication_records(context.request, context.request.user)
        now = clock.now().timestamp()
        if records and now - records[-1]["at"] < REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Use your password",
            "mfa_reauthenticate": "Use a code from your app",
            "mfa_reauthenticate:webauthn": "Use your passkey",
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The name alone: with the host in the key, another of our addresses would give five more tries.
        return str(credentials.get("username", "")).lower()


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "Please try again. The code in an app changes every 30 seconds.",
    }

    def build_totp_svg(self, url: str) -> SafeString:
        # No style attributes, so it stands inline under our content security policy; white also in the dark.
        drawn = segno.make(url, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
        return mark_safe(drawn)  # noqa: S308 -- drawn by us from an address we built

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""  # another installation's secret: no code fits any more

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return "My passkey"


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[Any]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        for _ in ended:
            log.write(context.request, context.request.user, "session.ended", because="revoked")


def _known(credentials: dict[str, Any]) -> Any:
    return get_user_by_username(credentials.get("username", ""))


def _keys() -> MultiFernet:
    """Secrets of apps and recovery codes are of no use to whoever holds only the database."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(secret))) for secret in secrets])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"second-step:{secret}".encode()).digest())
