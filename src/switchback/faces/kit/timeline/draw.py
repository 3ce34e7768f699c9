"""Draws a TimelineView. Strings, not templates: a chart page has a few milliseconds for all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString, mark_safe

from switchback.faces.kit import dates
from switchback.faces.kit.timeline.gather import gathered
from switchback.faces.kit.timeline.shapes import (
    INFO, LINE, LOWER, MUTED, ON, PRIMARY, SIGNS, SURFACE, TEXT, WASH, sign_of,
)  # fmt: skip
from switchback.faces.kit.timeline.ticks import ticks
from switchback.faces.kit.timeline.view import Lane, Mark, TimelineView

WIDE, NARROW = 1120, 360
HEAD = 48
HEIGHTS = {"stays": 34, "doses": 44, "withdrawal": 52, "urine": 42, "use": 34, "visits": 42, "check_ins": 36}
SIGN_ROOM, NUMBER_ROOM, BAR_ROOM = 11, 19, 4


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: where a time lies across it, in per cent, and how many pixels that is at the drawn width."""

    view: TimelineView
    width: int
    name: str

    @property
    def narrow(self) -> bool:
        return self.width < 560

    @property
    def left(self) -> float:
        return 3.0 if self.narrow else 13.0

    @property
    def across(self) -> float:
        return 98.5 - self.left if not self.narrow else 94.0

    @property
    def pixels(self) -> float:
        return self.width * self.across / 100

    def part(self, at: datetime) -> float:
        return (at - self.view.start) / (self.view.end - self.view.start)

    def x(self, at: datetime) -> float:
        return round(self.left + self.across * self.part(at), 2)

    def said(self, mark: Mark) -> str:
        return escape(f"{_when(self.view, mark)}: {mark.label or mark.kind}")


def render_timeline(view: TimelineView, *, width: int = WIDE, name: str = "timeline") -> SafeString:
    """`width` is the width it will about have; below 560 the names stand above the lanes. `name` starts every id."""
    sheet = Sheet(view, width, name)
    y = float(HEAD)
    lanes: list[str] = []
    for lane in view.lanes:
        drawn, height = _lane(sheet, lane, y)
        lanes.append(drawn)
        y += height
    height = round(y + 4)
    body = "".join((_grid(sheet, height), *lanes, _now(sheet, height), _head(sheet)))
    used = "".join(
        f'<g id="{name}-{sign}">{drawn}</g>' for sign, drawn in SIGNS.items() if f'#{name}-{sign}"' in body
    )
    return mark_safe(  # noqa: S308 -- every label is escaped where it is drawn
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-about" '
        f'width="100%" height="{height}" font-family="system-ui, sans-serif" font-size="12" fill="none">'
        f'<title id="{name}-title">{escape(view.title)}</title>'
        f'<desc id="{name}-about">{_about(view)}</desc><defs>{used}</defs>{body}</svg>'
    )


def timeline_rows(view: TimelineView) -> list[tuple[str, str, str]]:
    """The same in words: when, which lane, what. Newest first."""
    found = [(mark, lane) for lane in view.lanes for mark in _inside(view, lane)]
    found.sort(key=lambda pair: pair[0].start, reverse=True)
    return [(_when(view, mark), lane.label, mark.label or mark.kind) for mark, lane in found]


def _when(view: TimelineView, mark: Mark) -> str:
    if mark.end is None or mark.end == mark.start:
        return dates.day_and_time(mark.start, view.zone)
    return f"{dates.day(mark.start, view.zone)} to {dates.day(mark.end, view.zone)}"


def _inside(view: TimelineView, lane: Lane) -> list[Mark]:
    if lane.key == "stays":
        return [m for m in lane.marks if m.start <= view.end and (m.end is None or m.end >= view.start)]
    return [mark for mark in lane.marks if view.start <= mark.start <= view.end]


def _about(view: TimelineView) -> str:
    counts = [(lane.label, sum(mark.count for mark in _inside(view, lane))) for lane in view.lanes]
    said = ", ".join(f"{label} {count}" for label, count in counts)
    span = f"{dates.day(view.start, view.zone)} to {dates.day(view.end, view.zone)}"
    return escape(f"{span}. {said}. The table below says the same in words.")


def _head(sheet: Sheet) -> str:
    """The mark's own line: three bends rising, then it runs on as the axis; what is still to come is dashed."""
    view, start = sheet.view, 12 if sheet.narrow else 8
    bends = (
        f'<path d="M{start} 38h22a4 4 0 0 0 4-4a4 4 0 0 0-4-4h-10a4 4 0 0 1-4-4a4 4 0 0 1 4-4h20a4 4 0 0 0 4-4a4 4 0 0 1 4-4h8" '
        f'stroke="{PRIMARY}" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/>'
    )
    come = min(max(sheet.part(view.now), 0.0), 1.0) if view.now else 1.0
    x = round(sheet.left + sheet.across * come, 2)
    end = sheet.left + sheet.across
    line = f'<line x1="{start + 48}" x2="{x}%" y1="14" y2="14" stroke="{PRIMARY}" stroke-width="2.5" stroke-linecap="round"/>'
    if come < 1:
        line += f'<line x1="{x}%" x2="{end}%" y1="14" y2="14" stroke="{PRIMARY}" stroke-width="2.5" stroke-dasharray="1 6" stroke-linecap="round"/>'
    return bends + line + _tick_labels(sheet)


def _tick_labels(sheet: Sheet) -> str:
    parts = []
    free = 78.0 if sheet.narrow else 0.0
    for tick in _ticks(sheet):
        x = sheet.x(tick.at)
        at, wide = x * sheet.width / 100, 6.6 * len(tick.label)
        anchor = "end" if at + wide / 2 > sheet.width * 0.985 else "middle"
        begins = at - (wide if anchor == "end" else wide / 2)
        parts.append(f'<circle cx="{x}%" cy="14" r="2.5" fill="{SURFACE}" stroke="{PRIMARY}" stroke-width="1.5"/>')
        if begins >= free:
            parts.append(f'<text x="{x}%" y="34" text-anchor="{anchor}" fill="{TEXT}">{tick.label}</text>')
            free = begins + wide + 8
    return "".join(parts)


def _ticks(sheet: Sheet) -> list:  # type: ignore[type-arg]
    view = sheet.view
    return ticks(view.start, view.end, dates.zone_of(view.zone), at_most=4 if sheet.narrow else 12)


def _grid(sheet: Sheet, height: int) -> str:
    return "".join(
        f'<line x1="{(x := sheet.x(tick.at))}%" x2="{x}%" y1="{HEAD}" y2="{height}" stroke="{LINE}" stroke-width="1" stroke-dasharray="1 3"/>'
        for tick in _ticks(sheet)
    )


def _now(sheet: Sheet, height: int) -> str:
    now = sheet.view.now
    if now is None or not sheet.view.start <= now <= sheet.view.end:
        return ""
    x = sheet.x(now)
    return (
        f'<line x1="{x}%" x2="{x}%" y1="14" y2="{height}" stroke="{PRIMARY}" stroke-width="1.5"/>'
        f'<circle cx="{x}%" cy="14" r="5" fill="{PRIMARY}"><title>Now</title></circle>'
    )


def _lane(sheet: Sheet, lane: Lane, y: float) -> tuple[str, float]:
    room = HEIGHTS.get(lane.key, 34)
    above = 18 if sheet.narrow else 0
    marks = _inside(sheet.view, lane)
    parts = [f'<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{LINE}"/>', _lane_name(sheet, lane, marks, y, room)]
    if not marks:
        room = 20 if sheet.narrow else 30
        parts.append(
            f'<text x="{sheet.left}%" y="{y + above + (room - above) / 2 + 4 if not sheet.narrow else y + 30}" '
            f'fill="{MUTED}">nothing recorded in these days</text>'
        )
    else:
        parts.append(LANES.get(lane.key, _signs)(sheet, lane, marks, y + above, room))
    return "".join(parts), room + above


def _lane_name(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    note = lane.note or _note(lane, marks)
    name, note = escape(lane.label), escape(note)
    if sheet.narrow:
        said = f' <tspan font-weight="400" fill="{MUTED}" dx="6">{note}</tspan>' if note else ""
        return f'<text x="{sheet.left}%" y="{y + 15}" font-weight="600" fill="{TEXT}">{name}{said}</text>'
    middle = y + (room if marks else 30) / 2 + 4
    if not note:
        return f'<text x="8" y="{middle}" font-weight="600" fill="{TEXT}">{name}</text>'
    return (
        f'<text x="8" y="{middle - 7}" font-weight="600" fill="{TEXT}">{name}</text>'
        f'<text x="8" y="{middle + 8}" font-size="11" fill="{MUTED}">{note}</text>'
    )


def _note(lane: Lane, marks: list[Mark]) -> str:
    if lane.key == "doses":
        most = max((mark.value for mark in marks if mark.value is not None), default=None)
        return f"up to {most:g} mg" if most else ""
    return ""


def _stays(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    parts = []
    view = sheet.view
    for mark in marks:
        ends = mark.end or max(mark.start, view.now or view.end)
        x = max(sheet.x(mark.start), sheet.left)
        until = min(sheet.x(ends), sheet.left + sheet.across)
        wide = max(round(until - x, 2), 0.4)
        top, high = y + 5, room - 10
        open_end = ' stroke-dasharray="4 3"' if mark.end is None else ""
        parts.append(
            f'<g><title>{sheet.said(mark)}</title><rect x="{x}%" y="{top}" width="{wide}%" height="{high}" rx="4" fill="{WASH}" '
            f'stroke="{PRIMARY}" stroke-width="1.25"{open_end}/>'
        )
        if mark.start >= view.start:
            parts.append(f'<line x1="{x}%" x2="{x}%" y1="{top + 2}" y2="{top + high - 2}" stroke="{PRIMARY}" stroke-width="4" stroke-linecap="round"/>')
        parts.append(_stay_name(sheet, mark, x, wide, top, high) + "</g>")
    return "".join(parts)


def _stay_name(sheet: Sheet, mark: Mark, x: float, wide: float, top: float, high: float) -> str:
    """Written inside the stay, cut to the letters that fit; a stay too short for three letters is told by its title."""
    fits = int((wide * sheet.width / 100 - 12) / 6.6)
    said = mark.label or mark.kind
    if fits < 3:
        return ""
    said = said if len(said) <= fits else f"{said[: fits - 1]}…"
    return f'<text x="{x}%" dx="8" y="{top + high / 2 + 4.5}" fill="{TEXT}">{escape(said)}</text>'


def _bars(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    """Doses: how tall a bar is says how much was given; what caps it says which medicine."""
    foot, tall = y + room - 5, room - 12
    most = lane.top or max((mark.value or 0 for mark in marks), default=0) or 1
    days = max((sheet.view.end - sheet.view.start).total_seconds() / 86400, 0.01)
    thick = round(min(9.0, max(1.75, sheet.pixels / days * 0.62)), 2)
    shown = gathered(marks, bin_of=_bins(sheet, BAR_ROOM), row_of=lambda mark: 1 if mark.kind == "not_given" else 0)
    write = len(shown) * 24 < sheet.pixels
    tall = tall - 9 if write else tall
    parts = [f'<line x1="{sheet.left}%" x2="{sheet.left + sheet.across}%" y1="{foot}" y2="{foot}" stroke="{LINE}"/>']
    for mark in shown:
        x, sign, title = sheet.x(mark.start), sign_of("doses", mark.kind, mark.shape), sheet.said(mark)
        if sign not in ("bar", "capped_bar"):
            parts.append(_use(sheet, sign, x, foot - (6 if sign == "cross" else 9), title))
            continue
        top = round(foot - max(3.0, tall * (mark.value or 0) / most), 1)
        parts.append(
            f'<line x1="{x}%" x2="{x}%" y1="{foot}" y2="{top}" stroke="{PRIMARY}" stroke-width="{thick}"><title>{title}</title></line>'
        )
        if sign == "capped_bar" and thick > 3:
            parts.append(_use(sheet, "cap", x, top, title))
        if write and mark.value:
            parts.append(f'<text x="{x}%" y="{top - (7 if sign == "capped_bar" else 3)}" font-size="11" text-anchor="middle" fill="{TEXT}">{mark.value:g}</text>')
    return "".join(parts)


def _levels(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    """A value that rises and falls: dots at their height, joined where they are near enough to be one story."""
    foot, tall = y + room - 7, room - 14
    top = lane.top or max([*(m.value or 0 for m in marks), *(g.value for g in lane.guides)], default=0) or 1
    end = sheet.left + sheet.across
    parts = []
    for guide in lane.guides:
        at = round(foot - tall * guide.value / top, 1)
        parts.append(
            f'<line x1="{sheet.left}%" x2="{end}%" y1="{at}" y2="{at}" stroke="{LINE}" stroke-dasharray="4 3"><title>{escape(guide.label)}: {guide.value:g} and above</title></line>'
        )
    shown = sorted(gathered(marks, bin_of=_bins(sheet, BAR_ROOM), row_of=lambda _: 0), key=lambda m: m.start)
    write = len(shown) * 26 < sheet.pixels
    dots, before = [], None
    for mark in shown:
        x, at = sheet.x(mark.start), round(foot - tall * min(mark.value or 0, top) / top, 1)
        if before and x - before[0] < 6:
            parts.append(f'<line x1="{before[0]}%" y1="{before[1]}" x2="{x}%" y2="{at}" stroke="{INFO}" stroke-width="1.5"/>')
        before = (x, at) if mark.value is not None else None
        fill = INFO if mark.value is not None else SURFACE
        dots.append(f'<circle cx="{x}%" cy="{at}" r="{3.5 if write or len(shown) < 90 else 2}" fill="{fill}" stroke="{INFO}" stroke-width="1.25"><title>{sheet.said(mark)}</title></circle>')
        if write and mark.value is not None:
            high = at - 6 if at - 16 > y else at + 14
            dots.append(f'<text x="{x}%" y="{high}" font-size="11" text-anchor="middle" fill="{TEXT}">{mark.value:g}</text>')
    return "".join(parts + dots)


def _signs(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    """Things that happened, in one row or two; where they would lie on each other, one sign with how many."""

    def row_of(mark: Mark) -> int:
        return sign_of(lane.key, mark.kind, mark.shape) in LOWER

    two = lane.key in ("urine", "visits")
    near = _nearest(sheet, marks, row_of) < SIGN_ROOM
    shown = gathered(marks, bin_of=_bins(sheet, NUMBER_ROOM), row_of=row_of) if near else marks
    parts = []
    for mark in shown:
        x, sign, title = sheet.x(mark.start), sign_of(lane.key, mark.kind, mark.shape), sheet.said(mark)
        at = y + room / 2 + ((10 if row_of(mark) else -10) if two else 0)
        if mark.count == 1:
            parts.append(_use(sheet, sign, x, at, title))
        elif f"{sign}_many" in SIGNS:
            ink = ON if sign in ("square", "dot") else TEXT
            parts.append(_use(sheet, f"{sign}_many", x, at, title) + _number(mark.count, x, at + 4, ink))
        else:
            parts.append(_use(sheet, sign, x, at + 6, title) + _number(mark.count, x, at - 4, TEXT))
    return "".join(parts)


def _nearest(sheet: Sheet, marks: list[Mark], row_of: Callable[[Mark], int]) -> float:
    """The smallest distance, in pixels, between two marks of one row."""
    near = float("inf")
    for row in {row_of(mark) for mark in marks}:
        xs = sorted(sheet.part(mark.start) * sheet.pixels for mark in marks if row_of(mark) == row)
        near = min([near, *(b - a for a, b in zip(xs, xs[1:], strict=False))])
    return near


def _bins(sheet: Sheet, pixels: int) -> Callable[[Mark], int]:
    return lambda mark: int(sheet.part(mark.start) * sheet.pixels / pixels)


def _use(sheet: Sheet, sign: str, x: float, y: float, title: str) -> str:
    return f'<use href="#{sheet.name}-{sign}" x="{x}%" y="{y}"><title>{title}</title></use>'


def _number(count: int, x: float, y: float, ink: str) -> str:
    size = 11 if count < 100 else 9
    return f'<text x="{x}%" y="{y}" font-size="{size}" font-weight="600" text-anchor="middle" fill="{ink}">{count}</text>'


LANES: dict[str, Callable[[Sheet, Lane, list[Mark], float, float], str]] = {
    "stays": _stays,
    "doses": _bars,
    "withdrawal": _levels,
    "check_ins": _levels,
}
