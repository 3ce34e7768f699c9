"""How well a prediction did: discrimination, calibration, usefulness; each with an interval over people, not rows."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .fitting import calibration, logit

Array = np.ndarray
Figures = dict[str, Any]


def auroc(p: Array, y: Array) -> float:
    """The chance that somebody to whom it happened scored higher than somebody to whom it did not; ties are half."""
    happened = y > 0.5
    n1, n0 = int(happened.sum()), int((~happened).sum())
    if not n1 or not n0:
        return float("nan")
    different, place, many = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(many) - (many - 1) / 2)[place]
    return float((ranks[happened].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def auprc(p: Array, y: Array) -> float:
    """Average precision: the area under precision against recall, in steps."""
    total = y.sum()
    if not total:
        return float("nan")
    order = np.argsort(-p, kind="stable")
    hits, n = np.cumsum(y[order]), np.arange(1, len(y) + 1)
    last = np.append(np.diff(p[order]) != 0, True)
    precision, recall = hits[last] / n[last], hits[last] / total
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def brier(p: Array, y: Array) -> float:
    return float(np.mean((p - y) ** 2))


def _slope(p: Array, y: Array) -> float:
    return calibration(logit(p), y)[1]


def _intercept(p: Array, y: Array) -> float:
    return calibration(logit(p), y)[0]


MEASURES: dict[str, Callable[[Array, Array], float]] = {
    "auroc": auroc, "auprc": auprc, "brier": brier, "slope": _slope, "intercept": _intercept,
}  # fmt: skip


def figures(p: Array, y: Array, person: Array, *, draws: int = 200, seed: int = 11) -> Figures:
    """Every measure with a 95 % bootstrap interval; people are drawn, with all their rows."""
    found: Figures = {"n": len(y), "people": len(np.unique(person)), "events": int(y.sum())}
    if not 0 < y.sum() < len(y):
        return found | dict.fromkeys(MEASURES) | {f"{name}_ci": None for name in MEASURES}
    for name, measure in MEASURES.items():
        found[name] = _round(measure(p, y))
    seen: dict[str, list[float]] = {name: [] for name in MEASURES}
    for rows in _draws(person, draws, seed):
        if 0 < y[rows].sum() < len(rows):
            for name, measure in MEASURES.items():
                seen[name].append(measure(p[rows], y[rows]))
    for name, values in seen.items():
        found[f"{name}_ci"] = [_round(v) for v in np.quantile(values, (0.025, 0.975))] if values else None
    return found


def _draws(person: Array, draws: int, seed: int) -> Any:
    order = np.argsort(person, kind="stable")
    _, starts, many = np.unique(person[order], return_index=True, return_counts=True)
    random = np.random.default_rng(seed)
    for _ in range(draws):
        drawn = random.integers(0, len(starts), len(starts))
        if many.max() == 1:
            yield order[starts[drawn]]
        else:
            yield np.concatenate([order[starts[d] : starts[d] + many[d]] for d in drawn])


def observed_expected(p: Array, y: Array) -> Figures:
    """Observed over expected, with an interval for the count observed."""
    expected = float(p.sum())
    wide = 1.96 * float(np.sqrt((p * (1 - p)).sum()))
    return {
        "observed": int(y.sum()), "expected": _round(expected, 1),
        "observed_over_expected": _round(float(y.sum()) / expected),
        "observed_over_expected_ci": [_round((float(y.sum()) + way * wide) / expected) for way in (-1, 1)],
    }  # fmt: skip


def curve(p: Array, y: Array, *, groups: int = 10) -> list[Figures]:
    """Predicted against observed, in tenths of the predictions."""
    parts = np.array_split(np.argsort(p, kind="stable"), groups)
    return [
        {
            "predicted": _round(float(p[part].mean())),
            "observed": _round(float(y[part].mean())),
            "n": len(part),
        }
        for part in parts
        if len(part)
    ]


def decision_curve(
    p: Array, y: Array, *, at: Sequence[float] = tuple(np.arange(0.05, 0.96, 0.05))
) -> list[Figures]:
    """Net benefit of calling whom the model puts above a threshold; beside calling everybody, and nobody (0)."""
    rate = float(y.mean())
    found = []
    for threshold in at:
        called = p >= threshold
        odds = threshold / (1 - threshold)
        net = float((called & (y > 0.5)).mean() - (called & (y < 0.5)).mean() * odds)
        found.append(
            {"threshold": _round(float(threshold), 2), "model": _round(net),
             "everybody": _round(rate - (1 - rate) * odds), "called": _round(float(called.mean()))}
        )  # fmt: skip
    return found


def _round(value: float, digits: int = 4) -> float | None:
    return None if np.isnan(value) else round(float(value), digits)
