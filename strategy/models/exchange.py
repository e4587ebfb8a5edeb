"""Files that come in and go out: read in the background, with progress that people see."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Language
from cda.accounts.tenancy import CityOwned, VisibleManager
from cda.lib.errors import RuleBroken
from strategy.models.document import Strategy, Version


class Import(CityOwned):
    """A document that came in. `content` is the file; `reading` what was found in it.

    `reading` is filled by the worker; nothing reaches the strategy before a person has looked at
    the preview and said yes.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        READ = "read", _("read")
        REFUSED = "refused", _("refused")
        TAKEN = "taken", _("taken over")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    reading = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_read(self) -> bool:
        return self.status == self.Status.READ

    @property
    def is_taken(self) -> bool:
        return self.status == self.Status.TAKEN

    def keep(self, reading: dict[str, Any]) -> None:
        """What the worker found, for a person to look at."""
        self.reading, self.status = reading, self.Status.READ

    def refuse(self, problem: str) -> None:
        """`problem` is a sentence in English, translated when it is shown."""
        self.problem, self.status = problem, self.Status.REFUSED

    def take(self) -> None:
        """A person looked at the preview and said yes."""
        if not self.is_read:
            raise RuleBroken(gettext("This file cannot be taken over: it was not read."))
        self.status, self.taken_at = self.Status.TAKEN, timezone.now()


class Export(CityOwned):
    """A file that somebody asked for, drawn by the worker; `done` of `total` steps so far.

    Without a version it is a draft of the text as it was when the worker read it.
    """

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (.docx)"
        MARKDOWN = "md", "Markdown"
        HTML = "html", "HTML"
        JSON = "json", "JSON"

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="exports")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, related_name="+")
    format = models.CharField(_("format"), max_length=4, choices=Format)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(null=True)
    problem = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.format} {self.language}"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def ending(self) -> str:
        """Markdown with pictures comes as an archive."""
        is_packed = self.format == self.Format.MARKDOWN and bytes(self.content or b"")[:2] == b"PK"
        return "zip" if is_packed else str(self.format)

    def finish(self, content: bytes) -> None:
        self.content, self.status, self.finished_at = content, self.Status.DONE, timezone.now()
        self.done = self.total

    def fail(self, problem: str) -> None:
        """`problem` is a sentence in English, translated when it is shown."""
        self.problem, self.status, self.finished_at = problem, self.Status.FAILED, timezone.now()
