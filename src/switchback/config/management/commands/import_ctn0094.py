"""Brings in real histories: the data files of the R packages public.ctn0094data and public.ctn0094extra."""

from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table as Shown

from switchback import reactions
from switchback.config import ctn0094
from switchback.config.ctn0094 import CannotRead, Report, looking
from switchback.config.ctn0094.reading import other_files


class Command(BaseCommand):
    requires_system_checks = ()  # an import does not need the pages
    help = (
        "Bring in the people of three trials (CTN-0027, CTN-0030, CTN-0051) from a folder with the .rda files of the"
        " R package public.ctn0094data. Running it again changes nothing; a run that was stopped is completed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder with the .rda files")
        parser.add_argument("--people", type=int, metavar="N", help="bring in the first N people only")

    def handle(self, *, folder: Path, people: int | None = None, **options: Any) -> None:
        console = Console(file=cast(IO[str], self.stdout._out), highlight=False)
        quiet = options.get("verbosity", 1) == 0
        if people is not None and people < 1:
            raise CommandError("--people asks for a number of people, 1 or more.", returncode=2)
        if "people_person" not in connection.introspection.table_names():
            raise CommandError("The database is empty. Run `switchback migrate` first.", returncode=2)
        try:
            report = self._bring_in(Path(folder), people, console, quiet=quiet)
        except CannotRead as error:
            raise CommandError(str(error), returncode=2) from error
        seen_by = looking.let_trial_look(report)
        if not quiet:
            show(report, console)
            console.print(looking.how_to_look(report, seen_by), markup=False, soft_wrap=True)
        if report.unaccounted:
            raise CommandError(
                f"The sums of {', '.join(report.unaccounted)} do not add up: please report this."
            )

    def _bring_in(self, folder: Path, people: int | None, console: Console, *, quiet: bool) -> Report:
        with _progress(console, quiet=quiet) as progress:
            reading = progress.add_task("Reading", total=None, count="")
            try:
                tables = ctn0094.read(folder, tell=lambda name: progress.update(reading, count=f"{name}.rda"))
            except CannotRead:
                # A sentence follows; an unfinished bar beside it would only puzzle.
                progress.remove_task(reading)
                raise
            progress.update(reading, total=1, completed=1, count=f"{len(tables)} tables")
            total = min(people or len(tables["everybody"].rows), len(tables["everybody"].rows))
            writing = progress.add_task("People", total=total, count="")
            report = ctn0094.bring_in(
                tables, people_asked=people,
                tell=lambda done, events: progress.update(writing, completed=done, count=f"{events:,} events"),
            )  # fmt: skip
            report.not_read = other_files(folder)
            _catch_up(progress, expected=report.new)
        return report


def _progress(console: Console, *, quiet: bool) -> Progress:
    return Progress(
        SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[count]}"), TimeElapsedColumn(), console=console, disable=quiet,
    )  # fmt: skip


def _catch_up(progress: Progress, *, expected: int) -> None:
    """What follows from the events: reactions read on from where they stood."""
    if not expected:
        return
    task = progress.add_task("What follows", total=None, count="")
    reactions.catch_up(progress=lambda read: progress.update(task, count=f"{read:,} events read"))
    progress.update(task, total=1, completed=1)


def show(report: Report, console: Console) -> None:
    shown = Shown(title=f"{report.people:,} people", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    shown.add_column("Table", overflow="fold")
    for column in ("Rows read", "used", "left out", "Events", "of them new"):
        shown.add_column(column, justify="right", no_wrap=True)
    for name, tally in report.tables.items():
        numbers = (tally.read, tally.used, tally.left_out.total(), tally.events, tally.new)
        shown.add_row(name, *(f"{number:,}" for number in numbers))
        for reason, count in sorted(tally.left_out.items()):
            shown.add_row(f"  [dim]{reason}[/dim]", "", "", f"[dim]{count:,}[/dim]", "", "")
    shown.add_section()
    totals = (report.read, report.used, report.left_out, report.events, report.new)
    shown.add_row("All tables", *(f"{number:,}" for number in totals))
    console.print(shown)
    if report.not_read:
        console.print(f"Not read, being no tables of these packages: {', '.join(report.not_read)}")
    console.print(
        "Days count from each person's consent. The source has no dates: consent is set to 1 January 2000, noon UTC."
    )
