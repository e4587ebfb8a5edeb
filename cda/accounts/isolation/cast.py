"""The invented cities of a proof, and the people who look over the wall."""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from cda.accounts.isolation.filling import Filler, truth, walled_models
from cda.accounts.isolation.promises import Asker, Row
from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.audit.models import Entry


@dataclass(frozen=True)
class Stage:
    """Two cities with a row in every table, the people, and what is really there."""

    filler: Filler
    alba: City
    brisa: City
    askers: list[Asker]
    truths: dict[str, list[Row]]

    @property
    def coach(self) -> Asker:
        """Who tries to write: the coach of Alba sees all of Alba, and only Alba."""
        return self.asker("the coach of Alba")

    def asker(self, who: str) -> Asker:
        return next(asker for asker in self.askers if asker.who == who)

    def owned(self, table: str, city: City) -> Row:
        """The row of this table that the filler made for a city."""
        model = walled_models()[table]
        made = self.filler.made[(model._meta.label_lower, city.pk)]
        return next(row for row in self.truths[table] if row["id"] == made.pk)


def set_stage() -> Stage:
    """Alba and Brisa, filled."""
    filler = Filler()
    alba, brisa = filler.city("Alba"), filler.city("Brisa")
    for model in walled_models().values():
        for city in (alba, brisa):
            filler.row(model, city)
    askers = [*coaches(filler, alba, brisa), *city_people(filler, alba, brisa)]
    askers += administrators(filler, alba, brisa)
    return Stage(filler, alba, brisa, askers, {table: truth(table) for table in walled_models()})


def asks(
    who: str, user: User | None, *cities: int, notes_of: City | None = None, token: str = ""
) -> Asker:
    notes = frozenset({notes_of.pk} if notes_of else ())
    return Asker(who, frozenset(cities), user.pk if user else None, notes, token)


def coaches(filler: Filler, alba: City, brisa: City) -> list[Asker]:
    """Those who write private notes, and those who no longer may read them."""
    mine, theirs = filler.coaches[alba.pk], filler.coaches[brisa.pk]
    yesterday = timezone.localdate() - timedelta(days=1)
    former = filler.person("former coach of Alba", Role.COACH, alba, ended=yesterday)
    return [
        asks("the coach of Alba", mine, alba.pk, notes_of=alba),
        asks("the coach of Brisa", theirs, brisa.pk, notes_of=brisa),
        asks("the coach of Brisa, with Alba opened by mistake", theirs, alba.pk),
        asks("a coach whose work for Alba ended yesterday", former, alba.pk),
    ]


def city_people(filler: Filler, alba: City, brisa: City) -> list[Asker]:
    """The teams, the visitor, and the task that forgot to open a city."""
    lead = filler.person("lead of Alba", Role.LEAD, alba)
    other = filler.person("lead of Brisa", Role.LEAD, brisa)
    mayor = filler.person("mayor of Alba", Role.MAYOR, alba)
    invitation = filler.row(walled_models()["people_invitation"], brisa)
    token = str(getattr(invitation, "token_hash", ""))
    return [
        asks("the lead of Alba", lead, alba.pk),
        asks("the lead of Brisa", other, brisa.pk),
        asks("the mayor of Alba", mayor, alba.pk),
        asks("the lead of Alba, before any city is open", lead),
        asks("a visitor who has not signed in", None),
        asks("a visitor who holds an invitation of Brisa", None, token=token),
        Asker("a background task that opened no city", None),
    ]


def administrators(filler: Filler, alba: City, brisa: City) -> list[Asker]:
    """They see all cities; private notes only after a break-glass that is on record."""
    everything = (alba.pk, brisa.pk, Entry.PROGRAMME)
    plain = filler.person("administrator", Role.ADMIN, None)
    inside = filler.person("administrator with open glass", Role.ADMIN, None)
    late = filler.person("administrator with old glass", Role.ADMIN, None)
    break_glass(filler, inside, alba, minutes=60)
    break_glass(filler, late, alba, minutes=-1)
    return [
        asks("an administrator", plain, *everything),
        asks("an administrator with a break-glass for Alba", inside, *everything, notes_of=alba),
        asks("an administrator whose break-glass is over", late, *everything),
    ]


def break_glass(filler: Filler, user: User, city: City, *, minutes: int) -> None:
    """Coaching stands above us: its model is found by name."""
    glass = filler.draft(apps.get_model("coaching", "GlassBreak"), city)
    until = timezone.now() + timedelta(minutes=minutes)
    for name, value in {"user_id": user.pk, "expires_at": until}.items():
        setattr(glass, name, value)
    filler.insert(glass)
