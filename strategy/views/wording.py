"""How the strategy reads, section by section."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.models import Section, Term
from strategy.models.wording import LONG, wording_of
from strategy.views.places import strategy_here


@require_safe
@requires(Permission.STRATEGY_VIEW)
def wording(request: Request, city: str) -> HttpResponse:
    """Long sentences and words of the trade, for whoever writes for residents."""
    strategy = strategy_here(request)
    sections = Section.objects.visible_to(request.access).filter(strategy=strategy)
    shown = sections.filter(is_hidden=False).order_by("position")
    terms = Term.objects.visible_to(request.access).filter(strategy=strategy).exclude(meaning="")
    explained = terms.values_list(strategy.language.replace("-", "_"), flat=True)
    rows = wording_of(
        shown.only("key", "code", "title", "blocks"), strategy.language, list(explained)
    )
    context = {"city": request.access.here, "strategy": strategy, "rows": rows, "long": LONG}
    context["may_write"] = strategy.is_open and request.access.may(Permission.STRATEGY_EDIT)
    return render(request, "strategy/wording.html", context)
