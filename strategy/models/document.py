"""The strategy, its life cycle, and its frozen versions."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import Language
from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet
from cda.lib.errors import RuleBroken
from cda.lib.rows import row_of
from cda.lib.states import HasStatus
from cohorts.models import Participation

HORIZON_YEARS = 3
# 36 months, give or take a quarter (BR-18).
USUAL_MONTHS = range(33, 40)


class TextChanged(RuleBroken):
    """What somebody decides about is not the text that they were shown."""


class StrategyQuerySet(VisibleQuerySet["Strategy"]):
    def locked(self, pk: int) -> "Strategy":
        """The strategy, held until the transaction ends. Lock it before anything inside it."""
        return row_of(Strategy, pk, locks=True)


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
        Status.MAYOR_REVIEW: {
            Status.DRAFTING,
            Status.CHANGES_REQUESTED,
            Status.SIGNED,
            Status.AMENDED,
        },
        Status.CHANGES_REQUESTED: {Status.DRAFTING, Status.AMENDED},
        Status.SIGNED: {Status.PUBLISHED, Status.AMENDED},
        Status.PUBLISHED: {Status.IN_IMPLEMENTATION, Status.WITHDRAWN, Status.AMENDED},
        Status.IN_IMPLEMENTATION: {Status.PROGRESS_Y1, Status.WITHDRAWN, Status.AMENDED},
        Status.PROGRESS_Y1: {Status.PROGRESS_Y2},
        Status.PROGRESS_Y2: {Status.PROGRESS_Y3},
        Status.PROGRESS_Y3: {Status.CLOSED, Status.RENEWED},
        Status.AMENDED: {Status.MAYOR_REVIEW, Status.SIGNED, Status.PUBLISHED},
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
    def months(self) -> int:
        """Whole months from the first day to the last one, both included."""
        end = self.ends_on + timedelta(days=1)
        months = (end.year - self.starts_on.year) * 12 + end.month - self.starts_on.month
        return months - (end.day < self.starts_on.day)

    @property
    def has_usual_horizon(self) -> bool:
        return self.months in USUAL_MONTHS

    @property
    def is_open(self) -> bool:
        """May the team write now?"""
        return self.status in {self.Status.DRAFTING, self.Status.AMENDED}

    @property
    def asks_why(self) -> bool:
        """A mayor has signed: whoever writes now says why."""
        return self.status == self.Status.AMENDED

    @property
    def may_be_amended(self) -> bool:
        return self.status in {
            self.Status.SIGNED,
            self.Status.PUBLISHED,
            self.Status.IN_IMPLEMENTATION,
        }

    @property
    def takes_suggestions(self) -> bool:
        """Can the text still become another one before it is signed?"""
        asked = self.status == self.Status.CHANGES_REQUESTED
        return asked or self.is_open or self.may_be_recalled

    @property
    def may_be_recalled(self) -> bool:
        """Is it with somebody else, before the signature?"""
        return self.status in {
            self.Status.COACH_REVIEW,
            self.Status.COACH_CLEARED,
            self.Status.TEAM_FINAL,
            self.Status.MAYOR_REVIEW,
        }

    def require_open(self) -> None:
        if not self.is_open:
            raise RuleBroken(
                _("The strategy cannot be changed while it is “%(status)s”.")
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

    def recall(self, *, was_signed: bool = False) -> None:
        """The lead takes it back to write on, from anywhere before the (next) signature.

        What is signed is not taken back: an amendment is opened, with a reason.
        """
        is_amendment = was_signed and self.may_be_recalled
        self._move(self.Status.AMENDED if is_amendment else self.Status.DRAFTING)

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
            raise RuleBroken(_("Still to be heard: %(names)s.") % {"names": ", ".join(missing)})
        self._move(self.Status.TEAM_FINAL)

    def send_to_mayor(self, *, due_on: date | None) -> None:
        self._move(self.Status.MAYOR_REVIEW)
        self.major, self.minor, self.due_on = self.major + 1, 0, due_on

    def require_waiting_for_mayor(self) -> None:
        """Said kindly to a mayor whose page is older than what the team did since."""
        if self.is_open or self.status == self.Status.CHANGES_REQUESTED:
            raise TextChanged(
                _("The team is working on the text again. Nothing was done: you get a new letter.")
            )
        if self.status != self.Status.MAYOR_REVIEW:
            raise RuleBroken(
                _("This is not waiting for the mayor: it is “%(status)s”.")
                % {"status": self.Status(self.status).label}
            )

    def request_changes(self) -> None:
        self._move(self.Status.CHANGES_REQUESTED)

    def resume(self, *, was_signed: bool = False) -> None:
        """After the mayor asked for changes, the team writes on."""
        self._move(self.Status.AMENDED if was_signed else self.Status.DRAFTING)

    def sign(self, *, shown: str, stored: str, now: str) -> None:
        """Only over the text that the mayor saw: three fingerprints must be the same.

        `shown` came with the form, `stored` is the frozen version's, `now` the text's at this
        moment, computed while nobody else can write.
        """
        if not shown == stored == now:
            raise TextChanged(
                _("The text changed while you were reading it. Nothing was done: read what is new.")
            )
        self._move(self.Status.SIGNED)

    def require_signed(self) -> None:
        if self.status != self.Status.SIGNED:
            raise RuleBroken(
                _("Only a signed strategy can be published. This one is “%(status)s”.")
                % {"status": self.Status(self.status).label}
            )

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
        """Open what was signed: the signature stands until there is a newer one."""
        if self.status in {self.Status.MAYOR_REVIEW, self.Status.CHANGES_REQUESTED}:
            raise RuleBroken(_("Only a strategy that is signed can be amended."))
        self._move(self.Status.AMENDED)

    def resubmit_amendment(self, *, due_on: date | None = None) -> None:
        """What was amended is signed again."""
        self._move(self.Status.MAYOR_REVIEW)
        self.minor, self.due_on = self.minor + 1, due_on

    def end_amendment(self, *, is_public: bool) -> None:
        """Nothing was changed after all: it is what it was before."""
        self._move(self.Status.PUBLISHED if is_public else self.Status.SIGNED)

    def name_state(self) -> None:
        """What stands here now gets a name and a number of its own."""
        self.require_open()
        self.minor += 1


class Version(CityOwned):
    """The whole strategy, frozen: what a coach reviews, and what a mayor signs.

    `content` is the canonical content (see `strategy.models.content`), `sha256` its
    fingerprint in hexadecimal. `whys` says why a change was made, by the change's id. Rows are
    append-only.
    """

    class Reason(models.TextChoices):
        COACH = "coach", gettext_lazy("for the coach")
        MAYOR = "mayor", gettext_lazy("for the mayor")
        TEAM = "team", gettext_lazy("by the team")

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=10)
    reason = models.CharField(max_length=6, choices=Reason)
    name = models.CharField(gettext_lazy("name"), max_length=80, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    whys = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("strategy", "number", name="strategy_version_number")
        ]

    def __str__(self) -> str:
        return self.number

    def require_shown(self, shown: str) -> None:
        """Who answers a version must have been shown this one."""
        if shown != self.sha256:
            raise TextChanged(
                _("The text changed while you were reading it. Nothing was done: read what is new.")
            )
