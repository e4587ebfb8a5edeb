"""Take in the templates of cohorts that come with the application."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cohorts.actions.programme import load_template
from cohorts.models.reference import shipped_templates


class Command(BaseCommand):
    help = "Load the templates of cohorts. Harmless when they are loaded already."

    def handle(self, *args: Any, **options: Any) -> None:
        for data in shipped_templates():
            try:
                with inside([Entry.PROGRAMME]):
                    template = load_template(data)
            except RuleBroken as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"{template} is loaded.")
