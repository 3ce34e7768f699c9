"""Small drawings as SVG text: no library, readable in any browser, in print and in the dark."""

from collections.abc import Callable, Sequence
from html import escape

W, H, LEFT, BOTTOM, TOP, RIGHT = 420, 300, 52, 44, 14, 14
COLOURS = ("#1f6f8b", "#b5532b", "#5b7f2b", "#6b4f9a")
Points = Sequence[tuple[float, float]]
Place = Callable[[float, float], tuple[float, float]]


def lines(
    series: Sequence[tuple[str, Points]], *, x: str, y: str, title: str, x_range: tuple[float, float] = (0, 1),
    y_range: tuple[float, float] = (0, 1), diagonal: bool = False, dots: bool = True,
) -> str:  # fmt: skip
    """Lines over one pair of axes; the title is what a screen reader says."""

    def at(px: float, py: float) -> tuple[float, float]:
        across = (px - x_range[0]) / (x_range[1] - x_range[0])
        up = (min(max(py, y_range[0]), y_range[1]) - y_range[0]) / (y_range[1] - y_range[0])
        return round(LEFT + across * (W - LEFT - RIGHT), 1), round(H - BOTTOM - up * (H - TOP - BOTTOM), 1)

    parts = [_axes(at, x, y, x_range, y_range)]
    if diagonal:
        (x1, y1), (x2, y2) = at(x_range[0], y_range[0]), at(x_range[1], y_range[1])
        parts.append(f'<line class="ideal" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
    for place, (name, points) in enumerate(series):
        colour = COLOURS[place % len(COLOURS)]
        path = " ".join(f"{px},{py}" for px, py in (at(*p) for p in points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        if dots:
            parts += [
                f'<circle cx="{px}" cy="{py}" r="3" fill="{colour}"/>' for px, py in (at(*p) for p in points)
            ]
        parts.append(
            f'<text x="{LEFT + 10}" y="{TOP + 12 + 15 * place}" fill="{colour}">{escape(name)}</text>'
        )
    return _picture(parts, title)


def intervals(
    rows: Sequence[tuple[str, float, tuple[float, float] | None]], *, title: str, x: str,
    x_range: tuple[float, float], line_at: float | None = None,
) -> str:  # fmt: skip
    """One estimate with its interval per line."""
    left, height = 190, 24 * len(rows) + 50

    def across(value: float) -> float:
        part = (min(max(value, x_range[0]), x_range[1]) - x_range[0]) / (x_range[1] - x_range[0])
        return round(left + part * (W + 60 - left - RIGHT), 1)

    parts = []
    if line_at is not None:
        parts.append(
            f'<line class="ideal" x1="{across(line_at)}" y1="6" x2="{across(line_at)}" y2="{height - 36}"/>'
        )
    for place, (name, value, interval) in enumerate(rows):
        y = 18 + 24 * place
        parts.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end">{escape(name)}</text>')
        if interval:
            parts.append(
                f'<line x1="{across(interval[0])}" y1="{y}" x2="{across(interval[1])}" y2="{y}" '
                f'stroke="{COLOURS[0]}" stroke-width="2"/>'
            )
        parts.append(f'<circle cx="{across(value)}" cy="{y}" r="4" fill="{COLOURS[0]}"/>')
    for tick in _ticks(x_range):
        parts.append(f'<text x="{across(tick)}" y="{height - 20}" text-anchor="middle">{tick:g}</text>')
    parts.append(
        f'<text x="{across(sum(x_range) / 2)}" y="{height - 4}" text-anchor="middle">{escape(x)}</text>'
    )
    return _picture(parts, title, width=W + 60, height=height)


def _axes(place: Place, x: str, y: str, x_range: tuple[float, float], y_range: tuple[float, float]) -> str:
    parts = []
    for tick in _ticks(x_range):
        px, py = place(tick, y_range[0])
        parts.append(f'<text x="{px}" y="{py + 16}" text-anchor="middle">{tick:g}</text>')
    for tick in _ticks(y_range):
        px, py = place(x_range[0], tick)
        parts.append(f'<text x="{px - 6}" y="{py + 4}" text-anchor="end">{tick:g}</text>')
        parts.append(f'<line class="grid" x1="{px}" y1="{py}" x2="{W - RIGHT}" y2="{py}"/>')
    parts.append(f'<text x="{(LEFT + W) / 2}" y="{H - 8}" text-anchor="middle">{escape(x)}</text>')
    parts.append(
        f'<text transform="translate(14 {(H - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">{escape(y)}</text>'
    )
    return "".join(parts)


def _ticks(span: tuple[float, float]) -> list[float]:
    low, high = span
    return [round(low + (high - low) * part / 5, 3) for part in range(6)]


def _picture(parts: Sequence[str], title: str, *, width: int = W, height: int = H) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" font-family="system-ui, sans-serif" font-size="12"><title>{escape(title)}</title>'
        "<style>text{fill:#333}.grid{stroke:#ddd}.ideal{stroke:#888;stroke-dasharray:4 4}</style>"
        f"{''.join(parts)}</svg>"
    )
