"""The matrix's town, without limits of attempts, and with a host of its own."""

import pytest
from django.db import connection, transaction
from django.test import override_settings

from tests.matrix.conftest import _django_db_helper, _no_limits  # noqa: F401  (fixtures)
from tests.matrix.engine import Asker
from tests.matrix.town import Town
from tests.wall import play

NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture(scope="package")
def asker(django_db_setup, django_db_blocker):
    named = override_settings(CACHES=NO_CACHE, ALLOWED_HOSTS=["testserver"])
    with django_db_blocker.unblock(), named, transaction.atomic():
        play("cda_system")
        yield Asker(Town())
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        connection.close()
