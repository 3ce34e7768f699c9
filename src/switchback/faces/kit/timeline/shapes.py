"""The signs of the timeline. Shape and place carry the meaning; colour only helps.

Colours name a role with its light value behind it, so the picture also stands alone in print or in a file.
"""

TEXT = "var(--text,#1E2A2B)"
MUTED = "var(--muted,#505D5A)"
PRIMARY = "var(--primary,#1C5F50)"
INFO = "var(--info,#23607F)"
LINE = "var(--line,#D9D2C3)"
SURFACE = "var(--surface,#FFFDF8)"
WASH = "var(--wash,#EAF1E8)"
ON = "var(--on,#FFFDF8)"


def _shape(path: str, *, fill: str = "none", ink: str = TEXT, thick: float = 0.0, more: str = "") -> str:
    edge = f' stroke="{ink}" stroke-width="{thick}" stroke-linecap="round"' if thick else ""
    return f'<path d="{path}" fill="{fill}"{edge}{more}/>'


def _round(radius: float, *, fill: str, thick: float = 0.0, ink: str = TEXT, more: str = "") -> str:
    edge = f' stroke="{ink}" stroke-width="{thick}"' if thick else ""
    return f'<circle r="{radius}" fill="{fill}"{edge}{more}/>'


DASHED = ' stroke-dasharray="2 2"'
# Drawn around 0,0 and placed with <use>. "One" is a single thing, "many" has room for a number inside.
SIGNS = {
    "square": _shape("M-5-5h10v10h-10z", fill=TEXT),
    "square_many": _shape("M-8-8h16v16h-16z", fill=TEXT),
    "box": _shape("M-4-4h8v8h-8z", fill=SURFACE, thick=1.75),
    "box_many": _shape("M-7.5-7.5h15v15h-15z", fill=SURFACE, thick=1.5),
    "dot": _round(5, fill=TEXT),
    "dot_many": _round(8.5, fill=TEXT),
    "ring": _round(4.25, fill=SURFACE, thick=1.75) + _shape("M-3 3l6-6", thick=1.5),
    "ring_many": _round(8, fill=SURFACE, thick=1.5),
    "booked": _round(4.5, fill=SURFACE, thick=1.5, more=DASHED),
    "booked_many": _round(8, fill=SURFACE, thick=1.5, more=DASHED),
    # A use day: one small bend of the road, no heavier than a visit.
    "bend": _shape("M-6 5h8a2.5 2.5 0 0 0 0-5h-4a2.5 2.5 0 0 1 0-5h8", thick=2),
    "flag": _shape("M-3 7V-6M-3-6h9l-3 3 3 3h-9", fill=SURFACE, ink=MUTED, thick=1.75),
    "diamond": _shape("M0-6l6 6-6 6-6-6z", fill=PRIMARY),
    "cross": _shape("M-3.5-3.5l7 7M3.5-3.5l-7 7", thick=1.75),
    "cap": _round(4, fill=SURFACE, thick=2, ink=PRIMARY),
}

# Lane and kind to sign; "" is any other kind.
SIGN_OF = {
    ("doses", "buprenorphine"): "bar",
    ("doses", "methadone"): "capped_bar",
    ("doses", "naltrexone_xr"): "diamond",
    ("doses", "not_given"): "cross",
    ("doses", ""): "bar",
    ("urine", "positive"): "square",
    ("urine", "negative"): "box",
    ("urine", ""): "box",
    ("use", ""): "bend",
    ("visits", "attended"): "dot",
    ("visits", "missed"): "ring",
    ("visits", "booked"): "booked",
    ("visits", ""): "dot",
    ("events", ""): "flag",
}

# Signs in the lower of two rows: what was missed or negative stands apart by place as well as by shape.
LOWER = {"box", "ring"}


def sign_of(lane: str, kind: str, given: str = "") -> str:
    return given or SIGN_OF.get((lane, kind)) or SIGN_OF.get((lane, "")) or "dot"
