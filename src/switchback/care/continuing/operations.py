"""Life after: the daily check-in, and what the person chooses for their own pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from switchback.care.journey import operations as journey
from switchback.care.observations import operations as observations
from switchback.care.people import door
from switchback.care.people.door import Actor
from switchback.clinical import instruments
from switchback.clinical.instruments import Scored
from switchback.clinical.values import local_day

from .models import OwnPath

STRONG_URGE = 2  # an urge of "some" or more, met without using, is one ridden out


@dataclass(frozen=True)
class CheckedIn:
    check_in_id: UUID  # of the response that holds the answers
    new: bool
    scored: Scored


@door.door("check_in.record")
def check_in(
    *, actor: Actor, person_id: UUID, answers: Mapping[str, Any], at: datetime, now: datetime, key: UUID
) -> CheckedIn:
    """Record a check-in. Every item may be skipped. Raises IllegalAnswer, journey.NotPossible."""
    journey.check_not_future(at=at, now=now)
    asked = instruments.load("daily_check_in")
    scored = instruments.score(asked, answers)
    free = answers.get("used") == "no"
    response_id = uuid4()
    happened = journey.append(
        person_id=person_id, kind="daily_check_in.recorded", at=at, by=actor, key=key, response=response_id,
        on=local_day(at, door.chart().zone).isoformat(), urge=answers.get("urge"), free=free,
        rode_out=free and (answers.get("urge") or 0) >= STRONG_URGE, flags=[flag.key for flag in scored.flags],
    )  # fmt: skip
    if not happened.new:
        return CheckedIn(UUID(happened.detail["response"]), False, scored)
    observations.keep_response(
        response_id=response_id,
        person_id=person_id,
        asked=asked,
        answers=answers,
        scored=scored,
        at=at,
        by=actor,
    )
    return CheckedIn(response_id, True, scored)


@door.door("check_in.record")
def choose_path(*, actor: Actor, person_id: UUID, began_on: date, show_days_since: bool, today: date) -> None:
    """The person picks the date their path began, and whether "days since" is shown. Raises journey.NotPossible."""
    if began_on > today:
        raise journey.NotPossible("date_in_future")
    OwnPath.objects.update_or_create(
        person_id=person_id, defaults={"began_on": began_on, "show_days_since": show_days_since}
    )


@door.door("episode.manage")
def agree_on_check_ins(*, actor: Actor, person_id: UUID, expected: bool, at: datetime) -> None:
    """Whether the team looks out for this person's check-ins, as agreed with them."""
    journey.append(person_id=person_id, kind="check_ins.agreed", at=at, by=actor, expected=expected)
