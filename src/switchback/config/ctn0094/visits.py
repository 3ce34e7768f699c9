"""Visits kept and missed, with the reasons that were noted: visit."""

import re
from typing import Any

from .participant import NO_DAY, Participant, at, made_id
from .reading import Value

ATTENDED = ("visit", "final")
MISSED = ("MISSING", "no visit")
REASON = {"is_dead": "died"}  # else the column's name without "is_"


def visits(person: Participant) -> None:
    columns = person.tables["visit"].columns[4:]
    times: dict[tuple[Value, ...], int] = {}
    for row in person.rows("visit"):
        _who, label, what, when, *flags = row
        day = _reckoned(person, str(label)) if when is None else int(when)
        if what not in ATTENDED + MISSED:
            person.leave_out("visit", "the source does not say whether the person came")
        elif day is None:
            person.leave_out("visit", f"{NO_DAY}, and none can be reckoned")
        else:
            name = (label, what, when)  # some stand there twice with different reasons
            times[name] = times.get(name, 0) + 1
            noted = [
                REASON.get(column, column[3:])
                for column, flag in zip(columns, flags, strict=True)
                if flag == "1"
            ]
            key = made_id("visit", person.who, *name, times[name])
            _record(
                person,
                key,
                str(label),
                day,
                came=what in ATTENDED,
                noted=sorted(noted),
                reckoned=when is None,
            )


def _record(
    person: Participant, key: str, label: str, day: int, *, came: bool, noted: list[str], reckoned: bool
) -> None:
    then = at(day)
    person.into.visits.append((
        key, person.id, label, then, then if came else None, None if came else then, [] if came else noted
    ))  # fmt: skip
    detail: dict[str, Any] = {"visit": key, "what": label}
    if noted or not came:
        detail["noted" if came else "reasons"] = (
            noted  # a reason beside a visit that took place is only a note
        )
    if reckoned:
        detail["day_reckoned"] = True
    person.event("visit", key, "visit.attended" if came else "visit.missed", day, detail)
    person.use("visit")


def _reckoned(person: Participant, label: str) -> int | None:
    """The day a weekly visit was due: CTN-0027 and CTN-0051 do not date the visits nobody came to.

    Weeks count from randomisation. Of the 23,508 dated weekly visits of these trials half lie within a day (CTN-0027)
    or from two days before to one after (CTN-0051) of this day, nine in ten from four days before to two after.
    """
    week = re.fullmatch(r"WK(\d+)", label)
    if week is None or person.randomised is None:
        return None
    return person.randomised[1] + 7 * int(week[1])
