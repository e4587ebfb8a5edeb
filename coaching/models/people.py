"""Whom a session and its steps are about: the team, and those who may own a step."""

from collections.abc import Iterable
from dataclasses import dataclass

from cda.accounts.models import Part, User
from cda.accounts.permissions import Role
from coaching.models.log import Attendance
from coaching.models.steps import plain
from cohorts.models import Seat

TEAM = (Role.LEAD, Role.MEMBER)
OWNERS = (Role.LEAD, Role.MEMBER, Role.MAYOR, Role.DELEGATE, Role.COACH)


@dataclass(frozen=True)
class Attendee:
    """A chip of the form: somebody of the team, with an account or not yet."""

    code: str
    name: str
    user: User | None = None


def attendees(
    parts: Iterable[Part], seats: Iterable[Seat], earlier: Iterable[Attendance] = ()
) -> list[Attendee]:
    """The team, each once; then seats without an account; then who was there when it was logged."""
    found: dict[str, Attendee] = {}
    users = [part.user for part in parts if part.role in TEAM]
    users += [attendance.user for attendance in earlier if attendance.user]
    for user in users:
        found.setdefault(f"u{user.pk}", Attendee(f"u{user.pk}", user.name, user))
    names = {plain(one.name) for one in found.values()}
    for seat in seats:
        if plain(seat.name) not in names:
            found[f"s{seat.key}"] = Attendee(f"s{seat.key}", seat.name)
    return list(found.values())


def owners(parts: Iterable[Part]) -> list[User]:
    """Those who may promise something here, each once, by name."""
    users = {part.user.pk: part.user for part in parts if part.role in OWNERS}
    return sorted(users.values(), key=lambda user: (plain(user.name), user.pk))
