"""Whole sentences about parts: titles have a gender, so nothing is glued together."""

from django.utils.translation import get_language, gettext_lazy

from cda.accounts.permissions import Role
from cda.people.models import Invitation

# Without a city the part is played in the programme itself, or in every city.
IN_A_CITY = {
    Role.ADMIN: gettext_lazy("You will administer the programme in %(city)s."),
    Role.STAFF: gettext_lazy("You will work for the programme in %(city)s."),
    Role.COACH: gettext_lazy("You will coach %(city)s."),
    Role.PARTNER: gettext_lazy("You will advise %(city)s as a partner expert."),
    Role.LEAD: gettext_lazy("You will lead the team of %(city)s."),
    Role.MEMBER: gettext_lazy("You will be on the team of %(city)s."),
    Role.MAYOR: gettext_lazy(
        "As mayor you choose the team of %(city)s, and you sign its data strategy."
    ),
    Role.DELEGATE: gettext_lazy("You will act for the mayor’s office of %(city)s."),
    Role.OBSERVER: gettext_lazy("You will read the reports about %(city)s."),
}
EVERYWHERE = {
    Role.ADMIN: gettext_lazy("You will administer the programme."),
    Role.STAFF: gettext_lazy("You will work for the programme."),
    Role.COACH: gettext_lazy("You will coach cities of the programme."),
    Role.PARTNER: gettext_lazy("You will advise cities as a partner expert."),
    Role.LEAD: gettext_lazy("You will lead a city’s team."),
    Role.MEMBER: gettext_lazy("You will be on a city’s team."),
    Role.MAYOR: gettext_lazy("You will take part as the mayor of your city."),
    Role.DELEGATE: gettext_lazy("You will act for a mayor’s office."),
    Role.OBSERVER: gettext_lazy("You will read the programme’s reports."),
}


def what_for(invitation: Invitation) -> str:
    """What the invited person will do, in the active language."""
    role = Role(invitation.role)
    if invitation.city is None:
        return str(EVERYWHERE[role])
    return str(IN_A_CITY[role]) % {"city": invitation.city.full_name(get_language() or "en")}


def masked(address: str) -> str:
    """c…@valle-sereno.example: enough for its owner, not for anybody else."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
