"""The doorbell of the outbox."""

from celery import shared_task

from cda.outbox.delivery import deliver_batch


@shared_task
def deliver() -> None:
    """Send what is due. Rung after a commit, and by the clock in any case."""
    while deliver_batch():
        pass
