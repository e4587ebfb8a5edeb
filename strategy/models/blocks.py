"""The fixed vocabularies of a strategy."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """The five building blocks, in their fixed order."""

    GOVERNANCE = "governance", _("Governance")
    QUALITY = "quality", _("Quality")
    USE = "use", _("Use")
    CAPACITY = "capacity", _("Capacity")
    TRANSPARENCY = "transparency", _("Transparency")


class Aim(models.TextChoices):
    """The three learning aims of the Accelerator."""

    LEAD = "lead", _("Lead confidently with data")
    INVEST = "invest", _("Invest in the right people, practices and platforms")
    EMPOWER = "empower", _("Empower people to be part of the solution")


class Purpose(models.TextChoices):
    """The four uses of data that the programme names."""

    DECIDE = "decide", _("Inform decisions")
    TRANSFORM = "transform", _("Transform systems")
    UNDERSTAND = "understand", _("Understand impact")
    COMMUNICATE = "communicate", _("Communicate results")


class CoreProcess(models.TextChoices):
    HR = "hr", _("Human resources")
    PROCUREMENT = "procurement", _("Procurement")
    BUDGET = "budget", _("Budget")


class BudgetKind(models.TextChoices):
    PEOPLE = "people", _("People")
    PRACTICE = "practice", _("Practice")
    PLATFORM = "platform", _("Platform")


class Level(models.TextChoices):
    """How much a section is expected: without the required ones nothing goes to the coach."""

    REQUIRED = "R", _("Required")
    SUGGESTED = "S", _("Suggested")
    OPTIONAL = "O", _("Optional")
