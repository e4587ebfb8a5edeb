"""What the clock does for coaching: it only plants letters."""

from celery import shared_task
from django.utils import timezone

from cda.accounts.models import City
from cda.accounts.wall import inside
from coaching.actions.reminders import plant_due_steps


@shared_task
def plant_reminders() -> None:
    """A step due tomorrow: one letter to its owner, at eight in the morning where they live."""
    now = timezone.now()
    for city_id in City.objects.order_by("pk").values_list("pk", flat=True):
        with inside([city_id]):
            plant_due_steps(now)
