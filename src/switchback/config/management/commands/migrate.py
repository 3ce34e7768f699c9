from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as DjangoMigrate

from switchback.care.observations.operations import pin_shipped
from switchback.config import second_wall


class Command(DjangoMigrate):
    help = DjangoMigrate.help + " Then lays the second wall: grants and row-level security."

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("plan") and not options.get("check_unapplied") and not options.get("app_label"):
            call_command("createcachetable", verbosity=0)
            second_wall.lay()
            pin_shipped()
