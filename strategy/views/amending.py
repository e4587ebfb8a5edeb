"""Open what is signed, and close it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import amending, history
from strategy.forms.history import AmendForm
from strategy.models.amending import LONGEST_WHY
from strategy.views.places import strategy_here


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_SEND)
def strategy_amend(request: Request, city: str) -> HttpResponse:
    """The lead says why; from then on the team writes, and everybody says why."""
    strategy = strategy_here(request)
    form = AmendForm(request.POST or None)
    if form.is_valid():
        amending.open_amendment(strategy, form.cleaned_data["why"], by=request.access.user)
        messages.success(request, _("The text is open. The signature stands until the next one."))
        return redirect("strategy:strategy_detail", city)
    context = {"city": request.access.here, "strategy": strategy, "form": form}
    status = 422 if form.errors else 200
    return render(request, "strategy/strategy_amend.html", context, status=status)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def amendment_why(request: Request, city: str) -> HttpResponse:
    """For the next hours: why this person changes the plan, the registers, the outline."""
    strategy = strategy_here(request)
    strategy.require_open()
    history.note_why(strategy, request.POST.get("why", "")[:LONGEST_WHY], by=request.access.user)
    messages.success(request, _("Kept. It stands beside what you change in the next hours."))
    return redirect("strategy:strategy_detail", city)


@require_POST
@requires(Permission.STRATEGY_SEND)
def amendment_end(request: Request, city: str) -> HttpResponse:
    """Nothing was changed after all."""
    amending.end_amendment(strategy_here(request), by=request.access.user)
    messages.success(request, _("The amendment is closed. The signed text stands as it was."))
    return redirect("strategy:strategy_detail", city)
