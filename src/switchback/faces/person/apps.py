from django.apps import AppConfig


class PersonConfig(AppConfig):
    name = "switchback.faces.person"
    label = "faces_person"
