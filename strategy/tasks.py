"""Slow work that follows a commit: drawing a document, once; reading and writing files."""

import logging
from contextlib import suppress
from functools import partial

from celery import shared_task
from django.core.cache import cache
from django.db.models import F
from django.utils.translation import gettext_noop
from redis.exceptions import RedisError

from cda.accounts.wall import inside
from cda.audit.log import record
from cda.lib.limited import TooMuch
from cda.lib.pdf import Drawing
from strategy import documents
from strategy.exchange.reading import read_limited
from strategy.exchange.refusals import Refused
from strategy.exchange.source import edition_in
from strategy.exchange.writing import steps_of, write
from strategy.models import Document, Export, Import, PublicRecord, Signature, Version

logger = logging.getLogger(__name__)

REMEMBERED = 3600
TOO_LONG = gettext_noop("The text is too long or too complicated for one file of this format.")


@shared_task
def draw_document(city_id: int, version_id: int, language: str, paper: str) -> None:
    """Draw it outside of any transaction, unless it is there. The first drawing is kept."""
    with inside([city_id]):
        version = Version.objects.select_related("strategy__city").get(pk=version_id)
        if Document.objects.of(version, language, paper).exists():
            return
        edition = documents.edition_of(version)
    try:
        drawing = documents.draw(edition, language=language, paper=paper)
    except TooMuch as error:
        logger.warning("Version %s could not be drawn: %s", version_id, error)
        _remember_failure(version_id, language, paper)
        return
    with inside([city_id]):
        _keep(version, language, paper, drawing)


@shared_task
def read_import(city_id: int, import_id: int) -> None:
    """Read a file that came in, outside of any transaction. What was read once stays as it is."""
    with inside([city_id]):
        source = Import.objects.filter(pk=import_id, status=Import.Status.WAITING).first()
    if source is None:
        return
    try:
        source.keep(read_limited(source.file_name, bytes(source.content)))
    except Refused as refused:
        source.refuse(str(refused))
    with inside([city_id]):
        waiting = Import.objects.filter(pk=import_id, status=Import.Status.WAITING)
        waiting.update(status=source.status, reading=source.reading, problem=source.problem)


@shared_task
def write_export(city_id: int, export_id: int) -> None:
    """Write a file that somebody asked for, outside of any transaction, with its progress."""
    with inside([city_id]):
        waiting = Export.objects.filter(pk=export_id, status=Export.Status.WAITING)
        export = waiting.select_related("strategy__city", "version__strategy").first()
        if export is None:
            return
        source, is_traced = export.version or export.strategy, export.format == Export.Format.PDF
        edition = edition_in(source, export.language, is_traced=is_traced)
        export.total = steps_of(export.format, edition.content)
        waiting.update(done=0, total=export.total)
    step = partial(_step, city_id, export_id)
    paper = export.strategy.city.paper
    try:
        content = write(export.format, edition, language=export.language, paper=paper, step=step)
    except TooMuch as error:
        logger.warning("Export %s could not be written: %s", export_id, error)
        export.fail(TOO_LONG)
    else:
        export.finish(content)
    with inside([city_id]):
        export.save(update_fields=["content", "status", "problem", "done", "finished_at"])


def _step(city_id: int, export_id: int) -> None:
    """One section more, for those who watch."""
    with inside([city_id]):
        Export.objects.filter(pk=export_id).update(done=F("done") + 1)


def _keep(version: Version, language: str, paper: str, drawing: Drawing) -> None:
    drawn = Document(
        city_id=version.city_id,
        version=version,
        language=language,
        paper=paper,
        content=drawing.content,
        sha256=drawing.sha256,
        pages=drawing.pages,
    )
    kept = Document.objects.keep(drawn)
    if kept.key != drawn.key:
        return
    record("document.drawn", kept, by=None, note={"sha256": kept.sha256, "pages": kept.pages})
    signature = Signature.objects.filter(version=version).first()
    if signature and signed_copy(version) == (language, paper):
        public = PublicRecord.objects.filter(record=signature.record, document_sha256="")
        public.update(document_sha256=kept.sha256)


def signed_copy(version: Version) -> tuple[str, str]:
    """Language and paper of the one signed copy: the text's own, and the city's."""
    return version.strategy.language, version.strategy.city.paper


def has_failed(version_id: int, language: str, paper: str) -> bool:
    """Did the last try, within the hour, end without a document?"""
    with suppress(RedisError):
        return bool(cache.get(_failure(version_id, language, paper)))
    return False


def forget_failure(version_id: int, language: str, paper: str) -> None:
    with suppress(RedisError):
        cache.delete(_failure(version_id, language, paper))


def _remember_failure(version_id: int, language: str, paper: str) -> None:
    with suppress(RedisError):
        cache.set(_failure(version_id, language, paper), 1, REMEMBERED)


def _failure(version_id: int, language: str, paper: str) -> str:
    return f"document-failed:{version_id}:{language}:{paper}"
