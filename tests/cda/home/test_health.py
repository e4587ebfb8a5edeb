"""Alive, and ready: each part is taken away once."""

import pytest
from django.db import DatabaseError
from kombu.exceptions import OperationalError

from cda.home import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ask_again():
    health.all_applied.cache_clear()
    yield
    health.all_applied.cache_clear()


def test_healthz_asks_nobody(client, django_assert_num_queries, monkeypatch):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_readyz(client):
    response = client.get("/readyz")
    assert response.json() == {"database": True, "broker": True, "migrations": True}
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def fail(error):
    def act(*args, **options):
        raise error

    return act


def test_readyz_without_a_database(client, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(health.connection, "cursor", fail(DatabaseError()))
        assert not health.database_answers()
        assert not health.is_migrated()


@pytest.mark.parametrize("error", [OperationalError(), ConnectionRefusedError()])
def test_readyz_without_a_broker(client, monkeypatch, error):
    monkeypatch.setattr(health.app, "connection_for_write", fail(error))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": True, "broker": False, "migrations": True}


def test_readyz_with_a_migration_that_waits(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *args: [object()])
    assert client.get("/readyz").json()["migrations"] is False
    monkeypatch.undo()
    assert client.get("/readyz").json()["migrations"] is True


def test_both_say_that_they_are_public():
    assert health.healthz.door.startswith("public: ")
    assert health.readyz.door.startswith("public: ")
