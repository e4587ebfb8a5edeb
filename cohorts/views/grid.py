"""Cohorts: the list, and one of them at a glance."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.formats import month_span
from cohorts import actions
from cohorts.models import Cohort, OfficeContact, Participation
from cohorts.models.grid import Tally, in_order, labels_of, narrowed, rows_of, tally
from cohorts.models.reference import shipped_templates

PAGE = 50


@require_safe
@requires(Permission.COHORT_VIEW)
def cohort_list(request: Request) -> HttpResponse:
    """All cohorts, the newest first. The wall lets everybody count only their own cities."""
    cohorts = Cohort.objects.annotate(cities=Count("participations")).order_by("-number")
    return render(request, "cohorts/cohort_list.html", {"cohorts": list(cohorts)})


@require_safe
@requires(Permission.COHORT_VIEW)
def cohort_detail(request: Request, number: int) -> HttpResponse:
    """Which city needs me today?"""
    cohort = get_object_or_404(Cohort, number=number)
    today = timezone.localdate(timezone=cohort.zone)
    labels = labels_of(cohort.milestones.order_by("position"))
    everyone = Participation.objects.visible_to(request.access).filter(cohort=cohort).taking_part()
    cities = everyone.with_late_since(today).select_related("city")
    show, coach = request.GET.get("show", ""), request.GET.get("coach", "")
    sort = request.GET.get("sort", "")
    chosen = in_order(narrowed(cities, show, coach), sort, today)
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    context = {
        "cohort": cohort,
        "week": cohort.week(today),
        "dates": month_span(cohort.starts_on, cohort.ends_on, get_language() or "en"),
        "labels": list(labels.values()),
        "columns": len(labels) + 4,
        "page": page,
        "rows": rows_of(page.object_list, labels, today),
        **tools(tally(cities), show, coach, sort),
        **before_opening(request, cohort),
    }
    is_refresh = request.htmx and request.htmx.target == "rows"
    return render(request, f"cohorts/cohort_detail.html{'#rows' if is_refresh else ''}", context)


def tools(counted: Tally, show: str, coach: str, sort: str) -> dict[str, Any]:
    """Tiles that filter, and what is chosen in the two lists."""
    kept = {key: word for key, word in (("coach", coach), ("sort", sort)) if word}
    everything = {**kept, **({"show": show} if show else {})}
    return {
        "tiles": [
            tile(counted.cities, _("cities"), "", show, kept),
            tile(counted.on_track, _("on track"), "on_track", show, kept),
            tile(counted.needs_help, _("need help"), "needs_help", show, kept),
            tile(counted.late, _("late"), "late", show, kept),
        ],
        "show": show,
        "coach": coach,
        "sort": sort,
        "coaches": counted.coaches,
        "sorts": [
            ("", _("Needs attention first")),
            ("name", _("Name")),
            ("session", _("Last session")),
        ],
        "query": f"{urlencode(everything)}&" if everything else "",
    }


def tile(number: int, label: str, value: str, show: str, kept: dict[str, str]) -> dict[str, Any]:
    """A number that filters. Those that ask for help have an edge, unless there is nobody."""
    return {
        "number": number,
        "label": label,
        "url": f"?{urlencode({**kept, **({'show': value} if value else {})})}",
        "current": show == value,
        "need": value in {"needs_help", "late"} and bool(number),
    }


def before_opening(request: Request, cohort: Cohort) -> dict[str, Any]:
    """Of a planned cohort: how many letters wait for the day it opens."""
    if cohort.status != Cohort.Status.PLANNED:
        return {}
    contacts = OfficeContact.objects.visible_to(request.access)
    cities = Participation.objects.visible_to(request.access).filter(cohort=cohort)
    return {"waiting": contacts.filter(city__in=cities.values("city_id")).count()}


@require_POST
@requires(Permission.COHORT_OPEN)
def cohort_start(request: Request, number: int) -> HttpResponse:
    """From planned to open: the prepared invitations leave now."""
    cohort = get_object_or_404(Cohort, number=number)
    actions.start_cohort(cohort, by=request.access.user)
    messages.success(request, _("The cohort is open. The invitations are on their way."))
    return redirect(cohort)


@require_POST
@requires(Permission.COHORT_OPEN)
def template_load(request: Request) -> HttpResponse:
    """Take in the templates that come with the application: the first thing on a new server."""
    for data in shipped_templates():
        actions.load_template(data, by=request.access.user)
    messages.success(request, _("The templates are loaded."))
    return redirect("events:cohort_open")
