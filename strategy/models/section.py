"""The text of a strategy: sections of paragraphs with stable ids, and everything they ever said."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.tenancy import CityOwned, VisibleManager
from cda.lib.errors import RuleBroken
from cda.lib.states import HasStatus
from strategy.models.blocks import Block, Level
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.document import Strategy
from strategy.models.guidance import is_sample
from strategy.models.text import Block as Paragraph

_KEEP = """
    WITH kept AS (
        UPDATE strategy_section
        SET blocks = %s::jsonb, words = %s, version = %s, status = %s,
            touched_at = %s, touched_by_id = %s, imported = %s::varchar[]
        WHERE id = %s AND version = %s
        RETURNING id, city_id, version, blocks
    )
    INSERT INTO strategy_sectionrevision
        (city_id, key, section_id, number, blocks, author_id, suggested_by_id, why, saved_at)
    SELECT city_id, %s, id, version, blocks, %s, %s, %s, %s FROM kept
"""


def heading_of(code: str, title: str) -> str:
    """The city's own title, or the catalogue's in the reader's language."""
    return title or catalogue_entry(code).title


class Section(CityOwned, HasStatus):
    """One section of the catalogue in one strategy.

    `blocks` is a list of {"id": str, "html": str}: one paragraph, list, table or heading each,
    sanitised, with an id that stays the same while its words change. `version` counts the saves.
    `imported` are the ids of paragraphs that came from a file and that nobody has touched since.
    `rows` counts the register rows that say what the section is for: with them it is not empty.
    """

    class Status(models.TextChoices):
        EMPTY = "empty", gettext_lazy("Not started")
        DRAFTING = "drafting", gettext_lazy("In progress")
        READY = "ready", gettext_lazy("Ready for review")
        COMMENTED = "commented", gettext_lazy("Changes asked")
        ACCEPTED = "accepted", gettext_lazy("Done")

    MOVES: ClassVar = {
        Status.EMPTY: {Status.DRAFTING},
        Status.DRAFTING: {Status.EMPTY, Status.READY, Status.COMMENTED},
        Status.READY: {Status.DRAFTING, Status.COMMENTED, Status.ACCEPTED},
        Status.COMMENTED: {Status.DRAFTING, Status.READY},
        Status.ACCEPTED: {Status.DRAFTING, Status.COMMENTED},
    }

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=8)
    level = models.CharField(max_length=1, choices=Level)
    block = models.CharField(max_length=14, choices=Block, blank=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(gettext_lazy("title"), max_length=160, blank=True)
    is_hidden = models.BooleanField(default=False)
    blocks = models.JSONField(default=list)
    imported = ArrayField(models.CharField(max_length=22), default=list, blank=True)
    words = models.PositiveIntegerField(default=0)
    rows = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.EMPTY)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VisibleManager()

    class Meta:
        constraints = [
            # Checked at the end of the transaction, so that sections can change places.
            models.UniqueConstraint(
                fields=["strategy", "position"],
                name="strategy_section_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.strategy_id}/{self.code}"

    @property
    def heading(self) -> str:
        return heading_of(self.code, self.title)

    def blocks_at(self, version: int) -> list[Paragraph]:
        """The paragraphs as they were acknowledged under that version; none if there is none."""
        if version == self.version:
            return list(self.blocks)
        revisions = SectionRevision.objects.filter(section=self, number=version)
        return list(revisions.values_list("blocks", flat=True).first() or [])

    def write(self, blocks: Sequence[Paragraph], words: int, *, by: models.Model) -> None:
        """Put new text in. The status follows: text makes it begun, none makes it empty."""
        was = {block["id"]: block["html"] for block in self.blocks}
        now = {block["id"]: block["html"] for block in blocks}
        self.imported = [id_ for id_ in self.imported if now.get(id_, "") == was.get(id_)]
        self.blocks, self.words = list(blocks), words
        self.version += 1
        self.touched_at, self.touched_by_id = timezone.now(), by.pk
        self._follow()

    def count_rows(self, rows: int) -> None:
        """So many rows of its main registers there are now. The status follows."""
        self.rows = rows
        self._follow()

    @property
    def has_content(self) -> bool:
        """Does it say anything, in words or in the rows of its register?"""
        return bool(self.words or self.rows)

    def _follow(self) -> None:
        if self.has_content and self.status != self.Status.DRAFTING:
            if self.status != self.Status.COMMENTED:
                self._become(self.Status.DRAFTING)
        elif not self.has_content and self.status != self.Status.EMPTY:
            if self.status != self.Status.DRAFTING:
                self._become(self.Status.DRAFTING)
            self._become(self.Status.EMPTY)

    def declare_ready(self) -> None:
        """Said by a person: the app never invents progress."""
        if not self.has_content:
            raise RuleBroken(_("There is no text in this section yet."))
        if any(is_sample(block["html"]) for block in self.blocks):
            raise RuleBroken(_("An example still stands in the text. Rewrite it, or take it out."))
        self._become(self.Status.READY)

    def declare_unfinished(self) -> None:
        self._become(self.Status.DRAFTING)

    def ask_changes(self) -> None:
        self._become(self.Status.COMMENTED)

    def accept(self) -> None:
        self._become(self.Status.ACCEPTED)

    def hide(self) -> None:
        if self.level == Level.REQUIRED:
            raise RuleBroken(_("Every strategy has this section: it cannot be left out."))
        self.is_hidden = True

    def show(self) -> None:
        self.is_hidden = False

    @property
    def is_declared_ready(self) -> bool:
        return self.status in {self.Status.READY, self.Status.ACCEPTED}

    def quiet_days(self, now: datetime) -> int | None:
        return (now - self.touched_at).days if self.touched_at else None


class SectionRevision(CityOwned):
    """Every text that was ever acknowledged. Added to, never changed.

    `suggested_by` wrote the words that `author` accepted; `why` is asked once a mayor has signed.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    blocks = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("section", "number", name="strategy_sectionrevision_once")
        ]

    def keep(self, *, over: int) -> bool:
        """Its section as it was written, and this row beside it, if `over` was the newest version.

        One statement: the text travels once, and nobody comes in between, lock or no lock.
        """
        section = self.section
        with connection.cursor() as cursor:
            cursor.execute(
                _KEEP,
                [
                    *(json.dumps(section.blocks), section.words, section.version, section.status),
                    *(section.touched_at, section.touched_by_id, section.imported),
                    *(section.pk, over, self.key, self.author_id, self.suggested_by_id),
                    *(self.why, self.saved_at),
                ],
            )
            return bool(cursor.rowcount)

    def __str__(self) -> str:
        return f"{self.section_id}/{self.number}"
