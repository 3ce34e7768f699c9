from django.apps import AppConfig


class ObservationsConfig(AppConfig):
    name = "switchback.care.observations"
    label = "observations"
