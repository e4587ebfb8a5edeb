"""What the clock does for strategies: it plants letters, and finds documents never drawn."""

from celery import shared_task
from django.utils import timezone

from cda.accounts.models import City
from cda.accounts.wall import inside
from strategy.actions.drawing import draw_missing
from strategy.actions.exporting import forget_exports, write_forgotten
from strategy.actions.importing import forget_files, read_forgotten
from strategy.actions.reminding import plant_signature_reminders


@shared_task
def plant_reminders() -> None:
    """Signatures that wait: nine in the morning of a weekday, where the reader lives."""
    now = timezone.now()
    for city_id in City.objects.order_by("pk").values_list("pk", flat=True):
        with inside([city_id]):
            plant_signature_reminders(now)


@shared_task
def draw_missing_documents() -> None:
    now = timezone.now()
    for city_id in City.objects.order_by("pk").values_list("pk", flat=True):
        with inside([city_id]):
            draw_missing(now)


@shared_task
def mind_files() -> None:
    """Files whose bell was lost, and those that are old."""
    now = timezone.now()
    for city_id in City.objects.order_by("pk").values_list("pk", flat=True):
        with inside([city_id]):
            read_forgotten(now)
            forget_files(now)
            write_forgotten(now)
            forget_exports(now)
