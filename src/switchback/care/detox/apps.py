from django.apps import AppConfig


class DetoxConfig(AppConfig):
    name = "switchback.care.detox"
    label = "detox"
