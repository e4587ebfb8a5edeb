"""Is it alive, and is it ready: asked by machines, answered without a door or a wall."""

import functools
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from cda.celery import app

PATIENCE = 2  # seconds that the broker may take


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else: a restart would not mend a database."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Send people here, or not: database, broker, and all migrations applied."""
    parts = {"database": database_answers, "broker": broker_answers, "migrations": is_migrated}
    state = {name: is_well() for name, is_well in parts.items()}
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=PATIENCE)
    except (OperationalError, OSError):
        return False
    return True


def is_migrated() -> bool:
    try:
        return all_applied()
    except (DatabaseError, Unapplied):
        return False


class Unapplied(Exception):
    """Some migration waits."""


@functools.cache
def all_applied() -> bool:
    """Read once: a process whose migrations are applied needs no more of them."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Unapplied
    return True


def _public(view: Callable[[HttpRequest], HttpResponse], why: str) -> None:
    view.door = f"public: {why}"  # type: ignore[attr-defined]  # guards and the matrix read it


_public(healthz, "machines ask whether the process lives")
_public(readyz, "machines ask whether people may be sent here")
