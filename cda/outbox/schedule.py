"""What the clock does for the outbox."""

from celery import shared_task

from cda.outbox import tasks
from cda.outbox.delivery import reconcile


@shared_task
def deliver_due() -> None:
    """Also when every doorbell was lost, a letter leaves within seconds."""
    tasks.deliver()


@shared_task
def reconcile_abandoned() -> None:
    reconcile()
