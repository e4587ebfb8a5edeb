"""Structured chapters: rows of named fields where prose is not enough."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.blocks import Block
from strategy.models.document import Strategy


class RegisterRow(CityOwned):
    """One row of a register: a policy, a risk, a layer of governance, a line of the budget.

    `register` names the schema in `strategy.models.register_schemas`; `values` has one entry per
    field of it, as JSON: text, number as text with two places, ISO date, code of a choice.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="register_rows")
    register = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField(default=0)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    class Meta:
        indexes = [models.Index("strategy", "register", name="strategy_registerrow_of")]

    def __str__(self) -> str:
        return f"{self.register} {self.position}"


class Pillar(CityOwned):
    """How the city itself groups the five building blocks. Each block belongs to one pillar."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="pillars")
    title = models.CharField(_("pillar"), max_length=120)
    description = models.CharField(_("what it stands for"), max_length=300, blank=True)
    blocks = ArrayField(models.CharField(max_length=14, choices=Block), default=list)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleManager()

    def __str__(self) -> str:
        return self.title

    @property
    def labels(self) -> list[tuple[str, str]]:
        """(code, name) of its building blocks, in their fixed order."""
        return [(block.value, str(block.label)) for block in Block if block in self.blocks]
