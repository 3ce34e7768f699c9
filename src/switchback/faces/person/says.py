"""What the person's pages say back: headlines from a list, one sentence after a check-in, one step from the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from switchback.care.plan.queries import PlanView
from switchback.clinical.relapse import Milestone, Road

# The only headlines there are over somebody's own journey. None of them counts, and none takes anything back.
HOME = "You are on your road"
BEND = "What still stands"
JOURNEY = "My road so far"
HEADLINES = (HOME, BEND, JOURNEY)

STRONG = 3  # "strong" in the check-in's own words
SOME = 2


@dataclass(frozen=True)
class Number:
    """One of the four that never fall. Before there is anything to count, words stand in its place."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Step:
    title: str
    words: str
    href: str = ""
    action: str = ""


def numbers(road: Road) -> tuple[Number, ...]:
    return (
        Number("Days on my path", str(road.days_on_path) if road.days_on_path else "Day one"),
        Number("Free days in all", _counted(road.free_days)),
        Number("Urges I rode out", _counted(road.urges_ridden_out)),
        Number("Things I learned", _counted(road.learned)),
    )


def _counted(count: int) -> str:
    return str(count) if count else "Ahead"


def milestone(reached: Milestone) -> str:
    if reached.key == "free_days":
        return "First free day" if reached.count == 1 else f"{reached.count} free days"
    return f"{reached.count} days on my path"


def reply(answers: Mapping[str, Any]) -> str:
    """One kind, useful sentence for what was told, the most pressing thing first."""
    urge, mood = answers.get("urge"), answers.get("mood")
    if answers.get("used") == "yes":
        return "Thank you for telling us. Nothing you built is gone."
    if mood == 0:
        return "Thank you for telling us on a hard day. You do not have to be alone with it."
    if urge is not None and urge >= STRONG:
        return "That is a strong urge, and you told us. Urges come and go."
    if answers.get("medicine") == "no":
        return "No medicine yet today? Call us if it is hard to get."
    if urge is not None and urge >= SOME and answers.get("used") == "no":
        return "You met an urge and did not use. It counts for good."
    if answers.get("sleep") in (0, 1) or (answers.get("stress") or 0) >= STRONG:
        return "A hard day still counts. Go easy on yourself."
    return "Thank you. Telling us helps us walk with you."


def next_step(plan: PlanView, *, today: date, answers: Mapping[str, Any] | None = None) -> Step:
    """One thing to do, out of the person's own plan."""
    version = plan.in_force or plan.revision
    body: Mapping[str, Any] = version.body if version else {}
    own: Mapping[str, Any] = body.get("relapse_prevention") or {}
    urge = (answers or {}).get("urge")
    if urge is not None and urge >= STRONG and (people := _filled(own.get("people"))):
        return _call(people[today.toordinal() % len(people)])
    if urge is not None and urge >= SOME and (helps := _filled(own.get("helps"))):
        return Step("This helps me", helps[today.toordinal() % len(helps)])
    if ready_to_read(plan):
        return Step(
            "My plan is ready to read", "Read it. Say yes if it fits you.", "/me/plan/yes/", "Read it"
        )
    if step := _goal_step(body, today):
        return Step("My next step", step)
    if helps := _filled(own.get("helps")):
        return Step("This helps me", helps[today.toordinal() % len(helps)])
    return Step("One next step", "Write down one thing that helps you.", "/me/plan/helps/", "Write it")


def ready_to_read(plan: PlanView) -> bool:
    """There is something new in the revision, nothing is missing, and the person has not said yes to it."""
    revision = plan.revision
    return bool(
        revision
        and not revision.person_agreed_at
        and not revision.missing
        and (plan.changed or not plan.in_force)
    )


def _call(person: Mapping[str, Any]) -> Step:
    name, how = str(person.get("name") or ""), str(person.get("how") or "")
    number = "".join(c for c in how if c.isdigit() or c == "+")
    if len(number) >= 3:
        return Step("Someone of mine", f"Talk to {name} today.", f"tel:{number}", f"Call {name}")
    return Step("Someone of mine", f"{name}. {how}".strip())


def _goal_step(body: Mapping[str, Any], today: date) -> str:
    """The step that is due next; one without a day comes after those with one; what is past is left alone."""
    steps = [
        s
        for goal in body.get("goals") or ()
        for s in goal.get("steps") or ()
        if (s.get("what") or "").strip()
    ]
    due = [s for s in steps if not s.get("by_on") or s["by_on"] >= today.isoformat()]
    found = min(due, key=lambda s: s.get("by_on") or "9999", default=None)
    return found["what"].strip() if found else ""


def _filled(entries: Any) -> list[Any]:
    return [e for e in entries or () if (e.get("name") if isinstance(e, Mapping) else e)]
