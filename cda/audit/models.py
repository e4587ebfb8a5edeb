"""What was done: one chain of entries per city, each holding the hash of the one before."""

from typing import Self

from django.db import models


class EntryQuerySet(models.QuerySet["Entry"]):
    def chain(self, city_key: int) -> Self:
        """The history of one city (0: of the programme), oldest first."""
        return self.filter(city_key=city_key).order_by("seq")

    def about(self, target: models.Model) -> Self:
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)


class Entry(models.Model):
    """One act. The database numbers, dates and hashes it; nobody can change it afterwards.

    `city_key` is the id of the city, or 0 for the programme itself. `actor_id` is a person,
    or null where the clock acted. The names are kept as they were on that day.
    """

    PROGRAMME = 0

    city_key = models.BigIntegerField()
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    note = models.JSONField(default=dict)
    prev = models.BinaryField()
    hash = models.BinaryField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("city_key", "seq", name="audit_entry_one_chain")]
        indexes = [models.Index("target_type", "target_id", name="audit_entry_target")]

    def __str__(self) -> str:
        return f"{self.city_key}/{self.seq} {self.verb}"
