"""The signature, the document drawn from it, and what the world may check."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Language, Paper
from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet
from cohorts.models import MayoralTerm
from strategy.models.document import Strategy, Version


class Signature(CityOwned):
    """One mayor, one version, one time. Append-only; the evidence is kept with it.

    Names and titles are as they were on the day: they outlive elections (BR-17).
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="signatures")
    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="signature")
    term = models.ForeignKey(MayoralTerm, on_delete=models.PROTECT, related_name="signatures")
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    record = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    commitment = models.TextField()
    language = models.CharField(max_length=5, choices=Language)
    sha256 = models.CharField(max_length=64)
    identified_by = models.CharField(max_length=20)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, blank=True)
    zone = models.CharField(max_length=40)
    signed_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.record


class DocumentQuerySet(VisibleQuerySet["Document"]):
    def of(self, version: Version, language: str, paper: str) -> Self:
        return self.filter(version=version, language=language, paper=paper)

    def keep(self, document: "Document") -> "Document":
        """The first drawing stays. A second one of the same pages is thrown away."""
        self.bulk_create([document], ignore_conflicts=True)
        return self.of(document.version, document.language, document.paper).get()


class Document(CityOwned):
    """A PDF of one version in one language and on one paper: drawn once, then always this one."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="documents")
    language = models.CharField(max_length=5, choices=Language)
    paper = models.CharField(max_length=6, choices=Paper)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(default=0)
    drawn_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("version", "language", "paper", name="strategy_document_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.language} {self.paper}"

    @property
    def size(self) -> int:
        return len(self.content)


class PublicRecord(CityOwned):
    """What anybody may read of a signature, without signing in: nothing of the text.

    Everybody sees the rows; only inside their own city can they be written.
    """

    record = models.CharField(max_length=24, unique=True)
    city_name = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=12)
    number = models.CharField(max_length=10)
    signer_title = models.JSONField(default=dict)
    signer_name = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField()
    zone = models.CharField(max_length=40)
    content_sha256 = models.CharField(max_length=64)
    document_sha256 = models.CharField(max_length=64, blank=True)
    chain_seq = models.BigIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True)
    superseded_by = models.CharField(max_length=24, blank=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.record

    @classmethod
    def found_by(cls, typed: str) -> "PublicRecord | None":
        """By its number, or by the fingerprint of the file. Anybody may ask."""
        is_file = models.Q(document_sha256=typed.lower()) & ~models.Q(document_sha256="")
        return cls.objects.filter(models.Q(record=typed.upper()) | is_file).first()

    @property
    def is_current(self) -> bool:
        return not self.superseded_by and not self.withdrawn_at


class PublishingKey(CityOwned):
    """One of the two keys that publishing needs: the city's, or the programme's (BR-35)."""

    class Side(models.TextChoices):
        CITY = "city", _("the city lead")
        PROGRAMME = "programme", _("the programme")

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="keys")
    side = models.CharField(max_length=10, choices=Side)
    turned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    turned_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("strategy", "side", name="strategy_publishingkey_once")
        ]

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.side}"
