"""What the trials' papers print, and what the same files say here: published -> found.

These hold the reading of the data, not the models. Figures of the papers are of everybody in the trial; a folder with
fewer people agrees within sampling error, so counts are shown as found and never "corrected".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from switchback.clinical.outcomes import outcomes_of

from .histories import History
from .trial_files import find_folder, read_table
from .weekly_words import USE_PATTERN, words_of_trials


@dataclass(frozen=True, kw_only=True)
class Check:
    name: str
    published: str
    found: str
    people: int


def external_checks(folder: Path, histories: Sequence[History]) -> list[Check]:
    words = words_of_trials(folder, rule=USE_PATTERN)
    word = dict(zip(words.who, words.words, strict=True))
    arms = _first_arms(folder)
    last = {who: len(found.rstrip("o_")) for who, found in word.items()}
    return [
        *_retention(arms, last), *_phase_two(folder, histories), *_trial_51(folder, arms, word), *_doses(histories),
        *_withdrawal(folder),
    ]  # fmt: skip


def _first_arms(folder: Path) -> Mapping[int, str]:
    table = read_table(find_folder(folder), "randomization", columns=("who", "treatment", "which"))
    first = table[table["which"].astype(str) == "1"]
    return dict(zip(first["who"].tolist(), map(str, first["treatment"]), strict=True))


RETENTION = {
    "Methadone": (".905/.822/.754", "methadone"),
    "Outpatient BUP": (".757/.582/.484", "outpatient buprenorphine"),
    "Inpatient NR-NTX": (".792/.601/.495", "extended-release naltrexone"),
    "Inpatient BUP": (".934/.739/.606", "inpatient buprenorphine"),
}


def _retention(arms: Mapping[int, str], last: Mapping[int, int]) -> list[Check]:
    found = []
    for arm, (published, words) in RETENTION.items():
        weeks = [last[who] for who, given in arms.items() if given == arm]
        if weeks:
            shares = "/".join(_share(sum(w >= week for w in weeks), len(weeks)) for week in (4, 12, 20))
            found.append(Check(
                name=f"Last attended week at least 4/12/20, {words}", published=published, found=shares,
                people=len(weeks),
            ))  # fmt: skip
    return found


def _phase_two(folder: Path, histories: Sequence[History]) -> list[Check]:
    table = read_table(find_folder(folder), "randomization", columns=("who", "treatment", "which"))
    trial = read_table(find_folder(folder), "everybody", columns=("who", "project"))
    of_30 = set(trial["who"][trial["project"].astype(str) == "30"].tolist())
    randomised = {who for who, which in zip(table["who"].tolist(), table["which"].astype(str), strict=True)
                  if which == "1" and who in of_30}  # fmt: skip
    second = [h for h in histories if h.trial == "30"]
    if not randomised:
        return []
    return [Check(
        name="CTN-30, randomised people who entered its second phase", published="360 of 653 (.551)",
        found=f"{len(second)} of {len(randomised)} ({_share(len(second), len(randomised))})", people=len(randomised),
    )]  # fmt: skip


def _trial_51(folder: Path, arms: Mapping[int, str], word: Mapping[int, str]) -> list[Check]:
    table = read_table(find_folder(folder), "derived_inductDelay", columns=("who", "inductDelay"))
    begun = set(table.dropna()["who"].tolist())
    found: list[Check] = []
    relapsed: list[Check] = []
    printed = (
        ("Inpatient NR-NTX", "204 of 283 (.721)", ".65"),
        ("Inpatient BUP", "270 of 287 (.941)", ".57"),
    )
    for arm, started, relapse in printed:
        people = [who for who, given in arms.items() if given == arm]
        if not people:
            return []
        yes = len(begun & set(people))
        happened = sum(bool(outcomes_of(word[who])["RsE_ctnFiftyOne_2018"]) for who in people)
        begun_here = f"{yes} of {len(people)} ({_share(yes, len(people))})"
        found.append(
            Check(name=f"CTN-51 induction, {arm}", published=started, found=begun_here, people=len(people))
        )
        shown = _share(happened, len(people))
        relapsed.append(
            Check(
                name=f"CTN-51 relapse by week 24, {arm}", published=relapse, found=shown, people=len(people)
            )
        )
    return [*found, *relapsed]


def _doses(histories: Sequence[History]) -> list[Check]:
    """The highest dose somebody ever had, of those who had any."""

    def reached(arm: str, enough: Callable[[float], bool]) -> tuple[int, int]:
        highest = [max(amount for _, amount in h.doses) for h in histories if h.arm == arm and h.doses]
        highest = [dose for dose in highest if dose > 0]
        return sum(map(enough, highest)), len(highest)

    found = []
    for name, published, arm, enough in (
        ("CTN-27, highest methadone dose at least 60 mg", ".80", "Methadone", lambda dose: dose >= 60),
        (
            "CTN-27, highest buprenorphine dose 30-32 mg",
            ".60",
            "Outpatient BUP",
            lambda dose: 30 <= dose <= 32,
        ),
    ):
        yes, people = reached(arm, enough)
        if people:
            found.append(Check(name=name, published=published, found=_share(yes, people), people=people))
    return found


WITHDRAWAL = {"27": "1.44 -> .62", "30": "1.48 -> .20", "51": "1.80 -> 1.18"}


def _withdrawal(folder: Path) -> list[Check]:
    folder = find_folder(folder)
    trial = read_table(folder, "everybody", columns=("who", "project"))
    trial_of = dict(zip(trial["who"].tolist(), trial["project"].astype(str), strict=True))
    table = read_table(folder, "withdrawal_pre_post", columns=("who", "what", "withdrawal")).dropna()
    seen: dict[tuple[str, str], list[float]] = {}
    for who, what, value in table.itertuples(index=False):
        seen.setdefault((trial_of[who], str(what)), []).append(float(value))
    found = []
    for name, published in WITHDRAWAL.items():
        before, after = seen.get((name, "pre"), []), seen.get((name, "post"), [])
        if before and after:
            found.append(Check(
                name=f"CTN-{name}, mean withdrawal category before -> after induction", published=published,
                found=f"{_mean(before)} -> {_mean(after)}", people=len(before),
            ))  # fmt: skip
    return found


def _share(part: int, of: int) -> str:
    return f"{part / of:.3f}".lstrip("0")


def _mean(values: Sequence[float]) -> str:
    return f"{sum(values) / len(values):.2f}".lstrip("0")
