from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self) -> None:
        """Every app's sources.py says what of it a strategy can cite."""
        autodiscover_modules("sources")
