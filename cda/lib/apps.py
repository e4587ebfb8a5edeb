"""Helpers without models, and the template tags."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from cda.lib.checks import libraries_are_new_enough, postgres_is_new_enough


class LibConfig(AppConfig):
    name = "cda.lib"
    label = "lib"

    def ready(self) -> None:
        register(libraries_are_new_enough, Tags.security)
        register(postgres_is_new_enough, Tags.database)
