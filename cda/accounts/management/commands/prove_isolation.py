"""`manage.py prove_isolation`: are the cities kept apart? A report that a lawyer can read."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cda.accounts.isolation.proof import prove
from cda.accounts.isolation.report import report


class Command(BaseCommand):
    help = (
        "Try every forged read and write in a scratch database, break its wall on purpose, and"
        " compare the real database with it. Exit code 1 when anything went through."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DATABASE_OWNER_URL:
            raise CommandError("Set DATABASE_OWNER_URL: the owner makes the scratch database.")
        findings = prove()
        self.stdout.write(report(findings, timezone.now()))
        if findings.holes:
            raise CommandError(f"{len(findings.holes)} holes: the report names them.")
