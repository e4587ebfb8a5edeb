"""The outbox: what shall be mailed, to whom, and what became of it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> Self:
        return self.filter(status=Letter.Status.DUE, send_after__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Claimed by a worker that never came back to say what happened."""
        return self.filter(status=Letter.Status.SENDING, lease_until__lt=now)

    def held(self, letter: "Letter") -> Self:
        """This letter, as long as it is under the lease that `letter` was read with.

        Every claim has a later lease: whoever comes late, finds nothing here to change.
        """
        return self.filter(
            pk=letter.pk, status=Letter.Status.SENDING, lease_until=letter.lease_until
        )


class Letter(models.Model):
    """One mail to one person, planted in the transaction that causes it.

    `key` makes planting it twice harmless: `strategy_signed:<version>:<user>`. The text is
    composed when the letter is claimed, so it says what is true then; letters whose text must
    be fixed at once (a sign-in code) carry it, and lose it when they are settled.
    `city_key` is the city's id, or 0 for mail that belongs to no city.
    """

    class Status(models.TextChoices):
        DUE = "due", _("due")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        MOOT = "moot", _("no longer needed")
        UNCERTAIN = "uncertain", _("uncertain")
        DEAD = "dead", _("could not be sent")

    city_key = models.BigIntegerField(default=0)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    target_id = models.BigIntegerField(default=0)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    send_after = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Status, default=Status.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    planted_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("status", "send_after", name="outbox_letter_due")]

    def __str__(self) -> str:
        return self.key


class DemoMessage(models.Model):
    """What the demonstration's mail server received: shown in the app instead of being sent."""

    message_id = models.CharField(max_length=255, unique=True)
    recipient = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()
    received_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.subject
