"""The check-in: one page, nothing to type, every question may be skipped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from switchback.care.continuing import operations as continuing
from switchback.clinical import instruments
from switchback.clinical.values import local_day
from switchback.faces.kit import clock
from switchback.faces.person import says
from switchback.faces.person.forms import CheckInForm
from switchback.faces.person.page import me, my_page, own, show


@require_http_methods(["GET", "HEAD", "POST"])
@own
def check_in(request: HttpRequest) -> HttpResponse:
    asked = instruments.load("daily_check_in")
    form = CheckInForm(asked, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        now, answers = clock.now(), form.answers()
        continuing.check_in(**me(request), answers=answers, at=now, now=now, key=form.cleaned_data["key"])
        return redirect("me_today_first" if answers.get("used") == "yes" else "me_today_sent")
    return show(
        request, "today", here="check_in", asked=asked, form=form, status=422 if form.is_bound else 200
    )


@require_GET
@own
def sent(request: HttpRequest) -> HttpResponse:
    """One sentence and one next step from their own plan."""
    mine = my_page(request)
    if mine.check_in is None:
        return redirect("me_today")
    zone = mine.site.zone if mine.site else "UTC"
    step = says.next_step(mine.plan, today=local_day(clock.now(), zone), answers=mine.check_in.answers)
    return show(
        request, "sent", here="check_in", mine=mine, said=says.reply(mine.check_in.answers), step=step
    )
