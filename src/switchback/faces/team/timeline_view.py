"""From the slices the database gathered to the lanes the kit draws: only words and names are chosen here."""

from datetime import datetime
from typing import Any

from switchback.care.journey.queries import History, MarkRow
from switchback.clinical import instruments
from switchback.faces.kit.timeline import Guide, Lane, Mark, TimelineView
from switchback.faces.kit.words import word

SLICES = 100  # as many as the widest picture can show apart

LANES = (
    ("doses", "Doses"), ("withdrawal", "Withdrawal"), ("urine", "Urine"), ("use", "Use days"), ("visits", "Visits"),
    ("check_ins", "Check-ins"),
)  # fmt: skip
KINDS = {"visit.attended": "attended", "visit.missed": "missed", "dose.not_given": "not_given"}
# Where the bands of COWS begin, by the content file that says so.
COWS_GUIDES = tuple(
    Guide(band.min, word("team", band.key).lower())
    for band in instruments.load("cows").bands
    if band.key in ("moderate", "moderately_severe")
)


def timeline_view(history: History, *, zone: str, now: datetime) -> TimelineView:
    marks: dict[str, list[Mark]] = {key: [] for key, _ in LANES}
    for row in history.marks.marks:
        marks[row.lane].append(_mark(row))
    stays = tuple(
        Mark(start=s.started_at, end=s.ended_at, kind=s.level, label=word("team", s.level))
        for s in history.stays
    )
    lanes = [Lane("stays", "Stays", stays)]
    for key, label in LANES:
        lanes.append(Lane(key, label, tuple(marks[key]), **_scale(key, marks[key])))
    return TimelineView(history.start, history.end, zone, tuple(lanes), now=now, title="The journey so far")


def _scale(key: str, marks: list[Mark]) -> dict[str, Any]:
    if key == "check_ins":
        return {"top": 4.0, "note": "urge, 0 to 4"}
    if key == "withdrawal" and any((mark.value or 0) >= COWS_GUIDES[0].value for mark in marks):
        return {"guides": COWS_GUIDES}
    return {}


def _mark(row: MarkRow) -> Mark:
    return Mark(
        start=row.first_at, end=row.last_at if row.count > 1 else None,
        kind=KINDS.get(row.kind) or row.result or row.kind, value=row.value, count=row.count, label=_label(row),
    )  # fmt: skip


def _label(row: MarkRow) -> str:
    often = f"{row.count} × " if row.count > 1 else ""
    if row.kind == "dose.given":
        drug = word("team", row.result) if row.result else "Dose"
        return f"{often}{drug} {row.value:g} mg" if row.value is not None else f"{often}{drug}"
    if row.kind == "dose.not_given":
        return f"{often}Dose {row.result or 'not given'}"
    if row.kind == "urine.tested":
        return f"{often}Urine {row.result}"
    if row.lane == "check_ins":
        return f"{often}Check-in" + (f", urge {row.value:g} of 4" if row.value is not None else "")
    if row.kind == "cows.recorded":
        return f"{often}COWS {row.value:g}" if row.value is not None else f"{often}COWS"
    if row.kind == "withdrawal.recorded":
        return f"{often}Withdrawal level {row.value:g}" if row.value is not None else f"{often}Withdrawal"
    return f"{often}{word('team', row.kind)}"
