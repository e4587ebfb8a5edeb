"""The worker's bell rings after the commit; a dead broker makes nobody wait."""

import logging

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from cda.lib import queue
from cda.lib.queue import after_commit


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    monkeypatch.setattr(queue._Patience, "until", 0.0)


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


@pytest.mark.django_db
def test_a_dead_broker_is_asked_again_only_after_a_while(
    django_capture_on_commit_callbacks, monkeypatch
):
    bell = Bell(OperationalError("refused"))

    def ring():
        with django_capture_on_commit_callbacks(execute=True):
            after_commit(bell, 7)
        return len(bell.rung)

    assert [ring(), ring(), ring()] == [1, 1, 1]
    monkeypatch.setattr(queue._Patience, "until", queue.time.monotonic() - 1)
    assert ring() == 2
