"""What a claim rests on."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.document import Strategy
from strategy.models.section import Section


class Citation(CityOwned):
    """A paragraph cites a session, a dataset, a survey, a file or a decision.

    `target` is the public key of a session of the city, where it is one; `url` leads elsewhere.
    `content` holds the bytes of a file that was added, at most a few megabytes.
    """

    class Kind(models.TextChoices):
        SESSION = "session", _("session")
        DATASET = "dataset", _("dataset")
        SURVEY = "survey", _("survey")
        FILE = "file", _("file")
        DECISION = "decision", _("decision")
        LINK = "link", _("web page")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="citations")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="citations")
    block_id = models.CharField(max_length=22, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    kind = models.CharField(_("kind of evidence"), max_length=8, choices=Kind)
    title = models.CharField(_("name"), max_length=200)
    detail = models.CharField(_("what it shows"), max_length=500, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    target = models.CharField(max_length=22, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        indexes = [models.Index("section", "block_id", name="strategy_citation_place")]

    def __str__(self) -> str:
        return self.title
