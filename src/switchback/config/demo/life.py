"""One life at the demo centre. Each verb calls one operation, as the person or team member who would have."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from switchback.care.assessment import operations as assessment
from switchback.care.contact import operations as contact
from switchback.care.continuing import operations as continuing
from switchback.care.detox import operations as detox
from switchback.care.journey import operations as journey
from switchback.care.medication import operations as medication
from switchback.care.observations import operations as observations
from switchback.care.people.door import Actor
from switchback.care.plan import operations as plans
from switchback.care.plan.queries import plan as read_plan
from switchback.care.programme import operations as programme
from switchback.care.relapse import operations as relapse
from switchback.clinical import instruments

from .cast import Someone

SEED = 2026
RAISED = "Seen again today, still in withdrawal on the dose before."
TESTED = ("amphetamine", "benzodiazepines", "cannabis", "cocaine", "fentanyl", "opioids", "oxycodone")


@dataclass(frozen=True)
class Centre:
    site_id: UUID
    zone: ZoneInfo
    now: datetime
    team: dict[str, Actor]
    wrote: Callable[[], None] = field(default=lambda: None)  # told of every operation, for the progress bar

    def local(self, day: date, hour: float) -> datetime:
        whole = time(int(hour), int(hour % 1 * 60))
        return datetime.combine(day, whole, self.zone)

    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


class Life:
    """What happens is scheduled with `later` and then lived in order of time; what lies ahead stays unwritten."""

    def __init__(self, centre: Centre, someone: Someone) -> None:
        self.centre, self.someone = centre, someone
        # A generator for each kind of thing, so that one more visit does not change everybody's urges.
        self._random: dict[str, Random] = {}
        self._ahead: list[tuple[datetime, int, Callable[..., object], tuple[Any, ...], dict[str, Any]]] = []
        self._order_of_scheduling = count()
        self.person_id: UUID | None = None
        self.order_id: UUID | None = None
        self.ordered_mg, self.times = Decimal(0), ""
        self.urges: dict[date, int] = {}

    def random(self, about: str) -> Random:
        return self._random.setdefault(about, Random(f"{SEED} {self.someone.name} {about}"))

    def later(self, at: datetime, act: Callable[..., object], *args: Any, **kwargs: Any) -> None:
        """Call `act(at, …)` when its time has come."""
        heapq.heappush(self._ahead, (at, next(self._order_of_scheduling), act, args, kwargs))

    def live(self) -> None:
        while self._ahead and self._ahead[0][0] <= self.centre.now:
            at, _, act, args, kwargs = heapq.heappop(self._ahead)
            act(at, *args, **kwargs)

    # --- who does it ---

    @property
    def themselves(self) -> Actor:
        assert self.person_id
        return Actor("person", self.person_id, "person")

    @property
    def counsellor(self) -> Actor:
        return self.centre.team[self.someone.counsellor]

    def nurse(self, at: datetime) -> Actor:
        hour = at.astimezone(self.centre.zone).hour
        return self.centre.team["noor" if 7 <= hour < 19 else "nia"]

    def team(self, username: str) -> Actor:
        return self.centre.team[username]

    def _about(self, actor: Actor) -> dict[str, Any]:
        self.centre.wrote()
        return {"actor": actor, "person_id": self.person_id}

    def _key(self) -> UUID:
        return UUID(int=self.random("keys").getrandbits(128), version=4)

    # --- coming, moving on, leaving ---

    def come(self, at: datetime, level: str, enquiry_id: UUID | None) -> None:
        someone = self.someone
        self.centre.wrote()
        self.person_id = contact.admit(
            actor=self.team("desk"), chosen_name=someone.name, level=level, at=at, now=at, pronouns=someone.pronouns,
            born_on=someone.born_on, phone=someone.phone, enquiry_id=enquiry_id,
        )  # fmt: skip

    def join(self, username: str, at: datetime) -> None:
        contact.join_care_team(**self._about(self.team("desk")), member_id=self.team(username).id, at=at)

    def agree_on_check_ins(self, at: datetime, *, expected: bool) -> None:
        continuing.agree_on_check_ins(**self._about(self.team("noor")), expected=expected, at=at)

    def move(self, at: datetime, level: str) -> None:
        journey.move(**self._about(self.nurse(at)), level=level, at=at, now=at)

    def leave(self, at: datetime, because: str) -> None:
        if self.order_id:
            self.stop_order(at - timedelta(minutes=20), "The stay here ends.")
        journey.close_episode(**self._about(self.team("noor")), at=at, now=at, because=because)

    # --- measured and asked ---

    def rate_withdrawal(self, at: datetime, target: int, last_use_at: datetime) -> detox.Assessed:
        answers = _answers_near("cows", target, self.random("cows"))
        return detox.assess_withdrawal(
            **self._about(self.nurse(at)), answers=answers, opioid=self.someone.opioid, last_use_at=last_use_at, at=at,
            now=at, key=self._key(),
        )  # fmt: skip

    def weigh(self, at: datetime, kg: Decimal) -> None:
        observations.record_measurement(
            **self._about(self.nurse(at)),
            what="body_weight",
            value=kg,
            unit="kg",
            at=at,
            now=at,
            key=self._key(),
        )

    def test_urine(self, at: datetime, positive: tuple[str, ...]) -> None:
        observations.record_urine_test(
            **self._about(self.nurse(at)), tested=TESTED, positive=positive, at=at, now=at, key=self._key(),
            temperature_ok=True,
        )  # fmt: skip

    def ask(self, at: datetime, instrument: str, answers: dict[str, Any]) -> None:
        assessment.assess(
            **self._about(self.counsellor),
            instrument=instrument,
            answers=answers,
            at=at,
            now=at,
            key=self._key(),
        )

    def ask_near(self, at: datetime, instrument: str, target: int, **fixed: int) -> None:
        self.ask(
            at, instrument, {**_answers_near(instrument, target, self.random(instrument), fixed), **fixed}
        )

    # --- medicine ---

    def order(
        self,
        at: datetime,
        drug: str,
        mg: float,
        times: str,
        *,
        assessment_id: UUID | None = None,
        reason: str = "",
    ) -> None:
        self.order_id = medication.order_dose(
            **self._about(self.team("piet")), drug=drug, dose_mg=Decimal(str(mg)), times=times, at=at, now=at,
            key=self._key(), assessment_id=assessment_id, replaces=self.order_id,
            reason=reason or (RAISED if self.order_id else ""),
        )  # fmt: skip
        self.ordered_mg, self.times = Decimal(str(mg)), times

    def stop_order(self, at: datetime, because: str) -> None:
        assert self.order_id
        medication.stop_order(
            **self._about(self.team("piet")), order_id=self.order_id, at=at, now=at, because=because
        )
        self.order_id = None

    def give(self, at: datetime) -> None:
        assert self.order_id
        medication.give_dose(
            **self._about(self.nurse(at)), order_id=self.order_id, given_mg=self.ordered_mg, at=at, now=at,
            key=self._key(),
        )  # fmt: skip

    def give_nothing(self, at: datetime, outcome: str, reason: str) -> None:
        assert self.order_id
        medication.record_not_given(
            **self._about(self.nurse(at)), order_id=self.order_id, outcome=outcome, reason=reason, at=at, now=at,
            key=self._key(),
        )  # fmt: skip

    # --- visits ---

    def book(self, at: datetime, what: str, due_at: datetime, by: str) -> UUID:
        return programme.book_visit(
            **self._about(self.team(by)), what=what, due_at=due_at, at=at, key=self._key()
        )

    def attend(self, at: datetime, visit_id: UUID, by: str) -> None:
        programme.attend(**self._about(self.team(by)), visit_id=visit_id, at=at, now=at)

    def miss(self, at: datetime, visit_id: UUID, by: str, reasons: tuple[str, ...]) -> None:
        programme.miss(**self._about(self.team(by)), visit_id=visit_id, reasons=reasons, at=at, now=at)

    # --- the person tells ---

    def check_in(self, at: datetime, answers: dict[str, Any]) -> None:
        continuing.check_in(**self._about(self.themselves), answers=answers, at=at, now=at, key=self._key())

    def tell_of_use(
        self, at: datetime, *, alone: bool, wants_call: bool, tell_team: bool, words: str
    ) -> relapse.Reported:
        return relapse.report_lapse(
            **self._about(self.themselves), at=at, key=self._key(), used_at=at - timedelta(hours=5), alone=alone,
            wants_call=wants_call, tell_team=tell_team, words=words,
        )  # fmt: skip

    def acknowledge(self, at: datetime, lapse_id: UUID) -> None:
        relapse.acknowledge(**self._about(self.counsellor), lapse_id=lapse_id, at=at)

    def look_back(self, at: datetime, lapse_id: UUID, said: tuple[str, str, str], *, by: Actor) -> None:
        before, helped_stop, learned = said
        relapse.review(
            **self._about(by),
            lapse_id=lapse_id,
            before=before,
            helped_stop=helped_stop,
            learned=learned,
            at=at,
        )

    # --- the plan ---

    def write_plan(self, at: datetime, write: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        about = self._about(self.counsellor)
        plans.open_revision(**about, at=at)
        revision = read_plan(**about).revision
        assert revision
        body = write(dict(revision.body))
        plans.save_revision(
            **about, plan_id=revision.id, body=body, edit=revision.edit, at=at + timedelta(minutes=25)
        )

    def agree(self, at: datetime, *, by_themselves: bool = False) -> None:
        about = self._about(self.themselves if by_themselves else self.counsellor)
        revision = read_plan(**about).revision
        if revision:
            plans.agree(**about, plan_id=revision.id, edit=revision.edit, at=at)


def _answers_near(
    instrument: str, target: int, random: Random, fixed: dict[str, int] | None = None
) -> dict[str, int | str]:
    """Legal answers whose total comes as near to the target as the options allow."""
    items = [item for item in instruments.load(instrument).items if item.scored]
    order = random.sample(items, len(items))
    answers: dict[str, Any] = {item.id: 0 for item in items} | (fixed or {})
    left = target - sum(answers.values())
    for item, value in _raised_by_turns(order, answers, fixed or {}):
        if left <= 0:
            break
        if value - answers[item.id] <= left:
            left -= value - answers[item.id]
            answers[item.id] = value
    return answers


def _raised_by_turns(
    order: list[Any], answers: dict[str, Any], fixed: dict[str, int]
) -> Iterator[tuple[Any, int]]:
    for _ in range(4):
        for item in order:
            higher = [value for value in item.legal if value > answers[item.id]]
            if higher and item.id not in fixed:
                yield item, min(higher)
