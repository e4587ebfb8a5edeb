"""The application as production runs it, with one more view: the floor."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cda.settings")
settings.ROOT_URLCONF = "cda.bench.urls"
folders: Any = settings.TEMPLATES[0]["DIRS"]
folders.append(Path(__file__).parent / "templates")

_application = get_wsgi_application()

Start = Callable[..., Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Counts the queries of a request that asks for it: X-Count."""
    if "HTTP_X_COUNT" not in environ:
        return _application(environ, start_response)
    queries: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, ("X-Queries", str(len(queries)))], *rest)

    with connection.execute_wrapper(count):
        return _application(environ, start)
