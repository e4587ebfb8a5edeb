"""`manage.py demo`: the demonstration cohort, loaded once."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cda.demo.cast import people_lines, signed_city
from cda.demo.loading import is_loaded, load
from cda.demo.reset import forget_everything


class Command(BaseCommand):
    requires_system_checks = ()  # a newcomer waits for this
    help = "Load twelve invented cities, their people and their strategies, unless they are here."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--reset", action="store_true", help="forget everything, load again")
        choice.add_argument("--people", action="store_true", help="say where it is and who is who")
        choice.add_argument(
            "--signed-city", action="store_true", help="print a city whose strategy is signed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set DEMO=true (see .env.example).")
        if options["people"]:
            self.stdout.write("\n".join(people_lines()))
        elif options["signed_city"]:
            self.stdout.write(self._signed_city())
        else:
            self._load(is_reset=options["reset"])

    def _signed_city(self) -> str:
        slug = signed_city()
        if slug is None:
            raise CommandError("No strategy is signed yet.")
        return slug

    def _load(self, *, is_reset: bool) -> None:
        if is_reset:
            forget_everything()
        elif is_loaded():
            return
        started = time.monotonic()
        self._say("The demonstration is told for the first time; this takes a moment.")
        load(self._say)
        self._say(f"Done in {time.monotonic() - started:.0f} s.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
