"""Signing in, the second step, and where somebody is signed in. The flow itself is django-allauth's."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import LoginView
from allauth.core.internal import ratelimit
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.adapter import get_adapter as sessions_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from switchback.care.people import operations
from switchback.care.people import queries as people
from switchback.faces.accounts import demo, devices, log, second_step, sessions
from switchback.faces.accounts.adapter import LOCKED
from switchback.faces.accounts.forms import CodeForm
from switchback.faces.kit import clock, dates

HOMES = {"team": "/team/", "person": "/me/"}


class SignIn(LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = demo.sign_ins() if settings.DEMO else ()
        code_url = passthrough_next_redirect_url(self.request, reverse("sign_in_code"), REDIRECT_FIELD_NAME)
        return {**super().get_context_data(**kwargs), "demo_sign_ins": shown, "code_url": code_url}


@never_cache
@sensitive_post_parameters("code")
def sign_in_with_code(request: HttpRequest) -> HttpResponse:
    """For a person: a code the centre gave them, used once. Guesses are counted for each network address."""
    if request.user.is_authenticated:
        return redirect("home")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        tries = ratelimit.consume(request, app="allauth.account", action="sign_in_code")
        if tries is None:
            log.failed(request, None, because="locked_out")
            form.add_error(None, LOCKED)
            status = 429
        elif user := _owner_of(form.cleaned_data["code"]):
            tries.rollback()
            request.session[sessions.SHARED] = form.cleaned_data["shared"]
            record_authentication(request, user, method="code")
            to = get_next_redirect_url(request) or _after_code(user)
            response: HttpResponse = perform_login(request, Login(user=user, redirect_url=to))
            return response
        else:
            log.failed(request, None, because="wrong_sign_in_code")
            form.add_error(
                "code", "This code does not work. It may be used or too old. Ask us for a new one."
            )
    return render(request, "accounts/code.html", {"form": form}, status=status)


def _owner_of(code: str) -> Any:
    try:
        return operations.use_sign_in_code(code=code, at=clock.now())
    except operations.NoSignIn:
        return None


def _after_code(user: Any) -> str:
    other_way = user.has_usable_password() or is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN])
    return reverse("home" if other_way else "sign_in_next_time")


@login_required
@never_cache
@require_GET
def next_time(request: HttpRequest) -> HttpResponse:
    """After a one-time code: a passkey or a password for next time, or not now."""
    return render(request, "accounts/next_time.html")


@login_required
@never_cache
@require_GET
def second_step_needed(request: HttpRequest) -> HttpResponse:
    if not request.user.member_id or second_step.is_shown(request):  # type: ignore[union-attr]
        return redirect("home")
    return render(request, "accounts/second_step.html")


@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Where each kind of sign-in begins."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor is None:
        raise PermissionDenied
    return HttpResponseRedirect(HOMES[actor.kind])


class SecondStep(AuthenticateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
        asked = {"has_passkey": "webauthn" in types, "has_code": bool(types & {"totp", "recovery_codes"})}
        return {**super().get_context_data(**kwargs), **asked, "demo_code": demo.current_code(user.username)}


class _Added:
    """After adding a second step: recovery codes once, then on. Whoever proved the new step has shown it."""

    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        second_step.note_shown(self.request, self.request.user)  # type: ignore[arg-type]
        return response

    def get_success_url(self) -> str:
        user: Any = self.request.user
        asked_for = user.member_id or is_mfa_enabled(user, [Authenticator.Type.TOTP])
        codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
        if asked_for and codes and not codes.wrap().did_view:
            return reverse("mfa_view_recovery_codes")
        return reverse("mfa_index")


class AddApp(_Added, ActivateTOTPView):
    pass


class AddPasskey(_Added, AddWebAuthnView):
    pass


class Sessions(ListUserSessionsView):
    """Where I am signed in: end one of them, or all but this one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = super().get_context_data(**kwargs)
        actor = self.request.actor
        site = people.site(actor.site_id if actor else None)
        zone = site.zone if site else "UTC"
        rows = [
            {
                "id": s.pk,
                "device": devices.name(s.user_agent),
                "since": dates.day_and_time(s.created_at, zone),
                "is_this": s.is_current(),
            }
            for s in given["sessions"]
        ]
        return {**given, "rows": sorted(rows, key=lambda row: not row["is_this"])}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        one = request.POST.get("end", "")
        if not one.isdigit():
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        # Inside their own: an id from a form is a claim, not a fact.
        found = [s for s in UserSession.objects.filter(user=request.user, pk=one) if not s.is_current()]
        sessions_adapter().end_sessions(found)
        messages.success(request, "That device is signed out.")
        return redirect("usersessions_list")
