"""The first page anyone sees, and the page that shows nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from switchback.care.people import queries as people


@require_GET
@gzip_page
def front(request: HttpRequest) -> HttpResponse:
    site = people.site()
    return render(request, "public/front.html", {"site": site, "site_name": site.name if site else ""})


@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """A blank page with a dull name. Kept by the browser, so that it is there at once, also without a network."""
    response = HttpResponse(BLANK)
    response["Cache-Control"] = "public, max-age=86400"
    return response


BLANK = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>Blank page</title><link rel="icon" href="data:,"><body></body></html>'
)
