from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "switchback.config"
    label = "config"

    def ready(self) -> None:
        # The journey announces what happened; the table of what follows from it lives above all stages.
        from switchback import reactions  # noqa: PLC0415 -- models are ready only now
        from switchback.care.journey import operations as journey  # noqa: PLC0415

        journey.announce_to(reactions.hurry)
