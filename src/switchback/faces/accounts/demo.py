"""Sign-ins of a demo centre. Their passwords are public, so they are made and work only where DEMO is set."""

import base64
import hashlib
import hmac
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import get_user_model

from switchback.faces.accounts import second_step
from switchback.faces.kit import clock

PASSWORD = "take-the-next-bend"
STEP_SECONDS = 30


class SignIn(NamedTuple):
    username: str
    password: str
    role: str  # in words, as the sign-in page shows it


class NotADemo(RuntimeError):
    """Demo sign-ins are made only with SWITCHBACK_DEMO=1."""


SIGN_INS = (
    SignIn("ana", PASSWORD, "Ana, a person"),
    SignIn("desk", PASSWORD, "Dee, front desk"),
    SignIn("cara", PASSWORD, "Cara, counsellor"),
    SignIn("noor", PASSWORD, "Noor, nurse"),
    SignIn("piet", PASSWORD, "Piet, prescriber"),
    SignIn("pele", PASSWORD, "Pele, peer specialist"),
    SignIn("hale", PASSWORD, "Hale, house manager"),
    SignIn("dora", PASSWORD, "Dora, medical director"),
    SignIn("adam", PASSWORD, "Adam, administrator"),
)
# Who looks at real histories of a trial, once some are brought in beside a demo: there nobody else works.
TRIAL = SignIn("trial", PASSWORD, "Thea, medical director where the trials' people are")


def sign_ins() -> tuple[SignIn, ...]:
    """The demo sign-ins that were made in this installation."""
    made = set(get_user_model().objects.filter(preferences__demo=True).values_list("username", flat=True))
    return tuple(sign_in for sign_in in (*SIGN_INS, TRIAL) if sign_in.username in made)


def create_demo_sign_in(user: Any) -> None:
    """Give a user (or the one of this name) the demo password and, on the team, an app with a fixed secret.

    Raises NotADemo. May be called again.
    """
    if not settings.DEMO:
        raise NotADemo
    _make_known(user)


def create_trial_sign_in() -> None:
    """The same for TRIAL, also from a command typed without SWITCHBACK_DEMO where a demo centre is. Raises NotADemo.

    It opens only while the pages are served as a demo, as all of them do (backends.may_sign_in).
    """
    if not is_demo():
        raise NotADemo
    _make_known(TRIAL.username)


def is_demo() -> bool:
    return bool(settings.DEMO or sign_ins())


def _make_known(user: Any) -> None:
    if isinstance(user, str):
        user = get_user_model().objects.get(username=user)
    sign_in = next(s for s in (*SIGN_INS, TRIAL) if s.username == user.username)
    user.set_password(sign_in.password)
    user.preferences = {**user.preferences, "demo": True}
    user.save(update_fields=["password", "preferences"])
    Authenticator.objects.filter(user=user).delete()
    if user.member_id:
        TOTP.activate(user, _secret(user.username))


def current_code(username: str) -> str | None:
    """The code this sign-in's app would show now, or the next one once that is used. None outside a demo."""
    user = get_user_model().objects.filter(username=username).first() if settings.DEMO else None
    if user is None or not user.preferences.get("demo"):
        return None
    step = int(clock.now().timestamp()) // STEP_SECONDS
    codes = [format_hotp_value(hotp_value(_secret(username), near)) for near in (step, step + 1, step - 1)]
    return next((code for code in codes if not second_step.is_used(user.pk, code)), codes[0])


def _secret(username: str) -> str:
    made = hmac.digest(settings.SECRET_KEY.encode(), f"demo-second-step:{username}".encode(), hashlib.sha256)
    return base64.b32encode(made[:20]).decode()
