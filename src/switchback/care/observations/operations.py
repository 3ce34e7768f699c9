"""Writing what was measured. Answers are scored here with the pure rule; blank is not zero."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from switchback.care.journey import operations as journey
from switchback.care.people.door import Actor, door
from switchback.clinical import instruments
from switchback.clinical.instruments import Instrument, Scored

from .models import InstrumentVersion, Measurement, Response, UrineTest, UseDay

# Legal answers and totals are the business of clinical.instruments; its errors pass through:
# UnansweredItem, IllegalAnswer. A face turns them into a sentence beside the item.
_pinned: set[str] = set()


@dataclass(frozen=True)
class Recorded:
    """What came of an answered instrument."""

    response_id: UUID
    event_id: int
    new: bool
    scored: Scored


@door("response.record")
def record_response(
    *, actor: Actor, person_id: UUID, instrument: str, answers: Mapping[str, Any], at: datetime, now: datetime,
    key: UUID,
) -> Recorded:  # fmt: skip
    """Record an answered instrument. Raises UnansweredItem, IllegalAnswer, journey.NotPossible."""
    journey.check_not_future(at=at, now=now)
    asked = instruments.load(instrument)
    scored = instruments.score(asked, answers)
    response_id = uuid.uuid4()
    happened = journey.append(
        person_id=person_id, kind="response.recorded", at=at, by=actor, key=key,
        response=response_id, **summary(asked, scored),
    )  # fmt: skip
    if not happened.new:
        return Recorded(UUID(happened.detail["response"]), happened.id, False, scored)
    keep_response(
        response_id=response_id,
        person_id=person_id,
        asked=asked,
        answers=answers,
        scored=scored,
        at=at,
        by=actor,
    )
    return Recorded(response_id, happened.id, True, scored)


def keep_response(
    *, response_id: UUID, person_id: UUID, asked: Instrument, answers: Mapping[str, Any], scored: Scored, at: datetime,
    by: Actor,
) -> None:  # fmt: skip
    """Keep answers pinned to the very wording that was answered. For operations already behind the door."""
    pin(asked)
    Response(
        id=response_id, person_id=person_id, instrument_version_id=asked.hash, answers=dict(answers),
        total=scored.total, band=scored.band, flags=[flag.to_json() for flag in scored.flags], answered_at=at,
        by=str(by),
    ).save(force_insert=True)  # fmt: skip


def pin_shipped() -> None:
    """Keep the content of every instrument this release ships. Part of `switchback migrate`."""
    for instrument in instruments.available():
        pin(instruments.load(instrument))


def pin(asked: Instrument) -> None:
    """Keep the content of this version for ever, once per version."""
    if asked.hash in _pinned:
        return
    InstrumentVersion.objects.bulk_create(
        [
            InstrumentVersion(
                hash=asked.hash, instrument=asked.id, version=str(asked.version), content=asked.content
            )
        ],
        ignore_conflicts=True,
    )
    # Only what is committed is pinned: a transaction that fails takes the row back.
    transaction.on_commit(lambda: _pinned.add(asked.hash))


def summary(asked: Instrument, scored: Scored) -> dict[str, Any]:
    """What an event may say of a response: numbers, bands and flag keys, never answers."""
    return {
        "instrument": asked.id, "version": asked.version, "score": scored.total, "band": scored.band,
        "flags": [flag.to_json() for flag in scored.flags],
    }  # fmt: skip


@door("measurement.record")
def record_measurement(
    *,
    actor: Actor,
    person_id: UUID,
    what: str,
    value: Decimal,
    unit: str,
    at: datetime,
    now: datetime,
    key: UUID,
) -> UUID:
    """Record a number with its UCUM unit (`kg`, `mm[Hg]`, `/min`, `Cel`)."""
    journey.check_not_future(at=at, now=now)
    measurement = Measurement(
        person_id=person_id, what=what, value=value, unit=unit, measured_at=at, by=str(actor)
    )
    happened = journey.append(
        person_id=person_id, kind="measurement.recorded", at=at, by=actor, key=key,
        measurement=measurement.id, what=what, value=float(value), unit=unit,
    )  # fmt: skip
    if happened.new:
        measurement.save(force_insert=True)
    return UUID(happened.detail["measurement"])


@door("urine.record")
def record_urine_test(
    *, actor: Actor, person_id: UUID, tested: tuple[str, ...], positive: tuple[str, ...], at: datetime, now: datetime,
    key: UUID, temperature_ok: bool | None = None,
) -> UUID:  # fmt: skip
    """Record a urine test. Raises journey.NotPossible when something is positive that was not tested."""
    journey.check_not_future(at=at, now=now)
    if not set(positive) <= set(tested):
        raise journey.NotPossible("positive_but_not_tested")
    test = UrineTest(
        person_id=person_id, collected_at=at, tested=sorted(tested), positive=sorted(positive),
        temperature_ok=temperature_ok, by=str(actor),
    )  # fmt: skip
    happened = journey.append(
        person_id=person_id, kind="urine.tested", at=at, by=actor, key=key,
        test=test.id, tested=sorted(tested), positive=sorted(positive),
    )  # fmt: skip
    if happened.new:
        test.save(force_insert=True)
    return UUID(happened.detail["test"])


@door("use.record")
def record_use_day(
    *, actor: Actor, person_id: UUID, on: date, substances: tuple[str, ...], source: str, at: datetime, key: UUID,
    private: bool = False,
) -> None:  # fmt: skip
    """Record a day of use as told. The same day told twice stays one day; told privately, only the person sees it."""
    source = f"{source}_privately" if private else source
    happened = journey.append(
        person_id=person_id, kind="use.reported", at=at, by=actor, key=key, private=private,
        on=on.isoformat(), substances=sorted(substances), source=source,
    )  # fmt: skip
    if happened.new:
        UseDay.objects.bulk_create(
            [
                UseDay(
                    person_id=person_id,
                    on=on,
                    substances=sorted(substances),
                    source=source,
                    private=private,
                    by=str(actor),
                )
            ],
            ignore_conflicts=True,
        )
