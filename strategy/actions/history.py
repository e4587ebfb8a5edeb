"""Keep what the strategy said: its plan and structure after every act, its paragraphs elsewhere."""

from cda.accounts.models import User
from strategy.models import PlanRevision, Strategy
from strategy.models.content import fingerprint, structure


def keep_plan(strategy: Strategy, *, by: User, why: str = "") -> None:
    """Write down everything but the paragraphs, in the transaction of the act that changed it.

    Nothing is kept twice: an act that changed nothing leaves no trace here. The caller holds the
    strategy's lock.
    """
    content = structure(Strategy.objects.select_related("city").get(pk=strategy.pk))
    sha256 = fingerprint(content)
    newest = PlanRevision.objects.filter(strategy=strategy).order_by("-pk")
    if newest.values_list("sha256", flat=True).first() == sha256:
        return
    PlanRevision.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        content=content,
        sha256=sha256,
        author=by,
        why=why,
    )
