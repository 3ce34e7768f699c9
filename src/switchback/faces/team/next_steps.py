"""What can be done next, each a link or one click: from the reasons of the worklist, and from where a chart stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.shortcuts import resolve_url

from switchback.care.journey.queries import EventRow, Where
from switchback.care.medication.queries import OrderRow
from switchback.care.people.door import Actor
from switchback.care.plan.queries import PlanView
from switchback.clinical.values import Reason
from switchback.faces.kit.words import word
from switchback.faces.team.page import may, person_href


@dataclass(frozen=True)
class Step:
    label: str
    href: str
    posts: bool = False  # one click, no page between


# Reason key: what a team member does about it, the address, what it takes, whether one click does it.
AFTER_REASON = {
    "lapse_reported": ("We are in contact", "team-acknowledge", "lapse.review", True),
    "self_harm_answer": ("See the answer", "team-answers", "response.view", False),
    "severe_withdrawal": ("Rate again", "team-cows", "cows.record", False),
    "recent_discharge": ("Book a visit", "team-visits", "visit.manage", False),
    "dose_missed": ("See doses", "team-medication", "medication.view", False),
    "craving_up": ("Book a visit", "team-visits", "visit.manage", False),
    "missed_check_ins": ("Book a visit", "team-visits", "visit.manage", False),
}


def steps_for_reasons(reasons: Iterable[Reason], person_id: UUID, actor: Actor) -> list[Step]:
    found: dict[str, Step] = {}
    for reason in reasons:
        if reason.key in AFTER_REASON:
            label, name, action, posts = AFTER_REASON[reason.key]
            if may(actor, action):
                found.setdefault(label, Step(label, person_href(name, person_id), posts))
    return list(found.values())[:2]


def steps(
    *, reasons: Iterable[Reason], where: Where, orders: Sequence[OrderRow], planned: PlanView,
    newest: Mapping[str, EventRow], person_id: UUID, actor: Actor,
) -> list[Step]:  # fmt: skip
    """What waits in this chart, most pressing first: reasons, then today's doses, the plan, what was never asked."""
    found = steps_for_reasons(reasons, person_id, actor)

    def offer(label: str, action: str, name: str, *more: Any) -> None:
        if may(actor, action):
            found.append(Step(label, _href(name, person_id, *more)))

    if not where.in_care:
        offer("Open a new episode", "episode.manage", "team-stay")
        return found
    to_give = [order for order in orders if order.times == "daily" and order.today is None]
    if to_give and may(actor, "medication.give"):
        found = [step for step in found if step.label != "See doses"]  # giving leads there too
    for order in to_give:
        offer(f"Give {word('team', order.drug).lower()}", "medication.give", "team-dose", order.id)
    if planned.revision:
        ready = not planned.revision.missing and not planned.revision.counsellor_agreed_at
        offer("Agree the plan" if ready else "Go on with the plan", "plan.edit", "team-plan")
    elif not planned.in_force:
        offer("Begin the plan", "plan.edit", "team-plan")
    for instrument, title in ASKED.items():
        if f"response.recorded {instrument}" not in newest:
            offer(f"Ask {title}", "response.record", "team-ask", instrument)
    return found[:6]


ASKED = {"phq9": "PHQ-9", "gad7": "GAD-7", "pcptsd5": "PC-PTSD-5"}
FORMS = (
    ("COWS", "cows.record", "team-cows", ()),
    *((title, "response.record", "team-ask", (instrument,)) for instrument, title in ASKED.items()),
    ("Urine test", "urine.record", "team-urine", ()),
    ("Use day", "use.record", "team-use-day", ()),
    ("Measurement", "measurement.record", "team-measurement", ()),
    ("Order", "medication.order", "team-order", ()),
    ("Visit", "visit.manage", "team-visits", ()),
)


def forms(person_id: UUID, actor: Actor) -> list[Step]:
    """Every form this role may fill in for this person."""
    return [
        Step(label, _href(name, person_id, *more))
        for label, action, name, more in FORMS
        if may(actor, action)
    ]


def _href(name: str, person_id: UUID, *more: Any) -> str:
    return resolve_url(name, person_id, *more) if more else person_href(name, person_id)
