"""`manage.py import_strategy valle-sereno plan.docx`: what a file says, into the strategy."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cda.accounts.models import City, Part, User
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.lib.errors import RuleBroken
from strategy.actions.importing import bring_file, take_over
from strategy.exchange.placing import OWN, proposed, totals
from strategy.exchange.reading import read_limited
from strategy.exchange.refusals import Refused
from strategy.exchange.telling import losses_told
from strategy.models import Section, Strategy


class Command(BaseCommand):
    help = "Take a document over into a city's strategy, and print what went where as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("city", help="the city's slug")
        parser.add_argument("file", type=Path, help=".docx, .md, .html, .txt or .zip")
        parser.add_argument("--dry-run", action="store_true", help="read only, change nothing")
        parser.add_argument("--by", help="e-mail of who takes it over; else the city's lead")

    def handle(self, *args: Any, **options: Any) -> None:
        city = City.objects.filter(slug=options["city"]).first()
        if city is None:
            raise CommandError(f"There is no city “{options['city']}”.")
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read.") from error
        try:
            reading = read_limited(options["file"].name, content)
            with inside([city.pk]):
                targets = self._taken(city, reading, content, options)
        except (Refused, RuleBroken) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(json.dumps(_report(reading, targets), ensure_ascii=False, indent=2))

    def _taken(
        self, city: City, reading: dict[str, Any], content: bytes, options: dict[str, Any]
    ) -> list[str]:
        """Where each section goes; unless it is a dry run, it is there now."""
        strategy = Strategy.objects.filter(city=city).order_by("-starts_on", "-pk").first()
        sections = Section.objects.filter(strategy=strategy).order_by("position", "pk")
        targets = proposed(reading, sections)
        if options["dry_run"]:
            return targets
        if strategy is None:
            raise RuleBroken(_("The city has no strategy yet. Start it first."))
        by = _person(city, options["by"])
        source = bring_file(strategy, file_name=options["file"].name, content=content, by=by)
        source.keep(reading)
        source.save(update_fields=["reading", "status"])
        take_over(source, targets, by=by)
        return targets


def _person(city: City, email: str | None) -> User:
    if email:
        person = User.objects.filter(email=email).first()
    else:
        leads = Part.objects.filter(city=city, role=Role.LEAD, user__is_active=True)
        part = leads.current().order_by("pk").first()
        person = part.user if part else None
    if person is None:
        raise RuleBroken(_("Nobody is there to take it over: name somebody with --by."))
    return person


def _report(reading: dict[str, Any], targets: list[str]) -> dict[str, Any]:
    sums = totals(reading, targets)
    return {
        "sections_matched": sums["matched"],
        "custom_sections": sums["own"],
        "words_in": reading["words_in"],
        "words_out": reading["words_out"],
        "losses": [row._asdict() for row in losses_told(reading["losses"])],
        "sections": [
            {
                "heading": row["heading"],
                "code": "" if target == OWN else row["code"],
                "words": row["words"],
            }
            for row, target in zip(reading["sections"], targets, strict=True)
        ],
    }
