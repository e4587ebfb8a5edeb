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
# A second tap on "Start", or the same form asked again after a lost connection.
REPEAT_FOR = timedelta(minutes=5)


class Proof(models.TextChoices):
    """How somebody showed, minutes before signing, that it is them."""

    CODE = "code", gettext_lazy("a code sent by e-mail")
    TOTP = "totp", gettext_lazy("an authenticator app")
    WEBAUTHN = "webauthn", gettext_lazy("a passkey")
    RECOVERY_CODES = "recovery_codes", gettext_lazy("a recovery code")
    DEMO = "demo", gettext_lazy("nothing: this is a demonstration")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def standing(self) -> Self:
        """Neither used nor voided, whether or not their time is over."""
        return self.filter(used_at=None, voided_at=None)

    def open(self, now: datetime | None = None) -> Self:
        return self.standing().filter(expires_at__gt=now or timezone.now())

    def like(self, invitation: "Invitation") -> Self:
        """Those to the same address for the same part."""
        return self.filter(email=invitation.email, role=invitation.role, city_id=invitation.city_id)

    def held(self, token_hash: str) -> "Invitation | None":
        """The one that this token opens, whatever became of it."""
        return self.select_related("city", "invited_by").filter(token_hash=token_hash).first()

    def locked(self, token_hash: str) -> "Invitation | None":
        """The same, held until the transaction ends."""
        return self.select_for_update().filter(token_hash=token_hash).first()

    def over(self, now: datetime) -> Self:
        """Those that will never open again, not even for the same form sent twice."""
        return self.exclude(used_at=None, voided_at=None, expires_at__gt=now).exclude(
            used_at__gt=now - REPEAT_FOR
        )


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
    once = models.CharField(max_length=64, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("email", name="people_invitation_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role", "city"],
                condition=models.Q(used_at=None, voided_at=None),
                nulls_distinct=False,
                name="people_invitation_one_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return not self.used_at and not self.voided_at and now < self.expires_at

    def is_repeat(self, once: str, now: datetime) -> bool:
        """Is this the very form that used it, sent a second time just now?"""
        return bool(
            once and self.used_at and self.once == once[:64] and now < self.used_at + REPEAT_FOR
        )

    def is_for(self, user: models.Model) -> bool:
        return str(getattr(user, "email", "")).lower() == self.email

    def require_open(self, now: datetime) -> None:
        """Whoever comes second, late, or with a voided one, is told so."""
        if not self.is_open(now):
            raise RuleBroken(closed())

    def use(self, *, by: models.Model, now: datetime, once: str = "") -> None:
        """Single use."""
        self.require_open(now)
        self.used_at, self.used_by_id, self.once = now, by.pk, once[:64]

    def void(self, now: datetime) -> None:
        self.voided_at = now


def closed() -> str:
    """The same words for a used, voided, expired or invented link: it tells nothing."""
    return _("This invitation is not open. Links work once and last 7 days. Ask for a new one.")


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
