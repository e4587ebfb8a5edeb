"""“@Ana Duarte”, “@team”: whom a remark calls. Pure over the people who may read it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cda.accounts.models import Part
from cda.accounts.permissions import GRANTS, Permission, Role

# In the three languages, without accents.
ROLE_WORDS: dict[str, frozenset[Role]] = {
    "team": frozenset({Role.LEAD, Role.MEMBER}),
    "equipo": frozenset({Role.LEAD, Role.MEMBER}),
    "equipe": frozenset({Role.LEAD, Role.MEMBER}),
    "lead": frozenset({Role.LEAD}),
    "lider": frozenset({Role.LEAD}),
    "coach": frozenset({Role.COACH}),
    "mayor": frozenset({Role.MAYOR, Role.DELEGATE}),
    "alcaldia": frozenset({Role.MAYOR, Role.DELEGATE}),
    "prefeitura": frozenset({Role.MAYOR, Role.DELEGATE}),
    "partner": frozenset({Role.PARTNER}),
    "socio": frozenset({Role.PARTNER}),
    "parceiro": frozenset({Role.PARTNER}),
}


@dataclass(frozen=True)
class Reader:
    """Somebody who may read what is said, and can so be called."""

    id: int
    name: str
    roles: frozenset[Role]


def readers_of(city_id: int) -> list[Reader]:
    """Everybody with a part in this city that lets them read the strategy. One query.

    Staff of the whole programme are not called by a city's remark: they have many cities.
    """
    parts = Part.objects.current().filter(city_id=city_id, user__is_active=True)
    rows = parts.order_by("user__name", "user_id").values_list("user_id", "user__name", "role")
    roles: dict[tuple[int, str], set[Role]] = {}
    for user_id, name, role in rows:
        if Permission.STRATEGY_VIEW in GRANTS[Role(role)]:
            roles.setdefault((user_id, name), set()).add(Role(role))
    return [Reader(id_, name, frozenset(found)) for (id_, name), found in roles.items()]


def called_by(text: str, readers: Sequence[Reader]) -> set[int]:
    """The ids of those whose name or role follows an @. Nobody else is reached by any word."""
    folded = _folded(text)
    found: set[int] = set()
    for match in re.finditer(r"(?<![\w@])@", folded):
        found |= _at(folded[match.end() :], readers)
    return found


def _at(rest: str, readers: Iterable[Reader]) -> set[int]:
    """The longest name that stands here; else everybody with that role."""
    names = [reader for reader in readers if _begins(rest, _folded(reader.name))]
    if names:
        longest = max(len(reader.name) for reader in names)
        return {reader.id for reader in names if len(reader.name) == longest}
    word = re.match(r"\w+", rest)
    roles = ROLE_WORDS.get(word[0], frozenset()) if word else frozenset()
    return {reader.id for reader in readers if reader.roles & roles}


def _begins(rest: str, name: str) -> bool:
    return bool(name) and rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
