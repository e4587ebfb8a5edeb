"""What every page knows: the menu of the person's role, and the languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cda.accounts.access import Access
from cda.accounts.models import City, Theme
from cda.accounts.permissions import Role
from cda.home.links import link

# Somebody with two roles sees the menu of the first of these.
ORDER = (
    Role.ADMIN,
    Role.STAFF,
    Role.COACH,
    Role.LEAD,
    Role.MEMBER,
    Role.MAYOR,
    Role.DELEGATE,
    Role.PARTNER,
    Role.OBSERVER,
)
GRID = frozenset({"dashboard", "cohort_list", "cohort_detail", "cohort_open", "city_admit"})
SESSIONS = frozenset({"session_list", "session_detail", "session_log", "session_edit"})
CALENDAR = frozenset({"agenda", "city_session_add", "city_session_edit"})
PLAN = frozenset({"strategy_detail", "section_edit", "plan_detail", "strategy_read"})
TODO = frozenset({"todo"})
CITY = frozenset({"city_detail", "team_detail", "team_nominate"})
BRIEF = frozenset({"brief", "strategy_read", "strategy_signed"})
STEPS = frozenset({"step_list", "step_add"})


@dataclass(frozen=True)
class Item:
    """One way in the menu. `current` where the reader is there already."""

    url: str
    label: str
    icon: str
    current: bool = False


def page(request: HttpRequest) -> dict[str, Any]:
    """No query: the door has read who asks, and where they belong."""
    access = getattr(request, "access", None)
    context = {
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
        "menu": [],
        "menu_verb": None,
        "theme": visitors_theme(request),
    }
    if not isinstance(access, Access):
        return context
    role = next((role for role in ORDER if role in access.roles), None)
    match = request.resolver_match
    here = match.url_name or "" if match else ""
    return {
        **context,
        "menu": menu(role, access, here),
        "menu_verb": verb(role, access),
        "role_label": label(role, access),
    }


def visitors_theme(request: HttpRequest) -> str:
    """The colours a visitor chose in this browser; with somebody signed in, theirs count."""
    theme = request.COOKIES.get("theme", "")
    user = getattr(request, "user", None)  # a refused request may not have come that far
    return theme if theme in Theme and not (user and user.is_authenticated) else ""


def label(role: Role | None, access: Access) -> str:
    """The words under the name in the account menu."""
    if role is None:
        return ""
    city = access.city or access.own
    if city is None or role in {Role.ADMIN, Role.STAFF}:
        return str(role.label)
    return _("%(role)s, %(city)s") % {"role": role.label, "city": city.name}


def menu(role: Role | None, access: Access, here: str) -> list[Item]:
    """At most four ways; those to pages that are not there are left out."""
    if role is None or role == Role.OBSERVER:
        return []
    if role in {Role.ADMIN, Role.STAFF, Role.COACH}:
        items = team_of_programme(role, here)
    else:
        city = access.city or access.own
        items = team_of_city(role, city, here) if city else []
    return [item for item in items if item.url][:4]


def team_of_programme(role: Role, here: str) -> list[Item]:
    """Many cities: the grid first."""
    is_coach = role == Role.COACH
    grid = (_("Cities"), "building-2") if is_coach else (_("Cohort"), "layout-grid")
    return [
        Item(link("home:dashboard"), *grid, here in GRID),
        Item(link("events:agenda"), _("Calendar"), "calendar", here in CALENDAR),
        Item(link("home:todo"), _("To do"), "list-checks", here in TODO),
    ]


def team_of_city(role: Role, city: City, here: str) -> list[Item]:
    """One city: what I owe first."""
    todo = Item(link("home:todo"), _("To do"), "list-checks", here in TODO | {"dashboard"})
    calendar = Item(link("events:agenda"), _("Calendar"), "calendar", here in CALENDAR)
    home = Item(link("home:city_detail", city.slug), _("City"), "landmark", here in CITY)
    if role in {Role.LEAD, Role.MEMBER}:
        plan = link("strategy:strategy_detail", city.slug)
        sessions = link("coaching:session_list", city.slug)
        return [
            todo,
            Item(plan, _("Strategy"), "file-text", here in PLAN),
            calendar,
            Item(sessions, _("Sessions"), "message-square", here in SESSIONS),
        ]
    if role == Role.PARTNER:
        return [todo, home, calendar]
    brief = link("strategy:brief", city.slug)
    return [todo, Item(brief, _("Brief"), "book-open", here in BRIEF), calendar, home]


def verb(role: Role | None, access: Access) -> Item | None:
    """The main act of a role, under the thumb on a phone."""
    city = access.city or access.own
    if city is None:
        return None
    if role == Role.COACH:
        name = "coaching:session_log" if access.city else ""
        url = link(name, city.slug) if name else link("home:session_start")
        item = Item(url, _("Log"), "plus")
    elif role in {Role.LEAD, Role.MEMBER}:
        item = Item(link("coaching:step_add", city.slug), _("Add a step"), "plus")
    else:
        return None
    return item if item.url else None
