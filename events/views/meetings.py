"""Meetings are planned, moved, held and called off."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.models import City, User
from cda.accounts.permissions import Permission
from cda.lib.formats import zone_city
from cohorts.models import Cohort, Participation
from events import actions
from events.forms import A_YEAR, CityMeetingForm, MeetingForm
from events.models import CitySession, Session
from events.models.session import Meeting


@require_http_methods(["GET", "POST"])
@requires(Permission.AGENDA_EDIT)
def city_session_add(request: Request, city: str) -> HttpResponse:
    participation = get_object_or_404(
        Participation.objects.visible_to(request.access).current().select_related("cohort")
    )
    options = city_options(request.access.user, request.access.here, participation.cohort)
    form = CityMeetingForm(request.POST or None, **options)
    if form.is_valid():
        plan = form.plan(form.cleaned_data["kind"])
        actions.schedule_city_session(participation, plan, by=request.access.user)
        messages.success(request, _("The meeting is in the calendar."))
        return redirect("home:city_detail", city)
    context = {"form": form, "city": request.access.here}
    status = 422 if form.errors else 200
    return render(request, "events/city_session_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.AGENDA_EDIT)
def city_session_edit(request: Request, city: str, key: str) -> HttpResponse:
    session = get_object_or_404(
        CitySession.objects.visible_to(request.access).select_related("participation__cohort"),
        key=key,
    )
    cohort = session.participation.cohort
    options = city_options(request.access.user, request.access.here, cohort, session.zone)
    form = CityMeetingForm(request.POST or None, initial=initial(session), **options)
    if form.is_valid():
        plan = form.plan(form.cleaned_data["kind"])
        actions.change_city_session(session, plan, by=request.access.user)
        messages.success(request, _("The meeting was changed."))
        return redirect("home:city_detail", city)
    context = {"form": form, "city": request.access.here, "session": session}
    status = 422 if form.errors else 200
    return render(request, "events/city_session_edit.html", context, status=status)


@require_POST
@requires(Permission.AGENDA_EDIT)
def city_session_cancel(request: Request, city: str, key: str) -> HttpResponse:
    session = get_object_or_404(CitySession.objects.visible_to(request.access), key=key)
    actions.cancel_city_session(session, by=request.access.user)
    messages.success(request, _("The meeting was called off."))
    return redirect("home:city_detail", city)


@require_POST
@requires(Permission.AGENDA_EDIT)
def city_session_hold(request: Request, city: str, key: str) -> HttpResponse:
    session = get_object_or_404(CitySession.objects.visible_to(request.access), key=key)
    actions.hold_city_session(session, by=request.access.user)
    messages.success(request, _("It is noted that the meeting took place."))
    return redirect("home:city_detail", city)


@require_http_methods(["GET", "POST"])
@requires(Permission.COHORT_EDIT)
def session_edit(request: Request, key: str) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("cohort"), key=key)
    cohort = session.cohort
    choices = [(cohort.time_zone, zone_city(cohort.time_zone, get_language() or "en"))]
    form = MeetingForm(
        request.POST or None,
        initial=initial(session),
        zone_choices=choices,
        latest=cohort.ends_on + A_YEAR,
    )
    if form.is_valid():
        actions.change_session(session, form.plan(session.kind), by=request.access.user)
        messages.success(request, _("The meeting was changed."))
        return redirect("events:agenda")
    context = {"form": form, "session": session}
    status = 422 if form.errors else 200
    return render(request, "events/session_edit.html", context, status=status)


@require_POST
@requires(Permission.COHORT_EDIT)
def session_hold(request: Request, key: str) -> HttpResponse:
    session = get_object_or_404(Session, key=key)
    actions.hold_session(session, by=request.access.user)
    messages.success(request, _("It is noted that the meeting took place."))
    return redirect("events:agenda")


def city_options(user: User, city: City, cohort: Cohort, zone: str = "") -> dict[str, Any]:
    """Whose clock it is: the city's, the writer's own, or the one it was planned with.

    And how far ahead one may plan.
    """
    named = {city.time_zone: city.name}
    for other in filter(None, (user.time_zone, zone)):
        named.setdefault(other, zone_city(other, get_language() or "en"))
    return {"zone_choices": list(named.items()), "latest": cohort.ends_on + A_YEAR}


def initial(meeting: Meeting) -> dict[str, Any]:
    """What the form shows of a meeting that exists, on the clock of its own zone."""
    shown = {
        "kind": meeting.kind,
        "title": meeting.name if meeting.title else "",
        "precision": meeting.precision,
        "on": meeting.on,
        "zone": meeting.zone,
        "place": meeting.place,
        "link": meeting.link,
    }
    if meeting.starts_at:
        start = timezone.localtime(meeting.starts_at, ZoneInfo(meeting.zone))
        shown["start"] = start.time()
        shown["end"] = (start + timedelta(minutes=meeting.minutes)).time()
    return shown
