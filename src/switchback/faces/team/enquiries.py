"""Enquiries: who asks for help, oldest first; answering; the way to a first visit."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from switchback.care.contact import operations as contact
from switchback.care.contact import queries as enquiries
from switchback.faces.accounts.gates import team_page
from switchback.faces.kit import clock
from switchback.faces.team.fields import TeamForm, words
from switchback.faces.team.page import actor_of, go, may, posted, show


class AnswerForm(TeamForm):
    answer = words(
        "Our answer",
        rows=4,
        help_text="Shown to whoever holds the code of this enquiry. No promises we cannot keep.",
    )


@team_page
def enquiry_list(request: HttpRequest) -> HttpResponse:
    open_only = request.GET.get("show") != "all"
    rows = enquiries.enquiries(actor=actor_of(request), open_only=open_only)
    return show(request, "enquiries/list.html", here="enquiries", rows=rows, open_only=open_only)


@team_page
@require_http_methods(["GET", "POST"])
def enquiry(request: HttpRequest, enquiry_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    try:
        asked = enquiries.enquiry(actor=actor, enquiry_id=enquiry_id)
        form = AnswerForm(posted(request), initial={"answer": asked.answer})
        if request.method == "POST" and form.is_valid():
            contact.answer_enquiry(actor=actor, enquiry_id=enquiry_id, at=clock.now(), **form.cleaned_data)
            messages.success(request, "Answered. They see it with their code.")
            return go("team-enquiries")
    except enquiries.NoSuchEnquiry:
        raise Http404
    return _shown(request, asked, form)


def _shown(request: HttpRequest, asked: enquiries.EnquiryRow, form: forms.Form) -> HttpResponse:
    values: dict[str, Any] = {
        "asked": asked,
        "form": form,
        "may_register": may(actor_of(request), "person.register"),
    }
    return show(
        request, "enquiries/enquiry.html", here="enquiries", status=422 if form.errors else 200, **values
    )
