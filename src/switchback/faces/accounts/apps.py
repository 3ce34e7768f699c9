from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "switchback.faces.accounts"
    label = "faces_accounts"

    def ready(self) -> None:
        from switchback.faces.accounts import log  # noqa: F401, PLC0415 -- its receivers start listening
