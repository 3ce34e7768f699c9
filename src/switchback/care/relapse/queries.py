"""Reading what was told about returns to use. The team sees only what the person agreed to tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from switchback.care.people import door
from switchback.care.people.door import Actor

from .models import Lapse


class NoSuchLapse(LookupError):
    """There is no such report of this person, or it is not told to this reader."""


@dataclass(frozen=True)
class LapseRow:
    id: UUID
    reported_at: datetime
    used_at: datetime | None
    alone: bool | None
    wants_call: bool | None
    told_team: bool
    words: str
    advised: tuple[str, ...]
    revision_id: UUID | None
    acknowledged_at: datetime | None
    acknowledged_by: str
    reviewed_at: datetime | None
    before: str
    helped_stop: str
    learned: str


@door.door("timeline.view")
def lapses(*, actor: Actor, person_id: UUID, limit: int = 20) -> tuple[LapseRow, ...]:
    """Newest first."""
    found = Lapse.objects.filter(person_id__in=door.chart().ids).order_by("-reported_at")
    return tuple(_row(lapse) for lapse in found[:limit])


@door.door("timeline.view")
def lapse(*, actor: Actor, person_id: UUID, lapse_id: UUID) -> LapseRow:
    """Raises NoSuchLapse."""
    found = Lapse.objects.filter(id=lapse_id, person_id__in=door.chart().ids).first()
    if found is None:
        raise NoSuchLapse
    return _row(found)


def _row(lapse: Lapse) -> LapseRow:
    return LapseRow(
        lapse.id, lapse.reported_at, lapse.used_at, lapse.alone, lapse.wants_call, not lapse.private, lapse.words,
        tuple(lapse.advised), lapse.revision_id, lapse.acknowledged_at, lapse.acknowledged_by, lapse.reviewed_at,
        lapse.before, lapse.helped_stop, lapse.learned,
    )  # fmt: skip
