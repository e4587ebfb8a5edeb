"""What somebody who may not write proposes to be written; and who was called to a remark."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.review import Comment
from strategy.models.section import Section


class Suggestion(CityOwned):
    """A paragraph as somebody would write it. Accepted, it keeps its author's name in history.

    `block_id` is the paragraph it concerns, or the one it follows ("" at the top); `base_html`
    what that paragraph said when the suggestion was written.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("change")
        INSERT = "insert", _("new paragraph")
        REMOVE = "remove", _("remove")

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="suggestions")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.CHANGE)
    block_id = models.CharField(max_length=22, blank=True)
    base_html = models.TextField(blank=True)
    html = models.TextField(blank=True)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = VisibleManager()

    class Meta:
        indexes = [models.Index("section", "verdict", name="strategy_suggestion_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.section_id}"


class Mention(CityOwned):
    """Somebody was named in a remark. One row per person, however often and by what name."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("comment", "user", name="strategy_mention_once")]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.user_id}"
