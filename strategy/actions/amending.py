"""Open what was signed, with a reason; or close it again, when nothing was changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.history import say_why
from strategy.models import PublicRecord, Signature, Strategy
from strategy.models.amending import LONGEST_WHY, newest_signed
from strategy.models.content import canonical, fingerprint


@transaction.atomic
def open_amendment(strategy: Strategy, why: str, *, by: User) -> Strategy:
    """The team may write again. The signature stands until the mayor has signed the next one."""
    strategy = Strategy.objects.locked(strategy.pk)
    was = strategy.status
    strategy.amend()
    strategy.cover_sentence = " ".join(why.split())[:LONGEST_WHY]  # what the mayor reads first
    strategy.save()
    say_why(strategy, why, by=by)
    record("strategy.amended", strategy, by=by, note={"was": was, "version": strategy.number})
    return strategy


@transaction.atomic
def end_amendment(strategy: Strategy, *, by: User) -> Strategy:
    """It says what the mayor signed: it is signed, or published, as it was."""
    strategy = Strategy.objects.locked(strategy.pk)
    if fingerprint(canonical(strategy)) != newest_signed(strategy):
        raise RuleBroken(
            _("The text is not what the mayor signed: put it back first, or send it to the mayor.")
        )
    signature = Signature.objects.filter(strategy=strategy).latest("signed_at", "pk")
    public = PublicRecord.objects.filter(record=signature.record, published_at__isnull=False)
    strategy.end_amendment(is_public=public.exists())
    strategy.save()
    record("strategy.amendment_ended", strategy, by=by)
    return strategy
