"""Log a session: one page, filled in before it opens, saved in under a minute."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.ids import PublicIdConverter
from coaching.actions.sessions import log_session
from coaching.forms.sessions import SessionLogForm
from coaching.forms.steps import StepRows
from coaching.models import ActionItem
from coaching.models.days import today_in
from coaching.models.people import Attendee, attendees, owners
from coaching.models.report import SessionReport
from coaching.models.sheet import Sheet
from coaching.views.reading import sheet_here
from cohorts.models import Participation, Precision
from events.models import CitySession

FRESH = timedelta(days=14)  # an unlogged session of this age is meant when nothing is said
REMEMBERED = timedelta(days=60)  # an older one is not offered any more
NONE = "none"


@sensitive_post_parameters("private_note")
@require_http_methods(["GET", "POST"])
@requires(Permission.SESSION_LOG)
def session_log(request: Request, city: str) -> HttpResponse:
    sheet = sheet_here(request)
    calendar = _calendar(request, sheet.participation)
    session = _meant(request, calendar)
    team = attendees(sheet.parts, sheet.seats)
    form = SessionLogForm(
        request.POST or None,
        initial=_proposal(sheet, session, team),
        team=team,
        sections=sheet.sections,
        agreed=_agreed(request, sheet.participation),
    )
    steps = _rows(request, sheet)
    if form.is_valid() and steps.is_valid():
        report = _report(form, steps, session)
        log = log_session(sheet.participation, report, by=request.access.user)
        messages.success(request, _("The session is saved."))
        return redirect("coaching:session_detail", request.access.here.slug, log.key)
    context = {"form": form, "steps": steps, "session": session, "calendar": calendar}
    status = 422 if form.is_bound else 200
    return render(request, "coaching/session_log.html", _page(request, context), status=status)


def _calendar(request: Request, participation: Participation) -> list[CitySession]:
    """Sessions up to today that nobody has logged, the newest first."""
    today = max(timezone.localdate(), today_in(request.access.here.time_zone))
    sessions = CitySession.objects.visible_to(request.access).filter(
        participation=participation,
        log=None,
        on__range=(today - REMEMBERED, today),
        precision=Precision.DAY,
    )
    return list(sessions.exclude(status=CitySession.Status.CANCELLED).order_by("-on", "-pk"))


def _meant(request: Request, calendar: list[CitySession]) -> CitySession | None:
    """The one that was chosen, else the newest of these days."""
    key = request.POST.get("session", NONE) if request.method == "POST" else ""
    key = key or request.GET.get("session", "")
    if key == NONE:
        return None
    if not key:
        recent = timezone.localdate() - FRESH
        return next((session for session in calendar if session.on >= recent), None)
    for session in calendar:
        if session.key == key:
            return session
    return _not_offered(request, key)


def _not_offered(request: Request, key: str) -> CitySession:
    """An older session may still be logged; one that is logged says so when it is saved."""
    if not re.fullmatch(PublicIdConverter.regex, key):
        raise Http404
    return get_object_or_404(CitySession.objects.visible_to(request.access), key=key)


def _agreed(request: Request, participation: Participation) -> list[ActionItem]:
    items = ActionItem.objects.visible_to(request.access).unfinished().by_date()
    shown = items.filter(participation=participation).select_related("owner")
    return list(shown.only("key", "text", "status", "carried", "due_on", "owner__name"))


def _rows(request: Request, sheet: Sheet) -> Any:
    today = today_in(request.access.here.time_zone)
    people, served = owners(sheet.parts), sheet.initiatives
    kwargs = {"owners": people, "today": today, "initiatives": served}
    return StepRows(request.POST or None, prefix="steps", form_kwargs=kwargs)


def _proposal(sheet: Sheet, session: CitySession | None, team: list[Attendee]) -> dict[str, Any]:
    """What is most likely: the calendar's time, the people and parts of last time."""
    starts_at = timezone.localtime(session.starts_at if session else None)
    if session and not session.starts_at:
        starts_at = timezone.make_aware(datetime.combine(session.on, starts_at.time()))
    there = {one.code for one in team}
    there = there & {f"u{number}" for number in sheet.present} or there
    return {
        "held_on": starts_at.date(),
        "at": starts_at.time().replace(second=0, microsecond=0),
        "kind": session.kind if session else "coaching",
        "minutes": session.minutes if session else 45,
        "present": sorted(there),
        "blocks": sheet.blocks,
        "health": sheet.participation.health,
    }


def _report(form: SessionLogForm, steps: Any, session: CitySession | None) -> SessionReport:
    return SessionReport(
        facts=form.facts(),
        session=session,
        decisions=form.decisions(),
        steps=[row.step() for row in steps if row.cleaned_data.get("text")],
        health=form.cleaned_data["health"],
        private_note=form.cleaned_data["private_note"],
        is_mailed=form.cleaned_data["is_mailed"],
    )


def _page(request: Request, context: dict[str, Any]) -> dict[str, Any]:
    """What the page shows beside the form."""
    form = context["form"]
    city = request.access.here
    chosen = context["session"]
    return {
        **context,
        "city": city,
        "others": [one for one in context["calendar"] if one != chosen],
        "starts_at": timezone.make_aware(
            datetime.combine(form.initial["held_on"], form.initial["at"])
        ),
        "is_today": form.initial["held_on"] == timezone.localdate(),
        "is_mailed": form["is_mailed"].value(),
    }
