"""Who is writing where: a soft lock that is renewed, runs out, and can be asked for."""

from django.conf import settings
from django.db import models

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.section import Section


class Presence(CityOwned):
    """Somebody has the editor of a section open; seen last at this moment."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("section", "user", name="strategy_presence_once")]

    def __str__(self) -> str:
        return f"{self.section_id} {self.user_id}"


class Lease(CityOwned):
    """The pen of a section: one person holds it, until it is not renewed any more.

    It warns, it never forbids: a save over somebody else's pen is caught by the version.
    """

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.section_id} {self.holder_id}"
