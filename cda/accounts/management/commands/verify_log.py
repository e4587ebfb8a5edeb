"""`manage.py verify_log`: does every chain of history still hold?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cda.accounts.models import City
from cda.accounts.wall import as_system
from cda.audit.log import broken_links, head
from cda.audit.models import Entry


class Command(BaseCommand):
    help = "Check the hash chain of the history of every city. Exit code 1 when a link is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_system():
            names = {Entry.PROGRAMME: "the programme"} | dict(
                City.objects.values_list("pk", "slug")
            )
            faults = [fault for key in sorted(names) for fault in self._check(key, names[key])]
        if faults:
            raise CommandError(f"{len(faults)} broken links.")
        self.stdout.write(self.style.SUCCESS("Every chain holds."))

    def _check(self, city_key: int, name: str) -> list[str]:
        seq, digest = head(city_key)
        self.stdout.write(f"{name}: {seq} entries, head {digest[:16] or 'none'}")
        faults = [f"{name} entry {fault.seq}: {fault.problem}" for fault in broken_links(city_key)]
        for fault in faults:
            self.stderr.write(fault)
        return faults
