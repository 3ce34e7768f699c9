"""The paper a timeline is drawn on, and the few strokes of the pen."""

from datetime import datetime, tzinfo
from html import escape

from switchback.faces.kit import dates
from switchback.faces.kit.timeline.shapes import TEXT
from switchback.faces.kit.timeline.view import Mark, TimelineView

LETTER = 7.2  # how wide a letter of 12 px may be, in a wide system font


class Sheet:
    """Where a time lies across the paper, in per cent, and how many pixels that is at the drawn width."""

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
        return escape(f"{when(mark, self.zone)}: {mark.label or mark.kind}")

    def sign(self, sign: str, x: float, y: float, title: str) -> str:
        return f'<use href="#{self.name}-{sign}" x="{x}%" y="{y}"><title>{title}</title></use>'


def when(mark: Mark, zone: tzinfo) -> str:
    if mark.end is None or mark.end == mark.start:
        return dates.day_and_time(mark.start, zone)
    first, last = dates.day(mark.start, zone), dates.day(mark.end, zone)
    return first if first == last else f"{first} to {last}"


def across(x1: float, x2: float, y: float, ink: str, more: str = "") -> str:
    return f'<line x1="{x1}%" x2="{x2}%" y1="{y}" y2="{y}" stroke="{ink}"{more}/>'


def upright(x: float, y1: float, y2: float, ink: str, more: str = "", *, title: str = "") -> str:
    line = f'<line x1="{x}%" x2="{x}%" y1="{y1}" y2="{y2}" stroke="{ink}"{more}'
    return f"{line}><title>{title}</title></line>" if title else f"{line}/>"


def write(said: str, x: str, y: float, more: str = "", *, ink: str = TEXT) -> str:
    """`said` is escaped by whoever knows where it comes from."""
    return f'<text x="{x}" y="{y}" fill="{ink}"{more}>{said}</text>'
