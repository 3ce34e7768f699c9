"""Fitting: penalised logistic regression by Newton's method, on straight or bent lines, into a readable model file.

Thirty lines of linear algebra instead of a library: the fit is exact (a test checks that its gradient is zero), it is
the same on every machine to the digits written down, and the terms are those that the plain-Python scorer adds up.
Filling in, scaling and bending are all learnt inside the rows given, so a fold never sees the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray
# Where a line may bend: quantiles of the values seen.
KNOTS = (0.1, 0.35, 0.65, 0.9)
BENT_FROM = 7


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What a model is made of. `penalty` is on standardised terms; `bent` lets a number with many values bend.

    The `core` features are known from the literature to matter and are held by their own, lighter penalty.
    """

    features: tuple[str, ...]
    bent: bool = False
    penalty: float = 1.0
    core: tuple[str, ...] = ()
    core_penalty: float = 10.0
    # With several rows of one person, leaving a row out is not leaving the person out; there are enough rows anyway.
    recalibrated: bool = True
    required: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Term:
    feature: int
    knot: float | None
    weight: float


@dataclass(frozen=True, kw_only=True)
class Fit:
    recipe: Recipe
    intercept: float
    terms: tuple[Term, ...]
    filled: Array
    lowest: Array
    highest: Array
    usual: Array

    def log_odds(self, x: Array) -> Array:
        held = np.clip(np.where(np.isnan(x), self.filled, x), self.lowest, self.highest)
        total = np.full(len(x), self.intercept)
        for term in self.terms:
            column = held[:, term.feature]
            total += term.weight * (column if term.knot is None else np.maximum(column - term.knot, 0))
        return total

    def predict(self, x: Array) -> Array:
        return expit(self.log_odds(x))


def expit(log_odds: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(log_odds, -35, 35)))


def logit(p: Array) -> Array:
    clipped = np.clip(p, 1e-9, 1 - 1e-9)
    return np.log(clipped / (1 - clipped))


def fit(recipe: Recipe, x: Array, y: Array) -> Fit:
    """Fit, then recalibrate by predictions for people left out, so that a penalty does not leave scores too timid."""
    plain, left_out = _fit(recipe, x, y)
    if not recipe.recalibrated:
        return plain
    _, slope = calibration(left_out, y)
    stretched = _stretch(plain, float(np.clip(slope, 0.5, 2.0)))
    shift, _ = _newton(np.ones((len(y), 1)), y, np.zeros(1), offset=stretched.log_odds(x))
    return _stretch(stretched, 1.0, shift=float(shift[0]))


def folds(people: Array, many: int, *, seed: int) -> list[Array]:
    """Rows of each fold, people kept whole; the same for the same seed."""
    different = np.unique(people)
    order = np.random.default_rng(seed).permutation(len(different))
    fold_of = dict(zip(different[order].tolist(), np.arange(len(different)) % many, strict=True))
    of_row = np.array([fold_of[person] for person in people.tolist()])
    return [of_row == fold for fold in range(many)]


def calibration(log_odds: Array, y: Array) -> tuple[float, float]:
    """Intercept (with the slope held at one) and slope of outcome on log-odds: 0 and 1 when calibrated."""
    ones = np.ones((len(y), 1))
    level, _ = _newton(ones, y, np.zeros(1), offset=log_odds)
    both, _ = _newton(np.column_stack([ones, log_odds]), y, np.zeros(2))
    return float(level[0]), float(both[1])


def _stretch(fitted: Fit, slope: float, *, shift: float = 0.0) -> Fit:
    terms = tuple(Term(feature=t.feature, knot=t.knot, weight=t.weight * slope) for t in fitted.terms)
    return Fit(
        recipe=fitted.recipe, intercept=fitted.intercept * slope + shift, terms=terms, filled=fitted.filled,
        lowest=fitted.lowest, highest=fitted.highest, usual=fitted.usual,
    )  # fmt: skip


def _fit(recipe: Recipe, x: Array, y: Array) -> tuple[Fit, Array]:
    """The fit, and each row's log-odds had the row not been there."""
    filled = np.array([_middle(column) for column in x.T])
    held = np.where(np.isnan(x), filled, x)
    lowest, highest = held.min(axis=0), held.max(axis=0)
    places = _places(held, bent=recipe.bent)
    design = _design(held, places)
    mean, spread = design.mean(axis=0), design.std(axis=0)
    kept = spread > 1e-9
    places = [place for place, keep in zip(places, kept, strict=True) if keep]
    scaled = (design[:, kept] - mean[kept]) / spread[kept]
    core = [recipe.features[feature] in recipe.core for feature, _ in places]
    penalties = np.concatenate([[0.0], np.where(core, recipe.core_penalty, recipe.penalty)])
    design = np.column_stack([np.ones(len(y)), scaled])
    weights, curvature = _newton(design, y, penalties)
    raw = weights[1:] / spread[kept]
    terms = tuple(
        Term(feature=f, knot=knot, weight=float(w)) for (f, knot), w in zip(places, raw, strict=True)
    )
    found = Fit(
        recipe=recipe, intercept=float(weights[0] - raw @ mean[kept]), terms=terms, filled=filled, lowest=lowest,
        highest=highest, usual=held.mean(axis=0),
    )  # fmt: skip
    return found, _left_out(design, y, weights, curvature)


def _left_out(design: Array, y: Array, weights: Array, curvature: Array) -> Array:
    """One Newton step away from the fit without that row: as good as fitting once per row, for one fit."""
    log_odds = design @ weights
    p = expit(log_odds)
    reach = np.einsum("ij,ji->i", design, np.linalg.solve(curvature, design.T))
    return log_odds - reach * (y - p) / (1 - np.minimum(p * (1 - p) * reach, 0.99))


def _middle(column: Array) -> float:
    there = column[~np.isnan(column)]
    return float(np.median(there)) if len(there) else 0.0


def _places(held: Array, *, bent: bool) -> list[tuple[int, float | None]]:
    """Each term as feature and knot; a knot never at the ends of what was seen."""
    places: list[tuple[int, float | None]] = []
    for feature, column in enumerate(held.T):
        places.append((feature, None))
        if bent and len(np.unique(column)) >= BENT_FROM:
            knots = np.unique(np.round(np.quantile(column, KNOTS), 6))
            places += [(feature, float(knot)) for knot in knots if column.min() < knot < column.max()]
    return places


def _design(held: Array, places: Sequence[tuple[int, float | None]]) -> Array:
    columns = [held[:, f] if knot is None else np.maximum(held[:, f] - knot, 0) for f, knot in places]
    return np.column_stack(columns) if columns else np.zeros((len(held), 0))


def _newton(design: Array, y: Array, penalties: Array, *, offset: Any = 0.0) -> tuple[Array, Array]:
    """The weights where the penalised likelihood is greatest, and the curvature there."""
    weights = np.zeros(design.shape[1])
    curvature = np.eye(len(weights))
    for _ in range(60):
        p = expit(design @ weights + offset)
        slope = design.T @ (y - p) - penalties * weights
        curvature = (design * (p * (1 - p))[:, None]).T @ design + np.diag(penalties + 1e-9)
        step = np.linalg.solve(curvature, slope)
        # Halved while it is so long that the next probabilities would be 0 and 1.
        step *= min(1.0, 8.0 / max(float(np.abs(step).max()), 1e-12))
        weights = weights + step
        if np.abs(step).max() < 1e-7:
            break
    return weights, curvature
