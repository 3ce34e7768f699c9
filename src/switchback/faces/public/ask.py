"""Ask for help without an account, and look for the answer with a code.

No session stands behind these forms, so a CSRF token would guard nothing and would set a cookie.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from switchback.care.contact import operations as contact
from switchback.care.contact import queries as enquiries
from switchback.care.people import queries as people
from switchback.faces.kit import clock
from switchback.faces.public import limits
from switchback.faces.public.forms import AskForm, CodeForm


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def ask(request: HttpRequest) -> HttpResponse:
    site = people.site()
    shown = {"site": site, "site_name": site.name if site else "", "here": "ask"}
    if site is None:
        return render(request, "public/front.html", shown)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if limits.consume(request, "ask") is None:  # what they typed stays in the form
            return render(request, "public/ask.html", {**shown, "form": form, "wait": True}, status=429)
        code = contact.receive_enquiry(site_id=site.id, at=clock.now(), **form.cleaned_data)
        return render(request, "public/thanks.html", {**shown, "code": code})
    return render(request, "public/ask.html", {**shown, "form": form}, status=422 if form.is_bound else 200)


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def status(request: HttpRequest) -> HttpResponse:
    """The code travels in the body: an address would stay in histories and logs. Only wrong codes count as tries."""
    site = people.site()
    shown = {"site": site, "site_name": site.name if site else "", "zone": site.zone if site else "UTC"}
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        tries = limits.consume(request, "ask_status")
        if tries is None:
            return render(request, "public/status.html", {**shown, "form": form, "wait": True}, status=429)
        try:
            found = enquiries.status(code=form.cleaned_data["code"])
        except enquiries.NoSuchEnquiry:
            form.add_error("code", "We do not know this code. Please look at it again.")
        else:
            tries.rollback()
            return render(request, "public/status.html", {**shown, "found": found})
    return render(
        request, "public/status.html", {**shown, "form": form}, status=422 if form.is_bound else 200
    )
