"""The last thirty days as dots: free, used, not told. Shape says which; a use day weighs what any other day weighs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from django.utils.safestring import SafeString, mark_safe

from switchback.clinical.relapse.road import Dot
from switchback.faces.kit import dates
from switchback.faces.kit.timeline.shapes import MUTED, PRIMARY, TEXT

WORDS = {"free": "free", "used": "a use day", "not_told": "not told"}
PER_ROW, STEP = 10, 32
SHAPES = {
    "free": f'<circle r="10" fill="{PRIMARY}"/>',
    # The bend of the road itself, as large as the others.
    "used": f'<path d="M-9 8H3a4 4 0 0 0 0-8H-3a4 4 0 0 1 0-8H9" stroke="{TEXT}" stroke-width="2.5" '
    'stroke-linecap="round" fill="none"/>',
    "not_told": f'<circle r="9" fill="none" stroke="{MUTED}" stroke-width="1.5" stroke-dasharray="2 3"/>',
}


def draw_dots(days: Sequence[tuple[date, Dot]]) -> SafeString:
    rows = -(-len(days) // PER_ROW)
    signs = "".join(
        f'<g transform="translate({i % PER_ROW * STEP + 16} {i // PER_ROW * STEP + 16})">{SHAPES[dot]}'
        f"<title>{escape(dates.short_day(day))}: {WORDS[dot]}</title></g>"
        for i, (day, dot) in enumerate(days)
    )
    about = escape(". ".join(one.words for one in legend(days)))
    return mark_safe(  # noqa: S308 -- dates and our own words
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {PER_ROW * STEP} {rows * STEP}" role="img" '
        f'aria-label="My last 30 days. {about}">{signs}</svg>'
    )


@dataclass(frozen=True)
class Counted:
    sign: SafeString
    words: str


def legend(days: Sequence[tuple[date, Dot]]) -> list[Counted]:
    """What each sign means and how many there are; only the signs that are on the page."""
    return [Counted(_sign(dot), _said(n, dot)) for dot in WORDS if (n := sum(d == dot for _, d in days))]


def _said(n: int, dot: str) -> str:
    return f"{n} use {'day' if n == 1 else 'days'}" if dot == "used" else f"{n} {WORDS[dot]}"


def _sign(dot: str) -> SafeString:
    return mark_safe(  # noqa: S308 -- a constant
        f'<svg class="sb-icon" viewBox="-14 -14 28 28" aria-hidden="true">{SHAPES[dot]}</svg>'
    )
