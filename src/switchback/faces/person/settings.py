from django.conf import settings as of_this_centre
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from switchback.faces.person.forms import ThemeForm
from switchback.faces.person.page import own, show

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@own
def settings(request: HttpRequest) -> HttpResponse:
    """Ways to sign in, devices, light or dark. The theme stays on this phone, as a cookie that names nobody."""
    form = ThemeForm(
        request.POST if request.method == "POST" else None,
        initial={"theme": request.COOKIES.get("theme", "")},
    )
    if form.is_bound and form.is_valid():
        response = redirect("me_settings")
        if theme := form.cleaned_data["theme"]:
            response.set_cookie("theme", theme, A_YEAR, samesite="Lax", secure=of_this_centre.SECURE)
        else:
            response.delete_cookie("theme")
        return response
    return show(request, "settings", form=form)
