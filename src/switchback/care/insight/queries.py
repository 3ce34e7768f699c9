"""The worklist: whom to call today, and why. Reasons are worked out for the moment they are shown."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.risk import Facts, reasons
from switchback.clinical.values import Reason

from .models import Gathered


@dataclass(frozen=True)
class WorklistRow:
    person_id: UUID
    chosen_name: str
    record_number: str
    pronouns: str
    urgency: int  # 3 now, 2 today, 1 soon, 0 nothing to see
    reasons: tuple[Reason, ...]
    scored: bool
    in_care: bool


@door.bulk_door("worklist.view")
def worklist(*, actor: Actor, at: datetime) -> tuple[WorklistRow, ...]:
    """Everyone in the actor's reach, most urgent first. One statement, however many people."""
    found = Gathered.objects.filter(
        door.within("person_id"), Q(in_care=True) | Q(listed_until__gte=at),
        person__site_id=actor.at_site, person__merged_into=None,
    )  # fmt: skip
    rows = found.values_list(
        "person_id", "person__chosen_name", "person__record_number", "person__pronouns", "facts", "in_care"
    )
    return tuple(sorted((_row(row, at) for row in rows), key=_order))


@door.door("chart.view")
def standing(*, actor: Actor, person_id: UUID, at: datetime) -> tuple[int, tuple[Reason, ...], bool]:
    """One person's urgency, reasons and whether they could be worked out."""
    facts = Gathered.objects.filter(person_id=person_id).values_list("facts", flat=True).first()
    return _standing(facts, at)


def _row(row: tuple[Any, ...], at: datetime) -> WorklistRow:
    person_id, name, number, pronouns, facts, in_care = row
    urgency, why, scored = _standing(facts, at)
    return WorklistRow(person_id, name, number, pronouns, urgency, why, scored, in_care)


def _standing(facts: dict[str, Any] | None, at: datetime) -> tuple[int, tuple[Reason, ...], bool]:
    if facts is None:
        return 1, (Reason("not_scored"),), False
    standing = reasons(Facts.from_json(facts), at=at)
    return standing.urgency, standing.reasons, standing.scored


def _order(row: WorklistRow) -> tuple[int, int, str, str]:
    return -row.urgency, -len(row.reasons), row.chosen_name, row.record_number
