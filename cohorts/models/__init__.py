"""Who takes part."""

from cohorts.models.mayor import Delegation, MayoralTerm, Power
from cohorts.models.participation import CityMilestone, Health, HealthReport, Participation
from cohorts.models.programme import Cohort, CohortMilestone, Precision, Programme, Template
from cohorts.models.team import TEAM_MAX, TEAM_MIN, Function, Seat

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
    "Participation",
    "Power",
    "Precision",
    "Programme",
    "Seat",
    "Template",
]
