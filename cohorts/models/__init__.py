"""Who takes part."""

from cohorts.models.mayor import Delegation, MayoralTerm, OfficeContact, Power, may_decide
from cohorts.models.participation import CityMilestone, Health, HealthReport, Participation
from cohorts.models.programme import Cohort, CohortMilestone, Precision, Programme, Template
from cohorts.models.team import (
    TEAM_MAX,
    TEAM_MIN,
    Function,
    Nominee,
    Seat,
    open_invitations,
    size_gaps,
    team_gaps,
)

__all__ = [
    "TEAM_MAX",
    "TEAM_MIN",
    "CityMilestone",
    "Cohort",
    "CohortMilestone",
    "Delegation",
    "Function",
    "Health",
    "HealthReport",
    "MayoralTerm",
    "Nominee",
    "OfficeContact",
    "Participation",
    "Power",
    "Precision",
    "Programme",
    "Seat",
    "Template",
    "may_decide",
    "open_invitations",
    "size_gaps",
    "team_gaps",
]
