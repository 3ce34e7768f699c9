"""A person's dated history in the trials, and what of it was known on a given day.

Every leakage rule lives in `History.known_on`: a feature is computed from what that returns and from nothing else.
"""

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from switchback.clinical.outcomes import RULE_2023, CannotCount, Positive, weekly_word

from .trial_files import CannotRead, check_days, check_there, find_folder, read_table
from .weekly_words import MEDICATION

# Weeks whose urine decides the outcome, and the run of them that is a return to use (Luo 2024).
WEEKS = 12
FIRST_WEEK, RUN = 3, 4
BAD = "+o"

TABLES = (
    "everybody", "randomization", "site_masked", "demographics", "derived_raceEthnicity", "fagerstrom", "psychiatric",
    "rbs", "rbs_iv", "uds", "derived_visitImputed", "tlfb", "treatment", "withdrawal", "withdrawal_pre_post", "pain",
)  # fmt: skip
PAIN = {"No Pain": 0.0, "Very mild to Moderate Pain": 1.0, "Severe Pain": 2.0}
YES = {"Yes": 1.0, "No": 0.0}
CIGARETTES = {"10 OR LESS": 1.0, "11-20": 2.0, "21-30": 3.0, "31 OR MORE": 4.0}

Dated = tuple[tuple[float, str], ...]
Measured = tuple[tuple[float, float], ...]
Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class History:
    """Days count from consent. `entry` is the day the twelve weeks begin: in CTN-0030 that of its second phase."""

    who: int
    trial: str
    site: str
    arm: str
    entry: float
    # Asked once, at the start; undated in the files. None is "not asked or not answered".
    baseline: Mapping[str, float | None] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    urine: Dated = ()
    attended: tuple[float, ...] = ()
    told: Dated = ()
    doses: Measured = ()
    withdrawal: Measured = ()
    pain: Measured = ()

    def known_on(self, day: float) -> "History":
        """What the centre knew at the end of that day: later rows do not exist.

        Use days of the Timeline Follow-Back are told at a later visit, so they count from the next attended visit on,
        and a take-home dose from the visit on its day or after. Who stops coming tells nothing more.
        """
        attended = self.attended[: bisect_right(self.attended, day)]
        last = attended[-1] if attended else -math.inf
        return replace(
            self,
            attended=attended,
            urine=tuple(row for row in self.urine if row[0] <= day),
            told=tuple(row for row in self.told if row[0] < last),
            doses=tuple(row for row in self.doses if row[0] <= last),
            withdrawal=tuple(row for row in self.withdrawal if row[0] <= day),
            pain=tuple(row for row in self.pain if row[0] <= day),
        )

    def word(self, *, weeks: int = WEEKS) -> str:
        """The weekly word by the 2023 rule: weeks begin the day after entry, the own medication does not count."""
        if weeks < 1:
            return ""
        try:
            return weekly_word(
                rule=RULE_2023, attended=self.attended, randomised_on=self.entry, last_day=self.entry + 7 * weeks,
                positives=[Positive(day=day, drug=drug) for day, drug in self.urine], own_medication=self.medication,
            )  # fmt: skip
        except CannotCount as problem:
            raise CannotRead(f"person {self.who}: {problem}.") from None

    @property
    def medication(self) -> str | None:
        return MEDICATION[self.arm]


def returned(word: str) -> bool:
    """Return to use or lost contact: four positive or missing weeks in a row within weeks 3-12; mixed is negative."""
    return first_run(word) is not None


def first_run(word: str) -> int | None:
    """The week in which the first such run is complete."""
    row = 0
    for week in range(FIRST_WEEK, len(word) + 1):
        row = row + 1 if word[week - 1] in BAD else 0
        if row == RUN:
            return week
    return None


def read_histories(folder: Path, *, tell: Tell = lambda doing: None) -> list[History]:
    """Everybody of the cohort: who has a second `randomization` row, whole, from the packages' R files."""
    folder = find_folder(folder)
    check_there(folder, TABLES)
    tell("Reading who took part")
    randomised = read_table(folder, "randomization", columns=("who", "treatment", "which", "when"))
    check_days(randomised, name="randomization", of="a randomisation")
    cohort = randomised[randomised["which"].astype(str) == "2"]
    unknown = sorted(set(map(str, cohort["treatment"])) - set(MEDICATION))
    if unknown:
        raise CannotRead(
            f"randomization.rda names the treatment {unknown[0]!r}, which is not one of the trials'."
        )
    trial, site = (_column(folder, name, column) for name, column in
                   (("everybody", "project"), ("site_masked", "site_masked")))  # fmt: skip
    tell("Reading what was asked at the start")
    baseline, groups = _baseline(folder), _groups(folder)
    tell("Reading visits")
    attended = _attended(folder)
    tell("Reading urine results")
    urine = _dated(folder, "uds", "what", str, of="a urine sample")
    tell("Reading the Timeline Follow-Back")
    told = _dated(folder, "tlfb", "what", str, of="a use day")
    tell("Reading doses")
    doses = _dated(folder, "treatment", "amount", float, of="a dose")
    tell("Reading withdrawal and pain")
    withdrawal, pain = _withdrawal(folder), _dated(folder, "pain", "pain", PAIN.get, undated="dropped")
    return [
        History(
            who=who, trial=str(trial[who]), site=str(site.get(who, "")), arm=str(arm), entry=float(day),
            baseline=baseline.get(who, {}), groups=groups.get(who, {}), urine=urine[who], attended=attended[who],
            told=told[who], doses=doses[who], withdrawal=withdrawal[who], pain=pain[who],
        )
        for who, arm, day in sorted(
            zip(cohort["who"].tolist(), cohort["treatment"], cohort["when"].tolist(), strict=True)
        )
    ]  # fmt: skip


def _column(folder: Path, name: str, column: str) -> dict[int, Any]:
    table = read_table(folder, name, columns=("who", column))
    return dict(zip(table["who"].tolist(), table[column], strict=True))


def _dated(
    folder: Path,
    name: str,
    column: str,
    read: Callable[[Any], Any],
    *,
    of: str = "",
    undated: str = "refused",
) -> defaultdict[int, Any]:
    """Rows of each person in order of their day; a row without a value is no row."""
    table = read_table(folder, name, columns=("who", column, "when"))
    if undated == "refused":
        check_days(table, name=name, of=of)
    table = table.dropna()
    found: dict[int, list[Any]] = defaultdict(list)
    for who, value, day in zip(table["who"].tolist(), table[column], table["when"].tolist(), strict=True):
        value = read(value)
        if value is not None:
            found[who].append((day, value))
    return defaultdict(tuple, {who: tuple(sorted(rows)) for who, rows in found.items()})


def _attended(folder: Path) -> defaultdict[int, tuple[float, ...]]:
    rows = _dated(folder, "derived_visitImputed", "visitImputed", str, of="a visit")
    return defaultdict(
        tuple,
        {who: tuple(sorted({day for day, was in days if was == "Present"})) for who, days in rows.items()},
    )


def _withdrawal(folder: Path) -> defaultdict[int, Any]:
    """The weekly categories together with those before and after the first dose, where these have a day."""
    weekly = _dated(folder, "withdrawal", "withdrawal", float, undated="dropped")
    around = _dated(folder, "withdrawal_pre_post", "withdrawal", float, undated="dropped")
    return defaultdict(
        tuple, {who: tuple(sorted({*weekly[who], *around[who]})) for who in {*weekly, *around}}
    )


def _baseline(folder: Path) -> dict[int, dict[str, float | None]]:
    found: dict[int, dict[str, float | None]] = defaultdict(dict)
    people = read_table(folder, "demographics", columns=("who", "age", "is_male"))
    for who, age, male in zip(people["who"].tolist(), people["age"], people["is_male"], strict=True):
        found[who] |= {"age": _number(age), "male": YES.get(str(male))}
    smoking = read_table(folder, "fagerstrom", columns=("who", "is_smoker", "ftnd", "per_day"))
    # In the packages the person is text here, and some rows name nobody.
    for who, smoker, ftnd, day in smoking.dropna(subset="who").itertuples(index=False):
        smokes = YES.get(str(smoker))
        found[int(who)] |= {
            "smokes": smokes,
            "nicotine": 0.0 if smokes == 0.0 else _number(ftnd),
            "cigarettes": 0.0 if smokes == 0.0 else CIGARETTES.get(str(day)),
        }
    use = read_table(folder, "rbs", columns=("who", "what", "did_use", "days"))
    for who, what, did, days in use.itertuples(index=False):
        found[int(who)][f"{what}_days"] = 0.0 if str(did) == "No" else _number(days)
    injection = read_table(
        folder, "rbs_iv",
        columns=("who", "days", "max", "shared", "cocaine_inject_days", "heroin_inject_days", "speedball_inject_days"),
    )  # fmt: skip
    for who, days, most, shared, cocaine, heroin, speedball in injection.itertuples(index=False):
        injected = _number(days)
        found[int(who)] |= {
            "inject_days": injected, "inject_most": _number(most), "shared": YES.get(str(shared)),
            "heroin_injected": _injected(heroin, injected), "cocaine_injected": _injected(cocaine, injected),
            "speedball_injected": _injected(speedball, injected),
        }  # fmt: skip
    dx = read_table(
        folder, "psychiatric", columns=("who", "has_brain_damage", "has_epilepsy", "has_schizophrenia")
    )
    for who, brain, epilepsy, schizophrenia in dx.itertuples(index=False):
        found[int(who)] |= {
            "brain_injury": YES.get(str(brain)), "epilepsy": YES.get(str(epilepsy)),
            "schizophrenia": YES.get(str(schizophrenia)),
        }  # fmt: skip
    return found


def _injected(days_of_drug: Any, days: float | None) -> float | None:
    """`*_inject_days` is missing or at least 1, and 1 can mean none: it counts only with days of injecting."""
    if days is None:
        return None
    drug = _number(days_of_drug)
    return float(days > 0 and drug is not None and drug > 1)


def _groups(folder: Path) -> dict[int, dict[str, str]]:
    """Whom the model is checked for; race and ethnicity are never predictors."""
    sex = _column(folder, "demographics", "is_male")
    race = _column(folder, "derived_raceEthnicity", "race_ethnicity")
    return {
        who: {
            "sex": {"Yes": "men", "No": "women"}.get(str(sex[who]), "not recorded"),
            "race_ethnicity": str(race.get(who)) if isinstance(race.get(who), str) else "not recorded",
        }
        for who in sex
    }


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return None if math.isnan(number) else number
