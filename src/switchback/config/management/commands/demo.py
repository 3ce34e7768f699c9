"""Makes a synthetic centre to look around in."""

import time
from typing import Any, TextIO, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from switchback import reactions
from switchback.config import demo
from switchback.config.demo.cast import CAST
from switchback.faces.accounts import demo as accounts
from switchback.faces.kit import clock


class Command(BaseCommand):
    help = (
        "Make a synthetic centre: invented people with histories of hours to three years, and a team to sign in as."
        " Only into an empty installation; running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(file=cast("TextIO", self.stdout._out), highlight=False)
        if not settings.DEMO:
            raise CommandError(
                "Demo sign-ins are public: they need SWITCHBACK_DEMO=1, never set for real people."
            )
        started = time.monotonic()
        try:
            _build(console, quiet=options["verbosity"] == 0)
        except demo.AlreadyThere:
            console.print(f"The {demo.NAME} is there already. Nothing was changed.")
        except demo.NotEmpty:
            raise CommandError(
                "This installation holds a centre already. A demo belongs into an empty one: set SWITCHBACK_DATA to a"
                " new folder, or DATABASE_URL to an empty database."
            )
        else:
            console.print(
                f"The {demo.NAME} is open: {len(CAST)} people, made in {time.monotonic() - started:.0f} s."
            )
        if options["verbosity"]:
            console.print(sign_ins())


def _build(console: Console, *, quiet: bool) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet, transient=True) as progress:
        lives = progress.add_task("Writing the lives of", total=len(CAST))
        demo.build(now=clock.now(), tell=lambda done: progress.update(lives, completed=done))
        follows = progress.add_task("What follows from them", total=None)
        reactions.catch_up(progress=lambda done: progress.update(follows, completed=done))


def sign_ins() -> Table:
    table = Table(
        title="Demo sign-ins. All of them are invented.", title_justify="left", box=None, pad_edge=False
    )
    for heading in ("sign in as", "password", "who"):
        table.add_column(heading)
    for sign_in in accounts.sign_ins():
        table.add_row(sign_in.username, sign_in.password, sign_in.role)
    table.caption = "The team's second step, a code of six digits, is shown on the sign-in page of a demo."
    return table
