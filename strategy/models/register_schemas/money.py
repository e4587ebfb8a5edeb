"""The budget by year and kind, and what could go wrong."""

from django.utils.translation import gettext_lazy as _

from strategy.models.blocks import BudgetKind
from strategy.models.register_schemas.kinds import Choices, Field, Kind, Place, Register
from strategy.models.register_schemas.words import LEVELS, POST_HINT

YEARS: Choices = (("1", _("Year 1")), ("2", _("Year 2")), ("3", _("Year 3")))

BUDGET = Register(
    "budget",
    "P5",
    _("Budget lines"),
    _("Money for each year in people, practice and platform. It stands beside what the"
      " initiatives cost."),
    (
        Field("what", _("What it pays for"), required=True),
        Field("year", _("Year"), Kind.CHOICE, YEARS, required=True),
        Field(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            tuple((kind.value, kind.label) for kind in BudgetKind),
            required=True,
        ),
        Field("source", _("Source of the money")),
        Field("funded", _("Already in the budget"), Kind.YES_NO),
        Field("amount", _("Amount"), Kind.MONEY, required=True, total=True),
    ),
    is_content=True,
    figure="money",
)  # fmt: skip
RISKS = Register(
    "risks",
    "P6",
    _("Risks"),
    _("What could stop the strategy or harm people, how bad it would be, and the answer."),
    (
        Field("risk", _("Risk"), required=True),
        Field(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            (
                ("delivery", _("to the work")),
                ("people", _("to people")),
                ("confidentiality", _("to confidentiality")),
                ("money", _("to the money")),
            ),
            place=Place.UNDER,
        ),
        Field("likelihood", _("Likelihood"), Kind.CHOICE, LEVELS, required=True),
        Field("impact", _("Impact"), Kind.CHOICE, LEVELS, required=True),
        Field("answer", _("What we do about it"), Kind.LONG, required=True),
        Field("post", _("Responsible post"), Kind.POST, hint=POST_HINT),
    ),
    is_content=True,
    figure="heat",
)
REGISTERS = (BUDGET, RISKS)
