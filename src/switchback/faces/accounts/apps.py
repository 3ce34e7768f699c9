from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "switchback.faces.accounts"
    label = "faces_accounts"
