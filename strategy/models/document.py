"""The strategy and its text: sections of paragraphs with stable ids, and frozen versions."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import Language
from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cda.lib.errors import RuleBroken
from cda.lib.states import HasStatus
from cohorts.models import Participation
from strategy.models.blocks import Block, Level

HORIZON_YEARS = 3


class StrategyQuerySet(VisibleQuerySet["Strategy"]):
    def locked(self, pk: int) -> "Strategy":
        """The strategy, held until the transaction ends. Lock it before anything inside it."""
        return self.select_for_update().get(pk=pk)


class Strategy(CityOwned, HasStatus):
    """The promise of one city: five building blocks, three years, one mayor's name."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", gettext_lazy("Not started")
        DRAFTING = "drafting", gettext_lazy("Drafting")
        COACH_REVIEW = "coach_review", gettext_lazy("Coach review")
        COACH_CLEARED = "coach_cleared", gettext_lazy("Cleared by the coach")
        TEAM_FINAL = "team_final", gettext_lazy("Team final")
        MAYOR_REVIEW = "mayor_review", gettext_lazy("Mayor review")
        CHANGES_REQUESTED = "changes_requested", gettext_lazy("Changes requested")
        SIGNED = "signed", gettext_lazy("Signed")
        PUBLISHED = "published", gettext_lazy("Published")
        WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
        IN_IMPLEMENTATION = "in_implementation", gettext_lazy("In implementation")
        PROGRESS_Y1 = "progress_y1", gettext_lazy("Progress, year 1")
        PROGRESS_Y2 = "progress_y2", gettext_lazy("Progress, year 2")
        PROGRESS_Y3 = "progress_y3", gettext_lazy("Progress, year 3")
        CLOSED = "closed", gettext_lazy("Closed")
        RENEWED = "renewed", gettext_lazy("Renewed")
        AMENDED = "amended", gettext_lazy("Amended")

    MOVES: ClassVar = {
        Status.NOT_STARTED: {Status.DRAFTING},
        Status.DRAFTING: {Status.COACH_REVIEW},
        Status.COACH_REVIEW: {Status.DRAFTING, Status.COACH_CLEARED},
        Status.COACH_CLEARED: {Status.DRAFTING, Status.TEAM_FINAL},
        Status.TEAM_FINAL: {Status.DRAFTING, Status.MAYOR_REVIEW},
        Status.MAYOR_REVIEW: {Status.DRAFTING, Status.CHANGES_REQUESTED, Status.SIGNED},
        Status.CHANGES_REQUESTED: {Status.DRAFTING},
        Status.SIGNED: {Status.PUBLISHED, Status.AMENDED},
        Status.PUBLISHED: {Status.IN_IMPLEMENTATION, Status.WITHDRAWN, Status.AMENDED},
        Status.IN_IMPLEMENTATION: {Status.PROGRESS_Y1, Status.WITHDRAWN, Status.AMENDED},
        Status.PROGRESS_Y1: {Status.PROGRESS_Y2},
        Status.PROGRESS_Y2: {Status.PROGRESS_Y3},
        Status.PROGRESS_Y3: {Status.CLOSED, Status.RENEWED},
        Status.AMENDED: {Status.MAYOR_REVIEW},
    }

    class Mode(models.TextChoices):
        NEW = "new", gettext_lazy("new")
        REFINE = "refine", gettext_lazy("refines an existing one")

    participation = models.OneToOneField(
        Participation, on_delete=models.PROTECT, related_name="strategy"
    )
    title = models.CharField(gettext_lazy("title"), max_length=160)
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.NEW)
    language = models.CharField(
        gettext_lazy("language of the text"), max_length=5, choices=Language
    )
    starts_on = models.DateField(gettext_lazy("first day"))
    ends_on = models.DateField(gettext_lazy("last day"))
    status = models.CharField(max_length=18, choices=Status, default=Status.NOT_STARTED)
    status_since = models.DateTimeField(default=timezone.now)
    major = models.PositiveSmallIntegerField(default=0)
    minor = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField(gettext_lazy("decide by"), null=True, blank=True)
    cover_sentence = models.CharField(
        gettext_lazy("one sentence for the mayor"), max_length=300, blank=True
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="strategy_strategy_ends_after_start",
                violation_error_message=gettext_lazy("The last day comes after the first."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def period(self) -> str:
        return f"{self.starts_on.year}–{self.ends_on.year}"

    @property
    def is_open(self) -> bool:
        """May the team write now?"""
        return self.status == self.Status.DRAFTING

    def require_open(self) -> None:
        if not self.is_open:
            raise RuleBroken(
                _("The text is closed while it is “%(status)s”. Your text is kept below.")
                % {"status": self.Status(self.status).label}
            )

    def _move(self, status: str) -> None:
        self._become(status)
        self.status_since = timezone.now()

    def start(self) -> None:
        self._move(self.Status.DRAFTING)

    def send_to_coach(self, gaps: list[str]) -> None:
        """`gaps` are the sentences of `strategy.models.readiness.gaps`: none may be left."""
        if gaps:
            raise RuleBroken(
                _("Not yet: %(gap)s (%(count)s to mend in all)")
                % {"gap": gaps[0], "count": len(gaps)}
            )
        self._move(self.Status.COACH_REVIEW)
        self.minor += 1

    def recall(self) -> None:
        """The lead takes it back to write on, from anywhere before the signature."""
        self._move(self.Status.DRAFTING)

    def return_to_team(self, open_comments: int) -> None:
        if not open_comments:
            raise RuleBroken(_("Write at least one comment before you return the strategy."))
        self._move(self.Status.DRAFTING)

    def clear(self, unchecked: int) -> None:
        """The coach's checklist (BR-21) must be complete."""
        if unchecked:
            raise RuleBroken(_("Tick every point of the checklist before you clear the strategy."))
        self._move(self.Status.COACH_CLEARED)

    def finish_by_team(self, missing: list[str]) -> None:
        """Every active member has said "agree", or has written down why not."""
        if missing:
            raise RuleBroken(
                _("Still to be heard: %(names)s.") % {"names": ", ".join(missing)}
            )
        self._move(self.Status.TEAM_FINAL)

    def send_to_mayor(self, *, due_on: date | None) -> None:
        self._move(self.Status.MAYOR_REVIEW)
        self.major, self.minor, self.due_on = self.major + 1, 0, due_on

    def request_changes(self) -> None:
        self._move(self.Status.CHANGES_REQUESTED)

    def resume(self) -> None:
        """After the mayor asked for changes, the team writes on."""
        self._move(self.Status.DRAFTING)

    def sign(self, *, shown: str, stored: str, now: str) -> None:
        """Only over the text that the mayor saw: three fingerprints must be the same.

        `shown` came with the form, `stored` is the frozen version's, `now` the text's at this
        moment, computed while nobody else can write.
        """
        if not shown == stored == now:
            raise RuleBroken(
                _("The text changed while you were reading. Nothing was signed: please read it again.")
            )
        self._move(self.Status.SIGNED)

    def publish(self, keys: set[str]) -> None:
        """Two keys: the city's lead and the programme's staff (BR-35)."""
        if not {"city", "programme"} <= keys:
            raise RuleBroken(_("Publishing needs two keys: the city lead’s and the programme’s."))
        self._move(self.Status.PUBLISHED)

    def withdraw(self, reason: str) -> None:
        self._move(self.Status.WITHDRAWN)
        self.withdrawn_reason = reason

    def start_implementation(self) -> None:
        self._move(self.Status.IN_IMPLEMENTATION)

    def report_progress(self, year: int) -> None:
        """Year 1, 2 or 3 of the signed plan."""
        self._move(f"progress_y{year}")

    def close(self) -> None:
        self._move(self.Status.CLOSED)

    def renew(self) -> None:
        self._move(self.Status.RENEWED)

    def amend(self) -> None:
        self._move(self.Status.AMENDED)

    def resubmit_amendment(self) -> None:
        """An addendum that matters is signed again."""
        self._move(self.Status.MAYOR_REVIEW)
        self.minor += 1


class Section(CityOwned, HasStatus):
    """One section of the catalogue in one strategy.

    `blocks` is a list of {"id": str, "html": str}: one paragraph, list, table or heading each,
    sanitised, with an id that stays the same while its words change. `version` counts the saves.
    """

    class Status(models.TextChoices):
        EMPTY = "empty", gettext_lazy("Not started")
        DRAFTING = "drafting", gettext_lazy("In progress")
        READY = "ready", gettext_lazy("Ready for review")
        COMMENTED = "commented", gettext_lazy("Changes asked")
        ACCEPTED = "accepted", gettext_lazy("Done")

    MOVES: ClassVar = {
        Status.EMPTY: {Status.DRAFTING},
        Status.DRAFTING: {Status.EMPTY, Status.READY, Status.COMMENTED},
        Status.READY: {Status.DRAFTING, Status.COMMENTED, Status.ACCEPTED},
        Status.COMMENTED: {Status.DRAFTING, Status.READY},
        Status.ACCEPTED: {Status.DRAFTING, Status.COMMENTED},
    }

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=8)
    level = models.CharField(max_length=1, choices=Level)
    block = models.CharField(max_length=14, choices=Block, blank=True)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(gettext_lazy("title"), max_length=160, blank=True)
    is_hidden = models.BooleanField(default=False)
    blocks = models.JSONField(default=list)
    words = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.EMPTY)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    touched_at = models.DateTimeField(null=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("strategy", "position", name="strategy_section_position"),
        ]

    def __str__(self) -> str:
        return f"{self.strategy_id}/{self.code}"

    def write(self, blocks: list[dict[str, Any]], words: int, *, by: models.Model) -> None:
        """Put new text in. The status follows: text makes it begun, none makes it empty."""
        self.blocks, self.words = blocks, words
        self.version += 1
        self.touched_at, self.touched_by_id = timezone.now(), by.pk
        if words and self.status != self.Status.DRAFTING:
            if self.status != self.Status.COMMENTED:
                self._become(self.Status.DRAFTING)
        elif not words and self.status != self.Status.EMPTY:
            if self.status != self.Status.DRAFTING:
                self._become(self.Status.DRAFTING)
            self._become(self.Status.EMPTY)

    def declare_ready(self) -> None:
        """Said by a person: the app never invents progress."""
        if not self.words:
            raise RuleBroken(_("There is no text in this section yet."))
        self._become(self.Status.READY)

    def declare_unfinished(self) -> None:
        self._become(self.Status.DRAFTING)

    def ask_changes(self) -> None:
        self._become(self.Status.COMMENTED)

    def accept(self) -> None:
        self._become(self.Status.ACCEPTED)

    @property
    def is_declared_ready(self) -> bool:
        return self.status in {self.Status.READY, self.Status.ACCEPTED}

    def quiet_days(self, now: datetime) -> int | None:
        return (now - self.touched_at).days if self.touched_at else None


class SectionRevision(CityOwned):
    """Every text that was ever acknowledged. Added to, never changed."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    blocks = models.JSONField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField(default=timezone.now)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("section", "number", name="strategy_sectionrevision_once")
        ]

    def __str__(self) -> str:
        return f"{self.section_id}/{self.number}"


class Version(CityOwned):
    """The whole strategy, frozen: what a coach reviews, and what a mayor signs.

    `content` is the canonical content (see `strategy.models.content`), `sha256` its
    fingerprint in hexadecimal. Rows are append-only.
    """

    class Reason(models.TextChoices):
        COACH = "coach", gettext_lazy("for the coach")
        MAYOR = "mayor", gettext_lazy("for the mayor")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=10)
    reason = models.CharField(max_length=6, choices=Reason)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("strategy", "number", name="strategy_version_number")
        ]

    def __str__(self) -> str:
        return self.number
