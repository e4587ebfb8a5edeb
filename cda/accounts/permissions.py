"""THE table: roles, permissions, and who has what. It is the programme's role matrix."""

from enum import StrEnum, auto

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The part a person plays, in one city or in all of them."""

    ADMIN = "admin", _("Programme administrator")
    STAFF = "staff", _("Programme staff")
    COACH = "coach", _("Coach")
    PARTNER = "partner", _("Partner expert")
    LEAD = "lead", _("City lead")
    MEMBER = "member", _("Team member")
    MAYOR = "mayor", _("Mayor")
    DELEGATE = "delegate", _("Mayor’s delegate")
    OBSERVER = "observer", _("Observer")


class Permission(StrEnum):
    """One word for one thing that a person may do."""

    COHORT_VIEW = auto()
    COHORT_OPEN = auto()
    COHORT_EDIT = auto()
    CITY_ADMIT = auto()
    CITY_VIEW = auto()
    PARTICIPATION_MOVE = auto()
    TEAM_VIEW = auto()
    TEAM_PROPOSE = auto()
    TEAM_CONFIRM = auto()
    TEAM_INVITE = auto()
    COACH_ASSIGN = auto()
    DELEGATION_GRANT = auto()
    SESSION_VIEW = auto()
    SESSION_LOG = auto()
    NOTE_READ = auto()
    NOTE_BREAK_GLASS = auto()
    STEP_VIEW = auto()
    STEP_EDIT = auto()
    AGENDA_VIEW = auto()
    AGENDA_EDIT = auto()
    STRATEGY_VIEW = auto()
    STRATEGY_EDIT = auto()
    STRATEGY_COMMENT = auto()
    STRATEGY_SEND = auto()
    STRATEGY_AGREE = auto()
    STRATEGY_CLEAR = auto()
    STRATEGY_DECIDE = auto()
    STRATEGY_SIGN = auto()
    STRATEGY_PUBLISH = auto()
    STRATEGY_WITHDRAW = auto()
    STRATEGY_EXPORT = auto()
    BRIEF_VIEW = auto()
    HISTORY_VIEW = auto()
    REPORT_VIEW = auto()


P = Permission

_CITY_READER = frozenset(
    {P.CITY_VIEW, P.TEAM_VIEW, P.SESSION_VIEW, P.STEP_VIEW, P.AGENDA_VIEW, P.STRATEGY_VIEW}
)
_STAFF = _CITY_READER | {
    P.COHORT_VIEW,
    P.PARTICIPATION_MOVE,
    P.STEP_EDIT,
    P.AGENDA_EDIT,
    P.BRIEF_VIEW,
    P.COACH_ASSIGN,
    P.STRATEGY_COMMENT,
    P.STRATEGY_PUBLISH,
    P.STRATEGY_EXPORT,
    P.TEAM_INVITE,
    P.REPORT_VIEW,
}
_CITY_TEAM = _CITY_READER | {
    P.STEP_EDIT,
    P.STRATEGY_EDIT,
    P.STRATEGY_COMMENT,
    P.STRATEGY_AGREE,
    P.STRATEGY_EXPORT,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _STAFF
    | {
        P.COHORT_OPEN,
        P.COHORT_EDIT,
        P.CITY_ADMIT,
        P.TEAM_PROPOSE,
        P.TEAM_CONFIRM,
        P.NOTE_BREAK_GLASS,
        P.STRATEGY_WITHDRAW,
        P.HISTORY_VIEW,
    },
    Role.STAFF: _STAFF,
    Role.COACH: _CITY_READER
    | {
        P.COHORT_VIEW,
        P.SESSION_LOG,
        P.NOTE_READ,
        P.STEP_EDIT,
        P.AGENDA_EDIT,
        P.STRATEGY_COMMENT,
        P.STRATEGY_CLEAR,
        P.STRATEGY_EXPORT,
        P.BRIEF_VIEW,
    },
    Role.PARTNER: frozenset({P.CITY_VIEW, P.STRATEGY_VIEW, P.STRATEGY_COMMENT, P.AGENDA_VIEW}),
    Role.LEAD: _CITY_TEAM
    | {P.TEAM_PROPOSE, P.TEAM_INVITE, P.STRATEGY_SEND, P.STRATEGY_PUBLISH, P.BRIEF_VIEW},
    Role.MEMBER: _CITY_TEAM,
    Role.MAYOR: _CITY_READER
    | {
        P.TEAM_PROPOSE,
        P.TEAM_CONFIRM,
        P.DELEGATION_GRANT,
        P.BRIEF_VIEW,
        P.STRATEGY_COMMENT,
        P.STRATEGY_DECIDE,
        P.STRATEGY_SIGN,
        P.STRATEGY_EXPORT,
    },
    Role.DELEGATE: _CITY_READER
    | {P.TEAM_PROPOSE, P.BRIEF_VIEW, P.STRATEGY_COMMENT, P.STRATEGY_DECIDE},
    Role.OBSERVER: frozenset({P.REPORT_VIEW}),
}

# Those who see several cities, or write what only they may read, prove who they are twice.
SECOND_FACTOR_ROLES = frozenset({Role.ADMIN, Role.STAFF, Role.COACH, Role.PARTNER})


def permissions_of(roles: "set[Role] | frozenset[Role]") -> frozenset[Permission]:
    """Everything that these roles may do together."""
    return frozenset().union(*(GRANTS[role] for role in roles)) if roles else frozenset()
