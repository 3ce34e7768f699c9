from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "switchback.care.plan"
    label = "plan"
