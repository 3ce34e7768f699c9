from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "switchback.care.people"
    label = "people"
