from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PeopleConfig(AppConfig):
    name = "cda.people"
    label = "people"

    def ready(self) -> None:
        """Every app's hooks.py says what it does when an invitation is accepted."""
        autodiscover_modules("hooks")
