"""Reading what was measured, with the wording that was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical.instruments import Instrument
from switchback.clinical.values import Reason

from .models import Baseline, Measurement, Response, UseDay


class NoSuchResponse(LookupError):
    """There is no such response of this person."""


@dataclass(frozen=True)
class ResponseRow:
    id: UUID
    instrument: str
    version: str
    title: str
    total: int | None
    band: str | None
    answered_at: datetime
    by: str


@dataclass(frozen=True)
class AnsweredItem:
    text: str
    answer: str | None  # the label that was chosen; None: not answered
    value: Any


@dataclass(frozen=True)
class Answered:
    """A response as it was answered, rendered from its pinned content however the instrument changed since."""

    id: UUID
    instrument: Instrument
    items: tuple[AnsweredItem, ...]
    total: int | None
    band: str | None
    flags: tuple[Reason, ...]
    answered_at: datetime
    by: str


@dataclass(frozen=True)
class BaselineRow:
    topic: str
    facts: Mapping[str, Any]
    known_at: datetime


@door.door("response.view")
def responses(
    *, actor: Actor, person_id: UUID, instrument: str | None = None, limit: int = 20
) -> tuple[ResponseRow, ...]:
    """Newest first."""
    found = Response.objects.filter(person_id__in=door.chart().ids)
    if instrument:
        found = found.filter(instrument_version__instrument=instrument)
    columns = (
        "id", "instrument_version__instrument", "instrument_version__version", "instrument_version__content__title",
        "total", "band", "answered_at", "by",
    )  # fmt: skip
    return tuple(ResponseRow(*row) for row in found.order_by("-answered_at").values_list(*columns)[:limit])


@door.door("response.view")
def response(*, actor: Actor, person_id: UUID, response_id: UUID) -> Answered:
    """One response with its answers in words. Raises NoSuchResponse (also for another person's id)."""
    found = (
        Response.objects.select_related("instrument_version")
        .filter(id=response_id, person_id__in=door.chart().ids)
        .first()
    )
    if found is None:
        raise NoSuchResponse
    instrument = Instrument.from_content(found.instrument_version.content)
    items = []
    for item in instrument.items:
        given = found.answers.get(item.id)
        chosen = given if isinstance(given, list) else [given]
        labels = [option.label for option in item.options if option.value in chosen]
        items.append(AnsweredItem(item.text, ", ".join(labels) or None, given))
    flags = tuple(Reason.from_json(flag) for flag in found.flags)
    return Answered(
        found.id, instrument, tuple(items), found.total, found.band, flags, found.answered_at, found.by
    )


@door.door("response.view")
def measurements(
    *, actor: Actor, person_id: UUID, what: str, limit: int = 50
) -> tuple[tuple[datetime, Any, str], ...]:
    rows = Measurement.objects.filter(person_id__in=door.chart().ids, what=what).order_by("-measured_at")
    return tuple(rows.values_list("measured_at", "value", "unit")[:limit])


@door.door("chart.view")
def baseline(*, actor: Actor, person_id: UUID) -> tuple[BaselineRow, ...]:
    """What was known at the start, by topic; the newest of each."""
    rows = (
        Baseline.objects.filter(person_id__in=door.chart().ids)
        .order_by("topic", "-known_at")
        .distinct("topic")
    )
    return tuple(BaselineRow(*row) for row in rows.values_list("topic", "facts", "known_at"))


@door.door("timeline.view")
def use_days(*, actor: Actor, person_id: UUID, since: date | None = None) -> tuple[date, ...]:
    """Days of use as told, oldest first, each once."""
    found = UseDay.objects.filter(person_id__in=door.chart().ids)
    if since:
        found = found.filter(on__gte=since)
    return tuple(found.order_by("on").values_list("on", flat=True).distinct())


def answers(
    *, person_ids: Sequence[UUID], instrument: str, limit: int
) -> tuple[tuple[UUID, datetime, Mapping[str, Any]], ...]:
    """Raw answers, newest first, for later stages behind the door."""
    found = Response.objects.filter(person_id__in=person_ids, instrument_version__instrument=instrument)
    return tuple(found.order_by("-answered_at").values_list("id", "answered_at", "answers")[:limit])
