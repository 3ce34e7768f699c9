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

from .models import CheckIn, OwnPath
from .queries import last_check_in_day

FREE_DAYS_AT_MOST = 31  # one "no" speaks for the days since the last check-in, for a month at most
STRONG_URGE = 2  # an urge of "some" or more, met without using, is one ridden out


@dataclass(frozen=True)
class CheckedIn:
    check_in_id: UUID
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
    today = local_day(at, door.chart().zone)
    response_id, check_in_id = uuid4(), uuid4()
    happened = journey.append(
        person_id=person_id, kind="daily_check_in.recorded", at=at, by=actor, key=key,
        check_in=check_in_id, response=response_id, on=today.isoformat(), urge=answers.get("urge"),
        free_days=_free_days(answers, today), flags=[flag.key for flag in scored.flags],
        rode_out=answers.get("used") == "no" and (answers.get("urge") or 0) >= STRONG_URGE,
    )  # fmt: skip
    if not happened.new:
        return CheckedIn(UUID(happened.detail["check_in"]), False, scored)
    observations.keep_response(
        response_id=response_id, person_id=person_id, asked=asked, answers=answers, scored=scored, at=at, by=actor
    )
    CheckIn(id=check_in_id, person_id=person_id, response_id=response_id, at=at).save(force_insert=True)
    return CheckedIn(check_in_id, True, scored)


@door.door("check_in.record")
def choose_path(
    *, actor: Actor, person_id: UUID, began_on: date, show_days_since: bool, today: date
) -> None:
    """The person picks the date their path began, and whether "days since" is shown. Raises journey.NotPossible."""
    if began_on > today:
        raise journey.NotPossible("date_in_future")
    OwnPath.objects.update_or_create(
        person_id=person_id, defaults={"began_on": began_on, "show_days_since": show_days_since}
    )


@door.door("episode.manage")
def expect_check_ins(*, actor: Actor, person_id: UUID, expected: bool) -> None:
    """Whether the team looks out for this person's check-ins, as agreed with them."""
    OwnPath.objects.update_or_create(person_id=person_id, defaults={"expects_check_ins": expected})


def _free_days(answers: Mapping[str, Any], today: date) -> int:
    """How many days, up to and with today, this "no" speaks for: those since the last check-in."""
    if answers.get("used") != "no":
        return 0
    before = last_check_in_day()
    return max(1, min(FREE_DAYS_AT_MOST, (today - before).days)) if before else 1
