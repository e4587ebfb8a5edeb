"""The agenda: everything with a date, in one zone."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cda.accounts.access import Access, Request, requires
from cda.accounts.models import City
from cda.accounts.permissions import Permission
from cda.lib.formats import quarter_start, zone_city
from cohorts.models import CityMilestone, MayoralTerm
from events.models import CitySession, Session
from events.models.agenda import Entry, Month, Sort, months_of, of_cities, of_cohort, of_milestones

MONTHS_SHOWN = 3


@require_safe
@requires(Permission.AGENDA_VIEW)
def agenda(request: Request) -> HttpResponse:
    """Three months from today, or from the month that was asked for."""
    access, today = request.access, timezone.localdate()
    cities = list(City.objects.visible_to(access).order_by("name"))
    chosen = next((city for city in cities if city.slug == request.GET.get("city")), None)
    only = cities[0] if len(cities) == 1 else chosen
    is_theirs = bool(only) and request.GET.get("clock") == "city"
    zone = only.time_zone if only and is_theirs else access.user.time_zone
    first = month_asked(request.GET.get("from", ""), today)
    shown = set(request.GET.getlist("show", Sort.values))
    context = {
        "months": months_between(access, chosen, first, zone, shown),
        "cities": cities,
        "is_choice": len(cities) > 1,
        "chosen": chosen,
        "only": only,
        "zone": zone,
        "zone_name": zone_label(zone, only),
        "clocks": clocks(access, only),
        "clock": "city" if is_theirs else "",
        "sorts": [(sort.value, sort.label, sort.value in shown) for sort in Sort],
        **turning(request, first, today),
    }
    return render(request, "events/agenda.html", context)


def months_between(
    access: Access, chosen: City | None, first: date, zone: str, shown: set[str]
) -> list[Month]:
    """The months from `first` on, each entry under the day it is in this zone."""
    end = add_months(first.replace(day=1), MONTHS_SHOWN)
    found = (
        entry.seen_from(ZoneInfo(zone))
        for entry in entries_between(access, first, end, chosen)
        if entry.sort in shown
    )
    return months_of(entry for entry in found if first <= entry.last_day < end)


def turning(request: Request, first: date, today: date) -> dict[str, Any]:
    """The months before and after, with the filters carried along."""
    start = first.replace(day=1)
    query = request.GET.copy()
    query.pop("from", None)
    return {
        "is_from_today": first == today,
        "earlier": add_months(start, -MONTHS_SHOWN),
        "later": add_months(start, MONTHS_SHOWN),
        "kept": f"{query.urlencode()}&" if query else "",
    }


def entries_between(access: Access, first: date, end: date, chosen: City | None) -> list[Entry]:
    """All that may lie in this time. A rough date may be before it and yet not over."""
    since = quarter_start(first, 0)
    here = Q(city=chosen) if chosen else Q()
    dates = Q(on__gte=since, on__lt=end) & ~Q(status=Session.Status.CANCELLED)
    shared = Session.objects.filter(dates, cohort__participations__city_id__in=access.cities)
    own = CitySession.objects.visible_to(access).filter(dates, here).select_related("city")
    if not access.may(Permission.SESSION_VIEW):
        own = own.none()
    waiting = (
        CityMilestone.objects.visible_to(access)
        .filter(Q(due_on__gte=since) | Q(answer_on__gte=since), here)
        .exclude(status=CityMilestone.Status.DONE)
        .select_related("city")
    )
    terms = MayoralTerm.objects.visible_to(access).serving().filter(here)
    mayors = dict(terms.values_list("city_id", "name"))
    return [
        *of_cohort(shared.distinct(), get_language() or "en"),
        *of_cities(own),
        *of_milestones(waiting, mayors),
    ]


def month_asked(text: str, today: date) -> date:
    """The first day of "2026-02"; today when nothing readable was asked for."""
    try:
        asked = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    near = abs(asked.year - today.year) <= 10
    return asked if near and asked != today.replace(day=1) else today


def add_months(first: date, months: int) -> date:
    """The first day of the month so many months away."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def zone_label(zone: str, city: City | None) -> str:
    """A zone is named by a city, our own where it is ours."""
    if city and city.time_zone == zone:
        return city.name
    return zone_city(zone, get_language() or "en")


def clocks(access: Access, only: City | None) -> list[tuple[str, str]]:
    """Whose clock may be chosen: the reader's or the city's, where they differ."""
    if only is None or only.time_zone == access.user.time_zone:
        return []
    mine = zone_city(access.user.time_zone, get_language() or "en")
    return [("", mine), ("city", only.name)]
