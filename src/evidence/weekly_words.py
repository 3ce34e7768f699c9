"""The weekly word of everybody in the trials, from urine results and visits."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from switchback.clinical.outcomes import (
    OPIOIDS,
    USE_PATTERN,
    CannotCount,
    Positive,
    WeekRule,
    check_word,
    weekly_word,
)

from .trial_files import CannotRead, check_days, check_there, find_folder, read_table

TABLES = ("everybody", "randomization", "uds", "derived_visitImputed")
# The schedule's last day: 24 weeks from consent (CTN-0027, CTN-0051); in CTN-0030 14 weeks from the first
# randomisation, and for who entered its second phase 24 weeks from the second.
WEEKS_FROM_CONSENT = {"27": 24, "51": 24}
CTN30, CTN30_FIRST_PHASE_WEEKS, CTN30_SECOND_PHASE_WEEKS = "30", 14, 24
MEDICATION = {
    "Methadone": "Methadone",
    "Outpatient BUP": "Buprenorphine",
    "Outpatient BUP + EMM": "Buprenorphine",
    "Outpatient BUP + SMM": "Buprenorphine",
    "Inpatient BUP": "Buprenorphine",
    "Inpatient NR-NTX": None,
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """One weekly word per person, in the order of `who`."""

    who: tuple[Any, ...]
    words: tuple[str, ...]
    never_randomised: int = 0


@dataclass(frozen=True, kw_only=True)
class Enrolment:
    """Where a person's weeks begin and end, in days from consent."""

    trial: str
    randomised_on: float | None = None
    second_phase_on: float | None = None
    own_medication: str | None = None

    @property
    def last_day(self) -> float:
        if self.trial != CTN30:
            return 7 * WEEKS_FROM_CONSENT[self.trial]
        if self.second_phase_on is not None:
            return self.second_phase_on + 7 * CTN30_SECOND_PHASE_WEEKS
        return (self.randomised_on or 0) + 7 * CTN30_FIRST_PHASE_WEEKS


def words_of_trials(
    folder: Path, *, rule: WeekRule = USE_PATTERN, tell: Callable[[str], None] = lambda doing: None
) -> Words:
    """Everybody's word by one of the week rules; who was never randomised is counted from consent, as published."""
    folder = find_folder(folder)
    check_there(folder, TABLES)
    tell("Reading who took part")
    enrolments = read_enrolments(folder)
    tell("Reading urine results")
    positives = _positives(folder)
    tell("Reading visits")
    attended = _attended(folder)
    tell("Laying out weeks")
    who = sorted(enrolments)
    return Words(
        who=tuple(who),
        words=tuple(_word(w, rule, enrolments[w], positives[w], attended[w]) for w in who),
        never_randomised=sum(e.randomised_on is None for e in enrolments.values()),
    )


def words_of_file(file: Path, *, column: str = USE_PATTERN.name) -> Words:
    """Words somebody else made: a CSV with the columns `who` and, by default, `usePatternUDS`."""
    try:
        table = pd.read_csv(
            file, usecols=lambda name: name in ("who", column), dtype=str, keep_default_na=False
        )
    except (OSError, ValueError) as problem:
        raise CannotRead(f"{file} cannot be read as a table: {problem}") from problem
    absent = [name for name in ("who", column) if name not in table]
    if absent:
        raise CannotRead(f"{file} has no column {', '.join(absent)}.")
    twice = table["who"][table["who"].duplicated()]
    if len(twice):
        raise CannotRead(f"{file}, row {int(twice.index[0]) + 1}: person {twice.iloc[0]} is there twice.")
    for row, word in enumerate(table[column], start=1):
        try:
            check_word(word)
        except ValueError as problem:
            raise CannotRead(f"{file}, row {row}: {problem}.") from None
    return Words(who=tuple(table["who"]), words=tuple(table[column]))


def read_enrolments(folder: Path) -> dict[int, Enrolment]:
    trials = read_table(folder, "everybody", columns=("who", "project"))
    randomised = read_table(folder, "randomization", columns=("who", "treatment", "which", "when"))
    check_days(randomised, name="randomization", of="a randomisation")
    # Two trials carry a copy row as their second randomisation; only in CTN-0030 is it another day.
    first, second = (_by_person(randomised[randomised["which"].astype(str) == which]) for which in "12")
    return {
        who: _enrolment(str(trial), first.get(who), second.get(who))
        for who, trial in zip(trials["who"].tolist(), trials["project"], strict=True)
    }


def _enrolment(trial: str, first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> Enrolment:
    if trial not in WEEKS_FROM_CONSENT and trial != CTN30:
        raise CannotRead(f"everybody.rda names trial {trial!r}; known are 27, 30 and 51.")
    if first is None:
        return Enrolment(trial=trial)
    treatment = str(first["treatment"])
    if treatment not in MEDICATION:
        raise CannotRead(
            f"randomization.rda names the treatment {treatment!r}, which is not one of the trials'."
        )
    return Enrolment(
        trial=trial,
        randomised_on=first["when"],
        second_phase_on=second["when"] if second is not None and trial == CTN30 else None,
        own_medication=MEDICATION[treatment],
    )


def _by_person(rows: pd.DataFrame) -> dict[int, dict[str, Any]]:
    return {row["who"]: row for row in reversed(rows.to_dict("records"))}


def _positives(folder: Path) -> Mapping[int, list[Positive]]:
    table = read_table(folder, "uds", columns=("who", "what", "when"))
    check_days(table, name="uds", of="a urine sample")
    opioid = table[table["what"].isin(OPIOIDS)]
    found = defaultdict(list)
    for who, drug, day in zip(opioid["who"].tolist(), opioid["what"], opioid["when"].tolist(), strict=True):
        found[who].append(Positive(day=day, drug=drug))
    return found


def _attended(folder: Path) -> Mapping[int, set[float]]:
    table = read_table(folder, "derived_visitImputed", columns=("who", "when", "visitImputed"))
    check_days(table, name="derived_visitImputed", of="a visit")
    present = table[table["visitImputed"] == "Present"]
    found = defaultdict(set)
    for who, day in zip(present["who"].tolist(), present["when"].tolist(), strict=True):
        found[who].add(day)
    return found


def _word(
    who: int, rule: WeekRule, enrolment: Enrolment, positives: list[Positive], attended: set[float]
) -> str:
    try:
        return weekly_word(
            rule=rule, positives=positives, attended=attended, randomised_on=enrolment.randomised_on,
            last_day=enrolment.last_day, own_medication=enrolment.own_medication, count_from_consent=True,
        )  # fmt: skip
    except CannotCount as problem:
        raise CannotRead(f"person {who}: {problem}.") from None
