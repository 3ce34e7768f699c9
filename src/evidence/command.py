"""`switchback evidence`: what a researcher does from a terminal, without a centre, a database or Django."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from switchback.clinical.outcomes import RULES, USE_PATTERN, WeekRule
from switchback.clinical.risk.model import BadModel

from . import model_command
from .outcome_file import HEADINGS, write_outcomes
from .outcome_table import BadRow, outcome_slices
from .trial_files import CannotRead
from .weekly_words import Words, words_of_file, words_of_trials

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True, kw_only=True)
class Written:
    people: int
    never_randomised: int
    columns: int
    file: Path


def outcomes(folder: Path, file: Path, *, rule: WeekRule = USE_PATTERN, console: Console = err) -> Written:
    """Every published outcome of everybody in `folder` (R files, or a CSV of weekly words), into one CSV file."""
    _check_may_write(file)
    with _progress(console) as show:
        words = _words(folder, rule, show)
        step = _advance(show, "Working out outcomes", total=len(words.who))
        slices = outcome_slices(words.words, done=step)
        people = write_outcomes(file, who=words.who, words=words.words, slices=slices)
    return Written(
        people=people, never_randomised=words.never_randomised, columns=len(HEADINGS) - 2, file=file
    )


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        return int(given.do(given))
    except (CannotRead, BadRow, BadModel, OSError) as problem:
        err.print(f"switchback evidence: {problem}", markup=False)
        return 2


def _outcomes(given: argparse.Namespace) -> int:
    started = time.monotonic()
    written = outcomes(given.folder, given.out, rule=RULES[given.rule])
    took = time.monotonic() - started
    out.print(f"{written.columns} columns for {written.people:,} people in {written.file} ({took:.1f} s).")
    if written.never_randomised:
        out.print(
            f"{written.never_randomised:,} of them were never randomised: as published, their weeks count from"
            " consent and hold no treatment, so read their rows with care."
        )
    return 0


def _words(folder: Path, rule: WeekRule, show: Progress) -> Words:
    task = show.add_task("Reading", total=None)
    if folder.is_file():
        words = words_of_file(folder)
    else:
        words = words_of_trials(folder, rule=rule, tell=lambda doing: show.update(task, description=doing))
    show.remove_task(task)
    return words


def _check_may_write(file: Path) -> None:
    """Before the work, not after it."""
    if file.is_dir():
        raise CannotRead(f"{file} is a folder: name a file for --out.")
    if not file.absolute().parent.is_dir():
        raise CannotRead(f"There is no folder {file.absolute().parent} to write {file.name} into.")


def _advance(show: Progress, doing: str, *, total: int) -> Callable[[int], None]:
    task = show.add_task(doing, total=total)
    return lambda people: show.advance(task, people)


@contextmanager
def _progress(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as show:
        yield show


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="switchback evidence", description="Trial data and populations.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    outcome = commands.add_parser(
        "outcomes", help="write every published outcome of everybody into a CSV file"
    )
    outcome.add_argument(
        "folder", type=Path, metavar="FOLDER", help="the trials' R files, or a CSV of weekly words"
    )
    outcome.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="the file to write")
    outcome.add_argument(
        "--rule", choices=sorted(RULES), default=USE_PATTERN.name,
        help="how weeks are laid out: usePatternUDS, as the published columns (the default), or 2023",
    )  # fmt: skip
    outcome.set_defaults(do=_outcomes)
    model_command.add_to(commands, out=out, show=lambda: _progress(err))
    return parser


if __name__ == "__main__":
    sys.exit(main())
