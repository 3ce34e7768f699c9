from django.apps import AppConfig


class RelapseConfig(AppConfig):
    name = "switchback.care.relapse"
    label = "relapse"
