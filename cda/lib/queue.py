"""Ring the worker's bell, after the commit, without ever making a person wait."""

import logging
from functools import partial
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def after_commit(task: "Task[Any, Any]", *args: Any) -> None:
    """Send the task once the transaction has committed. Ids only, the city first.

    A dead broker is not an error here: every task is also found by the clock,
    because the database, not the queue, holds the truth.
    """
    transaction.on_commit(partial(_ring, task, *args))


def _ring(task: "Task[Any, Any]", *args: Any) -> None:
    try:
        task.apply_async(args=args, retry=False, ignore_result=True)
    except OperationalError:
        logger.warning("The broker did not answer; %s waits for the clock.", task.name)
