from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "switchback.care.insight"
    label = "insight"
