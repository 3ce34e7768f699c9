"""Withdrawal as a category, never a score: withdrawal, withdrawal_pre_post.

0 none, 1 mild, 2 moderate, 3 severe. Rated by the clinician with COWS in CTN-0027 and CTN-0030, by the person with
SOWS in CTN-0051 (vignette "Harmonization Information").
"""

from typing import Any

from .participant import NO_DAY, Participant, at, made_id

CODE = ("none", "mild", "moderate", "severe")
SCALE = {"27": "cows", "30": "cows", "51": "sows"}
MOMENT = {"pre": "before_induction", "post": "after_induction"}


def levels(person: Participant) -> None:
    around = _around_induction(person)
    for _who, level, when in person.rows("withdrawal"):
        if when is None:
            person.leave_out("withdrawal", NO_DAY)
        elif level is None:
            person.leave_out("withdrawal", "no level in the source")
        elif (when, level) in around:
            person.leave_out("withdrawal", "the same day and level is in withdrawal_pre_post")
        else:
            _record(person, "withdrawal", int(when), int(level), {})


def _around_induction(person: Participant) -> set[tuple[Any, Any]]:
    seen = set()
    for _who, what, level, when in person.rows("withdrawal_pre_post"):
        day, reckoned = when, {}
        if when is None and person.trial == "30" and person.first_dose_day is not None:
            # CTN-0030 gives no day here. Its table withdrawal has the rating before induction too, dated: on the day
            # of the first dose, at the same level, for 517 of 518 people.
            day, reckoned = person.first_dose_day, {"day_reckoned": True}
        if day is None or level is None:
            person.leave_out("withdrawal_pre_post", NO_DAY if day is None else "no level in the source")
            continue
        seen.add((day, level))
        _record(
            person, "withdrawal_pre_post", int(day), int(level), {"moment": MOMENT[str(what)], **reckoned}
        )
    return seen


def _record(person: Participant, table: str, day: int, level: int, more: dict[str, Any]) -> None:
    key = made_id(table, person.who, day, level, more.get("moment", ""))
    scale = SCALE[person.trial]
    person.into.measurements.append((key, person.id, f"withdrawal_level_{scale}", CODE[level], at(day)))
    person.event(
        table, key, "withdrawal.recorded", day, {"measurement": key, "level": level, "scale": scale, **more}
    )
    person.use(table)
