"""Where people land, and what they owe."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cda.accounts.access import Access, Request, personal, requires
from cda.accounts.models import City
from cda.accounts.permissions import Permission
from cda.home.owed import piles
from cohorts.models import Cohort
from events.models import CitySession
from strategy.models import Strategy


@require_safe
@personal
def dashboard(request: Request) -> HttpResponse:
    """The front door: programme people see their cities, a mayor the brief, others their list."""
    access = request.access
    if access.may(Permission.COHORT_VIEW):
        return programme_start(request)
    if access.may(Permission.STRATEGY_SIGN):
        return mayors_start(request)
    if access.may(Permission.AGENDA_VIEW):
        return todo(request)
    return render(request, "home/welcome.html")


@requires(Permission.COHORT_VIEW)
def programme_start(request: Request) -> HttpResponse:
    """The newest running cohort, with a city of theirs where there is one."""
    running = Cohort.objects.running().order_by("-number")
    theirs = running.filter(participations__city_id__in=request.access.cities)
    return redirect(theirs.first() or running.first() or "cohorts:cohort_list")


@requires(Permission.STRATEGY_SIGN)
def mayors_start(request: Request) -> HttpResponse:
    """A mayor who is asked to sign is brought to the brief; nothing else comes first."""
    waiting = Strategy.objects.visible_to(request.access).filter(
        status=Strategy.Status.MAYOR_REVIEW
    )
    strategy = waiting.select_related("city").order_by("due_on").first()
    if strategy is not None:
        return redirect("strategy:brief", strategy.city.slug)
    return todo(request)


@require_safe
@requires(Permission.AGENDA_VIEW)
def todo(request: Request) -> HttpResponse:
    """What I owe, by date."""
    access, today = request.access, timezone.localdate()
    found = piles(access, today)
    context = {"piles": found, "today": today, **({} if found else nothing_due(access))}
    return render(request, "home/todo.html", context)


def nothing_due(access: Access) -> dict[str, Any]:
    """When nothing is due: what comes next."""
    upcoming = CitySession.objects.visible_to(access).upcoming()
    return {"coming": upcoming.select_related("city").order_by("on", "starts_at").first()}


@require_safe
@requires(Permission.SESSION_LOG)
def session_start(request: Request) -> HttpResponse:
    """Which city was it? For a coach of several who wants to log a session."""
    cities = list(City.objects.visible_to(request.access).order_by("name"))
    if len(cities) == 1:
        return redirect("coaching:session_log", cities[0].slug)
    return render(request, "home/session_start.html", {"cities": cities})
