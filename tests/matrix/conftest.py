"""The town is built once for all cells; what a cell does is undone."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import override_settings

from tests.matrix.engine import Asker
from tests.matrix.town import Town
from tests.wall import play

LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(scope="package")
def asker(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(CACHES=LOCAL), transaction.atomic():
        play("cda_system")
        yield Asker(Town())
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()


@pytest.fixture
def _django_db_helper(asker, django_db_blocker):
    """Instead of a transaction for each test: the town's own, which lasts for all."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(autouse=True)
def _no_limits():
    """Limits of attempts have tests of their own."""
    cache.clear()
