"""Opening pages, context and vision: who took part, where the city stands, what it believes."""

from django.utils.translation import gettext_lazy as _

from strategy.models.register_schemas.kinds import Choices, Field, Kind, Place, Register
from strategy.models.register_schemas.words import BLOCKS, LEVELS

GOALS_OF_THE_UN: Choices = (
    ("1", _("1 No poverty")),
    ("2", _("2 Zero hunger")),
    ("3", _("3 Good health and well-being")),
    ("4", _("4 Quality education")),
    ("5", _("5 Gender equality")),
    ("6", _("6 Clean water and sanitation")),
    ("7", _("7 Affordable and clean energy")),
    ("8", _("8 Decent work and economic growth")),
    ("9", _("9 Industry, innovation and infrastructure")),
    ("10", _("10 Reduced inequalities")),
    ("11", _("11 Sustainable cities and communities")),
    ("12", _("12 Responsible consumption and production")),
    ("13", _("13 Climate action")),
    ("14", _("14 Life below water")),
    ("15", _("15 Life on land")),
    ("16", _("16 Peace, justice and strong institutions")),
    ("17", _("17 Partnerships for the goals")),
)
STEPS_OF_CHANGE: Choices = (
    ("inputs", _("Resources")),
    ("activities", _("Actions")),
    ("outputs", _("First results")),
    ("outcomes", _("Results for residents")),
    ("assumptions", _("What we take for granted")),
)

TEAM = Register(
    "team",
    "F3",
    _("People who made this strategy"),
    _("Everybody who wrote, advised or paid, so that readers know whom to ask."),
    (
        Field("name", _("Name"), required=True),
        Field(
            "part",
            _("Part"),
            Kind.CHOICE,
            (
                ("core", _("Senior team")),
                ("contributor", _("Contributor")),
                ("partner", _("Partner")),
                ("funder", _("Support")),
            ),
            required=True,
        ),
        Field("post", _("Post"), Kind.POST),
        Field("organisation", _("Department or organisation")),
    ),
    is_content=True,
)
ALIGNMENT = Register(
    "alignment",
    "C2",
    _("Plans that this strategy supports"),
    _("Approved plans and laws, and how the data strategy helps each of them."),
    (
        Field("plan", _("Plan or law"), required=True),
        Field(
            "kind",
            _("Kind"),
            Kind.CHOICE,
            (
                ("city_plan", _("City plan")),
                ("budget", _("Budget")),
                ("digital", _("Digital government")),
                ("smart_city", _("Smart city")),
                ("equity", _("Equity")),
                ("climate", _("Climate")),
                ("region", _("Region or country")),
                ("other", _("Other")),
            ),
        ),
        Field("help", _("How the data strategy helps it"), Kind.LONG, required=True),
        Field(
            "sdgs",
            _("Sustainable Development Goals"),
            Kind.CHOICES,
            GOALS_OF_THE_UN,
            place=Place.UNDER,
        ),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
)
ASSESSMENT = Register(
    "assessment",
    "C4",
    _("Where each building block stands"),
    _("One row for each building block: how far it is, what works, what is missing."),
    (
        Field("block", _("Building block"), Kind.CHOICE, BLOCKS, required=True),
        Field(
            "score",
            _("Level, 1 to 5"),
            Kind.CHOICE,
            (
                ("1", _("1 not begun")),
                ("2", _("2 first attempts")),
                ("3", _("3 in some departments")),
                ("4", _("4 in most departments")),
                ("5", _("5 everyday practice")),
            ),
            required=True,
        ),
        Field("strength", _("What works"), Kind.LONG),
        Field("gap", _("What is missing"), Kind.LONG),
        Field("source", _("How we know"), place=Place.UNDER),
    ),
    figure="levels",
)
ENGAGEMENT = Register(
    "engagement",
    "C5",
    _("Who was heard"),
    _("Every meeting and survey: how many people, what they said and what it changed."),
    (
        Field("event", _("Meeting, survey or interview"), required=True),
        Field(
            "audience",
            _("Audience"),
            Kind.CHOICE,
            (("internal", _("inside the city government")), ("external", _("outside of it"))),
            required=True,
        ),
        Field(
            "method",
            _("Method"),
            Kind.CHOICE,
            (
                ("workshop", _("Workshop")),
                ("survey", _("Survey")),
                ("interview", _("Interviews")),
                ("meeting", _("Public meeting")),
                ("online", _("Online consultation")),
                ("review", _("Review by other cities")),
            ),
            place=Place.UNDER,
        ),
        Field("on", _("Date"), Kind.DATE, place=Place.UNDER),
        Field("heard", _("What we heard"), Kind.LONG),
        Field("changed", _("What we changed"), Kind.LONG),
        Field("people", _("People"), Kind.NUMBER, total=True),
    ),
)
STAKEHOLDERS = Register(
    "stakeholders",
    "C5",
    _("Stakeholders"),
    _("Organisations and groups, no persons: how much it matters to them, and how they take part."),
    (
        Field("name", _("Organisation or group"), required=True),
        Field(
            "side",
            _("Where"),
            Kind.CHOICE,
            (("internal", _("inside the city government")), ("external", _("outside of it"))),
            required=True,
        ),
        Field("interest", _("Interest"), Kind.CHOICE, LEVELS),
        Field("influence", _("Influence"), Kind.CHOICE, LEVELS),
        Field("how", _("How they take part"), Kind.LONG),
    ),
)
PEERS = Register(
    "peers",
    "C5",
    _("Cities we learned from"),
    _("Which strategies were read, and what we took from them."),
    (
        Field("city", _("City"), required=True),
        Field("learned", _("What we learned"), Kind.LONG, required=True),
        Field("link", _("Link"), Kind.LINK, place=Place.UNDER),
    ),
)
PRINCIPLES = Register(
    "principles",
    "V3",
    _("Guiding principles"),
    _("Three to ten rules of conduct, each with what it means on an ordinary day."),
    (
        Field("principle", _("Principle"), required=True),
        Field("meaning", _("What it means in practice"), Kind.LONG, required=True),
    ),
    is_content=True,
)
CHANGE = Register(
    "change",
    "V4",
    _("From resources to results"),
    _("Step by step, why the planned actions should lead to better results."),
    (
        Field("what", _("What"), required=True),
        Field("step", _("Step"), Kind.CHOICE, STEPS_OF_CHANGE, required=True),
        Field("why", _("Why it leads to the next step"), Kind.LONG),
    ),
    is_content=True,
)
REGISTERS = (TEAM, ALIGNMENT, ASSESSMENT, STAKEHOLDERS, ENGAGEMENT, PEERS, PRINCIPLES, CHANGE)
