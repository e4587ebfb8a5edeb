"""Pictures that stand in the text. Their bytes live behind the wall like the words around them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.document import Strategy


class Picture(CityOwned):
    """One picture, drawn anew by us when it came in: no data of a camera, no hidden content.

    The text names it as `picture:<key>`. `sha256` of the bytes belongs to the signed content.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="pictures")
    content = models.BinaryField()
    media_type = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("strategy", "sha256", name="strategy_picture_once")]

    def __str__(self) -> str:
        return self.key
