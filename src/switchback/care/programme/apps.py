from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "switchback.care.programme"
    label = "programme"
