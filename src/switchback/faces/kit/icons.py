"""The few icons, drawn on a 24 × 24 grid with one line weight. Inline, so they cost no request."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# The mark: one line, three bends, rising to the right. The road and the timeline header follow the same line.
MARK = "M2 26H24a4 4 0 0 0 4-4a4 4 0 0 0-4-4H14a4 4 0 0 1-4-4a4 4 0 0 1 4-4H34a4 4 0 0 0 4-4V2"

PATHS = {
    "arrow_left": "M14 6l-6 6 6 6",
    "arrow_right": "M10 6l6 6-6 6",
    "bed": "M3 6v13M3 16h18v3M21 16v-3a3 3 0 0 0-3-3H9v6M3 13h6",
    "bend": "M4 19h9a3.5 3.5 0 0 0 0-7h-3a3.5 3.5 0 0 1 0-7h10",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "check_in": "M4 5h16v14H4zM8 12l3 3 5-6",
    "clock": "M12 7v5l3 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
    "cross": "M6 6l12 12M18 6L6 18",
    "draft": "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "flag": "M6 21V4M6 5h12l-3 4 3 4H6",
    "help": "M12 21s-8-4.6-8-11a4.5 4.5 0 0 1 8-2.8A4.5 4.5 0 0 1 20 10c0 6.4-8 11-8 11z",
    "home": "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
    "info": "M12 11v6M12 7.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
    "leave": "M10 4H5v16h5M15 8l4 4-4 4M19 12H9",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6v.01M4.5 12v.01M4.5 18v.01",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "message": "M4 5h16v11H9l-5 4z",
    "people": (
        "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5"
        "M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.8c2 .7 3.5 2.4 3.5 5.2"
    ),
    "phone": (
        "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4"
        "a1.5 1.5 0 0 1-1.5 1.5A15.5 15.5 0 0 1 3.5 5.5 1.5 1.5 0 0 1 5 4z"
    ),
    "pill": "M8 16a4.2 4.2 0 0 1-6-6l4-4a4.2 4.2 0 0 1 6 6zM4 8l6 6M22 16a5 5 0 1 1-10 0 5 5 0 0 1 10 0zM13 16h8",
    "plan": "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5",
    "plus": "M12 5v14M5 12h14",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    "search": "M20 20l-4.5-4.5M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z",
    "urgent": "M12 9v5M12 17v.01M12 3l9.5 17h-19z",
}


def icon(name: str, label: str = "") -> SafeString:
    """An inline icon; decorative unless it is given a label."""
    path = PATHS[name]
    if not label:
        return format_html(
            '<svg class="sb-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path
        )
    return format_html(
        '<svg class="sb-icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
        label,
        path,
    )


def mark() -> SafeString:
    return mark_safe(  # noqa: S308 -- a constant
        f'<svg class="sb-brand__mark" viewBox="0 0 40 28" aria-hidden="true"><path d="{MARK}"/></svg>'
    )
