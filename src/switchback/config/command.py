"""The `switchback` command: what people who run a centre do from a terminal."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

HOME = Path(__file__).parents[3]
out = Console(highlight=False)
# Sentences are not cut into lines: the terminal wraps them, and what reads us through a pipe finds them whole.
say, err = partial(out.print, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


class CannotDo(RuntimeError):
    """One sentence for the one who typed the command; the exit code is 2."""


@dataclass(frozen=True)
class Command:
    name: str
    group: str
    says: str
    do: Callable[[argparse.Namespace, list[str]], int]
    arguments: Callable[[argparse.ArgumentParser], Any] = lambda parser: None
    delegates: bool = False  # its own arguments and help are those of the Django command it hands over to


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise CannotDo(f"{message[0].upper()}{message[1:]}. See: {self.prog} --help")


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _main(given)
    except KeyboardInterrupt:
        err.print("Stopped.")
        return 130
    except BrokenPipeError:
        return 0
    except Exception as problem:
        sentence = _sentence(problem)
        if sentence is None:
            raise
        err.print(f"switchback: {sentence}", markup=False)
        return 2
    finally:
        _leave_server()


def _main(given: list[str]) -> int:
    if not given or given[0] in ("-h", "--help", "help"):
        show_help()
        return 0
    if given[0] == "--version":
        say(f"Switchback {_version()}")
        return 0
    command = next((c for c in COMMANDS if c.name == given[0]), None)
    if command is None:
        raise CannotDo(f"There is no command “{given[0]}”. See: switchback --help")
    if command.delegates:
        return command.do(argparse.Namespace(), given[1:])
    parser = Parser(prog=f"switchback {command.name}", description=command.says, allow_abbrev=False)
    command.arguments(parser)
    return command.do(parser.parse_args(given[1:]), [])


def _sentence(problem: Exception) -> str | None:
    """What went wrong in one sentence, or None when it is a bug that has to surface."""
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError
    from django.db.utils import OperationalError, ProgrammingError

    from .backup import NotDone
    from .private_server import NoServer
    from .running import CannotRun

    if isinstance(problem, CannotDo | CannotRun | NotDone | NoServer | CommandError | ImproperlyConfigured):
        return str(problem)
    if isinstance(problem, OperationalError):
        return f"The database cannot be reached: {_first_line(problem)}"
    if isinstance(problem, ProgrammingError) and "does not exist" in str(problem):
        return "The database has no Switchback tables yet, or older ones. Run: switchback migrate"
    return None


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or ["no reason given"])[0]


# --- what each command does ------------------------------------------------------------------------------------------


def run(args: argparse.Namespace, rest: list[str]) -> int:
    from . import running

    started = time.monotonic()
    running.check_port(args.port)
    os.environ.setdefault("SWITCHBACK_DEMO", "0" if args.no_demo else "1")
    os.environ.setdefault("SWITCHBACK_ORIGIN", f"http://{running.HOST}:{args.port}")
    with out.status("Starting the database…") as status:
        _django(owner=True)
        status.update("Bringing the tables up to date…")
        _call("migrate", interactive=False, verbosity=0)
        _speak_as_runtime()
        from django.conf import settings
        from django.core.management import get_commands

        new_centre = settings.DEMO and _is_empty() and "demo" in get_commands()
        status.update("Gathering the pages' files…")
        running.collect_static()
    if new_centre:
        say("The database is empty: making a demo centre.")
        _call("demo")

    def when_ready() -> None:
        _show_addresses(settings.ORIGIN, seconds=time.monotonic() - started)
        if settings.DEMO and not new_centre:  # the demo command has just shown them
            _show_sign_ins()

    code = running.together(port=args.port, when_ready=when_ready, look_after=_revive_server)
    say("Stopped. Everything is kept; ./run starts it again.")
    return code


def serve(args: argparse.Namespace, rest: list[str]) -> int:
    from . import running

    _django()
    from .private_server import keep_counting

    running.collect_static()
    keep_counting()
    command = running.web_server(host=args.host, port=args.port, workers=args.workers, threads=args.threads)
    os.execv(command[0], command)


def worker(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(delete_jobs="successful", shutdown_graceful_timeout=10)
    return 0


def migrate(args: argparse.Namespace, rest: list[str]) -> int:
    _django(owner=True)
    _call("migrate", interactive=False, verbosity=1)
    return 0


def demo(args: argparse.Namespace, rest: list[str]) -> int:
    os.environ.setdefault("SWITCHBACK_DEMO", "1")
    return _hand_over("demo", rest)


def import_ctn0094(args: argparse.Namespace, rest: list[str]) -> int:
    return _hand_over("import_ctn0094", rest)


def evidence(args: argparse.Namespace, rest: list[str]) -> int:
    from evidence.command import main as look_at_evidence

    return look_at_evidence(rest)


def add_site(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from . import centre

    centre.add_site(
        name=args.name, zone=args.zone, phone=args.phone, offers=tuple(args.offer), hours=args.hours
    )
    say(f"Opened: {args.name} ({args.zone}). Now its team, one by one:", markup=False)
    say(f'  switchback add-member --site "{args.name}" --name … --role … --username …', markup=False)
    return 0


def add_member(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from django.conf import settings

    from . import centre

    who = {"site": args.site, "name": args.name, "role": args.role, "username": args.username}
    centre.check_member(**who)
    centre.add_member(**who, password=centre.ask_password(from_stdin=args.password_stdin))
    say(f"{args.name} is on the team of {args.site}.", markup=False)
    say(
        f"They sign in at {settings.ORIGIN}/accounts/login/ as “{args.username}”, set up their second step there"
        " (an app or a passkey), and should choose a password of their own.",
        markup=False,
    )
    return 0


def list_sites(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from . import centre

    found = centre.sites()
    for site in found:
        people = _counted(site.people, "person", "people")
        say(Text.assemble((site.name, "bold"), f" ({site.zone}): {people}"))
        table = Table(box=None, show_header=False, pad_edge=False)
        for member in site.team:
            left = "" if member.active else "deactivated"
            table.add_row(
                *map(Text, (f"  {member.name}", member.role.replace("_", " "), member.username, left))
            )
        out.print(table if site.team else "  Nobody works here yet.")
    if not found:
        say("There is no site yet. See: switchback add-site --help")
    return 0


def deactivate_member(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from . import centre

    if args.undo:
        say(f"{centre.activate_member(username=args.username)} may sign in again.", markup=False)
        return 0
    left = centre.deactivate_member(username=args.username)
    say(
        f"{left.name} cannot sign in any more; {_counted(left.sessions_ended, 'session')} ended.",
        markup=False,
    )
    if left.caseload:
        people = _counted(left.caseload, "person", "people")
        say(f"They are still in the care team of {people}: choose somebody else there.")
    return 0


def forget_second_step(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    _call("forget_second_step", args.username)
    return 0


def backup(args: argparse.Namespace, rest: list[str]) -> int:
    from . import backup as backups

    file = args.file.absolute()
    database = _owners_database()
    with _bytes_shown() as progress:
        made = backups.back_up(database=database, file=file, at=datetime.now(UTC), progress=progress)
    say(
        f"Backed up {sum(made.rows.values()):,} rows in {len(made.rows)} tables ({made.events:,} journey events,"
        f" {made.log_rows:,} rows of the access log) into {file}, {file.stat().st_size / 1e6:,.1f} MB,"
        " and read back whole."
    )
    say("It holds everything about everybody: keep it encrypted, and away from the keys folder.")
    return 0


def restore(args: argparse.Namespace, rest: list[str]) -> int:
    from django.conf import settings

    from . import backup as backups

    database = _owners_database()
    with _bytes_shown() as progress:
        done = backups.restore(
            database=database, file=args.file, replace=args.replace, key=settings.LOG_KEY, progress=progress
        )
    _call("migrate", interactive=False, verbosity=0)
    say(
        f"Restored the backup of {done.made_at}: {sum(done.rows.values()):,} rows, equal table by table"
        f" ({done.events:,} journey events, {done.log_rows:,} rows of the access log, its chains whole)."
    )
    return 0


def verify_log(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from django.conf import settings
    from django.db import connection, transaction

    from switchback.care.people import access_log

    with (
        transaction.atomic(),
        _rows_shown("Walking the access log", access_log.count(connection=connection)) as progress,
    ):
        checked = access_log.verify(connection=connection, key=settings.LOG_KEY, progress=progress)
    if checked.whole:
        until = f"{checked.signed_until:%Y-%m-%d %H:%M} UTC" if checked.signed_until else "never"
        say(f"The access log is whole: {checked.rows:,} rows; last signed head: {until}.")
        return 0
    say(f"The access log is NOT whole ({checked.rows:,} rows read).", style="bold")
    say(f"First broken row: {_words(checked.broken[0])}")
    for found in checked.broken[1:]:
        say(f"Also: {_words(found)}")
    return 1


def sign_log(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from django.conf import settings
    from django.db import connection

    from switchback.care.people import access_log

    lanes = access_log.sign(connection=connection, key=settings.LOG_KEY, at=datetime.now(UTC))
    say(f"Signed where {lanes} lane{'' if lanes == 1 else 's'} of the access log stand now.")
    return 0


def catch_up(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from switchback import reactions

    reactions.catch_up()
    say("Reactions have read every event.")
    return 0


def check(args: argparse.Namespace, rest: list[str]) -> int:
    _django()
    from .checking import findings

    wrong = 0
    table = Table(box=None, show_header=False, pad_edge=False)
    for finding in findings():
        wrong += not finding.good
        table.add_row("ok" if finding.good else "[bold]look[/bold]", finding.subject, finding.says)
    out.print(table)
    return 1 if wrong else 0


# --- how they do it --------------------------------------------------------------------------------------------------


def _django(*, owner: bool = False) -> None:
    """Load the program as the owner of the tables, or (all else) as the runtime role."""
    if owner:
        os.environ["SWITCHBACK_AS"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "switchback.config.settings")
    import django

    django.setup()


def _speak_as_runtime() -> None:
    """Tables are made; from here on this process and its children may do no more than serve pages."""
    from django.db import connection

    from .database import settings_for

    os.environ.pop("SWITCHBACK_AS", None)
    entry = settings_for(os.environ, home=HOME)
    connection.close()
    connection.settings_dict.update(
        {k: entry[k] for k in ("HOST", "PORT", "USER", "PASSWORD", "NAME", "OPTIONS")}
    )


def _call(name: str, *args: str, **options: Any) -> None:
    from django.core.management import call_command

    call_command(name, *args, **options)


def _hand_over(name: str, rest: list[str]) -> int:
    """To a Django command of ours, whose own help and errors then speak."""
    _django()
    from django.core.management import get_commands, load_command_class

    if name not in get_commands():
        raise CannotDo(f"This installation has no “{name.replace('_', '-')}”.")
    if "--help" in rest or "-h" in rest:
        load_command_class(get_commands()[name], name).print_help("switchback", name.replace("_", "-"))
        return 0
    _call(name, *rest)
    return 0


def _owners_database() -> dict[str, Any]:
    _django(owner=True)
    from django.conf import settings

    from .backup import connection_parts

    return connection_parts(settings.DATABASES["default"])


def _is_empty() -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT 1 FROM people_site)")
        return bool(cursor.fetchone()[0])


def _revive_server() -> None:
    """The private server was killed: start it again, the web server's next question finds it."""
    if "DATABASE_URL" not in os.environ:
        from .database import private_server

        server = private_server(os.environ, home=HOME)
        if not server.answers():
            server.start()


def _leave_server() -> None:
    if "SWITCHBACK_PG_HOST" in os.environ and "DATABASE_URL" not in os.environ:
        from .database import private_server

        with suppress(Exception):
            from django.db import connections

            connections.close_all()
        private_server(os.environ, home=HOME).stop_if_last()


def _show_addresses(origin: str, *, seconds: float) -> None:
    from . import running

    say()
    say(f"Switchback is running at [bold]{origin}[/bold]  (ready after {seconds:.0f} s; Ctrl-C stops it)")
    if running.HOST in origin:
        named = origin.replace(running.HOST, "localhost")
        say(f"and at [bold]{named}[/bold], where passkeys work too: they ask for a name, not a number")
    places = Table(box=None, show_header=False, pad_edge=False)
    for path, says in (
        ("/", "what the centre offers, asking for help, Help now"),
        ("/team/", "the team: worklist, charts"),
        ("/me/", "a person's own pages"),
        ("/kit/", "the gallery of components"),
    ):
        places.add_row(f"  {origin}{path}", says)
    out.print(places)


def _show_sign_ins() -> None:
    from switchback.faces.accounts import demo as accounts

    table = Table(
        box=None, pad_edge=False, title="Demo sign-ins (all of them invented)", title_justify="left"
    )
    for heading in ("sign in as", "password", "who"):
        table.add_column(heading)
    for sign_in in accounts.sign_ins():
        table.add_row(sign_in.username, sign_in.password, sign_in.role)
    if table.row_count:
        say()
        out.print(table)
        say("The team's second step, a code of six digits, is shown on the demo's sign-in page.")


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _words(found: Any) -> str:
    place = f"row {found.id}, lane {found.lane}, place {found.seq}"
    signed = f"{found.signed_at:%Y-%m-%d %H:%M} UTC" if found.signed_at else ""
    return {
        "changed": f"{place}: its content was changed (its hash does not fit).",
        "unlinked": f"{place}: it does not follow the row before it, which was changed.",
        "missing": f"{place}: a row before it is missing.",
        "cut_off": f"lane {found.lane}, place {found.seq}: signed as the last row on {signed}, now it is gone.",
        "not_the_signed": f"{place}: another row stands where one was signed on {signed}.",
        "bad_signature": f"signed head {found.id} of {signed}: changed, or signed with another key.",
    }[found.what]


@contextmanager
def _rows_shown(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda rows: progress.advance(task, rows)


@contextmanager
def _bytes_shown() -> Iterator[Callable[[str, int], None]]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description} {task.fields[mb]:,.1f} MB"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        tasks: dict[str, Any] = {}

        def show(doing: str, count: int) -> None:
            if doing not in tasks:
                tasks[doing] = progress.add_task(doing, total=None, mb=0.0)
            task = tasks[doing]
            progress.update(task, mb=progress.tasks[task].fields["mb"] + count / 1e6)

        yield show


def _version() -> str:
    import tomllib

    return str(tomllib.loads((HOME / "pyproject.toml").read_text())["project"]["version"])


# --- the list --------------------------------------------------------------------------------------------------------


def _port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port_number, default=8000, metavar="N", help="port to answer on (8000)"
    )


def _port_number(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port (1 to 65535)")
    return int(text)


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from 1 on")
    return int(text)


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    _port(parser)
    parser.add_argument(
        "--no-demo", action="store_true", help="start empty, without a demo centre and its sign-ins"
    )


def _serve_arguments(parser: argparse.ArgumentParser) -> None:
    _port(parser)
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to answer on (127.0.0.1: behind a proxy)"
    )
    parser.add_argument("--workers", type=_at_least_one, default=2, metavar="N", help="processes (2)")
    parser.add_argument(
        "--threads", type=_at_least_one, default=4, metavar="N", help="threads in each process (4)"
    )


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup file")


def _restore_arguments(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--replace", action="store_true", help="delete what is in the database now")


def _site_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what people call it")
    parser.add_argument(
        "--zone", required=True, metavar="ZONE", help="its time zone, such as America/New_York"
    )
    parser.add_argument("--phone", default="", metavar="NUMBER", help="the number people may call")
    parser.add_argument(
        "--offer", action="append", default=[], metavar="TEXT",
        help="a line of the public page, what this centre offers; may be given again",
    )  # fmt: skip
    parser.add_argument(
        "--hours", default="", metavar="TEXT", help="when somebody reads what people write to you"
    )


def _member_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", required=True, metavar="NAME", help="the site they work at")
    parser.add_argument("--name", required=True, metavar="NAME", help="the name colleagues and people see")
    parser.add_argument(
        "--role", required=True, metavar="ROLE",
        help="front_desk, counsellor, nurse, prescriber, peer_specialist, house_manager, medical_director or"
        " administrator",
    )  # fmt: skip
    parser.add_argument("--username", required=True, metavar="USER", help="the name they sign in with")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the first password from what is piped in"
    )


def _username(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", metavar="USERNAME", help="the name they sign in with")


def _deactivate_arguments(parser: argparse.ArgumentParser) -> None:
    _username(parser)
    parser.add_argument("--undo", action="store_true", help="let somebody who came back sign in again")


HERE, RESEARCH, CENTRE, IN_PRODUCTION, SAFE = (
    "On this machine",
    "Research",
    "A centre and its team",
    "In production",
    "Keeping safe",
)
COMMANDS = (
    Command(
        "run", HERE, "Start a demo centre: database, web server and worker together.", run, _run_arguments
    ),
    Command("demo", HERE, "Make a synthetic centre to look around in.", demo, delegates=True),
    Command(
        "import-ctn0094",
        HERE,
        "Load the published trial histories from a folder.",
        import_ctn0094,
        delegates=True,
    ),
    Command(
        "evidence",
        RESEARCH,
        "Published outcomes, and models with their validation, from trial files.",
        evidence,
        delegates=True,
    ),
    Command("add-site", CENTRE, "Open a site: a centre at one place.", add_site, _site_arguments),
    Command("add-member", CENTRE, "Add a colleague with a sign-in.", add_member, _member_arguments),
    Command("list-sites", CENTRE, "Show every site, how many people, and its team.", list_sites),
    Command(
        "deactivate-member",
        CENTRE,
        "Keep out a colleague who left, at once and everywhere.",
        deactivate_member,
        _deactivate_arguments,
    ),
    Command(
        "forget-second-step",
        CENTRE,
        "Let somebody set up their second step anew.",
        forget_second_step,
        _username,
    ),
    Command("serve", IN_PRODUCTION, "Start the web server only.", serve, _serve_arguments),
    Command(
        "worker", IN_PRODUCTION, "Start the worker: reactions, the worklist, the nightly signature.", worker
    ),
    Command(
        "migrate", IN_PRODUCTION, "Create the tables or bring them up to date (as the owner role).", migrate
    ),
    Command("check", IN_PRODUCTION, "Look whether this installation is as it should be.", check),
    Command("backup", SAFE, "Write everything into one file, while in use, and prove it.", backup, _file),
    Command("restore", SAFE, "Put a backup in place, all of it or nothing.", restore, _restore_arguments),
    Command("verify-log", SAFE, "Prove the access log whole, or name the first broken row.", verify_log),
    Command("sign-log", SAFE, "Sign where the access log stands (the worker does it every night).", sign_log),
    Command("catch-up", SAFE, "Let reactions read every event they have not read yet.", catch_up),
)


def show_help() -> None:
    say(f"[bold]Switchback {_version()}[/bold]: a road that turns back on itself and still climbs.\n")
    say("Usage: switchback COMMAND …   (one command in detail: switchback COMMAND --help)")
    for group in dict.fromkeys(command.group for command in COMMANDS):
        say(f"\n[bold]{group}[/bold]")
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(width=20, no_wrap=True)
        for command in COMMANDS:
            if command.group == group:
                table.add_row(f"  {command.name}", command.says)
        out.print(table)
    say("\nSettings come from the environment; docs/how-to/production.md lists them.")


if __name__ == "__main__":
    sys.exit(main())
