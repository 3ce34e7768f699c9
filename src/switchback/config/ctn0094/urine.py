"""Urine samples: uds has what was found, uds_temp has every sample; together a sample with its result."""

from functools import cache
from typing import Any

from .participant import NO_DAY, Participant, at, made_id, slug
from .reading import Tables

FRESH = {"1": True, "0": False}  # 99: not known
# Not looked for in every sample, or looked for in breath: named as tested only where they were found.
NOT_ALWAYS = {"27": {"alcohol"}, "30": {"buprenorphine"}, "51": set[str]()}


def samples(person: Participant) -> None:
    found: dict[int, set[str]] = {}
    fresh: dict[int, bool | None] = {}
    for _who, what, when in person.rows("uds"):
        if when is None:
            person.leave_out("uds", NO_DAY)
        else:
            found.setdefault(int(when), set()).add(slug(str(what or "")))
            person.use("uds")
    for _who, ok, when in person.rows("uds_temp"):
        if when is None:
            person.leave_out("uds_temp", NO_DAY)
        else:
            day = int(when)
            fresh[day] = FRESH.get(str(ok)) if day not in fresh or fresh[day] is None else fresh[day]
            person.use("uds_temp")
    panel = looked_for(person)
    for day in sorted(found.keys() | fresh.keys()):
        positive = sorted(found.get(day, ()))
        tested = sorted(panel.union(positive)) if positive else sorted(panel)
        key = made_id("urine", person.who, day)
        person.into.urine_tests.append((key, person.id, at(day), tested, positive, fresh.get(day)))
        detail: dict[str, Any] = {"test": key, "tested": tested, "positive": positive}
        person.event("uds" if day in found else "uds_temp", key, "urine.tested", day, detail)


def looked_for(person: Participant) -> frozenset[str]:
    """The trial's panel, without the person's own medicine: the source takes that out of the results."""
    return _panel(person.trial, tuple(row[1:] for row in _groups(person.tables))) - {person.drug or ""}


def use_panels(tables: Tables) -> int:
    """How many rows of the table of panels are used: every one."""
    return len(_groups(tables))


def _groups(tables: Tables) -> list[tuple[Any, ...]]:
    return [row for rows in tables["meta_substance_groups_uds"].rows.values() for row in rows]


@cache
def _panel(trial: str, groups: tuple[tuple[Any, ...], ...]) -> frozenset[str]:
    column = ("27", "30", "51").index(trial)
    named = {slug(row[column]) for row in groups if row[column] not in (None, "NO")}
    renamed = {"barbiturate": "sedatives"}  # as uds names it
    return frozenset(renamed.get(name, name) for name in named) - NOT_ALWAYS[trial]
