"""Ring the worker's bell, after the commit, without ever making a person wait."""

import logging
import time
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

SILENCE = 30.0  # seconds in which a broker that did not answer is not asked again


class _Patience:
    """Until when this process does not ring: one request waits for a dead broker, not all."""

    until = 0.0


def after_commit(task: "Task[Any, Any]", *args: Any) -> None:
    """Send the task once the transaction has committed. Ids only, the city first.

    A dead broker is not an error here: every task is also found by the clock,
    because the database, not the queue, holds the truth.
    """
    transaction.on_commit(partial(_ring, task, *args))


def _ring(task: "Task[Any, Any]", *args: Any) -> None:
    if time.monotonic() < _Patience.until:
        return
    try:
        task.apply_async(args=args, retry=False, ignore_result=True)
    except OperationalError:
        _Patience.until = time.monotonic() + SILENCE
        logger.warning("The broker did not answer; %s waits for the clock.", task.name)
