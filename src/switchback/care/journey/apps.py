from django.apps import AppConfig


class JourneyConfig(AppConfig):
    name = "switchback.care.journey"
    label = "journey"
