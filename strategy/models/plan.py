"""The action plan: goals, objectives, initiatives, milestones over twelve quarters; indicators."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.blocks import Aim, Block, BudgetKind, CoreProcess, Purpose
from strategy.models.document import Strategy

QUARTERS = 12
_quarter = [MinValueValidator(0), MaxValueValidator(QUARTERS - 1)]


class Goal(CityOwned):
    """What will be different: a target for the practice and an outcome for residents."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="goals")
    block = models.CharField(_("building block"), max_length=14, choices=Block)
    aim = models.CharField(_("learning aim"), max_length=8, choices=Aim, blank=True)
    purpose = models.CharField(_("use of data"), max_length=12, choices=Purpose, blank=True)
    title = models.CharField(_("goal"), max_length=200)
    practice_target = models.CharField(_("target for the practice"), max_length=300, blank=True)
    resident_outcome = models.CharField(_("outcome for residents"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.title

    @property
    def root_id(self) -> int:
        """The strategy: who writes here holds its lock."""
        return self.strategy_id

    def siblings(self) -> "models.QuerySet[Goal]":
        return Goal.objects.filter(strategy_id=self.strategy_id, block=self.block)


class Objective(CityOwned):
    """A measurable step towards a goal."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="objectives")
    title = models.CharField(_("objective"), max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.title

    @property
    def root_id(self) -> int:
        return self.goal.strategy_id

    def siblings(self) -> "models.QuerySet[Objective]":
        return Objective.objects.filter(goal_id=self.goal_id)


class Initiative(CityOwned):
    """Work with an owner, quarters and a price. Quarters count from 0 at the strategy's start."""

    class Priority(models.IntegerChoices):
        HIGH = 1, _("high")
        MEDIUM = 2, _("medium")
        LOW = 3, _("low")

    class Phase(models.TextChoices):
        """The phases that published roadmaps use."""

        FOUNDATIONS = "foundations", _("Foundations")
        QUICK_WINS = "quick_wins", _("Quick wins")
        EXPANSION = "expansion", _("Expansion")
        OPTIMISATION = "optimisation", _("Optimisation")

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="initiatives")
    title = models.CharField(_("initiative"), max_length=200)
    description = models.TextField(_("description"), blank=True, max_length=3000)
    owner_department = models.CharField(_("department in charge"), max_length=120, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accountable person"),
    )
    support = models.CharField(_("supporting departments"), max_length=200, blank=True)
    partner = models.CharField(_("partner"), max_length=200, blank=True)
    start_quarter = models.PositiveSmallIntegerField(_("from"), default=0, validators=_quarter)
    end_quarter = models.PositiveSmallIntegerField(_("to"), default=3, validators=_quarter)
    first_result_quarter = models.PositiveSmallIntegerField(
        _("first public result"), null=True, blank=True, validators=_quarter
    )
    cost = models.DecimalField(
        _("cost"),
        max_digits=14,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    budget_kind = models.CharField(
        _("kind of cost"), max_length=8, choices=BudgetKind, default=BudgetKind.PRACTICE
    )
    is_funded = models.BooleanField(_("already in the budget"), default=False)
    funding_source = models.CharField(_("source of the money"), max_length=200, blank=True)
    deliverable = models.CharField(_("deliverable"), max_length=300, blank=True)
    depends_on = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("depends on"),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, default=Priority.MEDIUM
    )
    is_quick_win = models.BooleanField(_("quick win"), default=False)
    core_process = models.CharField(
        _("core process"), max_length=12, choices=CoreProcess, blank=True
    )
    section_code = models.CharField(_("section"), max_length=8, blank=True)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, blank=True)
    measured_by = models.ForeignKey(
        "Indicator",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="initiatives",
        verbose_name=_("how we will know"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end_quarter__gte=models.F("start_quarter")),
                name="strategy_initiative_ends_after_start",
                violation_error_message=_("It cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=models.Q(start_quarter__lt=QUARTERS, end_quarter__lt=QUARTERS),
                name="strategy_initiative_in_three_years",
                violation_error_message=_("A strategy has twelve quarters."),
            ),
            models.CheckConstraint(
                condition=models.Q(cost__gte=0), name="strategy_initiative_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def root_id(self) -> int:
        return self.objective.goal.strategy_id

    def siblings(self) -> "models.QuerySet[Initiative]":
        return Initiative.objects.filter(objective_id=self.objective_id)


class Milestone(CityOwned):
    """A point in an initiative's time at which something can be shown."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=200)
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=_quarter)
    position = models.PositiveSmallIntegerField(default=0)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quarter__lt=QUARTERS),
                name="strategy_milestone_in_three_years",
                violation_error_message=_("A strategy has twelve quarters."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Indicator(CityOwned):
    """How we will know: baseline, targets of the three years, source and owner.

    A missing baseline is legal when it says by when there will be one (BR-19).
    """

    class Direction(models.TextChoices):
        UP = "up", _("should rise")
        DOWN = "down", _("should fall")

    class Frequency(models.TextChoices):
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        HALF_YEARLY = "half_yearly", _("every six months")
        YEARLY = "yearly", _("every year")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=200)
    definition = models.TextField(_("definition"), blank=True, max_length=1000)
    formula = models.CharField(_("formula"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    direction = models.CharField(
        _("direction"), max_length=4, choices=Direction, default=Direction.UP
    )
    baseline_value = models.DecimalField(
        _("value today"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    baseline_on = models.DateField(_("measured on"), null=True, blank=True)
    baseline_by = models.DateField(_("or: will be measured by"), null=True, blank=True)
    target_1 = models.DecimalField(
        _("target, year 1"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_2 = models.DecimalField(
        _("target, year 2"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    target_3 = models.DecimalField(
        _("target, year 3"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    frequency = models.CharField(
        _("how often"), max_length=12, choices=Frequency, default=Frequency.QUARTERLY
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who measures it"),
    )
    disaggregation = models.CharField(_("broken down by"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        return self.goal.strategy_id

    def siblings(self) -> "models.QuerySet[Indicator]":
        return Indicator.objects.filter(goal_id=self.goal_id)

    @property
    def has_baseline(self) -> bool:
        return self.baseline_value is not None or self.baseline_by is not None

    @property
    def targets(self) -> list[Decimal | None]:
        """Of the three years, in their order."""
        return [self.target_1, self.target_2, self.target_3]
