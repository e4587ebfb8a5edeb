"""Ask for a document. It is drawn once; asking again finds it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

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
    copies = Document.objects.filter(
        version=OuterRef("version_id"),
        language=OuterRef("strategy__language"),
        paper=OuterRef("city__paper"),
    )
    signatures = Signature.objects.filter(~Exists(copies), signed_at__lt=now - PATIENCE)
    for signature in signatures.select_related("version__strategy__city"):
        version = signature.version
        language, paper = tasks.signed_copy(version)
        if not tasks.has_failed(version.pk, language, paper):
            after_commit(tasks.draw_document, version.city_id, version.pk, language, paper)
