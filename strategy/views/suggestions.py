"""Suggestions: write one, let it in, decline it, take it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import suggesting
from strategy.forms.suggesting import AnswerForm, SuggestionForm
from strategy.models import Section, Suggestion
from strategy.models.beside import sorted_out
from strategy.models.proposing import NotThere, require_takes_suggestions, shown
from strategy.models.vocabulary import cleaned
from strategy.views.places import section_here, strategy_here
from strategy.views.sections import written

MOST_SHOWN = 200


@require_safe
@requires(Permission.STRATEGY_VIEW)
def suggestion_list(request: Request, city: str) -> HttpResponse:
    """All that was proposed: what waits, and what became of the rest, with the reasons."""
    strategy = strategy_here(request)
    rows = Suggestion.objects.visible_to(request.access).filter(section__strategy=strategy)
    is_mine = request.GET.get("of") == "me"
    if is_mine:
        rows = rows.filter(author=request.access.user)
    rows = rows.select_related("author", "decided_by", "section").defer("section__blocks")
    newest = sorted(rows.order_by("-written_at", "-pk")[:MOST_SHOWN], key=lambda row: row.pk)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "proposals": sorted_out(newest),
        "is_mine": is_mine,
        "is_cut": len(newest) == MOST_SHOWN,
    }
    return render(request, "strategy/suggestion_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_COMMENT)
def suggestion_add(request: Request, city: str, key: str) -> HttpResponse:
    """Words beside the text, for those who may not write in it, and for those who would ask."""
    section = written(section_here(request, key))
    require_takes_suggestions(section.strategy)
    form = SuggestionForm(request.POST or None, section=section, block=request.GET.get("on", ""))
    if form.is_valid():
        suggestion = suggesting.suggest(form.draft(), by=request.access.user)
        messages.success(request, _("The team sees your suggestion."))
        return redirect(_place(city, section, suggestion))
    context = {"city": request.access.here, "section": section, "form": form}
    status = 422 if form.errors else 200
    return render(request, "strategy/suggestion_edit.html", context, status=status)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def suggestion_accept(request: Request, city: str, key: str) -> HttpResponse:
    suggestion = suggestion_here(request, key)
    anyway = request.POST.get("anyway") == "1"
    try:
        suggesting.accept(
            suggestion,
            even_if_changed=anyway,
            why=request.POST.get("why", ""),
            by=request.access.user,
        )
    except NotThere:
        return _changed_page(request, suggestion)
    messages.success(request, _("The suggestion is in the text."))
    return redirect(_place(city, suggestion.section, suggestion))


@require_POST
@requires(Permission.STRATEGY_EDIT)
def suggestion_decline(request: Request, city: str, key: str) -> HttpResponse:
    suggestion = suggestion_here(request, key)
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else request.POST["answer"][:500]
    suggesting.decline(suggestion, answer=answer, by=request.access.user)
    messages.success(request, _("Declined. The author hears of it."))
    return redirect(_place(city, suggestion.section, suggestion))


@require_POST
@requires(Permission.STRATEGY_COMMENT)
def suggestion_withdraw(request: Request, city: str, key: str) -> HttpResponse:
    suggestion = suggestion_here(request, key)
    suggesting.withdraw(suggestion, by=request.access.user)
    messages.success(request, _("Your suggestion is taken back."))
    return redirect(_place(city, suggestion.section, suggestion))


def suggestion_here(request: Request, key: str) -> Suggestion:
    suggestions = Suggestion.objects.visible_to(request.access)
    return get_object_or_404(
        suggestions.select_related("author", "section__strategy__city"), key=key
    )


def _place(city: str, section: Section, suggestion: Suggestion) -> str:
    where = reverse("strategy:section_detail", args=[city, section.key])
    return f"{where}#p-{suggestion.block_id}" if suggestion.block_id else where


def _changed_page(request: Request, suggestion: Suggestion) -> HttpResponse:
    """The paragraph is another one by now: both are shown, and a person decides."""
    blocks = suggestion.section.blocks
    now = next((b["html"] for b in blocks if b["id"] == suggestion.block_id), "")
    context = {
        "city": request.access.here,
        "section": suggestion.section,
        "suggestion": suggestion,
        "redline": shown(suggestion),
        "now": cleaned(now),
        "is_gone": not now,
    }
    return render(request, "strategy/suggestion_changed.html", context, status=409)
