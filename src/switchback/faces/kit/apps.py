from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "switchback.faces.kit"
    label = "kit"
    verbose_name = "Kit"
