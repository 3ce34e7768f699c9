"""Draws a TimelineView. Strings, not templates: a chart page has a few milliseconds for all of it."""

from collections.abc import Callable
from datetime import datetime, tzinfo
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
HEIGHTS = {"stays": 34, "doses": 52, "withdrawal": 66, "urine": 42, "use": 34, "visits": 42, "check_ins": 44}
SIGN_ROOM, NUMBER_ROOM, BAR_ROOM, WORD_ROOM = 13, 20, 4, 22
LETTER = 7.2  # how wide a letter of 12 px may be, in a wide system font
# What the two rows of a lane mean, and the sign each is drawn with.
ROWS = {"urine": (("positive", "square"), ("negative", "box")), "visits": (("came", "dot"), ("missed", "ring"))}


class Sheet:
    """The paper: where a time lies across it, in per cent, and how many pixels that is at the drawn width."""

    def __init__(self, view: TimelineView, *, width: int, name: str) -> None:
        self.view, self.width, self.name = view, width, name
        self.narrow = width < 560
        self.left = 3.0 if self.narrow else 13.0
        self.right = 97.0 if self.narrow else 98.5
        self.pixels = width * (self.right - self.left) / 100
        self.zone = dates.zone_of(view.zone)
        self._span = view.end - view.start

    def part(self, at: datetime) -> float:
        return (at - self.view.start) / self._span

    def x(self, at: datetime) -> float:
        return round(self.left + (self.right - self.left) * self.part(at), 2)

    def pixel(self, mark: Mark) -> float:
        return self.part(mark.start) * self.pixels

    def said(self, mark: Mark) -> str:
        return escape(f"{_when(mark, self.zone)}: {mark.label or mark.kind}")


def render_timeline(view: TimelineView, *, width: int = WIDE, name: str = "timeline") -> SafeString:
    """`width` is the width it will about have; below 560 the names stand above the lanes. `name` starts every id."""
    sheet = Sheet(view, width=width, name=name)
    y = float(HEAD)
    lanes: list[str] = []
    for lane in view.lanes:
        drawn, height = _lane(sheet, lane, y)
        lanes.append(drawn)
        y += height
    height = round(y + 4)
    body = "".join((_grid(sheet, height), _now_line(sheet, height), *lanes, _head(sheet)))
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
    zone = dates.zone_of(view.zone)
    return [(_when(mark, zone), lane.label, mark.label or mark.kind) for mark, lane in found]


def _when(mark: Mark, zone: tzinfo) -> str:
    if mark.end is None or mark.end == mark.start:
        return dates.day_and_time(mark.start, zone)
    first, last = dates.day(mark.start, zone), dates.day(mark.end, zone)
    return first if first == last else f"{first} to {last}"


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
    x = round(sheet.left + (sheet.right - sheet.left) * come, 2)
    end = sheet.right
    line = f'<line x1="{start + 48}" x2="{x}%" y1="14" y2="14" stroke="{PRIMARY}" stroke-width="2.5" stroke-linecap="round"/>'
    if come < 1:
        line += f'<line x1="{x}%" x2="{end}%" y1="14" y2="14" stroke="{PRIMARY}" stroke-width="2.5" stroke-dasharray="1 6" stroke-linecap="round"/>'
    here = f'<circle cx="{x}%" cy="14" r="5" fill="{PRIMARY}"><title>Now</title></circle>' if 0 < come and view.now else ""
    return bends + line + _tick_labels(sheet) + here


def _tick_labels(sheet: Sheet) -> str:
    parts = []
    free, above = 52.0, ""
    for tick in _ticks(sheet):
        x = sheet.x(tick.at)
        said = f"{tick.label} {tick.context}" if tick.context != above else tick.label
        at, wide = x * sheet.width / 100, LETTER * len(said)
        anchor = "end" if at + wide / 2 > sheet.width * 0.985 else "middle"
        begins = at - (wide if anchor == "end" else wide / 2)
        parts.append(f'<circle cx="{x}%" cy="14" r="2.5" fill="{SURFACE}" stroke="{PRIMARY}" stroke-width="1.5"/>')
        if begins >= free:
            parts.append(f'<text x="{x}%" y="34" text-anchor="{anchor}" fill="{TEXT}">{said}</text>')
            free, above = begins + wide + 6, tick.context
    return "".join(parts)


def _ticks(sheet: Sheet) -> list:  # type: ignore[type-arg]
    view = sheet.view
    return ticks(view.start, view.end, dates.zone_of(view.zone), at_most=6 if sheet.narrow else 12)


def _grid(sheet: Sheet, height: int) -> str:
    return "".join(
        f'<line x1="{(x := sheet.x(tick.at))}%" x2="{x}%" y1="{HEAD}" y2="{height}" stroke="{LINE}" stroke-width="1" stroke-dasharray="1 3"/>'
        for tick in _ticks(sheet)
    )


def _now_line(sheet: Sheet, height: int) -> str:
    now = sheet.view.now
    if now is None or not sheet.view.start <= now <= sheet.view.end:
        return ""
    x = sheet.x(now)
    return f'<line x1="{x}%" x2="{x}%" y1="14" y2="{height}" stroke="{PRIMARY}" stroke-width="1.5"/>'


def _lane(sheet: Sheet, lane: Lane, y: float) -> tuple[str, float]:
    room = HEIGHTS.get(lane.key, 34)
    above = 18 if sheet.narrow else 0
    marks = _inside(sheet.view, lane)
    parts = [f'<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{LINE}"/>', _lane_name(sheet, lane, marks, y, room)]
    if not marks:
        room = 20 if sheet.narrow else 34
        parts.append(
            f'<text x="{sheet.left}%" y="{y + above + (room - above) / 2 + 4 if not sheet.narrow else y + 30}" '
            f'fill="{MUTED}">nothing recorded</text>'
        )
    else:
        parts.append(LANES.get(lane.key, _signs)(sheet, lane, marks, y + above, room))
    return "".join(parts), room + above


def _lane_name(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    name, note = escape(lane.label), escape(lane.note or _note(lane, marks))
    rows = ROWS.get(lane.key, ()) if marks else ()
    if sheet.narrow:
        said = f' <tspan font-weight="400" fill="{MUTED}" dx="6">{note}</tspan>' if note else ""
        named = f'<text x="{sheet.left}%" y="{y + 15}" font-weight="600" fill="{TEXT}">{name}{said}</text>'
        return named + _row_names_beside(sheet, rows, y, 24 + LETTER * (len(lane.label) + len(note)))
    middle = y + (room if marks else 34) / 2 + 4
    named = f'<text x="8" y="{middle - 7 if note else middle}" font-weight="600" fill="{TEXT}">{name}</text>'
    if note:
        named += f'<text x="8" y="{middle + 8}" font-size="11" fill="{MUTED}">{note}</text>'
    for row, (word, _) in enumerate(rows):
        named += (
            f'<text x="{sheet.left - 1}%" y="{middle - 10 + 20 * row}" font-size="11" text-anchor="end" '
            f'fill="{MUTED}">{word}</text>'
        )
    return named


def _row_names_beside(sheet: Sheet, rows: tuple[tuple[str, str], ...], y: float, x: float) -> str:
    """Where there is no room at the side, each row's sign stands after the lane's name with its word."""
    parts = []
    for word, sign in rows:
        parts.append(f'<use href="#{sheet.name}-{sign}" x="{x:.0f}" y="{y + 11}"/>')
        parts.append(f'<text x="{x + 10:.0f}" y="{y + 15}" fill="{MUTED}">{word}</text>')
        x += 32 + 7 * len(word)
    return "".join(parts)


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
        until = min(sheet.x(ends), sheet.right)
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
    fits = int((wide * sheet.width / 100 - 14) / LETTER)
    said = mark.label or mark.kind
    if fits < 3:
        return ""
    said = said if len(said) <= fits else f"{said[: fits - 1]}…"
    return f'<text x="{x}%" dx="8" y="{top + high / 2 + 4.5}" fill="{TEXT}">{escape(said)}</text>'


def _bars(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    """Doses: how tall a bar is says how much was given; what caps it says which medicine."""
    foot, tall = y + room - 5, room - 20
    most = lane.top or max((mark.value or 0 for mark in marks), default=0) or 1
    days = max((sheet.view.end - sheet.view.start).total_seconds() / 86400, 0.01)
    thick = round(min(9.0, max(1.75, sheet.pixels / days * 0.62)), 2)
    given = gathered([m for m in marks if m.kind != "not_given"], x_of=sheet.pixel, room=BAR_ROOM)
    not_given = gathered([m for m in marks if m.kind == "not_given"], x_of=sheet.pixel, room=9)
    written = _changes(sheet, given)
    parts = [f'<line x1="{sheet.left}%" x2="{sheet.right}%" y1="{foot}" y2="{foot}" stroke="{LINE}"/>']
    for mark in (*given, *not_given):
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
        if mark.start in written:
            parts.append(_value(mark, x, top - (8 if sign == "capped_bar" else 3)))
    return "".join(parts)


def _changes(sheet: Sheet, given: list[Mark]) -> set[datetime]:
    """Where to write how much: at the first dose and wherever the amount changes, if there is room."""
    written: set[datetime] = set()
    free, before = float("-inf"), None
    for mark in given:
        if mark.value and mark.value != before and sheet.pixel(mark) >= free:
            written.add(mark.start)
            free, before = sheet.pixel(mark) + WORD_ROOM, mark.value
    return written


def _peaks(sheet: Sheet, shown: list[Mark]) -> set[datetime]:
    """Where to write a value: the highest first, then every other that has room."""
    taken: set[int] = set()
    written: set[datetime] = set()
    for mark in sorted((m for m in shown if m.value is not None), key=lambda m: -(m.value or 0)):
        place = int(sheet.pixel(mark) / WORD_ROOM)
        if not taken & {place - 1, place, place + 1}:
            taken.add(place)
            written.add(mark.start)
    return written


def _value(mark: Mark, x: float, y: float) -> str:
    return f'<text x="{x}%" y="{y}" font-size="11" text-anchor="middle" fill="{TEXT}">{mark.value:g}</text>'


def _levels(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    """A value that rises and falls: dots at their height, joined where they are near enough to be one story."""
    foot, tall = y + room - 6, room - 21
    top = lane.top or max([*(m.value or 0 for m in marks), *(g.value for g in lane.guides)], default=0) or 1
    end = sheet.right
    parts, names = [], []
    for guide in lane.guides:
        at = round(foot - tall * guide.value / top, 1)
        parts.append(f'<line x1="{sheet.left}%" x2="{end}%" y1="{at}" y2="{at}" stroke="{LINE}" stroke-dasharray="4 3"/>')
        names.append(f'<text x="{end}%" y="{at - 2}" font-size="11" text-anchor="end" fill="{MUTED}" stroke="{SURFACE}" stroke-width="3" paint-order="stroke">{escape(guide.label)}</text>')
    shown = gathered(marks, x_of=sheet.pixel, room=BAR_ROOM)
    written = _peaks(sheet, shown)
    radius = 3.5 if len(shown) * 9 < sheet.pixels else 2
    dots, before = [], None
    for mark in shown:
        x, at = sheet.x(mark.start), round(foot - tall * min(mark.value or 0, top) / top, 1)
        if before and x - before[0] < 6:
            parts.append(f'<line x1="{before[0]}%" y1="{before[1]}" x2="{x}%" y2="{at}" stroke="{INFO}" stroke-width="1.5"/>')
        before = (x, at) if mark.value is not None else None
        fill = INFO if mark.value is not None else SURFACE
        dots.append(f'<circle cx="{x}%" cy="{at}" r="{radius}" fill="{fill}" stroke="{INFO}" stroke-width="1.25"><title>{sheet.said(mark)}</title></circle>')
        if mark.start in written:
            dots.append(_value(mark, x, at - 6))
    return "".join((*parts, *names, *dots))


def _signs(sheet: Sheet, lane: Lane, marks: list[Mark], y: float, room: float) -> str:
    """Things that happened, in one row or two; where they would lie on each other, one sign with how many."""

    def row_of(mark: Mark) -> int:
        return sign_of(lane.key, mark.kind, mark.shape) in LOWER

    two = lane.key in ("urine", "visits")
    near = _nearest(sheet, marks, row_of) < SIGN_ROOM
    shown = gathered(marks, x_of=sheet.pixel, room=NUMBER_ROOM, row_of=row_of) if near else marks
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
    rows: dict[int, list[float]] = {}
    for mark in marks:
        rows.setdefault(row_of(mark), []).append(sheet.pixel(mark))
    xs = [sorted(row) for row in rows.values()]
    return min((b - a for row in xs for a, b in zip(row, row[1:], strict=False)), default=float("inf"))


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
