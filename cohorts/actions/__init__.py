"""What people do with cohorts, cities and teams."""

from cohorts.actions.cities import Contact, NewCity, admit_city
from cohorts.actions.mayor import (
    begin_term,
    grant_delegation,
    invite_contact,
    revoke_delegation,
)
from cohorts.actions.milestones import reach_milestone
from cohorts.actions.participations import activate, gaps_before, start_onboarding
from cohorts.actions.programme import create_cohort, load_template, start_cohort
from cohorts.actions.team import confirm_team, invite_seat, propose_team, take_seat

__all__ = [
    "Contact",
    "NewCity",
    "activate",
    "admit_city",
    "begin_term",
    "confirm_team",
    "create_cohort",
    "gaps_before",
    "grant_delegation",
    "invite_contact",
    "invite_seat",
    "load_template",
    "propose_team",
    "reach_milestone",
    "revoke_delegation",
    "start_cohort",
    "start_onboarding",
    "take_seat",
]
