"""The rules, one function each: it returns its reason and how soon someone is needed, or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from switchback.clinical.values import Reason, Seen, check_aware, in_force, load_content

from .facts import Facts

Numbers = Mapping[str, Any]
Found = tuple[int, Reason] | None
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """`urgency`: 0 nothing, 1 this week, 2 today, 3 now. Reasons come most urgent first.

    `scored` is False when something could not be worked out; that is never shown as "low".
    """

    urgency: int
    reasons: tuple[Reason, ...]
    scored: bool


def reasons(facts: Facts, *, at: datetime, settings: Mapping[str, Any] | None = None) -> Standing:
    """Apply every rule to the facts as they stand at one moment. What lies after `at` is not looked at."""
    check_aware(at=at)
    numbers = _numbers(settings)
    found = [answer for rule in RULES.values() if (answer := rule(facts, at, numbers))]
    found.sort(key=lambda answer: -answer[0])
    return Standing(
        urgency=max((urgency for urgency, _ in found), default=0),
        reasons=tuple(reason for _, reason in found),
        scored=not facts.not_scored,
    )


def _numbers(settings: Mapping[str, Any] | None) -> Numbers:
    return _in_force(settings) if settings else _defaults()


def _in_force(settings: Mapping[str, Any] | None) -> Numbers:
    rules = load_content("risk", "rules")
    return {**in_force(rules, settings), "controlled_settings": frozenset(rules.body["controlled_settings"])}


@cache
def _defaults() -> Numbers:
    return _in_force(None)


def overdose_risk_window(
    *,
    left_setting: str | None,
    left_setting_at: datetime | None,
    at: datetime,
    settings: Mapping[str, Any] | None = None,
) -> str | None:
    """The controlled setting whose leaving makes an overdose more likely now, or None.

    The window runs through the whole 30th day after leaving. A setting that is not known counts as one.
    """
    check_aware(left_setting_at=left_setting_at, at=at)
    return _window(left_setting, left_setting_at, at, _numbers(settings))


def _window(left: str | None, left_at: datetime | None, at: datetime, numbers: Numbers) -> str | None:
    if left_at is None or at < left_at:
        return None
    controlled = left is None or left in numbers["controlled_settings"]
    if not controlled or _days(left_at, at) > numbers["overdose_window_days"]:
        return None
    return left or "unknown"


def _days(since: datetime, at: datetime) -> int:
    """Whole days gone by."""
    return (at - since) // DAY


def _lapse_reported(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    """Told and not yet looked at together; less pressing once the team is in contact."""
    told = [told_at for told_at in facts.lapses if told_at <= at]
    if not told:
        return None
    newest = max(told)
    if _done_by(facts.lapse_reviewed_at, at) and facts.lapse_reviewed_at >= newest:  # type: ignore[operator]
        return None
    in_contact = _done_by(facts.lapse_acknowledged_at, at) and facts.lapse_acknowledged_at >= newest  # type: ignore[operator]
    return (2 if in_contact else 3), Reason("lapse_reported", {"at": newest.isoformat()})


def _done_by(done_at: datetime | None, at: datetime) -> bool:
    return done_at is not None and done_at <= at


def _self_harm_answer(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    if facts.phq9_item9 is None or facts.phq9_item9 < numbers["self_harm_from"]:
        return None
    if facts.phq9_at is None:
        return 3, Reason("self_harm_answer", {"value": facts.phq9_item9})
    if facts.phq9_at > at:
        return None
    urgency = 3 if _days(facts.phq9_at, at) <= numbers["self_harm_now_days"] else 1
    return urgency, Reason("self_harm_answer", {"value": facts.phq9_item9, "at": facts.phq9_at.isoformat()})


def _severe_withdrawal(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    if facts.cows_score is None or facts.cows_score < numbers["severe_withdrawal_from"]:
        return None
    saw: dict[str, Seen] = {"score": facts.cows_score}
    if facts.cows_at is not None:
        if not timedelta(0) <= at - facts.cows_at <= timedelta(hours=numbers["severe_withdrawal_hours"]):
            return None
        saw["at"] = facts.cows_at.isoformat()
    return 3, Reason("severe_withdrawal", saw)


def _recent_discharge(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    left = _window(facts.left_setting, facts.left_setting_at, at, numbers)
    if left is None or facts.left_setting_at is None:
        return None
    days = _days(facts.left_setting_at, at)
    urgency = 2 if days <= numbers["overdose_window_today_days"] else 1
    return urgency, Reason("recent_discharge", {"level": left, "days": days})


def _dose_missed(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    """Missed days the team has not dealt with, counted back from the newest without a gap."""
    today = at.date()
    oldest = today - numbers["dose_missed_look_back_days"] * DAY
    seen_to = facts.doses_seen_to
    # A day ahead is let through: the clinic's date may run before the one of `at` in UTC.
    open_days = {
        day for day in facts.doses_missed
        if oldest <= day <= today + DAY and (seen_to is None or day > seen_to)
    }  # fmt: skip
    if not facts.episode_open or not open_days:
        return None
    newest = day = max(open_days)
    while day - DAY in open_days:
        day -= DAY
    in_a_row = (newest - day).days + 1
    urgency = 2 if in_a_row >= numbers["dose_missed_today_from"] else 1
    return urgency, Reason("dose_missed", {"on": newest.isoformat(), "in_a_row": in_a_row})


def _craving_up(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    """Strong now, or well above what was usual for this person lately."""
    told = [urge for urge in facts.urges if urge[0] <= at]
    if not told or told[-1][0] < at - numbers["craving_fresh_days"] * DAY:
        return None
    now_at, now = told[-1]
    oldest = at - numbers["craving_look_back_days"] * DAY
    earlier = [level for told_at, level in told[:-1] if told_at >= oldest]
    before = sum(earlier) / len(earlier) if earlier else None
    rose = before is not None and now - before >= numbers["craving_rise"]
    if not rose and now < numbers["craving_high"]:
        return None
    urgency = 2 if rose or now >= numbers["craving_very_high"] else 1
    saw: dict[str, Seen] = {} if before is None else {"before": round(before, 1)}
    return urgency, Reason("craving_up", {**saw, "now": now, "at": now_at.isoformat()})


def _missed_check_ins(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    """Silence is not "fine". A check-in is missed once the next one is due as well."""
    if not facts.expects_check_ins or not facts.episode_open:
        return None
    silent_since = facts.last_check_in_at or facts.check_ins_expected_since
    if silent_since is None:
        return 1, Reason("missed_check_ins")
    missed = _days(silent_since, at) // facts.check_in_every_days - 1
    if missed < numbers["missed_check_ins_from"]:
        return None
    urgency = 2 if missed >= numbers["missed_check_ins_today_from"] else 1
    last = facts.last_check_in_at
    saw: dict[str, Seen] = {} if last is None else {"last_check_in": last.isoformat()}
    return urgency, Reason("missed_check_ins", {**saw, "missed": missed})


def _not_scored(facts: Facts, at: datetime, numbers: Numbers) -> Found:
    if not facts.not_scored:
        return None
    return 1, Reason("not_scored", {"what": ", ".join(facts.not_scored)})


# Reasons of one urgency keep this order.
RULES: dict[str, Callable[[Facts, datetime, Numbers], Found]] = {
    "lapse_reported": _lapse_reported,
    "self_harm_answer": _self_harm_answer,
    "severe_withdrawal": _severe_withdrawal,
    "recent_discharge": _recent_discharge,
    "dose_missed": _dose_missed,
    "craving_up": _craving_up,
    "missed_check_ins": _missed_check_ins,
    "not_scored": _not_scored,
}
REASON_KEYS = tuple(RULES)
