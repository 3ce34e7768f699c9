"""How each kind of lane is drawn: stays, bars of doses, values that rise and fall, and signs for what happened."""

from collections.abc import Callable
from datetime import datetime
from html import escape

from switchback.faces.kit.timeline.gather import gathered
from switchback.faces.kit.timeline.shapes import (
    INFO,
    LINE,
    LOWER,
    MUTED,
    ON,
    PRIMARY,
    SIGNS,
    SURFACE,
    TEXT,
    WASH,
    sign_of,
)
from switchback.faces.kit.timeline.sheet import LETTER, Sheet, across, upright, write
from switchback.faces.kit.timeline.view import Lane, Mark

# How near two marks may stand, in pixels, before they are drawn as one; how near two written numbers may stand.
SIGN_ROOM, NUMBER_ROOM, BAR_ROOM, CROSS_ROOM, WORD_ROOM = 13, 20, 4, 9, 22


def stays(sheet: Sheet, lane: Lane, marks: list[Mark], y: int, room: int) -> str:
    """A box from arrival to leaving, thick where it began; one that is still going on has a dashed edge."""
    parts = []
    top, high = y + 5, room - 10
    for mark in marks:
        x = max(sheet.x(mark.start), sheet.left)
        ends = mark.end or max(mark.start, sheet.view.now or sheet.view.end)
        wide = max(round(min(sheet.x(ends), sheet.right) - x, 2), 0.4)
        dashed = ' stroke-dasharray="4 3"' if mark.end is None else ""
        parts.append(
            f'<g><title>{sheet.said(mark)}</title><rect x="{x}%" y="{top}" width="{wide}%" height="{high}" rx="4" '
            f'fill="{WASH}" stroke="{PRIMARY}" stroke-width="1.25"{dashed}/>'
        )
        if mark.start >= sheet.view.start:
            thick = ' stroke-width="4" stroke-linecap="round"'
            parts.append(upright(x, top + 2, top + high - 2, PRIMARY, thick))
        parts.append(_stay_name(sheet, mark, x, wide, top + high / 2 + 4.5) + "</g>")
    return "".join(parts)


def _stay_name(sheet: Sheet, mark: Mark, x: float, wide: float, y: float) -> str:
    """Cut to the letters that fit; a stay too short for three letters is told by its title."""
    fits = int((wide * sheet.width / 100 - 14) / LETTER)
    said = mark.label or mark.kind
    if fits < 3:
        return ""
    return write(escape(said if len(said) <= fits else f"{said[: fits - 1]}…"), f"{x}%", y, ' dx="8"')


def doses(sheet: Sheet, lane: Lane, marks: list[Mark], y: int, room: int) -> str:
    """How tall a bar is says how much was given; what caps it says which medicine; a cross, that none was given."""
    foot, tall = y + room - 5, room - 20
    most = lane.top or max((mark.value or 0 for mark in marks), default=0) or 1
    days = max((sheet.view.end - sheet.view.start).total_seconds() / 86400, 0.01)
    thick = round(min(9.0, max(1.75, sheet.pixels / days * 0.62)), 2)
    given = gathered([m for m in marks if m.kind != "not_given"], x_of=sheet.pixel, room=BAR_ROOM)
    not_given = gathered([m for m in marks if m.kind == "not_given"], x_of=sheet.pixel, room=CROSS_ROOM)
    written = _changes(sheet, given)
    parts = [across(sheet.left, sheet.right, foot, LINE)]
    for mark in (*given, *not_given):
        x, sign, title = sheet.x(mark.start), sign_of("doses", mark.kind, mark.shape), sheet.said(mark)
        if sign not in ("bar", "capped_bar"):
            parts.append(sheet.sign(sign, x, foot - (6 if sign == "cross" else 9), title))
            continue
        top = round(foot - max(3.0, tall * (mark.value or 0) / most), 1)
        parts.append(upright(x, foot, top, PRIMARY, f' stroke-width="{thick}"', title=title))
        if sign == "capped_bar" and thick > 3:
            parts.append(sheet.sign("cap", x, top, title))
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


def levels(sheet: Sheet, lane: Lane, marks: list[Mark], y: int, room: int) -> str:
    """A value that rises and falls: dots at their height, joined where they are near enough to be one story."""
    foot, tall = y + room - 6, room - 21
    top = lane.top or max([*(m.value or 0 for m in marks), *(g.value for g in lane.guides)], default=0) or 1

    def height(value: float) -> float:
        return round(foot - tall * min(value, top) / top, 1)

    shown = gathered(marks, x_of=sheet.pixel, room=BAR_ROOM)
    written = _peaks(sheet, shown)
    radius = 3.5 if len(shown) * 9 < sheet.pixels else 2
    lines, dots = [], []
    before: tuple[float, float] | None = None
    for mark in shown:
        x, at, known = sheet.x(mark.start), height(mark.value or 0), mark.value is not None
        if before and known and x - before[0] < 6:
            lines.append(_joined(before, (x, at)))
        before = (x, at) if known else None
        dots.append(_dot(x, at, radius, INFO if known else SURFACE, sheet.said(mark)))
        if mark.start in written:
            dots.append(_value(mark, x, at - 6))
    guides = [
        across(sheet.left, sheet.right, height(g.value), LINE, ' stroke-dasharray="4 3"') for g in lane.guides
    ]
    halo = f' font-size="11" text-anchor="end" stroke="{SURFACE}" stroke-width="3" paint-order="stroke"'
    names = [
        write(escape(g.label), f"{sheet.right}%", height(g.value) - 2, halo, ink=MUTED) for g in lane.guides
    ]
    return "".join((*guides, *lines, *names, *dots))


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


def signs(sheet: Sheet, lane: Lane, marks: list[Mark], y: int, room: int) -> str:
    """Things that happened, in one row or two; where they would lie on each other, one sign with how many."""

    def row_of(mark: Mark) -> int:
        return sign_of(lane.key, mark.kind, mark.shape) in LOWER

    two = lane.key in ("urine", "visits")
    if _nearest(sheet, marks, row_of) < SIGN_ROOM:
        marks = gathered(marks, x_of=sheet.pixel, room=NUMBER_ROOM, row_of=row_of)
    parts = []
    for mark in marks:
        x, sign, title = sheet.x(mark.start), sign_of(lane.key, mark.kind, mark.shape), sheet.said(mark)
        at = y + room / 2 + ((10 if row_of(mark) else -10) if two else 0)
        if mark.count == 1:
            parts.append(sheet.sign(sign, x, at, title))
        elif f"{sign}_many" in SIGNS:
            ink = ON if sign in ("square", "dot") else TEXT
            parts.append(sheet.sign(f"{sign}_many", x, at, title) + _number(mark.count, x, at + 4, ink))
        else:
            parts.append(sheet.sign(sign, x, at + 6, title) + _number(mark.count, x, at - 4, TEXT))
    return "".join(parts)


def _nearest(sheet: Sheet, marks: list[Mark], row_of: Callable[[Mark], int]) -> float:
    """The smallest distance, in pixels, between two marks of one row."""
    rows: dict[int, list[float]] = {}
    for mark in marks:
        rows.setdefault(row_of(mark), []).append(sheet.pixel(mark))
    xs = [sorted(row) for row in rows.values()]
    return min((b - a for row in xs for a, b in zip(row, row[1:], strict=False)), default=float("inf"))


def _value(mark: Mark, x: float, y: float) -> str:
    return write(f"{round(mark.value or 0, 1):g}", f"{x}%", y, ' font-size="11" text-anchor="middle"')


def _number(count: int, x: float, y: float, ink: str) -> str:
    size = 11 if count < 100 else 9
    return write(
        str(count), f"{x}%", y, f' font-size="{size}" font-weight="600" text-anchor="middle"', ink=ink
    )


def _dot(x: float, y: float, radius: float, fill: str, title: str) -> str:
    circle = f'<circle cx="{x}%" cy="{y}" r="{radius}" fill="{fill}" stroke="{INFO}" stroke-width="1.25">'
    return f"{circle}<title>{title}</title></circle>"


def _joined(one: tuple[float, float], two: tuple[float, float]) -> str:
    return f'<line x1="{one[0]}%" y1="{one[1]}" x2="{two[0]}%" y2="{two[1]}" stroke="{INFO}" stroke-width="1.5"/>'


LANES: dict[str, Callable[[Sheet, Lane, list[Mark], int, int], str]] = {
    "stays": stays,
    "doses": doses,
    "withdrawal": levels,
    "check_ins": levels,
}
