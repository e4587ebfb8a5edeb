"""The city page."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cda.accounts.access import Access, Request, requires
from cda.accounts.permissions import Permission
from cda.home import questions
from cda.home.city import (
    Place,
    coach_rows,
    links_of,
    meters,
    next_session,
    place_of,
    team_rows,
    timeline,
)
from cda.home.next_act import Scene, next_act
from cda.lib.formats import minutes_between, minutes_text, offset, zone_city, zone_of
from cda.lib.translated import localised
from coaching.views.steps import step_rows

STEPS, SESSIONS = 4, 3


@require_safe
@requires(Permission.CITY_VIEW)
def city_detail(request: Request, city: str) -> HttpResponse:
    """Where a city stands, and what comes next."""
    access, now = request.access, timezone.now()
    place = place_of(access)
    if place is None:
        raise Http404
    cohort = place.participation.cohort
    today = timezone.localdate(timezone=cohort.zone)
    seats = questions.seats(place.participation) if access.may(Permission.TEAM_VIEW) else []
    way = timeline(place, today)
    context = {
        **head(place, now),
        **way,
        "week": cohort.week(today),
        "today": today,
        "next": next_act(Scene(access, place, seats, way["milestone"])),
        "meters": meters(place.strategy, place.participation.progress, now)
        if place.strategy
        else [],
        "team": team_rows(seats, today),
        "coaches": coach_rows(access, place),
        "to": links_of(access, place.city),
        **work(request),
        **meeting(access, place),
    }
    return render(request, "home/city_detail.html", context)


def head(place: Place, now: datetime) -> dict[str, Any]:
    """The name, where it is, who governs it and what time it is there (BR-38, BR-39)."""
    city = place.city
    country = localised(city.country_name) or city.country
    return {
        "city": city,
        "place": place,
        "cohort": place.participation.cohort,
        "now": now,
        "where": _("%(admin1)s, %(country)s") % {"admin1": city.admin1, "country": country},
        "utc": offset(now, city.time_zone),
        "mayor_title": city.mayor_title(place.mayor_form, get_language() or "en"),
    }


def work(request: Request) -> dict[str, Any]:
    """Next steps and sessions, for those who may see them."""
    access = request.access
    found: dict[str, Any] = {}
    if access.may(Permission.STEP_VIEW):
        steps, found["steps_of_all"] = questions.first_steps(access.here, STEPS)
        today = timezone.localdate(timezone=zone_of(access.here.time_zone))
        found["step_rows"], found["step_today"] = step_rows(request, steps, today), today
    if access.may(Permission.SESSION_VIEW):
        found["logs"], found["logs_of_all"] = questions.last_logs(access.here, SESSIONS)
    return found


def meeting(access: Access, place: Place) -> dict[str, Any]:
    """The next session, on the reader's clock and on the city's."""
    if not access.may(Permission.SESSION_VIEW):
        return {}
    session = next_session(access)
    zone = access.user.time_zone
    return {
        "session": session,
        "zone": zone,
        "zone_name": zone_city(zone, get_language() or "en"),
        "behind": hours_words(session.starts_at, zone, place.city.time_zone) if session else "",
        "is_elsewhere": zone != place.city.time_zone,
    }


def hours_words(at: datetime | None, zone: str, other: str) -> str:
    """How far the city's clock is from the reader's at that moment; nothing where they agree."""
    minutes = minutes_between(at, zone, other) if at else 0
    if not minutes:
        return ""
    sentence = _("%(hours)s h behind") if minutes < 0 else _("%(hours)s h ahead")
    return sentence % {"hours": minutes_text(minutes)}
