"""`manage.py export_strategy valle-sereno out.pdf`: the signed copy, or the draft, as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cda.accounts.models import City, Language
from cda.accounts.wall import inside
from cda.lib.limited import TooMuch
from strategy import documents
from strategy.models import Document, Signature, Strategy
from strategy.models.content import canonical, fingerprint


class Command(BaseCommand):
    help = "Write a city's strategy as a PDF: the signed copy, or with --draft the text of now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("city", help="the city's slug")
        parser.add_argument("out", type=Path, help="the file to write")
        parser.add_argument(
            "--language", choices=Language.values, help="of the headings; else the strategy's own"
        )
        parser.add_argument("--draft", action="store_true", help="the text as it stands now")

    def handle(self, *args: Any, **options: Any) -> None:
        city = City.objects.filter(slug=options["city"]).first()
        if city is None:
            raise CommandError(f"There is no city “{options['city']}”.")
        with inside([city.pk]):
            strategy = Strategy.objects.filter(city=city).order_by("-starts_on", "-pk").first()
            if strategy is None:
                raise CommandError(f"{city} has no strategy yet.")
            language = options["language"] or strategy.language
            edition = _draft(strategy) if options["draft"] else _signed(strategy)
            kept = None if options["draft"] else _kept(strategy, language)
        content = kept or _drawn(edition, language, city.paper)
        options["out"].write_bytes(content)
        self.stdout.write(f"{options['out']}: {len(content) // 1024} kB")


def _draft(strategy: Strategy) -> documents.Edition:
    """What the team has written by now, under the number it would go on from."""
    content = canonical(strategy)
    return documents.Edition(content, strategy.number, timezone.now(), fingerprint(content))


def _signed(strategy: Strategy) -> documents.Edition:
    found = Signature.objects.filter(strategy=strategy).select_related("version")
    signature = found.order_by("-signed_at", "-pk").first()
    if signature is None:
        raise CommandError("It is not signed. Use --draft for the text as it stands now.")
    return documents.edition_of(signature.version)


def _kept(strategy: Strategy, language: str) -> bytes | None:
    """The very bytes that people download, where they were drawn."""
    documents_of = Document.objects.filter(
        version__signature__strategy=strategy, language=language, paper=strategy.city.paper
    )
    document = documents_of.order_by("-pk").first()
    return bytes(document.content) if document else None


def _drawn(edition: documents.Edition, language: str, paper: str) -> bytes:
    try:
        return documents.draw(edition, language=language, paper=paper).content
    except TooMuch as error:
        raise CommandError(f"It could not be drawn: {error}") from error
