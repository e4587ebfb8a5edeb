"""Reading and answering: the coach's review, comments, the team's yes, the mayor's wishes."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet
from strategy.models.blocks import Block
from strategy.models.document import Strategy, Version
from strategy.models.section import Section

SLA_DAYS = 5
SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """The day that lies `count` working days later. Weekends do not count; holidays do."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


class Review(CityOwned):
    """A coach reads a frozen version, and returns or clears it."""

    class Verdict(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RETURNED = "returned", _("returned")
        CLEARED = "cleared", _("cleared")
        RECALLED = "recalled", _("taken back by the city")

    # What a coach confirms before a strategy goes on (BR-21).
    CHECKLIST: ClassVar = {
        "blocks": _("All five building blocks are there and fit together."),
        "trio": _("Disaggregation standard, data-workforce plan and platform plan are there."),
        "ai": _("The city says how it uses artificial intelligence, and how not."),
        "engagement": _("There is evidence of who was heard and what changed because of it."),
        "budget": _("The budget is realistic."),
        "policies": _("Policies to create or change are listed."),
        "monitoring": _("It says who watches progress, how often, and who is told."),
    }

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="reviews")
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.WAITING)
    checklist = models.JSONField(default=list)
    note = models.TextField(_("note to the team"), blank=True, max_length=3000)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.verdict}"

    def decide(self, verdict: str, *, by: models.Model, note: str, now: datetime) -> None:
        self.verdict, self.note, self.decided_at = verdict, note, now
        self.reviewer_id = by.pk


class CommentQuerySet(VisibleQuerySet["Comment"]):
    def unresolved(self) -> Self:
        return self.filter(resolved_at=None, parent=None)

    def of_round(self, review: Review, coaches: Collection[int]) -> Self:
        """What the coaches have asked for since they were given this version."""
        return self.unresolved().filter(
            section__strategy=review.strategy_id,
            author__in=coaches,
            written_at__gte=review.asked_at,
        )


class Comment(CityOwned):
    """A remark on a paragraph, or on some words of it.

    Found again by the paragraph's id and the words quoted; `quote_before` and `quote_after` are
    the words around a selection, empty where the whole paragraph is meant.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    block_id = models.CharField(max_length=22, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    quote_before = models.CharField(max_length=60, blank=True)
    quote_after = models.CharField(max_length=60, blank=True)
    text = models.TextField(_("comment"), max_length=3000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("section", "resolved_at", name="strategy_comment_open")]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    def resolve(self, *, by: models.Model) -> None:
        self.resolved_at, self.resolved_by_id = timezone.now(), by.pk

    def reopen(self) -> None:
        self.resolved_at, self.resolved_by_id = None, None


class Agreement(CityOwned):
    """A team member says yes to the cleared version, or writes down why not."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="agreements")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    note = models.TextField(_("what you would have written differently"), blank=True)
    said_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("version", "user", name="strategy_agreement_once"),
            models.CheckConstraint(
                condition=models.Q(agrees=True) | ~models.Q(note=""),
                name="strategy_agreement_dissent_says_why",
                violation_error_message=_("Say what you disagree with."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.agrees}"


class ChangeRequest(CityOwned):
    """What the mayor, or the delegate in the mayor's name, wants changed."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="change_requests")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="change_requests")
    text = models.TextField(_("what should change?"), max_length=5000)
    blocks = ArrayField(models.CharField(max_length=14, choices=Block), default=list, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.strategy_id} {self.asked_at:%Y-%m-%d}"

    @property
    def block_labels(self) -> list[str]:
        return [str(Block(block).label) for block in self.blocks]


class Reading(CityOwned):
    """Which version a reader last saw: the next brief says what changed since then."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("version", "user", name="strategy_reading_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.version_id}"
