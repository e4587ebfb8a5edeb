"""The outline of the strategy, and its start."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.formats import long_date
from cohorts.models import Participation
from strategy.actions import drafting
from strategy.forms.drafting import StartForm
from strategy.models import Review, Section, Strategy
from strategy.models.around import read_strategy
from strategy.models.outline import in_parts, lines_of
from strategy.models.readiness import find_gaps

Status = Strategy.Status


def _addresses(request: Request, strategy: Strategy) -> dict[str, Any]:
    """What the addresses of forty rows share: built once, each row adds its key."""
    may_write = request.access.may(Permission.STRATEGY_EDIT) and strategy.is_open
    nowhere = "-" * len(strategy.key)
    page = reverse("strategy:section_edit", args=[request.access.here.slug, nowhere])
    return {
        "may_write": may_write,
        "pages": page.removesuffix(f"{nowhere}/"),
        "tail": "" if may_write else "read/",
    }


class Step(NamedTuple):
    """What comes next for this reader: one sentence, one button."""

    heading: str
    text: str
    url: str = ""
    verb: str = ""
    is_post: bool = False


@require_safe
@requires(Permission.STRATEGY_VIEW)
def strategy_detail(request: Request, city: str) -> HttpResponse:
    strategy = read_strategy(request.access.here)
    if strategy is None:
        return render(request, "strategy/strategy_none.html", {"city": request.access.here})
    lines = lines_of(strategy)
    reviews = Review.objects.visible_to(request.access).filter(strategy=strategy)
    review = reviews.order_by("-asked_at", "-pk").first()
    shown = [line for line in lines if not line.section.is_hidden]
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "parts": in_parts(shown),
        "progress": strategy.participation.progress or [0] * 5,
        "review": review,
        "next": next_step(request, strategy, review, [line.section for line in shown]),
        "today": timezone.localdate(),
        "aside": review or strategy.may_be_recalled,
        **_addresses(request, strategy),
    }
    return render(request, "strategy/strategy_detail.html", context)


def next_step(
    request: Request, strategy: Strategy, review: Review | None, shown: list[Section]
) -> Step | None:
    """The one loud thing on the page, by the state and by what this reader may do."""
    if strategy.status == Status.DRAFTING:
        return _step_drafting(request, strategy, shown)
    makers = {
        Status.COACH_REVIEW: _step_coach_review,
        Status.COACH_CLEARED: _step_cleared,
        Status.TEAM_FINAL: _step_final,
        Status.CHANGES_REQUESTED: _step_changes,
        Status.AMENDED: _step_amended,
    }
    maker = makers.get(Status(strategy.status))
    return maker(request, strategy, review) if maker else None


def _url(name: str, strategy: Strategy, *keys: str) -> str:
    return reverse(f"strategy:{name}", args=[strategy.city.slug, *keys])


def _step_drafting(request: Request, strategy: Strategy, shown: list[Section]) -> Step | None:
    if not request.access.may(Permission.STRATEGY_SEND):
        return None
    missing = len(find_gaps(strategy, shown))
    url = _url("review_send", strategy)
    if not missing:
        return Step(_("Everything is there"), _("The coach can read it."), url, _("Send to coach"))
    text = ngettext(
        "%(count)s thing is missing before the coach can read it.",
        "%(count)s things are missing before the coach can read it.",
        missing,
    ) % {"count": missing}
    return Step(_("Write on"), text, url, _("See what is missing"))


def _step_coach_review(request: Request, strategy: Strategy, review: Review | None) -> Step | None:
    if review is None:
        return None
    text = _("Answer by %(day)s.") % {"day": long_date(review.due_on, request.user.language)}
    verb = _("Read and decide") if request.access.may(Permission.STRATEGY_CLEAR) else _("Open")
    url = _url("review_detail", strategy, review.key)
    return Step(_("The coach is reading"), text, url, verb)


def _step_cleared(request: Request, strategy: Strategy, review: Review | None) -> Step | None:
    heading = _("The coach cleared the strategy")
    text = _("Now every member of the team says whether they agree.")
    if not request.access.may(Permission.STRATEGY_AGREE):
        return Step(heading, text)
    return Step(heading, text, _url("strategy_agree", strategy), _("Say what you think"))


def _step_final(request: Request, strategy: Strategy, review: Review | None) -> Step | None:
    if not request.access.may(Permission.STRATEGY_SEND):
        return Step(_("The team is done"), _("The city lead sends it to the mayor."))
    url = _url("mayor_send", strategy)
    return Step(_("The team is done"), _("Now it can go to the mayor."), url, _("Send to mayor"))


def _step_changes(request: Request, strategy: Strategy, review: Review | None) -> Step | None:
    heading, text = (
        _("The mayor asked for changes"),
        _("The text is closed until the lead opens it."),
    )
    if not request.access.may(Permission.STRATEGY_SEND):
        return Step(heading, text)
    return Step(heading, text, _url("strategy_resume", strategy), _("Open the text"), is_post=True)


def _step_amended(request: Request, strategy: Strategy, review: Review | None) -> Step | None:
    heading = _("The signed strategy is being amended")
    text = _("Who changes something says why. The signature stands until the mayor signs again.")
    if not request.access.may(Permission.STRATEGY_SEND):
        return Step(heading, text)
    return Step(heading, text, _url("strategy_amend", strategy), _("Send it or close it"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_SEND)
def strategy_start(request: Request, city: str) -> HttpResponse:
    participation = Participation.objects.visible_to(request.access).current().first()
    if participation is None:
        raise Http404
    if Strategy.objects.visible_to(request.access).filter(participation=participation).exists():
        return redirect("strategy:strategy_detail", city)
    form = StartForm(request.POST or None, city=request.access.here)
    if form.is_valid():
        strategy = drafting.start_strategy(participation, form.instance, by=request.access.user)
        if not strategy.has_usual_horizon:
            messages.warning(request, horizon_words(strategy))
        return redirect("strategy:strategy_detail", city)
    context = {"form": form, "city": request.access.here}
    status = 422 if form.errors else 200
    return render(request, "strategy/strategy_start.html", context, status=status)


def horizon_words(strategy: Strategy) -> str:
    """A data strategy covers three years; another length is allowed, and said (BR-18)."""
    return ngettext(
        "The strategy covers %(months)s month. Three years, 36 months, are usual.",
        "The strategy covers %(months)s months. Three years, 36 months, are usual.",
        strategy.months,
    ) % {"months": strategy.months}
