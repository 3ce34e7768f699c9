"""`switchback evidence fit`, `validate`, `check`: the models' files, every figure about them, a look elsewhere."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import Progress

from switchback.clinical.risk import model as scoring

from . import checking, validation
from .external import external_checks
from .figures import figures
from .fitting import fit, folds
from .histories import read_histories
from .model_files import document_of, write_model
from .questions import QUESTIONS, SIZES, Landmarks, Rows, landmarks, recipe
from .report import html
from .trial_files import CannotRead

LEAK = 3
Show = Callable[[], AbstractContextManager[Progress]]


def add_to(commands: Any, *, out: Console, show: Show) -> None:
    fitting = commands.add_parser("fit", help="fit the models and write their files")
    fitting.add_argument("folder", type=Path, metavar="FOLDER", help="the trials' R files")
    fitting.add_argument(
        "--out", type=Path, default=scoring.MODELS, metavar="DIR", help="where (default: the files that ship)"
    )
    fitting.set_defaults(do=lambda given: _fit(given.folder, given.out, out=out, show=show))

    validating = commands.add_parser(
        "validate", help="work out every figure again, from the R files; a report"
    )
    validating.add_argument("folder", type=Path, metavar="FOLDER", help="the trials' R files")
    validating.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a folder for figures and report"
    )
    validating.add_argument(
        "--repeats", type=int, default=validation.REPEATS, metavar="N", help="of the folds"
    )
    validating.set_defaults(
        do=lambda given: _validate(given.folder, given.out, repeats=given.repeats, out=out, show=show)
    )

    checks = commands.add_parser(
        "check", help="score the shipped models, unchanged, on whoever is in a folder"
    )
    checks.add_argument("folder", type=Path, metavar="FOLDER", help="the trials' R files")
    checks.add_argument("--json", action="store_true", help="every figure as JSON")
    checks.set_defaults(do=lambda given: _check(given.folder, as_json=given.json, out=out, show=show))


def read_landmarks(folder: Path, progress: Progress) -> Landmarks:
    task = progress.add_task("Reading", total=None)
    histories = read_histories(folder, tell=lambda doing: progress.update(task, description=doing))
    if not histories:
        raise CannotRead(f"{folder} holds nobody with a second randomization row: there is no cohort.")
    progress.update(task, description="Working out features", total=len(histories), completed=0)
    marks = landmarks(histories, done=lambda people: progress.advance(task, people))
    progress.remove_task(task)
    return marks


def _fit(folder: Path, where: Path, *, out: Console, show: Show) -> int:
    where.mkdir(parents=True, exist_ok=True)
    with show() as progress:
        marks = read_landmarks(folder, progress)
        step = _steps(progress, len(QUESTIONS) * len(SIZES))
        documents = []
        for question in QUESTIONS:
            rows = marks.rows(question)
            for size in SIZES:
                step(f"Fitting {question.id}, {size}")
                documents.append(_document(marks, rows, size))
    for document in documents:
        write_model(where, document)
    out.print(f"{len(documents)} models for {len(marks.words):,} people in {where}.")
    return 0


def _document(marks: Landmarks, rows: Rows, size: str) -> Mapping[str, Any]:
    how = recipe(rows.question, size, rows.names)
    fitted = fit(how, rows.columns(how.features), rows.y)
    p = validation.out_of_fold(rows, size, folds(rows.person, validation.FOLDS, seed=1))
    measured = figures(p, rows.y, rows.person, draws=100)
    data = {
        "from": "CTN-0094: public.ctn0094data, public.ctn0094extra (CTN-0027, CTN-0030, CTN-0051), or a part of it",
        "cohort": "everybody with a second randomization row; CTN-0030 from its second phase",
        "people": len(marks.words),
        "trials": {t: sum(h.trial == t for h in marks.histories) for t in ("27", "30", "51")},
    }
    metrics = {"of": f"people left out, {validation.FOLDS} folds"} | measured
    return document_of(fitted, rows, size=size, data=data, metrics=metrics)


def _validate(folder: Path, where: Path, *, repeats: int, out: Console, show: Show) -> int:
    if repeats < 1:
        raise CannotRead("--repeats takes a number from 1 on.")
    where.mkdir(parents=True, exist_ok=True)
    with show() as progress:
        marks = read_landmarks(folder, progress)
        found = validation.validate(marks, repeats=repeats, tell=_steps(progress, validation.STEPS))
        found["external"] = [asdict(check) for check in external_checks(folder, marks.histories)]
    _write(where / "figures.json", json.dumps(_plain(found), indent=1) + "\n")
    _write(where / "report.html", html(found))
    out.print(f"Every figure in {where / 'figures.json'}; to read: {where / 'report.html'}.")
    for alarm in found["leak_alarm"]:
        out.print(f"Leak alarm: {alarm}.", markup=False)
    return LEAK if found["leak_alarm"] else 0


def _check(folder: Path, *, as_json: bool, out: Console, show: Show) -> int:
    with show() as progress:
        marks = read_landmarks(folder, progress)
        found = checking.check(marks, done=_steps(progress, checking.STEPS))
    if as_json:
        print(json.dumps(_plain(found), indent=1))
        return 0
    for kind in ("models", "weekly"):
        for name, sizes in found[kind].items():
            for size, one in sizes.items():
                value = (
                    "not answerable"
                    if one["auroc"] is None
                    else f"AUROC {one['auroc']:.3f} {one['auroc_ci']}"
                )
                out.print(f"{name}, {size}: {value}, n {one['n']:,}, events {one['events']:,}", markup=False)
    return 0


def _steps(progress: Progress, total: int) -> Callable[[str], None]:
    """Says what is being done now; what was before is done."""
    task = progress.add_task("", total=total)
    begun = False

    def step(doing: str) -> None:
        nonlocal begun
        progress.update(task, advance=1 if begun else 0, description=doing)
        begun = True

    return step


def _write(file: Path, text: str) -> None:
    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)


def _plain(value: Any) -> Any:
    """For JSON: no number that is none."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else float(value)
    return value
