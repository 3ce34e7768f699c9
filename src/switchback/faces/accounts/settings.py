"""django-allauth's settings: names or passkeys to sign in, a second step, limits across all workers."""

import os

from django.contrib import messages

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"

ACCOUNT_ADAPTER = "switchback.faces.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # how long a device stays signed in is ours to say, see sessions.py
# Tries are counted in the database, for all workers together. Five wrong tries at one name lock it for five minutes.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "sign_in_code": "5/5m/ip,20/h/ip",
    "reauthenticate": "10/m/user",
}
# How many proxies of the centre's own stand before Switchback. 0 believes no header about where somebody comes from.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SWITCHBACK_PROXIES", "0"))
ACCOUNT_FORMS = {
    "login": "switchback.faces.accounts.forms.SignInForm",
    "change_password": "switchback.faces.accounts.forms.ChangePassword",
    "set_password": "switchback.faces.accounts.forms.ChoosePassword",
    "reauthenticate": "switchback.faces.accounts.forms.PasswordAgain",
}

MFA_ADAPTER = "switchback.faces.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Switchback"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off; forms.py keeps a code from working twice
MFA_FORMS = {
    "authenticate": "switchback.faces.accounts.forms.SecondStepForm",
    "reauthenticate": "switchback.faces.accounts.forms.SecondStepAgain",
    "activate_totp": "switchback.faces.accounts.forms.AddApp",
    "add_webauthn": "switchback.faces.accounts.forms.AddPasskey",
    "edit_webauthn": "switchback.faces.accounts.forms.NamePasskey",
    "authenticate_webauthn": "switchback.faces.accounts.forms.PasskeyAsSecondStep",
    "login_webauthn": "switchback.faces.accounts.forms.PasskeySignIn",
    "reauthenticate_webauthn": "switchback.faces.accounts.forms.PasskeyAgain",
}

USERSESSIONS_ADAPTER = "switchback.faces.accounts.adapter.SessionsAdapter"
# However busy a session is, it ends after this many hours. IDLE_MINUTES (config) ends a resting one.
SIGNED_IN_HOURS = {"team": 12, "person": 30 * 24}

# The tones a banner of the kit knows.
MESSAGE_TAGS = {
    messages.DEBUG: "info",
    messages.INFO: "info",
    messages.SUCCESS: "saved",
    messages.WARNING: "info",
    messages.ERROR: "urgent",
}
