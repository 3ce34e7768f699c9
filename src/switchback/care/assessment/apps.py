from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "switchback.care.assessment"
    label = "assessment"
