"""Invitations, and the proof of identity asked before a signature."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import City, Form, Language
from cda.accounts.permissions import Role
from cda.lib.errors import RuleBroken
from cda.lib.ids import public_id

VALID_FOR = timedelta(days=7)
STEP_UP_FOR = timedelta(minutes=5)
STEP_UP_CODE_FOR = timedelta(minutes=10)
STEP_UP_TRIES = 3


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime | None = None) -> Self:
        return self.filter(used_at=None, voided_at=None, expires_at__gt=now or timezone.now())


class Invitation(models.Model):
    """A door that opens once, within seven days, for the address it was sent to.

    Only the hash of the token is kept. No city: a part in the programme itself.
    """

    key = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(gettext_lazy("e-mail address"), max_length=254)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    role = models.CharField(max_length=10, choices=Role)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, choices=Language, default=Language.EN)
    form = models.CharField(max_length=10, choices=Form, default=Form.NEUTRAL)
    seat_id = models.BigIntegerField(null=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("email", name="people_invitation_email")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return not self.used_at and not self.voided_at and now < self.expires_at

    def use(self, *, by: models.Model, now: datetime) -> None:
        """Single use. Whoever comes second, late, or with a voided one, is told so."""
        if not self.is_open(now):
            raise RuleBroken(
                _("This invitation was already used, or a newer one was sent, or its 7 days are over.")
            )
        self.used_at, self.used_by_id = now, by.pk

    def void(self, now: datetime) -> None:
        self.voided_at = now


class StepUp(models.Model):
    """A six-digit code sent before a signature: bound to the person and the browser session."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_hash = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=128)
    sent_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "session_hash", name="people_stepup_one_per_session")
        ]

    def __str__(self) -> str:
        return f"step-up of {self.user_id}"

    def may_try(self, now: datetime) -> bool:
        return self.tries < STEP_UP_TRIES and now < self.sent_at + STEP_UP_CODE_FOR

    def is_fresh(self, now: datetime) -> bool:
        return bool(self.proved_at and now < self.proved_at + STEP_UP_FOR)
