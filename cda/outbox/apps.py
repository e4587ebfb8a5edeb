from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutboxConfig(AppConfig):
    name = "cda.outbox"
    label = "outbox"

    def ready(self) -> None:
        """Every app's emails.py says which letters it can compose."""
        autodiscover_modules("emails")
