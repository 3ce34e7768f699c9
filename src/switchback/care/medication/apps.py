from django.apps import AppConfig


class MedicationConfig(AppConfig):
    name = "switchback.care.medication"
    label = "medication"
