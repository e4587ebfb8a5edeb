"""Who is who, for the person who has just started the demonstration."""

from collections.abc import Iterator

from cda.accounts.models import City, Language, Part
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.models import Entry
from strategy.models import PublicRecord

PROGRAMME = (Role.ADMIN, Role.STAFF, Role.COACH, Role.PARTNER, Role.OBSERVER)
NAMED = (Role.MAYOR, Role.DELEGATE, Role.LEAD)


def signed_city() -> str | None:
    """The slug of a city whose strategy is signed. Anybody may see the public record."""
    newest = PublicRecord.objects.order_by("-signed_at").select_related("city").first()
    return newest.city.slug if newest else None


def people_lines() -> list[str]:
    """One line for each person of the programme, and one for each city."""
    with inside([Entry.PROGRAMME, *City.objects.values_list("pk", flat=True)]):
        parts = list(
            Part.objects.current()
            .filter(user__is_active=True)
            .select_related("user", "city")
            .order_by("city__name", "user__name")
        )
    lines = ["Choose a person on the sign-in page, no password needed:", ""]
    return [*lines, *_programme(parts), "", *_cities(parts)]


def _programme(parts: list[Part]) -> Iterator[str]:
    for role in PROGRAMME:
        for user in dict.fromkeys(part.user for part in parts if part.role == role):
            yield f"{user.name:<20}{role.label}, reads {Language(user.language).label}"


def _cities(parts: list[Part]) -> Iterator[str]:
    cities: dict[City, list[Part]] = {}
    for part in parts:
        if part.city and part.role not in PROGRAMME:
            cities.setdefault(part.city, []).append(part)
    for city, here in cities.items():
        named = {part.role: part.user.name for part in here if part.role in NAMED}
        names = [f"{Role(role).label}: {named[role]}" for role in NAMED if role in named]
        more = [f"{len(here) - len(named)} more"] if len(here) > len(named) else []
        yield f"{city.name:<20}{'; '.join([*names, *more])}"
