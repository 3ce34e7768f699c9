"""The shipped models, unchanged, on whoever is in a folder: no fitting here."""

from collections.abc import Callable

import numpy as np

from switchback.clinical.risk import model as scoring

from .figures import Figures, figures
from .questions import PEOPLE, QUESTIONS, SIZES, WEEKLY, Landmarks, Rows
from .validation import cohort, simple_score, subgroups

Array = np.ndarray


def check(marks: Landmarks, *, draws: int = 200, done: Callable[[str], None] = lambda doing: None) -> Figures:
    found: Figures = {
        "cohort": cohort(marks),
        "simple_score": simple_score(marks),
        "models": {},
        "weekly": {},
    }
    for question in QUESTIONS:
        place = found["weekly" if question.weekly else "models"]
        place[question.id] = {}
        for size in SIZES:
            done(f"{question.id}, {size}")
            place[question.id][size] = _check(marks, marks.rows(question), size, draws=draws)
    return found


def _check(marks: Landmarks, rows: Rows, size: str, *, draws: int) -> Figures:
    name = f"{rows.question.id}.{size}"
    model = scoring.load(scoring.MODELS / f"{name}.json", available=rows.names)
    p, why = scores(model, rows)
    scored = ~np.isnan(p)
    kept = rows.some(scored)
    found: Figures = {
        "version": model.version,
        "hash": model.hash,
        "not_scored": int((~scored).sum()),
        "why": why,
    }
    found |= figures(p[scored], kept.y, kept.person, draws=min(draws, 100) if rows.question.weekly else draws)
    found["subgroups"] = subgroups(marks, kept, p[scored])
    return found


def scores(model: scoring.Model, rows: Rows) -> tuple[Array, dict[str, int]]:
    """One by one, as the program scores; who could not be scored is counted with why, and is no number."""
    columns = rows.columns(model.feature_names).tolist()
    p = np.full(len(rows.y), np.nan)
    why: dict[str, int] = {}
    for row, values in enumerate(columns):
        given = {n: None if v != v else v for n, v in zip(model.feature_names, values, strict=True)}
        answer = model.score(given)
        if isinstance(answer, scoring.Scored):
            p[row] = answer.probability
        else:
            why[answer.why] = why.get(answer.why, 0) + 1
    return p, why


STEPS = (len(PEOPLE) + len(WEEKLY)) * len(SIZES)
