"""What belongs to a city, and how a view starts to read it."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

from cda.accounts.models import City
from cda.lib.ids import public_id

if TYPE_CHECKING:
    from cda.accounts.access import Access

M = TypeVar("M", bound=models.Model)


class VisibleQuerySet(models.QuerySet[M]):
    def visible_to(self, access: "Access") -> Self:
        """The rows of the cities this person acts in. Override to narrow, never to widen."""
        return self.filter(city_id__in=access.cities)


class VisibleManager(models.Manager[M]):
    """For models whose queryset asks nothing else."""

    def get_queryset(self) -> VisibleQuerySet[M]:
        return VisibleQuerySet(self.model, using=self._db)

    def visible_to(self, access: "Access") -> VisibleQuerySet[M]:
        return self.get_queryset().visible_to(access)


class CityOwned(models.Model):
    """What belongs to a city. Its table stands behind the wall: a guard checks it."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=22, unique=True, default=public_id, editable=False)

    class Meta:
        abstract = True
