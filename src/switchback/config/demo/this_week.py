"""What stands out this week, named as the team would say it: what happens, and what does not."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from . import words
from .life import Life
from .medicine import last_use

if TYPE_CHECKING:
    from .road import Days

# What is missing is simply not written: check-ins of the last days.
SILENT_DAYS = {"is_silent": 7, "is_quiet": 4}


def in_severe_withdrawal(life: Life, days: "Days") -> None:
    used_at = days.came - timedelta(hours=14.5)
    for minutes, score in ((20, 14), (255, 27)):
        life.later(days.came + timedelta(minutes=minutes), life.rate_withdrawal, score, used_at)


def waits_for_an_order(life: Life, days: "Days") -> None:
    """The last score is minutes old and the protocol suggests a start: the prescriber decides."""
    used_at = last_use(life, days)
    for at, score in (
        (days.came + timedelta(minutes=25), 7),
        (days.came + timedelta(hours=5), 10),
        (life.centre.now - timedelta(minutes=22), 15),
    ):
        life.later(at, life.rate_withdrawal, score, used_at)


def told_of_use(life: Life, days: "Days") -> None:
    """Told some hours ago; nobody has answered yet."""
    said = "Someone was there who had some. I am home now. Please call me."
    life.later(
        life.centre.now - timedelta(hours=9, minutes=20), life.tell_of_use, alone=True, wants_call=True,
        tell_team=True, words=said,
    )  # fmt: skip


def told_of_use_lately(life: Life, days: "Days") -> None:
    """Told the day before yesterday; Cara is in contact, the plan is open, they have not looked back yet."""

    def tell(at: datetime) -> None:
        told = life.tell_of_use(
            at, alone=False, wants_call=True, tell_team=True, words="I had not slept for two nights."
        )
        life.later(at + timedelta(hours=13), life.acknowledge, told.lapse_id)
        life.later(at + timedelta(hours=38), life.write_plan, _looked_at_again(life, days.on(days.today)))

    life.later(life.centre.now - timedelta(hours=45), tell)


def answered_item_nine(life: Life, days: "Days") -> None:
    """Thoughts of being better off dead, told yesterday."""
    life.later(life.centre.now - timedelta(hours=19), life.ask_near, "phq9", 15, q9=2)


def plan_to_agree(life: Life, days: "Days") -> None:
    """Written three days ago, agreed by Cara; the person has not said yes yet."""
    on = days.on(days.today - 3)
    life.later(life.centre.local(on, 14.1), life.write_plan, _looked_at_again(life, on))
    life.later(life.centre.local(days.on(days.today - 1), 10.1), life.agree)


def _looked_at_again(life: Life, on: date) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: words.another_look(body, life.random("plan"), on)


def missed_a_visit(life: Life, days: "Days") -> None:
    due, by = life.centre.local(days.on(days.today - 1), 10.5), life.someone.counsellor

    def book(at: datetime) -> None:
        visit_id = life.book(at, "Counselling", due, by)
        life.later(due + timedelta(hours=3), life.miss, visit_id, by, ("transport", "work"))

    life.later(due - timedelta(days=6), book)


def has_strong_urges(life: Life, days: "Days") -> None:
    answers = {"urge": 4, "mood": 1, "sleep": 1, "stress": 4, "medicine": "yes", "used": "no"}
    life.later(life.centre.now - timedelta(hours=8), life.check_in, answers)


HAPPENING: dict[str, Callable[[Life, "Days"], None]] = {
    work.__name__: work
    for work in (
        in_severe_withdrawal, waits_for_an_order, told_of_use, told_of_use_lately, answered_item_nine, plan_to_agree,
        missed_a_visit, has_strong_urges,
    )
}  # fmt: skip
