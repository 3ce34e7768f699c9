from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "switchback.faces.team"
    label = "faces_team"
