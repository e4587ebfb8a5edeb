"""Keep what the strategy said: its plan and structure after every act, its paragraphs elsewhere."""

from datetime import datetime

from django.db import transaction

from cda.accounts.models import User
from cda.audit.log import record
from strategy.actions.versions import freeze
from strategy.models import LastRead, PlanRevision, Strategy, Version
from strategy.models.amending import WhyMissing, said_already, why_of_plan
from strategy.models.content import Content, fingerprint, structure


def keep_plan(strategy: Strategy, *, by: User, why: str = "") -> None:
    """Write down everything but the paragraphs, in the transaction of the act that changed it.

    Nothing is kept twice: an act that changed nothing leaves no trace here. The caller holds the
    strategy's lock. Once a mayor has signed, who gave no reason in this sitting is refused.
    """
    content = _structure(strategy)
    newest = PlanRevision.objects.filter(strategy=strategy).order_by("-pk")
    if newest.values_list("sha256", flat=True).first() != fingerprint(content):
        _keep(strategy, content, by, why_of_plan(strategy, why, by=by))


def say_why(strategy: Strategy, why: str, *, by: User) -> None:
    """This person's reason for what they change in the plan now, in the same transaction."""
    if not why.strip():
        raise WhyMissing
    _keep(strategy, _structure(strategy), by, why_of_plan(strategy, why, by=by))


@transaction.atomic
def note_why(strategy: Strategy, why: str, *, by: User) -> None:
    """The reason that came with a form of the plan, once; before a signature there is none."""
    if strategy.asks_why and why.strip() and why != said_already(strategy, None, by=by):
        say_why(strategy, why, by=by)


def _structure(strategy: Strategy) -> Content:
    return structure(Strategy.objects.select_related("city").get(pk=strategy.pk))


def _keep(strategy: Strategy, content: Content, by: User, why: str) -> None:
    PlanRevision.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        content=content,
        sha256=fingerprint(content),
        author=by,
        why=why,
    )


@transaction.atomic
def name_version(strategy: Strategy, name: str, *, by: User) -> Version:
    """Freeze what there is under a name and the next minor number: "0.3 Workshop draft"."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.name_state()
    strategy.save(update_fields=["minor"])
    version = freeze(strategy, reason=Version.Reason.TEAM, by=by, name=name)
    record("version.named", version, by=by, note={"number": version.number, "name": name})
    return version


@transaction.atomic
def mark_read(strategy: Strategy, until: datetime, *, by: User) -> LastRead:
    """Said by the reader, never guessed: what came after the page was made stays new.

    It only moves forward, so that an old window does not make read things new again.
    """
    read, _is_new = LastRead.objects.get_or_create(
        strategy=strategy, user=by, defaults={"city_id": strategy.city_id, "read_at": until}
    )
    if read.read_at < until:
        read.read_at = until
        read.save(update_fields=["read_at"])
    return read
