from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "cda.demo"
    label = "demo"
