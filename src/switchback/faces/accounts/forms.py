"""The forms of signing in, in our words. Boxes keep their labels; no grey hints inside them."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as MfaReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.http import HttpRequest, HttpResponse

from switchback.faces.accounts import log, second_step, sessions

PASSWORD_HELP = "At least 10 characters. A few words in a row work well."
MISSHAPEN = (
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
)  # what reading a passkey raises that no browser sent
CODE_BOX = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "off",
    "spellcheck": "false",
}


def _say(form: forms.Form, name: str, label: str, help_text: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SharedDevice(forms.Form):
    shared = forms.BooleanField(
        label="Other people use this device",
        help_text="We sign you out sooner, and when the browser closes.",
        required=False,
    )


class SignInForm(LoginForm):
    shared = SharedDevice.base_fields["shared"]
    field_order = ["login", "password", "shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", "Sign-in name")
        _say(self, "password", "Password")
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.order_fields(self.field_order)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        request.session[sessions.SHARED] = self.cleaned_data["shared"]
        response: HttpResponse = super().login(request, redirect_url=redirect_url)
        sessions.keep_cookie(request.session, kind="team" if self.user.member_id else "person")
        return response


class CodeForm(SharedDevice):
    code = forms.CharField(
        label="One-time code",
        help_text="8 letters and numbers. Capitals or spaces do not matter.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    field_order = ["code", "shared"]


class PasswordAgain(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", "Password")


class ChangePassword(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", "Password now")
        _say(self, "password1", "New password", PASSWORD_HELP)
        _say(self, "password2", "New password, once more")


class ChoosePassword(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", "Password", PASSWORD_HELP)
        _say(self, "password2", "Password, once more")


class _Code:
    """A code from the app, or a recovery code. Works once, also within the minute it would still be right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Code", "6 numbers from your app, or one of your recovery codes.")  # type: ignore[arg-type]
        self.fields["code"].widget.attrs |= CODE_BOX  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]  # type: ignore[attr-defined]
        if second_step.is_used(self.user.pk, typed):  # type: ignore[attr-defined]
            log.failed(context.request, self.user, because="wrong_second_step")  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        code = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:  # type: ignore[attr-defined]
            second_step.mark_used(self.user.pk, typed)  # type: ignore[attr-defined]
        return str(code)


class SecondStepForm(_Code, AuthenticateForm):
    pass


class SecondStepAgain(_Code, MfaReauthenticateForm):
    pass


class AddApp(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", "Code from the app", "6 numbers. They change every 30 seconds.")
        self.fields["code"].widget.attrs |= CODE_BOX


class AddPasskey(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", "A name for it", "So that you know it again, such as “My phone”.")
        _say(self, "passwordless", "Sign in with this passkey alone, without a password")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].initial = True

    def clean(self) -> Any:
        try:
            return super().clean()
        except MISSHAPEN:
            raise get_adapter().validation_error("incorrect_code")


class NamePasskey(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "name", "Name")


class _Passkey:
    """A passkey that does not fit leaves a line in the log."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (forms.ValidationError, *MISSHAPEN):
            log.failed(context.request, self.user, because="wrong_passkey")  # type: ignore[attr-defined]
            raise forms.ValidationError(
                "This passkey does not open a sign-in here. Please choose another way."
            )


class PasskeyAsSecondStep(_Passkey, AuthenticateWebAuthnForm):
    pass


class PasskeySignIn(_Passkey, LoginWebAuthnForm):
    pass


class PasskeyAgain(_Passkey, ReauthenticateWebAuthnForm):
    pass
