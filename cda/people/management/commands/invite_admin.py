"""`manage.py invite_admin ADDRESS NAME`: the first person of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cda.accounts.models import Form, Language
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.people.actions import invite


class Command(BaseCommand):
    help = "Invite a programme administrator by mail. Everybody else is invited in the application."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("name")
        parser.add_argument("--language", choices=Language.values, default=Language.EN)

    def handle(self, *args: Any, **options: Any) -> None:
        with inside([Entry.PROGRAMME]):
            invite(
                options["address"],
                options["name"],
                Role.ADMIN,
                None,
                by=None,
                language=options["language"],
                form=Form.NEUTRAL,
            )
        self.stdout.write(f"An invitation to {options['address']} is on its way.")
