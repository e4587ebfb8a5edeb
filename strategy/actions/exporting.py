"""Ask for the strategy as a file. The worker writes it; a week later it is forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.lib.queue import after_commit
from strategy import tasks
from strategy.models import Export, Signature, Strategy, Version

MOST_WAITING = 5
KEPT = timedelta(days=7)
PATIENCE, GIVE_UP = timedelta(minutes=2), timedelta(minutes=30)
GIVEN_UP = gettext_noop("The file could not be written. Try again, or choose another format.")


def version_for(strategy: Strategy) -> Version | None:
    """What was signed, once it is; until then the text as it stands."""
    if strategy.is_open:
        return None
    signed = Signature.objects.filter(strategy=strategy).select_related("version")
    newest = signed.order_by("-signed_at", "-pk").first()
    return newest.version if newest else None


@transaction.atomic
def ask_for_file(strategy: Strategy, *, format_: str, language: str, by: User) -> Export:
    """Write down the wish and ring for the worker."""
    strategy = Strategy.objects.locked(strategy.pk)
    waiting = Export.objects.filter(strategy=strategy, status=Export.Status.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise RuleBroken(_("Other files are being written. Wait until they are done."))
    export = Export.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        version=version_for(strategy),
        format=format_,
        language=language,
        asked_by=by,
    )
    record("strategy.exported", export, by=by, note={"format": format_, "language": language})
    after_commit(tasks.write_export, export.city_id, export.pk)
    return export


def write_forgotten(now: datetime) -> None:
    """Files whose bell was lost are written; one that was tried for half an hour is given up."""
    waiting = Export.objects.filter(status=Export.Status.WAITING, asked_at__lt=now - PATIENCE)
    for export in waiting:
        if export.asked_at < now - GIVE_UP:
            export.fail(GIVEN_UP)
            export.save(update_fields=["status", "problem", "finished_at"])
        else:
            after_commit(tasks.write_export, export.city_id, export.pk)


def forget_exports(now: datetime) -> None:
    """They can be written again."""
    Export.objects.filter(asked_at__lt=now - KEPT).delete()
