"""Rules, follow-up, communication, continuity, datasets and projects."""

from django.utils.translation import gettext_lazy as _

from strategy.models.register_schemas.kinds import Choices, Field, Kind, Place, Register
from strategy.models.register_schemas.words import AUDIENCES, CADENCE, POST_HINT

INSTRUMENTS: Choices = (
    ("executive_order", _("Executive order")),
    ("decree", _("Decree")),
    ("ordinance", _("Ordinance")),
    ("resolution", _("Resolution of the council")),
    ("council_policy", _("Policy of the council")),
    ("administrative_order", _("Administrative order")),
    ("law", _("Law")),
    ("charter", _("Charter or founding act")),
    ("standard", _("Standard or guideline")),
    ("agreement", _("Agreement")),
)
STATES: Choices = (
    ("planned", _("planned")),
    ("drafting", _("being drafted")),
    ("waiting", _("waits for a decision")),
    ("in_force", _("in force")),
    ("withdrawn", _("withdrawn")),
)

POLICIES = Register(
    "policies",
    "P7",
    _("Policies"),
    _("Rules that the strategy keeps, creates or amends, and the body that adopts them."),
    (
        Field("title", _("Policy"), required=True),
        Field(
            "act",
            _("Existing or new"),
            Kind.CHOICE,
            (("existing", _("existing")), ("new", _("new")), ("amend", _("to amend"))),
            required=True,
        ),
        Field("instrument", _("Instrument"), Kind.CHOICE, INSTRUMENTS, required=True),
        Field("body", _("Body that adopts it"), required=True),
        Field("state", _("State"), Kind.CHOICE, STATES, required=True),
        Field("on", _("Date"), Kind.DATE),
        Field("initiative", _("Initiative"), Kind.INITIATIVE, place=Place.UNDER),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
    is_content=True,
)
REVIEWS = Register(
    "reviews",
    "P8",
    _("Reviews and reports"),
    _("Who looks at the plan, how often, and whom they tell."),
    (
        Field("what", _("Review or report"), required=True),
        Field("post", _("Responsible post or body"), Kind.POST, required=True, hint=POST_HINT),
        Field("cadence", _("How often"), Kind.CHOICE, CADENCE, required=True),
        Field("audiences", _("Reports to"), Kind.CHOICES, (("mayor", _("The mayor")), *AUDIENCES)),
    ),
    is_content=True,
)
COMMUNICATIONS = Register(
    "communications",
    "P9",
    _("Messages"),
    _("What is told to whom, by whom, where and when."),
    (
        Field("message", _("Message"), required=True),
        Field("audience", _("Audience"), Kind.CHOICE, AUDIENCES, required=True),
        Field("channel", _("Channel or event"), required=True),
        Field("post", _("Who speaks"), Kind.POST, hint=POST_HINT),
        Field("quarter", _("When"), Kind.QUARTER),
    ),
    is_content=True,
)
CONTINUITY = Register(
    "continuity",
    "P10",
    _("What stays"),
    _("Measures by which the work goes on when people or the administration change."),
    (
        Field("measure", _("Measure"), required=True),
        Field(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            (
                ("rule", _("Rule")),
                ("post", _("Permanent post")),
                ("budget", _("Budget line")),
                ("contract", _("Contract or agreement")),
                ("handover", _("Handover")),
                ("community", _("Community")),
            ),
            required=True,
        ),
        Field("post", _("Who keeps it"), Kind.POST, hint=POST_HINT),
        Field("quarter", _("In place by"), Kind.QUARTER),
    ),
    is_content=True,
)
DATASETS = Register(
    "datasets",
    "P11",
    _("Release calendar"),
    _("Datasets that come first, with keeper, sensitivity and date of release."),
    (
        Field("dataset", _("Dataset"), required=True),
        Field("keeper", _("Keeper"), required=True),
        Field(
            "sensitivity",
            _("Sensitivity"),
            Kind.CHOICE,
            (
                ("open", _("open")),
                ("internal", _("internal")),
                ("restricted", _("restricted")),
                ("personal", _("personal data")),
            ),
            required=True,
        ),
        Field("format", _("Format"), place=Place.UNDER),
        Field("cadence", _("Updated"), Kind.CHOICE, CADENCE),
        Field("quarter", _("Release"), Kind.QUARTER),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
    is_content=True,
)
PROJECTS = Register(
    "projects",
    "P12",
    _("Applied projects"),
    _("One real problem after the other: data, method, finding, and what was done."),
    (
        Field("problem", _("Problem"), required=True),
        Field("data", _("Data and method"), Kind.LONG, required=True),
        Field("findings", _("What we found"), Kind.LONG),
        Field("actions", _("What we did"), Kind.LONG),
    ),
    is_content=True,
)
PRACTICE = Register(
    "practice",
    "P13",
    _("Practice with an expert partner"),
    _("The practice that the city deepens for up to twelve months."),
    (
        Field("practice", _("Practice"), required=True),
        Field("partner", _("Partner")),
        Field("priority", _("Priority that it serves"), Kind.LONG),
        Field("teams", _("Teams"), place=Place.UNDER),
        Field("policy", _("Policy and infrastructure"), Kind.LONG),
        Field("results", _("Adoption and results"), Kind.LONG, place=Place.UNDER),
    ),
    is_content=True,
)
REGISTERS = (POLICIES, REVIEWS, COMMUNICATIONS, CONTINUITY, DATASETS, PROJECTS, PRACTICE)
