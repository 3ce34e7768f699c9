"""From dated urine results and visits to the weekly word, by either of the two published week rules.

They agree for few people: which one made a word is part of what the word means.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from .word import MISSING, MIXED, NEGATIVE, POSITIVE

OPIOIDS = frozenset({"Opioid", "Methadone", "Buprenorphine"})


class CannotCount(ValueError):
    """The weeks of this history cannot be laid out."""


@dataclass(frozen=True, kw_only=True)
class WeekRule:
    """When week 1 begins, and whether the person's own study medication in the urine counts as use."""

    name: str
    first_day_after_randomisation: int
    own_medication_counts: bool


USE_PATTERN = WeekRule(name="usePatternUDS", first_day_after_randomisation=0, own_medication_counts=True)
RULE_2023 = WeekRule(name="2023", first_day_after_randomisation=1, own_medication_counts=False)
RULES = {rule.name: rule for rule in (USE_PATTERN, RULE_2023)}


@dataclass(frozen=True, kw_only=True)
class Positive:
    """A urine sample positive for one of `OPIOIDS`, on a day counted from consent."""

    day: float | None
    drug: str


def weekly_word(
    *, rule: WeekRule, positives: Iterable[Positive], attended: Collection[float], randomised_on: float | None,
    last_day: float, own_medication: str | None = None, count_from_consent: bool = False,
) -> str:  # fmt: skip
    """One symbol per week, from the rule's first day to `last_day`, the end of the schedule.

    A day with a positive sample is positive; an attended day without one is negative; a week of neither is missing.
    Who was never randomised has no treatment weeks. The published columns count such a person from consent, by
    positive samples alone: their visits are screening, so no negative is read from them (`count_from_consent`).
    """
    if randomised_on is None and not count_from_consent:
        raise CannotCount("never randomised: there is no day from which the weeks count")
    start = 0.0 if randomised_on is None else randomised_on + rule.first_day_after_randomisation
    if last_day < start:
        raise CannotCount(f"the schedule ends on day {last_day:g}, before week 1 begins on day {start:g}")
    used = _days_of_use(rule, positives, own_medication)
    seen = used if randomised_on is None else used | set(attended)
    weeks: list[set[bool]] = [set() for _ in range(int((last_day - start) // 7) + 1)]
    for day in seen:
        if start <= day <= last_day:
            weeks[int((day - start) // 7)].add(day in used)
    return "".join(_symbol(found) for found in weeks)


def _days_of_use(rule: WeekRule, positives: Iterable[Positive], own_medication: str | None) -> set[float]:
    days = set()
    for positive in positives:
        if positive.day is None or positive.day != positive.day:
            raise CannotCount(f"a urine sample positive for {positive.drug} has no day")
        if positive.drug in OPIOIDS and (rule.own_medication_counts or positive.drug != own_medication):
            days.add(positive.day)
    return days


def _symbol(found: set[bool]) -> str:
    if len(found) == 2:
        return MIXED
    if not found:
        return MISSING
    return POSITIVE if True in found else NEGATIVE
