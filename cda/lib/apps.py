"""Helpers without models, and the template tags."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "cda.lib"
    label = "lib"
