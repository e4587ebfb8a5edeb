"""Tests meet the wall as production does.

The test database is made by its owner. Tests prepare their data in the system role; every request
of the test client and every task runs in the role that owns nothing. Nobody has to remember it.
"""

from contextlib import contextmanager

from celery.signals import task_postrun, task_prerun
from django.db import connection
from django.test import Client

FROZEN = (
    "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE t.tgname = 'append_only'"
)


def play(role):
    """Let this connection act in a database role until told otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}" if role else "RESET ROLE")


def role_now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@contextmanager
def as_app():
    """What happens here happens as in production: nothing is visible until a door opens."""
    before = role_now()
    play("cda_app")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            play(before)


class WallClient(Client):
    """The test client, behind the wall."""

    def request(self, **request):
        with as_app():
            return super().request(**request)


_before_task = []


@task_prerun.connect(weak=False)
def _enter(**_):
    _before_task.append(role_now())
    play("cda_app")


@task_postrun.connect(weak=False)
def _leave(**_):
    before = _before_task.pop()
    if not connection.needs_rollback:
        play(before)


@contextmanager
def thawed():
    """Let the owner empty the append-only tables between tests that really commit."""
    with connection.cursor() as cursor:
        cursor.execute(FROZEN)
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
