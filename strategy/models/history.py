"""What the strategy said at any moment: paragraphs by their revisions, the rest by these."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.document import Strategy


class PlanRevision(CityOwned):
    """Everything but the paragraphs, as it was after one act. Added to, never changed.

    `content` is the canonical content whose sections have no "blocks" (`strategy.models.content`).
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="plan_revisions")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        indexes = [models.Index("strategy", "saved_at", name="strategy_planrevision_when")]

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.saved_at:%Y-%m-%d %H:%M}"


class LastRead(CityOwned):
    """Until when somebody knows the working text: compared with it is what came after."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="last_reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("strategy", "user", name="strategy_lastread_once")]

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.user_id}"
