"""Every figure about the models: of people the model did not see, at places and in trials it did not see."""

from collections.abc import Callable, Sequence

import numpy as np

from .figures import Figures, auroc, curve, decision_curve, figures, observed_expected
from .fitting import fit, folds
from .histories import BAD
from .questions import DEFAULT, LEAK_ABOVE, PEOPLE, RESEARCH, SIZES, WEEKLY, Landmarks, Question, Rows, recipe

Array = np.ndarray
Tell = Callable[[str], None]
REPEATS, FOLDS, SITE_FOLDS = 5, 5, 10
SMALL_CELL = 20


def validate(
    marks: Landmarks, *, repeats: int = REPEATS, draws: int = 200, tell: Tell = lambda doing: None
) -> Figures:
    """Everything but the external checks. `tell` is called before each of `steps()` pieces of work."""
    found: Figures = {
        "cohort": cohort(marks),
        "simple_score": simple_score(marks),
        "models": {},
        "weekly": {},
    }
    for question in PEOPLE:
        found["models"][question.id] = {
            size: _of_people(marks, question, size, repeats=repeats, draws=draws, tell=tell) for size in SIZES
        }
    for question in WEEKLY:
        found["weekly"][question.id] = {
            size: _of_weeks(marks, question, size, draws=draws, tell=tell) for size in SIZES
        }
    tell("Permuted answers")
    found["permuted"] = permuted(marks)
    found["leak_alarm"] = leaks(found)
    return found


STEPS = len(PEOPLE) * len(SIZES) * 3 + len(WEEKLY) * len(SIZES) + 1


def cohort(marks: Landmarks) -> Figures:
    rows = marks.rows(PEOPLE[0])
    trials = [h.trial for h in marks.histories]
    return {
        "people": len(rows.y), "published": 2199, "events": int(rows.y.sum()), "rate": round(float(rows.y.mean()), 4),
        "trials": {trial: trials.count(trial) for trial in sorted(set(trials))},
        "sites": len({h.site for h in marks.histories}),
        "person_weeks": len(marks.rows(WEEKLY[0]).y),
    }  # fmt: skip


def simple_score(marks: Landmarks) -> list[Figures]:
    """0-3: of the first three weeks, those positive or without a sample."""
    y = marks.rows(PEOPLE[0]).y
    bad = np.array([sum(symbol in BAD for symbol in word[:3]) for word in marks.words])
    return [
        {"score": score, "people": int((bad == score).sum()), "rate": round(float(y[bad == score].mean()), 4)}
        for score in range(4)
        if (bad == score).any()
    ]


def out_of_fold(rows: Rows, size: str, parts: Sequence[Array]) -> Array:
    """Each row's prediction by a model fitted on the other parts, everything learnt there."""
    how = recipe(rows.question, size, rows.names)
    x = rows.columns(how.features)
    p = np.full(len(rows.y), np.nan)
    for part in parts:
        if part.any():
            p[part] = fit(how, x[~part], rows.y[~part]).predict(x[part])
    return p


def _of_people(
    marks: Landmarks, question: Question, size: str, *, repeats: int, draws: int, tell: Tell
) -> Figures:
    rows = marks.rows(question)
    name = f"{question.id}, {size}"
    tell(f"{name}: people left out")
    each = [out_of_fold(rows, size, folds(rows.person, FOLDS, seed=seed)) for seed in range(1, repeats + 1)]
    # Figures of each repeat, averaged; intervals from the mean prediction's people.
    found = _mean_of([figures(p, rows.y, rows.person, draws=0) for p in each])
    found |= {
        k: v for k, v in figures(each[0], rows.y, rows.person, draws=draws).items() if k.endswith("_ci")
    }
    p = each[0]
    found["curve"], found["decision"] = curve(p, rows.y), decision_curve(p, rows.y)
    found["subgroups"] = subgroups(marks, rows, p)
    tell(f"{name}: sites left out")
    sites = np.array([marks.histories[i].site for i in rows.person])
    p = out_of_fold(rows, size, folds(sites, min(SITE_FOLDS, len(set(sites))), seed=3))
    found["sites_left_out"] = figures(p, rows.y, rows.person, draws=draws)
    tell(f"{name}: trials left out")
    found["trials_left_out"] = trials_left_out(marks, rows, size, draws=draws)
    return found


def trials_left_out(marks: Landmarks, rows: Rows, size: str, *, draws: int) -> Figures:
    trials = np.array([marks.histories[i].trial for i in rows.person])
    different = sorted(set(trials))
    if len(different) < 2:
        return {}
    p = out_of_fold(rows, size, [trials == trial for trial in different])
    return {
        trial: figures(p[trials == trial], rows.y[trials == trial], rows.person[trials == trial], draws=draws)
        for trial in different
    }


def _of_weeks(marks: Landmarks, question: Question, size: str, *, draws: int, tell: Tell) -> Figures:
    tell(f"{question.id}, {size}: people left out")
    rows = marks.rows(question)
    p = out_of_fold(rows, size, folds(rows.person, FOLDS, seed=1))
    found = figures(p, rows.y, rows.person, draws=min(draws, 100))
    found["rate"] = round(float(rows.y.mean()), 4)
    found["curve"] = curve(p, rows.y)
    found["by_week"] = {
        str(week): round(auroc(p[rows.week == week], rows.y[rows.week == week]), 4) for week in question.weeks
    }
    found["subgroups"] = subgroups(marks, rows, p)
    return found


def groups_of(marks: Landmarks) -> dict[str, list[str]]:
    people = marks.histories
    return {
        "sex": [h.groups.get("sex", "not recorded") for h in people],
        "race_ethnicity": [h.groups.get("race_ethnicity", "not recorded") for h in people],
        "age": [_age_band(h.baseline.get("age")) for h in people],
        "medication": [h.arm for h in people],
        "trial": [h.trial for h in people],
    }


def subgroups(marks: Landmarks, rows: Rows, p: Array) -> Figures:
    """Does it order, and does it say the right number, for each; too few people are told, not shown."""
    found: Figures = {}
    for kind, labels in groups_of(marks).items():
        of_row = np.array(labels)[rows.person]
        found[kind] = {}
        for label in sorted(set(labels)):
            these = of_row == label
            people = len(np.unique(rows.person[these]))
            if people < SMALL_CELL:
                found[kind][label] = {"suppressed": f"fewer than {SMALL_CELL} people"}
                continue
            found[kind][label] = figures(p[these], rows.y[these], rows.person[these], draws=100)
            found[kind][label] |= observed_expected(p[these], rows.y[these])
    return found


def _age_band(age: float | None) -> str:
    if age is None:
        return "not recorded"
    return "under 25" if age < 25 else "25-34" if age < 35 else "35-44" if age < 45 else "45 and over"


def permuted(marks: Landmarks, *, seed: int = 5, times: int = 3) -> Figures:
    """The same machinery on shuffled answers: anything but about .5 means that answers leak into the features."""
    rows = marks.rows(PEOPLE[3])
    random = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        shuffled = Rows(
            question=rows.question, names=rows.names, x=rows.x, y=random.permutation(rows.y), person=rows.person,
            week=rows.week,
        )  # fmt: skip
        p = out_of_fold(shuffled, DEFAULT, folds(rows.person, FOLDS, seed=seed))
        found.append(auroc(p, shuffled.y))
    return {"auroc": round(float(np.mean(found)), 4), "times": times}


def leaks(found: Figures) -> list[str]:
    """What no honest model of these data reaches. An empty list is good news."""
    alarms = []
    for size in SIZES:
        one = found["models"].get("week3", {}).get(size, {})
        for where, figure in (("people left out", one), ("sites left out", one.get("sites_left_out", {}))):
            if (figure.get("auroc") or 0) > LEAK_ABOVE:
                alarms.append(f"week3 {size}, {where}: AUROC {figure['auroc']} is above {LEAK_ABOVE}")
    chance = found.get("permuted", {}).get("auroc")
    if chance is not None and abs(chance - 0.5) > 0.06:
        alarms.append(f"shuffled answers: AUROC {chance} is not about .5")
    return alarms


def _mean_of(several: Sequence[Figures]) -> Figures:
    return {
        key: value if isinstance(value, int) or value is None or key.endswith("_ci")
        else round(float(np.mean([one[key] for one in several])), 4)
        for key, value in several[0].items()
    }  # fmt: skip


__all__ = ["DEFAULT", "RESEARCH", "STEPS", "cohort", "leaks", "simple_score", "validate"]
