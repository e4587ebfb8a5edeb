"""Ask for a document. It is drawn once; asking again finds it."""

from datetime import datetime, timedelta

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.queue import after_commit
from strategy import tasks
from strategy.models import Document, Signature, Version

PATIENCE = timedelta(minutes=2)  # by then the doorbell of the signature has rung


def ask_for_document(version: Version, *, language: str, paper: str, by: User) -> None:
    """Ring for the worker, unless the document is there."""
    if Document.objects.of(version, language, paper).exists():
        return
    tasks.forget_failure(version.pk, language, paper)
    record("document.asked", version, by=by, note={"language": language, "paper": paper})
    after_commit(tasks.draw_document, version.city_id, version.pk, language, paper)


def draw_missing(now: datetime) -> None:
    """Signed copies of the open city that were never drawn: the bell was lost, or we crashed."""
    signatures = Signature.objects.filter(
        signed_at__lt=now - PATIENCE, version__documents__isnull=True
    )
    for signature in signatures.select_related("version__strategy__city"):
        version = signature.version
        language, paper = tasks.signed_copy(version)
        if not tasks.has_failed(version.pk, language, paper):
            after_commit(tasks.draw_document, version.city_id, version.pk, language, paper)
