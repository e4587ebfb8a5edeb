"""Governance, quality, use: who decides, how data is divided and kept, what it is used for."""

from django.utils.translation import gettext_lazy as _

from strategy.models.register_schemas.kinds import Choices, Field, Kind, Place, Register
from strategy.models.register_schemas.words import CADENCE, PHASES, POST_HINT

# Who does what in a decision, in four words.
PARTS: Choices = (
    ("decides", _("decides")),
    ("prepares", _("prepares")),
    ("asked", _("is asked")),
    ("told", _("is told")),
)
DECISIONS: Choices = (
    ("priorities", _("Priorities of the strategy")),
    ("policies", _("Policies and standards")),
    ("sharing", _("Access and sharing")),
    ("quality", _("Quality of registers")),
    ("ai", _("Uses of artificial intelligence")),
    ("money", _("Money and posts")),
)

PART_HINT = _("What this body does when this is decided.")

LAYERS = Register(
    "layers",
    "B1",
    _("Layers of governance"),
    _("From the mayor to those who keep the registers: who meets, how often, who decides what."),
    (
        Field("body", _("Body or layer"), required=True),
        Field(
            "members",
            _("Members, by post"),
            Kind.LONG,
            required=True,
            hint=_("One post in each line. The first one leads."),
        ),
        Field("cadence", _("Meets"), Kind.CHOICE, CADENCE),
        Field("reports_to", _("Reports to"), Kind.ROW),
        *(
            Field(f"on_{code}", label, Kind.CHOICE, PARTS, place=Place.ELSEWHERE, hint=PART_HINT)
            for code, label in DECISIONS
        ),
    ),
    figure="organisation",
)
ROLES = Register(
    "roles",
    "B1",
    _("Roles"),
    _("The roles that the city names, and what is expected of each."),
    (
        Field("role", _("Role"), required=True),
        Field("post", _("Post that has it"), Kind.POST, hint=POST_HINT),
        Field("duties", _("What is expected"), Kind.LONG, required=True),
        Field("count", _("How many"), Kind.NUMBER),
    ),
)
DISAGGREGATION = Register(
    "disaggregation",
    "B2",
    _("Standard for disaggregated data"),
    _("Which datasets are divided by group, when, and from which size a group may be shown."),
    (
        Field("dataset", _("Dataset"), required=True),
        Field(
            "by",
            _("Divided by"),
            Kind.CHOICES,
            (
                ("sex", _("sex and gender")),
                ("age", _("age")),
                ("place", _("neighbourhood")),
                ("disability", _("disability")),
                ("origin", _("ethnic origin")),
                ("income", _("income")),
                ("language", _("language")),
                ("migration", _("migration status")),
            ),
            required=True,
        ),
        Field("when", _("When it is divided"), Kind.CHOICE, CADENCE),
        Field(
            "threshold",
            _("Smallest group shown"),
            Kind.NUMBER,
            required=True,
            hint=_("A smaller group is not published: people could be recognised."),
        ),
        Field("care", _("How privacy is kept"), Kind.LONG, place=Place.UNDER),
    ),
)
PLATFORM = Register(
    "platform",
    "B2",
    _("Plan of the data platform"),
    _("Each part of the platform: what exists, what is chosen, when it comes and what it costs."),
    (
        Field("component", _("Component"), required=True),
        Field(
            "option",
            _("Option"),
            Kind.CHOICE,
            (
                ("keep", _("keep what there is")),
                ("extend", _("extend what there is")),
                ("open", _("open-source software")),
                ("buy", _("buy")),
                ("build", _("build")),
                ("share", _("share with others")),
            ),
            required=True,
        ),
        Field("phase", _("Phase"), Kind.CHOICE, PHASES),
        Field("reason", _("Why, and what it replaces"), Kind.LONG, place=Place.UNDER),
        Field("quarter", _("Ready in"), Kind.QUARTER),
        Field("cost", _("Cost in three years"), Kind.MONEY, total=True),
    ),
)
USE_CASES = Register(
    "use_cases",
    "B3",
    _("Priority use cases"),
    _("Questions that data will answer first, and who decides by the answer."),
    (
        Field("question", _("Question"), required=True),
        Field("decision", _("Decision that it changes"), Kind.LONG, required=True),
        Field("post", _("Who decides"), Kind.POST, hint=POST_HINT),
        Field("data", _("Data it needs"), place=Place.UNDER),
        Field("ai", _("Uses artificial intelligence"), Kind.YES_NO),
        Field("quarter", _("First answer"), Kind.QUARTER),
    ),
)
REGISTERS = (LAYERS, ROLES, DISAGGREGATION, PLATFORM, USE_CASES)
