from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from switchback.config import reference


class Command(BaseCommand):
    help = (
        "Write docs/reference from the code and its data files; with --check, only say what is out of date."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail when a page is out of date"
        )

    def handle(self, *, check: bool = False, **options: Any) -> None:
        if not check:
            changed = reference.write()
            self.stdout.write(
                f"Written: {', '.join(changed)}" if changed else "docs/reference was up to date."
            )
        elif changed := reference.out_of_date():
            raise CommandError(f"Out of date in docs/reference: {', '.join(changed)}. Run `make docs`.")
