"""The pages of signing in. Only those we have: no sign-up, no e-mail, no password reset by e-mail."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from switchback.faces.accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="mfa_index")),
    path("login/", views.SignIn.as_view(), name="account_login"),
    path("code/", views.sign_in_with_code, name="sign_in_code"),
    path("next-time/", views.next_time, name="sign_in_next_time"),
    path("second-step/", views.second_step_needed, name="second_step"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("sessions/", views.Sessions.as_view(), name="usersessions_list"),
    path("2fa/authenticate/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("2fa/totp/activate/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
