"""One plain factory per model: nothing surprising, nothing random."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from cda.accounts.models import City, Part, User
from coaching.models import ActionItem, CoachAssignment, CoachingLog, PrivateNote
from cohorts.models import (
    CityMilestone,
    Cohort,
    MayoralTerm,
    Participation,
    Programme,
    Seat,
    Template,
)
from events.models import CitySession, Session
from strategy.models import Goal, Indicator, Initiative, Objective, Section, Strategy, Version

HOME = "America/New_York"


def today() -> date:
    """Where our people are: while they still have their evening, the next day has begun in UTC."""
    return timezone.localdate(timezone=ZoneInfo(HOME))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@city.example")
    name = "Robin Vega"
    password = "!"  # none: people sign in by code
    language = "en"
    time_zone = HOME


class CityFactory(DjangoModelFactory):
    class Meta:
        model = City

    slug = factory.Sequence(lambda n: f"city-{n}")
    name = factory.Sequence(lambda n: f"City {n}")
    country = "MX"
    country_name = {"en": "Mexico", "es": "México", "pt-br": "México"}
    admin1 = "Jalisco"
    region = "north"
    population = 300000
    time_zone = "America/Mexico_City"
    language = "es"
    locale = "es_MX"
    currency = "MXN"
    mayor_titles = {
        "en": {"feminine": "Mayor", "masculine": "Mayor", "neutral": "Mayor"},
        "es": {"feminine": "Alcaldesa", "masculine": "Alcalde", "neutral": "Alcaldía"},
        "pt-br": {"feminine": "Prefeita", "masculine": "Prefeito", "neutral": "Prefeitura"},
    }


class PartFactory(DjangoModelFactory):
    class Meta:
        model = Part

    user = factory.SubFactory(UserFactory)
    city = factory.SubFactory(CityFactory)
    role = "member"
    starts_on = date(2020, 1, 1)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("name",)

    name = "City Data Alliance"


class TemplateFactory(DjangoModelFactory):
    class Meta:
        model = Template
        django_get_or_create = ("code", "version")

    programme = factory.SubFactory(ProgrammeFactory)
    code = "accelerator"
    version = 1
    name = {"en": "Accelerator", "es": "Acelerador", "pt-br": "Acelerador"}
    data = {}


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort
        django_get_or_create = ("number",)

    programme = factory.SubFactory(ProgrammeFactory)
    template = factory.SubFactory(TemplateFactory)
    number = 7
    starts_on = date(2026, 8, 3)
    ends_on = date(2027, 1, 31)
    status = "open"


class ParticipationFactory(DjangoModelFactory):
    class Meta:
        model = Participation

    city = factory.SubFactory(CityFactory)
    cohort = factory.SubFactory(CohortFactory)
    status = "active"
    joined_on = date(2026, 8, 3)


class CityMilestoneFactory(DjangoModelFactory):
    class Meta:
        model = CityMilestone

    participation = factory.SubFactory(ParticipationFactory)
    city = factory.SelfAttribute("participation.city")
    code = "draft"
    position = 4
    label = {"en": "Draft", "es": "Borrador", "pt-br": "Rascunho"}
    title = {"en": "First draft", "es": "Primer borrador", "pt-br": "Primeiro rascunho"}
    due_on = date(2026, 11, 1)


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    participation = factory.SubFactory(ParticipationFactory)
    city = factory.SelfAttribute("participation.city")
    name = "Robin Vega"
    email = factory.Sequence(lambda n: f"seat{n}@city.example")
    function = "data_officer"
    language = "es"
    status = "active"


class MayoralTermFactory(DjangoModelFactory):
    class Meta:
        model = MayoralTerm

    city = factory.SubFactory(CityFactory)
    name = "Lucía Montes"
    starts_on = date(2024, 1, 1)


class CoachAssignmentFactory(DjangoModelFactory):
    class Meta:
        model = CoachAssignment

    city = factory.SubFactory(CityFactory)
    coach = factory.SubFactory(UserFactory)
    kind = "primary"
    starts_on = date(2026, 8, 3)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory)
    code = factory.Sequence(lambda n: f"masterclass-{n}")
    kind = "masterclass"
    title = {"en": "Masterclass", "es": "Clase magistral", "pt-br": "Masterclass"}
    on = date(2026, 12, 1)
    starts_at = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)


class CitySessionFactory(DjangoModelFactory):
    class Meta:
        model = CitySession

    participation = factory.SubFactory(ParticipationFactory)
    city = factory.SelfAttribute("participation.city")
    kind = "coaching"
    on = date(2026, 12, 2)
    starts_at = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)


class CoachingLogFactory(DjangoModelFactory):
    class Meta:
        model = CoachingLog

    participation = factory.SubFactory(ParticipationFactory)
    city = factory.SelfAttribute("participation.city")
    held_at = datetime(2026, 11, 10, 16, 0, tzinfo=UTC)
    summary = "Two of five departments have named a steward."
    logged_by = factory.SubFactory(UserFactory)


class PrivateNoteFactory(DjangoModelFactory):
    class Meta:
        model = PrivateNote

    log = factory.SubFactory(CoachingLogFactory)
    city = factory.SelfAttribute("log.city")
    author = factory.SelfAttribute("log.logged_by")
    text = "The chief of staff doubts the date."


class ActionItemFactory(DjangoModelFactory):
    class Meta:
        model = ActionItem

    participation = factory.SubFactory(ParticipationFactory)
    city = factory.SelfAttribute("participation.city")
    text = "Name the data steward for each department"
    due_on = date(2026, 12, 4)


class StrategyFactory(DjangoModelFactory):
    class Meta:
        model = Strategy

    participation = factory.SubFactory(ParticipationFactory)
    city = factory.SelfAttribute("participation.city")
    title = "Estrategia de datos"
    language = "es"
    starts_on = date(2027, 1, 1)
    ends_on = date(2029, 12, 31)
    status = "drafting"


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    strategy = factory.SubFactory(StrategyFactory)
    city = factory.SelfAttribute("strategy.city")
    code = "V1"
    level = "R"
    position = factory.Sequence(lambda n: n)


class VersionFactory(DjangoModelFactory):
    class Meta:
        model = Version

    strategy = factory.SubFactory(StrategyFactory)
    city = factory.SelfAttribute("strategy.city")
    number = "1.0"
    reason = "mayor"
    content = {}
    sha256 = "0" * 64
    created_by = factory.SubFactory(UserFactory)


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    strategy = factory.SubFactory(StrategyFactory)
    city = factory.SelfAttribute("strategy.city")
    block = "governance"
    title = "Every register has an owner"


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    goal = factory.SubFactory(GoalFactory)
    city = factory.SelfAttribute("goal.city")
    title = "Twelve stewards by December"


class InitiativeFactory(DjangoModelFactory):
    class Meta:
        model = Initiative

    objective = factory.SubFactory(ObjectiveFactory)
    city = factory.SelfAttribute("objective.city")
    title = "City data committee"


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    goal = factory.SubFactory(GoalFactory)
    city = factory.SelfAttribute("goal.city")
    name = "Departments with a steward"
