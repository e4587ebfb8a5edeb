"""How a server starts the application, and with which habits."""

import gc
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from cda import wsgi

GUNICORN = str(Path(settings.BASE_DIR) / "cda" / "gunicorn.py")


@pytest.fixture
def habits(monkeypatch):
    """habits(PORT="1"): the server's settings in this environment."""

    def read(**environment):
        for name in ("BIND", "PORT", "WEB_WORKERS", "WEB_THREADS", "ACCESS_LOG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(GUNICORN)

    return read


def test_it_listens_on_this_machine_and_writes_no_addresses_down(habits):
    found = habits()
    assert (found["bind"], found["workers"], found["threads"]) == ("127.0.0.1:8000", 2, 4)
    assert found["accesslog"] is None, "addresses hold invitations"
    assert found["control_socket_disable"]
    assert found["graceful_timeout"] < found["timeout"]


def test_the_environment_decides(habits):
    found = habits(
        BIND="10.0.0.7",
        PORT="8123",
        WEB_WORKERS="5",
        WEB_THREADS="1",
        ACCESS_LOG="-",
    )
    assert (found["bind"], found["workers"], found["threads"]) == ("10.0.0.7:8123", 5, 1)
    assert found["accesslog"] == "-"


def test_a_worker_leaves_what_it_loaded_to_itself(habits):
    before = gc.get_threshold()
    try:
        habits()["post_worker_init"](None)
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@pytest.mark.django_db
def test_the_application_answers():
    assert isinstance(wsgi.application, WSGIHandler)
    answer = wsgi.application.get_response(RequestFactory().get("/healthz"))
    assert (answer.status_code, bool(answer.content)) == (200, True)
