"""The small rules of a signature: whose name, which words, which number."""

import secrets
import unicodedata
from datetime import date

from django.utils.translation import gettext, override

from cda.accounts.models import City, User
from cohorts.models import Delegation, MayoralTerm, Power
from strategy.models.signature import PublicRecord


def same_name(typed: str, expected: str) -> bool:
    """Is it the same name? Accents, capitals and spaces do not matter; every word does."""
    return _plain(typed) == _plain(expected) != ""


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def commitment(city: City, language: str) -> str:
    """What the mayor promises, in the mayor's own language: the strategy and its policies."""
    with override(language):
        return gettext(
            "I approve this strategy and the policies listed in it on behalf of the city of "
            "%(city)s, and I commit the city to report in public on its progress."
        ) % {"city": city.name}


def record_number(city: City, day: date) -> str:
    """VS-2026-0204-7F3A: the city's letters, the day, and four that nobody can guess."""
    while True:
        number = f"{_letters(city.name)}-{day:%Y-%m%d}-{secrets.token_hex(2).upper()}"
        if not PublicRecord.objects.filter(record=number).exists():
            return number


def _letters(name: str) -> str:
    """Two to four capitals: the initials, or the beginning of a single word."""
    words = _plain(name).upper().split()
    letters = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)[:2]
    return "".join(letter for letter in letters if "A" <= letter <= "Z")[:4] or "CDA"


def serving_term(city_id: int, user: User) -> MayoralTerm | None:
    """The term in which this person is mayor of the city today."""
    return MayoralTerm.objects.serving().filter(city_id=city_id, user=user).first()


def delegation_to_decide(city_id: int, user: User) -> Delegation | None:
    """The mayor's written word that this person may ask for changes today."""
    powers = Delegation.objects.in_force().filter(city_id=city_id, user=user)
    return powers.filter(powers__contains=[Power.DECIDE]).select_related("term__user").first()
