from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from switchback.care.relapse.queries import LapseRow
from switchback.clinical.values import local_day
from switchback.faces.kit import clock
from switchback.faces.person import says
from switchback.faces.person.page import my_page, own, show


@require_GET
@own
def home(request: HttpRequest) -> HttpResponse:
    """What still stands, one next step, the check-in."""
    mine = my_page(request)
    zone = mine.site.zone if mine.site else "UTC"
    return show(
        request, "home", here="home", mine=mine, zone=zone, headline=says.HOME, numbers=says.numbers(mine.journey.road),
        step=says.next_step(mine.plan, today=local_day(clock.now(), zone)), to_look_at=_to_look_at(mine.lapse),
    )  # fmt: skip


def _to_look_at(lapse: LapseRow | None) -> LapseRow | None:
    return lapse if lapse and lapse.reviewed_at is None else None
