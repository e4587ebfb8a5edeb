"""Rows of several cities in every walled table, made from the models themselves."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from cda.accounts.isolation.promises import Row
from cda.accounts.models import City, Part, User
from cda.accounts.permissions import Role
from cda.accounts.shared import SHARED
from cda.accounts.tenancy import CityOwned
from cda.accounts.wall import as_system

DAY = timedelta(days=1)

# What cannot be guessed from a field. Whoever adds a model with a rule of its own adds it here.
SPECIAL: dict[tuple[str, str], Callable[["Filler", City], Any]] = {
    # The cast has its own; these are over, so that nobody reads private notes by them.
    ("coaching.glassbreak", "expires_at"): lambda filler, city: timezone.now() - DAY,
    ("accounts.part", "role"): lambda filler, city: Role.MEMBER,
}
# Field kinds whose value is the same everywhere.
PLAIN: list[tuple[type["models.Field[Any, Any]"], Callable[[], Any]]] = [
    (models.DateTimeField, timezone.now),
    (models.DateField, timezone.localdate),
    (models.BooleanField, lambda: True),
    (models.DecimalField, lambda: Decimal(1)),
    (models.IntegerField, lambda: 1),
    (models.JSONField, dict),
    (models.BinaryField, lambda: b"x"),
    (ArrayField, list),
]


class CannotFill(Exception):
    """A model whose rules the filler does not know."""


class Filler:
    """One row of a model for a city, with the parents it needs; made once."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, int], models.Model] = {}
        self.coaches: dict[int, User] = {}

    def city(self, name: str) -> City:
        """A new city with its coach, who sees all of it."""
        with as_system():
            city = City.objects.create(
                slug=name.lower(), name=name, country="MX", admin1="Jalisco", region="north"
            )
            self.coaches[city.pk] = self.person(f"coach of {name}", Role.COACH, city)
        return city

    def person(self, name: str, role: Role, city: City | None, ended: date | None = None) -> User:
        """Somebody with one part, which may have ended."""
        with as_system():
            address = f"{name.replace(' ', '.').lower()}@proof.example"
            user = User.objects.create_user(address, name=name)
            Part.objects.create(
                user=user,
                city=city,
                role=role,
                starts_on=timezone.localdate() - 9 * DAY,
                ends_on=ended,
            )
        return user

    def row(self, model: type[models.Model], city: City) -> models.Model:
        """The city's row of this model; of a model that cities share, everybody's."""
        place = (model._meta.label_lower, city.pk if is_walled(model) else 0)
        if place not in self.made:
            self.made[place] = self.insert(self.draft(model, city))
        return self.made[place]

    def insert(self, row: models.Model) -> models.Model:
        try:
            with as_system(), transaction.atomic():
                type(row)._base_manager.bulk_create([row])
        except DatabaseError as error:
            problem = f"{row._meta.label}: {error}. Say how in cda/accounts/isolation/filling.py."
            raise CannotFill(problem) from error
        return row

    def draft(self, model: type[models.Model], city: City) -> models.Model:
        """A row that is not in the database yet; its parents are."""
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        return model(**{field.attname: self.value(field, city) for field in fields})

    def value(self, field: "models.Field[Any, Any]", city: City) -> Any:
        special = SPECIAL.get((field.model._meta.label_lower, field.name))
        if special:
            return special(self, city)
        if field.name in ("city", "city_key"):
            return city.pk
        if field.name == "user_id":
            return self.coaches[city.pk].pk
        if isinstance(field, models.ForeignKey):
            return self.parent(field, city)
        return plain_value(field, city)

    def parent(self, field: "models.ForeignKey[Any, Any]", city: City) -> int | None:
        model = field.related_model
        if model is User:
            return self.coaches[city.pk].pk
        return None if field.null else int(self.row(model, city).pk)


def plain_value(field: "models.Field[Any, Any]", city: City) -> Any:
    if field.name in ("ends_on", "expires_at") and not field.null:
        return timezone.now() + DAY if isinstance(field, models.DateTimeField) else tomorrow()
    if field.has_default() or field.null:
        return field.get_default()
    if field.choices and not field.blank:
        return field.flatchoices[0][0]
    for kind, value in PLAIN:
        if isinstance(field, kind):
            return value()
    text = "" if field.blank and not field.unique else f"{city.pk} {field.name}"
    return text[: field.max_length]


def tomorrow() -> date:
    return timezone.localdate() + DAY


def walled_models() -> dict[str, type[models.Model]]:
    """Every model that is not on the list of what cities share, by its table."""
    everything = apps.get_models(include_auto_created=True)
    found = {model._meta.db_table: model for model in everything if model._meta.managed}
    return {table: model for table, model in sorted(found.items()) if is_walled(model)}


def is_walled(model: type[models.Model]) -> bool:
    return model._meta.db_table not in SHARED


def family_ties() -> list["models.ForeignKey[Any, Any]"]:
    """Every foreign key from what belongs to a city to what belongs to a city."""
    return [
        field
        for model in walled_models().values()
        if issubclass(model, CityOwned)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, CityOwned)
    ]


def truth(table: str) -> list[Row]:
    """Every row that is there, as the system role sees it."""
    with as_system(), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
