from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cda.accounts"
    label = "accounts"
