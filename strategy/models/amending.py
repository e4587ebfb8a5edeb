"""After the first signature: who changes the text says why, and the mayor signs again."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.lib.errors import RuleBroken
from strategy.models.content import canonical, fingerprint
from strategy.models.document import Strategy
from strategy.models.history import PlanRevision
from strategy.models.section import Section, SectionRevision
from strategy.models.signature import Signature

# So long a reason holds: who writes on the same section within it is not asked again.
SITTING = timedelta(hours=4)
LONGEST_WHY = 300


class WhyMissing(RuleBroken):
    """Somebody changes what a mayor has signed, and does not say why."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The mayor has signed this text: say why you change it."
                " For the plan and the outline you can say it on the page of the strategy."
            )
        )


def was_signed(strategy: Strategy) -> bool:
    return Signature.objects.filter(strategy=strategy).exists()


def newest_signed(strategy: Strategy) -> str:
    """The fingerprint of the text that the newest signature stands under."""
    signatures = Signature.objects.filter(strategy=strategy).order_by("-signed_at", "-pk")
    return signatures.values_list("sha256", flat=True).first() or ""


def require_amended(strategy: Strategy) -> None:
    """A mayor is not asked to sign the same words twice."""
    if fingerprint(canonical(strategy)) == newest_signed(strategy):
        raise RuleBroken(_("Nothing has changed since the signature: there is nothing to sign."))


def why_of_text(strategy: Strategy, section: Section, given: str, *, by: User) -> str:
    """Why this text is saved: as given, or as this person said it in this sitting.

    Where it is asked and not said, the save is refused.
    """
    given = " ".join(given.split())[:LONGEST_WHY]
    if given or not strategy.asks_why:
        return given
    return _said(SectionRevision.objects.filter(section=section, author=by))


def why_of_plan(strategy: Strategy, given: str, *, by: User) -> str:
    """The same for the plan, the registers, and everything else that is not a paragraph."""
    given = " ".join(given.split())[:LONGEST_WHY]
    if given or not strategy.asks_why:
        return given
    return _said(PlanRevision.objects.filter(strategy=strategy, author=by))


def said_already(strategy: Strategy, section: Section | None, *, by: User) -> str:
    """What a form shows as the reason, so that nobody types it twice; empty where none is."""
    try:
        if section is None:
            return why_of_plan(strategy, "", by=by)
        return why_of_text(strategy, section, "", by=by)
    except WhyMissing:
        return ""


def _said(revisions: models.QuerySet[SectionRevision] | models.QuerySet[PlanRevision]) -> str:
    """The newest reason of this sitting."""
    recent = revisions.filter(saved_at__gte=timezone.now() - SITTING).exclude(why="")
    why = recent.order_by("-pk").values_list("why", flat=True).first()
    if not why:
        raise WhyMissing
    return why
