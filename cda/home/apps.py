from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "cda.home"
    label = "home"
