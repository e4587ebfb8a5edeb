"""The strategy in other languages: paragraph by paragraph, each bound to what it translates."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Language
from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.document import Strategy


class Translation(CityOwned):
    """One translated text. Added to, never changed: the newest of a unit counts.

    `unit` names the place in the canonical content (`section:<key>:<block id>`,
    `initiative:<key>:title`); `source_sha256` is the fingerprint of what was translated, so that
    a changed source is seen and no translation is ever overwritten.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5, choices=Language)
    unit = models.CharField(max_length=90)
    text = models.TextField()
    source = models.TextField()
    source_sha256 = models.CharField(max_length=64)
    is_draft = models.BooleanField(_("made by a machine, not confirmed yet"), default=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["strategy", "language", "unit", "-id"], name="strategy_translation_newest"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.unit}"


class Term(CityOwned):
    """A word of the city's glossary: what it is called in each language, and what it means."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="terms")
    en = models.CharField(_("in English"), max_length=120, blank=True)
    es = models.CharField(_("in Spanish"), max_length=120, blank=True)
    pt_br = models.CharField(_("in Portuguese"), max_length=120, blank=True)
    meaning = models.CharField(_("what it means here"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.en or self.es or self.pt_br
