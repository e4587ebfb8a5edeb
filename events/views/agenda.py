"""The agenda: everything with a date, in one zone."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar
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
from cohorts.models import CityMilestone, Precision
from events.models import CitySession, Session
from events.models.agenda import (
    Entry,
    Sort,
    first_lines,
    months_of,
    of_cities,
    of_cohort,
    of_milestones,
)
from events.models.due import DAY, due_between

MONTHS_SHOWN = 3
# About so many lines a page: the rest stands on the next ones.
LINES = 30
SHOWN_OF_MEETINGS = (
    "key", "kind", "title", "on", "precision", "starts_at", "minutes", "zone", "place", "link",
)  # fmt: skip
OfCity = TypeVar("OfCity", CitySession, CityMilestone)


@require_safe
@requires(Permission.AGENDA_VIEW)
def agenda(request: Request) -> HttpResponse:
    """Three months from today, or from the day that was asked for; a page of them."""
    access, today = request.access, timezone.localdate()
    cities = list(City.objects.visible_to(access).order_by("name"))
    chosen = next((city for city in cities if city.slug == request.GET.get("city")), None)
    only = cities[0] if len(cities) == 1 else chosen
    is_theirs = bool(only) and request.GET.get("clock") == "city"
    zone = only.time_zone if only and is_theirs else access.user.time_zone
    first = day_asked(request.GET.get("from", ""), today)
    shown = set(request.GET.getlist("show", Sort.values))
    found = entries_from(access, first, cities, chosen)
    lines, later = a_page((entry for entry in found if entry.sort in shown), first, zone)
    context = {
        "months": months_of(lines),
        "cities": cities,
        "is_choice": len(cities) > 1,
        "chosen": chosen,
        "only": only,
        "zone": zone,
        "zone_name": zone_label(zone, only),
        "clocks": clocks(access, only),
        "clock": "city" if is_theirs else "",
        "sorts": [(sort.value, sort.label, sort.value in shown) for sort in Sort],
        "later": later,
        **turning(request, first, today),
    }
    return render(request, "events/agenda.html", context)


def a_page(entries: Iterable[Entry], first: date, zone: str) -> tuple[list[Entry], date]:
    """The first lines, each under the day it is in this zone; and where the next page begins."""
    end = end_of(first)
    seen = (entry.seen_from(ZoneInfo(zone)) for entry in entries)
    return first_lines((one for one in seen if first <= one.last_day < end), LINES, end)


def end_of(first: date) -> date:
    """The day after the months that are shown."""
    return add_months(first.replace(day=1), MONTHS_SHOWN)


def turning(request: Request, first: date, today: date) -> dict[str, Any]:
    """What rows may offer, and the months before: filters go along, and today is not passed."""
    before = add_months(first.replace(day=1), -MONTHS_SHOWN)
    query = request.GET.copy()
    query.pop("from", None)
    return {
        "permissions": request.access.permissions,
        "is_from_today": first == today,
        "earlier": today if before < today < first else before,
        "kept": f"{query.urlencode()}&" if query else "",
    }


def entries_from(
    access: Access, first: date, cities: list[City], chosen: City | None
) -> list[Entry]:
    """All that may lie in this time: of the chosen city or of all, and what cohorts share."""
    end = end_of(first)
    here = Q(city=chosen) if chosen else Q()
    dates = lying_between(first, end) & ~Q(status=Session.Status.CANCELLED)
    shared = Session.objects.filter(dates, cohort__participations__city_id__in=access.cities)
    own = CitySession.objects.visible_to(access).filter(dates & here)
    if not access.may(Permission.SESSION_VIEW):
        own = own.none()
    wanted = access.cities & {chosen.pk} if chosen else access.cities
    waiting, mayors = due_between(wanted, first, end)
    return [
        *of_cohort(shared.only(*SHOWN_OF_MEETINGS).distinct(), get_language() or "en"),
        *of_cities(with_cities(own.only("city_id", *SHOWN_OF_MEETINGS), cities)),
        *of_milestones(with_cities(waiting, cities), mayors),
    ]


def lying_between(first: date, end: date) -> Q:
    """An exact date, which may be a day later elsewhere; a rough one that is not over yet."""
    exact = Q(on__gte=first - DAY, precision=Precision.DAY)
    rough = Q(on__gte=quarter_start(first, 0)) & ~Q(precision=Precision.DAY)
    return (exact | rough) & Q(on__lt=end + DAY)


def with_cities(rows: Iterable[OfCity], cities: list[City]) -> Iterator[OfCity]:
    """The city of each row, which has been read already."""
    known = {city.pk: city for city in cities}
    for row in rows:
        row.city = known[row.city_id]
        yield row


def day_asked(text: str, today: date) -> date:
    """The day "2026-02-14", or the first of "2026-02"; today for anything unreadable."""
    try:
        asked = date.fromisoformat(f"{text}-01"[:10])
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
