"""Words that several registers share."""

from django.utils.translation import gettext_lazy as _

from strategy.models.blocks import Block
from strategy.models.register_schemas.kinds import Choices

BLOCKS: Choices = tuple((block.value, block.label) for block in Block)
POST_HINT = _("The post, not the person: posts outlast people.")
CADENCE: Choices = (
    ("weekly", _("every week")),
    ("fortnightly", _("every two weeks")),
    ("monthly", _("every month")),
    ("quarterly", _("every quarter")),
    ("half_yearly", _("twice a year")),
    ("yearly", _("once a year")),
    ("on_demand", _("when needed")),
)
PHASES: Choices = (
    ("foundations", _("Foundations")),
    ("quick_wins", _("Quick wins")),
    ("expansion", _("Expansion")),
    ("optimisation", _("Optimisation")),
)
LEVELS: Choices = (("1", _("low")), ("2", _("medium")), ("3", _("high")))
AUDIENCES: Choices = (
    ("residents", _("Residents")),
    ("staff", _("City staff")),
    ("council", _("The council")),
    ("media", _("The press")),
    ("partners", _("Partners")),
)
