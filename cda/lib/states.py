"""The small machine behind every life cycle."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _

from cda.lib.errors import RuleBroken


class HasStatus(models.Model):
    """Declare Status (the choices), MOVES (the legal moves) and a `status` field."""

    Status: ClassVar[type[models.TextChoices]]
    MOVES: ClassVar[Mapping[str, frozenset[str] | set[str]]]
    status: "models.CharField[str, str]"

    class Meta:
        abstract = True

    @property
    def status_label(self) -> str:
        """The status in words. `get_status_display` would translate every other choice as well."""
        return str(self.Status(self.status).label)

    def can_become(self, status: str) -> bool:
        return status in self.MOVES.get(self.status, ())

    def _become(self, status: str) -> None:
        """Change the status in memory. Only the verbs of the model call this."""
        if not self.can_become(status):
            now, then = self.Status(self.status).label, self.Status(status).label
            raise RuleBroken(
                _("What is “%(now)s” cannot become “%(then)s”.") % {"now": now, "then": then}
            )
        self.status = status
