"""The worker's bell rings after the commit; a dead broker makes nobody wait."""

import logging

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from cda.lib.queue import after_commit


class Bell:
    name = "bell"

    def __init__(self, error=None):
        self.rung = []
        self.error = error

    def apply_async(self, **options):
        self.rung.append(options)
        if self.error:
            raise self.error


@pytest.mark.django_db
def test_the_bell_rings_after_the_commit(django_capture_on_commit_callbacks):
    bell = Bell()
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            after_commit(bell, 7, 12)
        assert bell.rung == []
    assert bell.rung == [{"args": (7, 12), "retry": False, "ignore_result": True}]


@pytest.mark.django_db
def test_a_dead_broker_is_no_error(django_capture_on_commit_callbacks, caplog):
    bell = Bell(OperationalError("refused"))
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        after_commit(bell, 7)
    assert caplog.messages == ["The broker did not answer; bell waits for the clock."]
