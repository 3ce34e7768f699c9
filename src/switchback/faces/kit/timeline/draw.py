"""Draws a TimelineView. Strings, not templates: a chart page has a few milliseconds for all of it."""

from html import escape

from django.utils.safestring import SafeString, mark_safe

from switchback.faces.kit import dates
from switchback.faces.kit.timeline.lanes import LANES, signs
from switchback.faces.kit.timeline.shapes import LINE, MUTED, PRIMARY, SIGNS, SURFACE
from switchback.faces.kit.timeline.sheet import LETTER, Sheet, across, upright, when, write
from switchback.faces.kit.timeline.ticks import Tick, ticks
from switchback.faces.kit.timeline.view import Lane, Mark, TimelineView

WIDE, NARROW = 1120, 360
HEAD, AXIS, NAME_ABOVE, EMPTY = 48, 14, 18, 34
HEIGHTS = {"stays": 34, "doses": 52, "withdrawal": 66, "urine": 42, "use": 34, "visits": 42, "check_ins": 44}
BOLD, SMALL = ' font-weight="600"', ' font-size="11"'
# What the two rows of a lane mean, and the sign each is drawn with.
ROWS = {
    "urine": (("positive", "square"), ("negative", "box")),
    "visits": (("came", "dot"), ("missed", "ring")),
}


def render_timeline(view: TimelineView, *, width: int = WIDE, name: str = "timeline") -> SafeString:
    """`width` is the width it will about have; below 560 names stand above the lanes. `name` starts every id."""
    sheet = Sheet(view, width=width, name=name)
    y = HEAD
    lanes: list[str] = []
    for lane in view.lanes:
        drawn, height = _lane(sheet, lane, y)
        lanes.append(drawn)
        y += height
    marked = _ticks(sheet)
    body = "".join((_behind(sheet, marked, y + 4), *lanes, _head(sheet, marked)))
    used = "".join(
        f'<g id="{name}-{sign}">{drawn}</g>' for sign, drawn in SIGNS.items() if f'#{name}-{sign}"' in body
    )
    return mark_safe(  # noqa: S308 -- every label is escaped where it is drawn
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{name}-title {name}-about" '
        f'width="100%" height="{y + 4}" font-family="system-ui, sans-serif" font-size="12" fill="none">'
        f'<title id="{name}-title">{escape(view.title)}</title>'
        f'<desc id="{name}-about">{_about(view)}</desc><defs>{used}</defs>{body}</svg>'
    )


def timeline_rows(view: TimelineView) -> list[tuple[str, str, str]]:
    """The same in words: when, which lane, what. Newest first."""
    zone = dates.zone_of(view.zone)
    found = [(mark, lane) for lane in view.lanes for mark in _inside(view, lane)]
    found.sort(key=lambda pair: pair[0].start, reverse=True)
    return [(when(mark, zone), lane.label, mark.label or mark.kind) for mark, lane in found]


def _inside(view: TimelineView, lane: Lane) -> list[Mark]:
    if lane.key == "stays":
        return [m for m in lane.marks if m.start <= view.end and (m.end is None or m.end >= view.start)]
    return [mark for mark in lane.marks if view.start <= mark.start <= view.end]


def _about(view: TimelineView) -> str:
    counts = [(lane.label, sum(mark.count for mark in _inside(view, lane))) for lane in view.lanes]
    said = ", ".join(f"{label} {count}" for label, count in counts)
    span = f"{dates.day(view.start, view.zone)} to {dates.day(view.end, view.zone)}"
    return escape(f"{span}. {said}. The table below says the same in words.")


def _ticks(sheet: Sheet) -> list[Tick]:
    return ticks(sheet.view.start, sheet.view.end, sheet.zone, at_most=6 if sheet.narrow else 12)


def _head(sheet: Sheet, marked: list[Tick]) -> str:
    """The mark's own line: three bends rising, then it runs on as the axis; what is still to come is dotted."""
    start = 12 if sheet.narrow else 8
    pen = f' stroke="{PRIMARY}" stroke-width="2.5" stroke-linecap="round"'
    bends = (
        f'<path d="M{start} 38h22a4 4 0 0 0 4-4a4 4 0 0 0-4-4h-10a4 4 0 0 1-4-4a4 4 0 0 1 4-4h20'
        f'a4 4 0 0 0 4-4a4 4 0 0 1 4-4h8"{pen}/>'
    )
    now = sheet.view.now
    come = min(max(sheet.part(now), 0.0), 1.0) if now else 1.0
    x = round(sheet.left + (sheet.right - sheet.left) * come, 2)
    gone = f'<line x1="{start + 48}" x2="{x}%" y1="{AXIS}" y2="{AXIS}"{pen}/>'
    ahead = across(
        x, sheet.right, AXIS, PRIMARY, pen[pen.index(" stroke-width") :] + ' stroke-dasharray=".1 6"'
    )
    here = f'<circle cx="{x}%" cy="{AXIS}" r="5" fill="{PRIMARY}"><title>Now</title></circle>'
    return "".join(
        (bends, gone, ahead if come < 1 else "", _tick_names(sheet, marked), here if now and come > 0 else "")
    )


def _tick_names(sheet: Sheet, marked: list[Tick]) -> str:
    parts = []
    free, above = 52.0, ""
    for tick in marked:
        x = sheet.x(tick.at)
        said = f"{tick.label} {tick.context}" if tick.context != above else tick.label
        at, wide = x * sheet.width / 100, LETTER * len(said)
        anchor = "end" if at + wide / 2 > sheet.width * 0.985 else "middle"
        begins = at - (wide if anchor == "end" else wide / 2)
        parts.append(
            f'<circle cx="{x}%" cy="{AXIS}" r="2.5" fill="{SURFACE}" stroke="{PRIMARY}" stroke-width="1.5"/>'
        )
        if begins >= free:
            parts.append(write(said, f"{x}%", 34, f' text-anchor="{anchor}"'))
            free, above = begins + wide + 6, tick.context
    return "".join(parts)


def _behind(sheet: Sheet, marked: list[Tick], height: int) -> str:
    """Faint lines down from the ticks, and one that says: this is now."""
    lines = [upright(sheet.x(tick.at), HEAD, height, LINE, ' stroke-dasharray="1 3"') for tick in marked]
    now = sheet.view.now
    if now and sheet.view.start <= now <= sheet.view.end:
        lines.append(upright(sheet.x(now), HEAD, height, PRIMARY, ' stroke-width="1.5"'))
    return "".join(lines)


def _lane(sheet: Sheet, lane: Lane, y: int) -> tuple[str, int]:
    above = NAME_ABOVE if sheet.narrow else 0
    marks = _inside(sheet.view, lane)
    room = HEIGHTS.get(lane.key, EMPTY) if marks else EMPTY - above // 2
    if marks:
        drawn = LANES.get(lane.key, signs)(sheet, lane, marks, y + above, room)
    else:
        drawn = write("nothing recorded", f"{sheet.left}%", y + above + (13 if above else 21), ink=MUTED)
    name = _name_above(sheet, lane, marks, y) if sheet.narrow else _name_beside(sheet, lane, marks, y, room)
    return across(0, 100, y, LINE) + name + drawn, room + above


def _name_beside(sheet: Sheet, lane: Lane, marks: list[Mark], y: int, room: int) -> str:
    middle, note = y + room / 2 + 4, _note(lane, marks)
    parts = [write(escape(lane.label), "8", middle - 7 if note else middle, BOLD)]
    if note:
        parts.append(write(note, "8", middle + 8, SMALL, ink=MUTED))
    if marks:
        for row, (word, _) in enumerate(ROWS.get(lane.key, ())):
            right = f"{sheet.left - 1}%"
            parts.append(write(word, right, middle - 10 + 20 * row, f'{SMALL} text-anchor="end"', ink=MUTED))
    return "".join(parts)


def _name_above(sheet: Sheet, lane: Lane, marks: list[Mark], y: int) -> str:
    """Where there is no room at the side, the rows' signs stand after the lane's name, each with its word."""
    note = _note(lane, marks)
    said = f' <tspan font-weight="400" fill="{MUTED}" dx="6">{note}</tspan>' if note else ""
    parts = [write(escape(lane.label) + said, f"{sheet.left}%", y + 15, BOLD)]
    x = 24 + LETTER * (len(lane.label) + len(note))
    for word, sign in ROWS.get(lane.key, ()) if marks else ():
        parts.append(f'<use href="#{sheet.name}-{sign}" x="{x:.0f}" y="{y + 11}"/>')
        parts.append(write(word, f"{x + 10:.0f}", y + 15, ink=MUTED))
        x += 32 + 7 * len(word)
    return "".join(parts)


def _note(lane: Lane, marks: list[Mark]) -> str:
    if lane.note or lane.key != "doses":
        return escape(lane.note)
    most = max((mark.value for mark in marks if mark.value is not None), default=None)
    return f"up to {most:g} mg" if most else ""
