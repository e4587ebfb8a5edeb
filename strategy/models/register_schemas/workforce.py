"""Capacity: the people who work with data, what they can do, and how they come and stay."""

from django.utils.translation import gettext_lazy as _

from strategy.models.register_schemas.kinds import Field, Kind, Place, Register
from strategy.models.register_schemas.words import POST_HINT

SKILLS = Register(
    "skills",
    "B4",
    _("Results of the skills survey"),
    _("What share of the staff can do it today, and what share should in three years."),
    (
        Field("skill", _("Skill"), required=True),
        Field("today", _("Today, %"), Kind.NUMBER, required=True),
        Field("target", _("In year 3, %"), Kind.NUMBER),
        Field("asked", _("People asked"), Kind.NUMBER),
    ),
    figure="skills",
)
WORKFORCE = Register(
    "workforce",
    "B4",
    _("Data workforce"),
    _("Roles that work with data: how many people today, how many at the end of the strategy."),
    (
        Field("role", _("Role"), required=True),
        Field("department", _("Department")),
        Field("now", _("People today"), Kind.NUMBER, required=True, total=True),
        Field("target", _("People in year 3"), Kind.NUMBER, required=True, total=True),
        Field("how", _("How the difference is closed"), Kind.LONG, place=Place.UNDER),
    ),
)
TALENT = Register(
    "talent",
    "B4",
    _("Recruit, retain, train"),
    _("What the city does so that people with data skills come, stay and learn."),
    (
        Field("action", _("Action"), required=True),
        Field(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            (
                ("recruit", _("Recruit")),
                ("retain", _("Retain")),
                ("train", _("Train")),
                ("career", _("Career path")),
            ),
            required=True,
        ),
        Field("post", _("Responsible post"), Kind.POST, hint=POST_HINT),
        Field("quarter", _("From"), Kind.QUARTER),
        Field("people", _("People"), Kind.NUMBER, total=True),
        Field("cost", _("Cost in three years"), Kind.MONEY, total=True),
    ),
)
REGISTERS = (SKILLS, WORKFORCE, TALENT)
