from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "switchback.faces.public"
    label = "faces_public"
