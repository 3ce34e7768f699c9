from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "switchback.care.contact"
    label = "contact"
