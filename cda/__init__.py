"""The project: its wiring on top, its kernel below."""

from cda.celery import app as celery_app

__all__ = ["celery_app"]
