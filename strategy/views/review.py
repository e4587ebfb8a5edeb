"""The coach's review, and the team's own last word."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import reviewing
from strategy.forms.review import AgreeForm, ClearForm, ReturnForm
from strategy.models import Agreement, Comment, Review
from strategy.models.content import Content
from strategy.models.frozen import changes_since, chapters_of, plan_of
from strategy.models.readiness import find_doubts, find_gaps
from strategy.views.places import strategy_here

READ = ["GET", "HEAD", "POST"]


@require_http_methods(READ)
@requires(Permission.STRATEGY_SEND)
def review_send(request: Request, city: str) -> HttpResponse:
    """What blocks, who gets it, one button."""
    strategy = strategy_here(request)
    if request.method == "POST":
        reviewing.send_to_coach(strategy, by=request.access.user)
        messages.success(request, _("The coach has it. The text is closed until the answer."))
        return redirect("strategy:strategy_detail", city)
    gaps = find_gaps(strategy)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "gaps": gaps,
        "gap_count": len(gaps),
        "doubts": find_doubts(strategy),
        "coaches": reviewing.coaches_of(strategy.city_id),
    }
    return render(request, "strategy/review_send.html", context)


def review_here(request: Request, key: str) -> Review:
    reviews = Review.objects.visible_to(request.access)
    return get_object_or_404(
        reviews.select_related("strategy__city", "version", "reviewer"), key=key
    )


@require_safe
@requires(Permission.STRATEGY_VIEW)
def review_detail(request: Request, city: str, key: str) -> HttpResponse:
    return review_page(request, review_here(request, key))


def review_page(
    request: Request, review: Review, *, status: int = 200, **forms: Any
) -> HttpResponse:
    before = _before(request, review)
    context = {
        "city": request.access.here,
        "strategy": review.strategy,
        "review": review,
        "before": before,
        **_reading(request, review, before.version.content if before else None),
        "confirmed": [
            words for code, words in Review.CHECKLIST.items() if code in review.checklist
        ],
        "may_decide": may_decide(request, review),
        "return_form": ReturnForm(auto_id="return_%s"),
        "clear_form": ClearForm(auto_id="clear_%s"),
        **forms,
    }
    return render(request, "strategy/review_detail.html", context, status=status)


def _before(request: Request, review: Review) -> Review | None:
    """The review that came before: what was read then is not new."""
    reviews = Review.objects.visible_to(request.access).filter(
        strategy=review.strategy, asked_at__lt=review.asked_at
    )
    return reviews.select_related("version").order_by("-asked_at", "-pk").first()


def _reading(request: Request, review: Review, old: Content | None) -> dict[str, Any]:
    """The frozen text with its threads, the plan, and what changed since the last time."""
    content = review.version.content
    comments = Comment.objects.visible_to(request.access).filter(
        section__strategy=review.strategy_id
    )
    comments = comments.select_related("author", "section").order_by("written_at", "pk")
    return {
        "chapters": chapters_of(content, comments, old, request.access.here.slug),
        "goals": plan_of(content),
        "changes": changes_since(old, content),
    }


def may_decide(request: Request, review: Review) -> bool:
    is_waiting = review.verdict == Review.Verdict.WAITING
    return is_waiting and request.access.may(Permission.STRATEGY_CLEAR)


@require_POST
@requires(Permission.STRATEGY_CLEAR)
def review_return(request: Request, city: str, key: str) -> HttpResponse:
    review = review_here(request, key)
    form = ReturnForm(request.POST, auto_id="return_%s")
    if not form.is_valid():
        return review_page(request, review, status=422, return_form=form)
    reviewing.return_strategy(review, **form.cleaned_data, by=request.access.user)
    messages.success(request, _("The team has the strategy again, with your comments."))
    return redirect("strategy:review_detail", city, key)


@require_POST
@requires(Permission.STRATEGY_CLEAR)
def review_clear(request: Request, city: str, key: str) -> HttpResponse:
    review = review_here(request, key)
    form = ClearForm(request.POST, auto_id="clear_%s")
    if not form.is_valid():
        return review_page(request, review, status=422, clear_form=form)
    reviewing.clear_strategy(review, **form.cleaned_data, by=request.access.user)
    messages.success(request, _("The strategy is cleared. Now the team says its last word."))
    return redirect("strategy:review_detail", city, key)


@require_POST
@requires(Permission.STRATEGY_SEND)
def strategy_recall(request: Request, city: str) -> HttpResponse:
    reviewing.recall_strategy(strategy_here(request), by=request.access.user)
    messages.success(request, _("The text is open again for the team."))
    return redirect("strategy:strategy_detail", city)


@require_POST
@requires(Permission.STRATEGY_SEND)
def strategy_resume(request: Request, city: str) -> HttpResponse:
    reviewing.resume_strategy(strategy_here(request), by=request.access.user)
    messages.success(request, _("The text is open again for the team."))
    return redirect("strategy:strategy_detail", city)


@require_http_methods(READ)
@requires(Permission.STRATEGY_AGREE)
def strategy_agree(request: Request, city: str) -> HttpResponse:
    """Every member of the team is heard; the lead sees who is still missing."""
    strategy = strategy_here(request)
    version = reviewing.cleared_version(strategy)
    agreements = Agreement.objects.visible_to(request.access).filter(version=version)
    said = list(agreements.select_related("user").order_by("said_at", "pk"))
    mine = next((one for one in said if one.user_id == request.access.user.pk), None)
    form = AgreeForm(request.POST or None, initial=_said(mine))
    if form.is_valid():
        reviewing.say_agreement(strategy, **form.cleaned_data, by=request.access.user)
        messages.success(request, _("Thank you. Your answer is kept with the version."))
        return redirect("strategy:strategy_agree", city)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "version": version,
        "said": said,
        "missing": reviewing.unheard(strategy, version),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/strategy_agree.html", context, status=status)


def _said(agreement: Agreement | None) -> dict[str, str]:
    if agreement is None:
        return {}
    return {"agrees": "yes" if agreement.agrees else "no", "note": agreement.note}


@require_POST
@requires(Permission.STRATEGY_SEND)
def strategy_finish(request: Request, city: str) -> HttpResponse:
    reviewing.finish_by_team(strategy_here(request), by=request.access.user)
    messages.success(request, _("The team is done. Now the strategy can go to the mayor."))
    return redirect("strategy:strategy_detail", city)
