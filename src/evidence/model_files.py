"""From a fit to the file that ships: coefficients, words for each feature, and a card that says what it is worth."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from switchback.clinical.risk import model as scoring

from .feature_words import words_of
from .fitting import Fit
from .questions import DEFAULT, Rows

VERSION = 1
LIMITS = (
    "Fitted on three American trials of 2004-2013; most used heroin or prescription opioids, few or none fentanyl.",
    "Lost contact counts as return to use, as in the paper: a high score can mean either.",
    "At entry the order of people does not carry over to another trial (AUROC .53-.64 there); early urine does.",
    "The level differs between places: use the site's own intercept once there is enough of its own data.",
    "It says nothing of overdose, and what it has seen go with return to use is not what causes it.",
    "Race and ethnicity, depression and anxiety, site and trial are not among its features.",
)


def document_of(
    fit: Fit, rows: Rows, *, size: str, data: Mapping[str, Any], metrics: Mapping[str, Any]
) -> Any:
    question = rows.question
    document = {
        "format": scoring.FORMAT,
        "id": f"{question.id}.{size}",
        "version": VERSION,
        "title": question.title,
        "target": question.target,
        "intercept": _short(fit.intercept),
        "features": [_feature(fit, place) for place in range(len(fit.recipe.features)) if _terms(fit, place)],
        "card": {
            "kind": "small and readable" if size == DEFAULT else "for comparison in research; not for care",
            "data": dict(data),
            "rows": len(rows.y),
            "people": len(np.unique(rows.person)),
            "events": int(rows.y.sum()),
            "weeks": list(question.weeks),
            "penalty": fit.recipe.penalty,
            "metrics": dict(metrics),
            "limits": list(LIMITS),
            "source": "Luo et al., JAMA Psychiatry 2024;81:45-56 (cohort, outcome, four predictors at entry)",
        },
    }
    return document | {"hash": scoring.hash_of(document)}


def write_model(folder: Path, document: Mapping[str, Any]) -> Path:
    """Written whole or not at all, and read back the way the program reads it."""
    file = folder / f"{document['id']}.json"
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    scoring.read(json.loads(text), name=file.name)
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
    return file


def _feature(fit: Fit, place: int) -> dict[str, Any]:
    name = fit.recipe.features[place]
    required = name in fit.recipe.required
    return {
        "name": name,
        "words": words_of(name),
        "lowest": _short(fit.lowest[place]),
        "highest": _short(fit.highest[place]),
        "usual": _short(fit.usual[place]),
        "filled": None if required else _short(fit.filled[place]),
        "terms": _terms(fit, place),
    }


def _terms(fit: Fit, place: int) -> list[dict[str, Any]]:
    return [
        {"form": scoring.LINE, "weight": _short(t.weight)}
        if t.knot is None
        else {"form": scoring.ABOVE, "knot": _short(t.knot), "weight": _short(t.weight)}
        for t in fit.terms
        if t.feature == place
    ]


def _short(number: float) -> float:
    return float(f"{number:.9g}")
