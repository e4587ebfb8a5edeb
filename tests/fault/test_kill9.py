"""1,000 reminders, eight times `kill -9` of the whole worker: each leaves exactly once."""

import os
import threading
from collections import Counter
from contextlib import contextmanager

import pytest
from celery import Celery
from django.conf import settings
from django.utils import timezone

from cda.outbox.delivery import message_id
from cda.outbox.models import Letter
from tests.fault.conftest import Worker, process_environment, wait_until

LETTERS, KILLS = 1000, 8
QUEUE = f"kill9-{os.getpid()}"


def plant():
    Letter.objects.bulk_create(
        Letter(
            kind="text",
            key=f"kill:{number}",
            address=f"person{number}@city.example",
            subject="A step is due tomorrow",
            body="Send the training plan.",
            send_after=timezone.now(),
        )
        for number in range(LETTERS)
    )


def unsettled():
    return Letter.objects.filter(status__in=["due", "sending"]).count()


@contextmanager
def ringing(bell):
    """The clock, in small: rings for delivery and for what was left behind, twice a second."""
    stop = threading.Event()

    def ring():
        while not stop.wait(0.5):
            for task in ("deliver_due", "deliver_due", "reconcile_abandoned"):
                bell.send_task(f"cda.outbox.schedule.{task}", queue=QUEUE, expires=5)

    thread = threading.Thread(target=ring)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_reminder_once_although_the_worker_is_killed(sink, tmp_path):
    server, address, log = sink
    environment = process_environment(
        EMAIL_URL=address,
        MAIL_LOG_FILE=str(log),
        MAIL_LEASE_SECONDS="5",
    )
    bell = Celery(broker=settings.CELERY_BROKER_URL, set_as_current=False)
    plant()
    worker = Worker(environment, tmp_path / "worker.log", QUEUE)
    worker.start()

    try:
        with ringing(bell):
            for kill in range(1, KILLS + 1):
                target = LETTERS * kill // (KILLS + 1)
                assert wait_until(lambda t=target: len(server.received) >= t, 60, 0.01), (
                    worker.said()
                )
                worker.kill()
                worker.start()
            assert wait_until(lambda: not unsettled(), 90, 0.5)
    finally:
        worker.kill()

    counts = Counter(server.received)
    assert counts == {message_id(letter): 1 for letter in Letter.objects.all()}
    assert set(Letter.objects.values_list("status", flat=True)) == {"sent"}
