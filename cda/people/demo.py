"""Who is who in the demonstration. Nothing here is reached outside of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cda.accounts.models import City, Part, User
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.models import Entry

ORDER = [
    Role.MAYOR,
    Role.DELEGATE,
    Role.LEAD,
    Role.MEMBER,
    Role.ADMIN,
    Role.STAFF,
    Role.COACH,
    Role.PARTNER,
    Role.OBSERVER,
]


@dataclass
class Group:
    """A heading and its people, each with the words for their part."""

    heading: str
    people: list[tuple[User, str]] = field(default_factory=list)
    is_city: bool = False

    def add(self, user: User, part: str) -> None:
        """Once, whatever parts somebody plays."""
        if all(user != other for other, _part in self.people):
            self.people.append((user, part))


def demo_groups() -> list[Group]:
    """The programme, its coaches, then every city with its mayor and team."""
    with inside([Entry.PROGRAMME, *City.objects.values_list("pk", flat=True)]):
        parts = list(
            Part.objects.current()
            .filter(user__is_active=True)
            .select_related("user", "city")
            .order_by("city__name", "user__name", "pk")
        )
    parts.sort(key=lambda part: ORDER.index(Role(part.role)))  # stable: by name within a role
    programme, coaches = Group(_("The programme")), Group(_("Coaches and partners"))
    cities: dict[str, Group] = {}
    for part in parts:
        if part.role in {Role.COACH, Role.PARTNER}:
            group = coaches
        elif part.city is None:
            group = programme
        else:
            name = part.city.full_name(get_language() or "en")
            group = cities.setdefault(name, Group(name, is_city=True))
        group.add(part.user, _part_words(part))
    return [group for group in (programme, coaches, *_by_heading(cities.values())) if group.people]


def _by_heading(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: group.heading)


def _part_words(part: Part) -> str:
    if part.role == Role.MAYOR and part.city:
        return part.city.mayor_title(part.user.form, get_language() or "en")
    return str(Role(part.role).label)
