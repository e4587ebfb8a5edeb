"""The coach's private note: a secret, so it is a table of its own, with its own wall."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cda.accounts.permissions import Permission
from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cda.lib.errors import RuleBroken
from coaching.models.log import CoachingLog

if TYPE_CHECKING:
    from cda.accounts.access import Access

GLASS_FOR = timedelta(minutes=60)


class PrivateNoteQuerySet(VisibleQuerySet["PrivateNote"]):
    def visible_to(self, access: "Access") -> Self:
        """Only coaches, of these cities; administrators come through `GlassBreak`."""
        visible = super().visible_to(access)
        if access.may(Permission.NOTE_READ) or access.may(Permission.NOTE_BREAK_GLASS):
            return visible
        return visible.none()


class PrivateNote(CityOwned):
    """What a coach tells the other coaches of this city, and nobody else (BR-8).

    The wall asks the database who is reading: an assigned coach of the city today, or an
    administrator whose break-glass is on record and still open.
    """

    log = models.OneToOneField(CoachingLog, on_delete=models.CASCADE, related_name="private_note")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("private note"))
    written_at = models.DateTimeField(default=timezone.now)

    objects = PrivateNoteQuerySet.as_manager()

    def __str__(self) -> str:
        return f"private note {self.pk}"

    def require_author(self, user: models.Model) -> None:
        if user.pk != self.author_id:
            raise RuleBroken(_now("A private note is changed only by the coach who wrote it."))

    def rewrite(self, text: str) -> None:
        self.text, self.written_at = text, timezone.now()


class GlassBreakQuerySet(VisibleQuerySet["GlassBreak"]):
    def open(self, now: datetime) -> Self:
        return self.filter(expires_at__gt=now)


class GlassBreak(CityOwned):
    """An administrator opened the private notes of a city, for a reason, for an hour."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    broken_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = GlassBreakQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.broken_at:%Y-%m-%d %H:%M}"
