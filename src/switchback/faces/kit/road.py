"""The person's own picture: one road that always climbs to the right.

A use day is a bend, drawn with the very line the road is drawn with: no colour of its own, no number, no break. After
a bend the road stands higher than before it. Milestones stay where they were reached. Nothing here can fall.
"""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from switchback.faces.kit.timeline.shapes import LINE, PRIMARY, SURFACE, TEXT, WASH

WIDTH, LEFT, AHEAD = 340.0, 18.0, 46.0
GAP, BEND_WIDE, BEND_HIGH, TURN = 15.0, 8.0, 16.0, 4.0
CLIMB, HEAD_ROOM, FOOT_ROOM, LETTER = 76.0, 34.0, 36.0, 6.9


@dataclass(frozen=True, slots=True)
class RoadPoint:
    """`kind` is "start", "milestone", "bend" or "here"; the label is said, never counted."""

    at: datetime
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    point: RoadPoint
    x: float
    y: float


def render_road(
    points: tuple[RoadPoint, ...] | list[RoadPoint], *, title: str = "My road", name: str = "road"
) -> SafeString:
    stops = _fitting(sorted(points, key=lambda point: (point.at, point.kind == "here")))
    bends = sum(stop.kind == "bend" for stop in stops)
    height = HEAD_ROOM + CLIMB + bends * BEND_HIGH + FOOT_ROOM + 14
    places = _places(stops, foot=height - FOOT_ROOM)
    body = (
        _ridge(height) + _line(places) + "".join(_sign(place) for place in places) + _labels(places, height)
    )
    return mark_safe(  # noqa: S308 -- every label is escaped where it is drawn
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        f'aria-labelledby="{name}-title {name}-about" font-family="system-ui, sans-serif" font-size="12.5" fill="none">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-about">{_about(stops)}</desc>{body}</svg>'
    )


def _fitting(stops: list[RoadPoint]) -> list[RoadPoint]:
    """Bends with nothing between them may share one bend when the road would get too long for the page."""
    stops = list(stops)
    while _room_wanted(stops) > WIDTH - LEFT - AHEAD:
        pairs = [(b.at - a.at, i) for i, (a, b) in enumerate(pairwise(stops)) if a.kind == b.kind == "bend"]
        if not pairs:
            break
        _, first = min(pairs)
        one, two = stops[first], stops[first + 1]
        stops[first : first + 2] = [RoadPoint(one.at, "bend", f"{one.label}, {two.label}")]
    return stops


def _room_wanted(stops: list[RoadPoint]) -> float:
    return sum(GAP + (BEND_WIDE if stop.kind == "bend" else 0) for stop in stops)


def _places(stops: list[RoadPoint], *, foot: float) -> list[Place]:
    """Left to right by time, each stop with room of its own; up by a steady climb, and by every bend."""
    if not stops:
        return []
    spare = max(WIDTH - LEFT - AHEAD - _room_wanted(stops[1:]), 0.0)
    whole = (stops[-1].at - stops[0].at).total_seconds() or 1.0
    tight = min(1.0, (WIDTH - LEFT - AHEAD) / max(_room_wanted(stops[1:]), 1.0))
    x, y, places = LEFT, foot, [Place(stops[0], LEFT, foot)]
    for before, stop in pairwise(stops):
        share = (stop.at - before.at).total_seconds() / whole
        step = GAP * tight + spare * share
        x += step
        y -= CLIMB * step / (WIDTH - LEFT - AHEAD)
        places.append(Place(stop, x, y))
        if stop.kind == "bend":
            x, y = x + BEND_WIDE * tight, y - BEND_HIGH
    return places


def _line(places: list[Place]) -> str:
    if not places:
        return ""
    first = places[0]
    path = [f"M{first.x:.1f} {first.y:.1f}"]
    x, y = first.x, first.y
    for place in places:
        if place is not first:
            half = (place.x - x) / 2
            path.append(
                f"C{x + half:.1f} {y:.1f} {place.x - half:.1f} {place.y:.1f} {place.x:.1f} {place.y:.1f}"
            )
        x, y = place.x, place.y
        if place.point.kind == "bend":
            path.append(
                f"h{BEND_WIDE}a{TURN} {TURN} 0 0 0 0-{2 * TURN}h-{BEND_WIDE}"
                f"a{TURN} {TURN} 0 0 1 0-{2 * TURN}h{BEND_WIDE}"
            )
            x, y = x + BEND_WIDE, y - BEND_HIGH
    ahead = f"M{x:.1f} {y:.1f}C{x + 16:.1f} {y:.1f} {x + 24:.1f} {y - 12:.1f} {min(x + 40, WIDTH - 4):.1f} {y - 14:.1f}"
    pen = f'stroke="{PRIMARY}" stroke-width="3" stroke-linecap="round"'
    return f'<path d="{"".join(path)}" {pen} stroke-linejoin="round"/><path d="{ahead}" {pen} stroke-dasharray=".1 7"/>'


def _ridge(height: float) -> str:
    """The mountain behind, hardly there."""
    h = height
    return (
        f'<path d="M0 {h - 8:.0f}L62 {h * 0.66:.0f}L96 {h * 0.74:.0f}L168 {h * 0.42:.0f}L204 {h * 0.52:.0f}'
        f'L296 {h * 0.1:.0f}L{WIDTH:.0f} {h * 0.24:.0f}V{h - 8:.0f}z" fill="{WASH}"/>'
        f'<path d="M0 {h - 8:.0f}H{WIDTH:.0f}" stroke="{LINE}"/>'
    )


def _sign(place: Place) -> str:
    x, y, said = f"{place.x:.1f}", f"{place.y:.1f}", escape(place.point.label)
    if place.point.kind == "bend":
        # The bend is the line itself; this only lets a finger or a mouse ask what it was.
        return (
            f'<path d="M{place.x - 4:.1f} {place.y + 4:.1f}h{BEND_WIDE + 8}v-{BEND_HIGH + 8}h-{BEND_WIDE + 8}z" '
            f'fill="{SURFACE}" fill-opacity="0"><title>{said}</title></path>'
        )
    radius, fill, edge = (7, PRIMARY, SURFACE) if place.point.kind == "here" else (5, SURFACE, PRIMARY)
    circle = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="{edge}" stroke-width="2.5">'
    return f"{circle}<title>{said}</title></circle>"


def _labels(places: list[Place], height: float) -> str:
    """The newest first: where you are, then milestones back to the start, each where it touches nothing else."""
    taken = [_sign_box(place) for place in places]
    parts = []
    for place in reversed([p for p in places if p.point.kind != "bend" and p.point.label]):
        said = place.point.label
        wide = LETTER * len(said)
        for x, y in _spots(place, wide):
            box = _box(x, y - 11, wide, 14)
            inside = x >= 2 and x + wide <= WIDTH - 2 and 12 <= y <= height - 10
            if inside and not any(_touch(box, other) for other in taken) and not _crosses(box, places):
                taken.append(box)
                weight = ' font-weight="600"' if place.point.kind == "here" else ""
                parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{TEXT}"{weight}>{escape(said)}</text>')
                break
    return "".join(parts)


def _spots(place: Place, wide: float) -> tuple[tuple[float, float], ...]:
    """The road climbs to the right, so the open sides are below to the right and above to the left."""
    x, y = place.x, place.y
    above = ((x - wide + 8, y - 14), (x - wide - 4, y - 6))
    below = ((x - 8, y + 21), (x + 4, y + 22), (x - wide / 2, y + 24), (x + 12, y + 14))
    if place.point.kind == "start":
        return below
    return above + below if place.point.kind == "here" else below + above


Box = tuple[float, float, float, float]


def _box(x: float, y: float, wide: float, high: float) -> Box:
    return x, y, x + wide, y + high


def _sign_box(place: Place) -> Box:
    if place.point.kind == "bend":
        return _box(place.x - 6, place.y - BEND_HIGH - 3, BEND_WIDE + 12, BEND_HIGH + 6)
    return _box(place.x - 8, place.y - 8, 16, 16)


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(box: Box, places: list[Place]) -> bool:
    """Whether the road runs through a label's box, looked at every few steps of the way."""
    for a, b in pairwise(places):
        up = BEND_HIGH if a.point.kind == "bend" else 0.0
        for step in range(9):
            t = step / 8
            ease = t * t * (3 - 2 * t)
            x, y = a.x + (b.x - a.x) * t, a.y - up + (b.y - a.y + up) * ease
            if box[0] - 3 < x < box[2] + 3 and box[1] - 3 < y < box[3] + 3:
                return True
    return False


def _about(stops: list[RoadPoint]) -> str:
    said = ", ".join(stop.label for stop in stops if stop.label and stop.kind != "bend")
    return escape(
        f"A road that climbs from left to right. {said}."
        if said
        else "A road that climbs from left to right."
    )
