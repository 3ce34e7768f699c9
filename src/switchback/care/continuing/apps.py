from django.apps import AppConfig


class ContinuingConfig(AppConfig):
    name = "switchback.care.continuing"
    label = "continuing"
