"""Read sessions, correct one, send its summary again."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from coaching.actions.sessions import change_session, send_session
from coaching.forms.sessions import SessionEditForm
from coaching.models import ActionItem, Attendance, CoachingLog, PrivateNote
from coaching.models.days import today_in
from coaching.models.log import Stale
from coaching.models.people import Attendee, attendees
from coaching.models.steps import plain
from coaching.views.reading import sheet_here
from coaching.views.steps import step_rows
from strategy.models import Block

PER_PAGE = 20


@require_GET
@requires(Permission.SESSION_VIEW)
def session_list(request: Request, city: str) -> HttpResponse:
    logs = CoachingLog.objects.visible_to(request.access).select_related("logged_by").newest()
    page = Paginator(logs, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    items = ActionItem.objects.visible_to(request.access).filter(log__in=shown)
    done: dict[int, list[bool]] = {}
    for log_id, status in items.values_list("log_id", "status"):
        done.setdefault(log_id, []).append(status == ActionItem.Status.DONE)
    rows = [
        {
            "log": log,
            "agreed": len(done.get(log.pk, [])),
            "done": sum(done.get(log.pk, [])),
            "blocks": _blocks(log),
        }
        for log in shown
    ]
    context = {"city": request.access.here, "rows": rows, "page": page}
    return render(request, "coaching/session_list.html", context)


@require_GET
@requires(Permission.SESSION_VIEW)
def session_detail(request: Request, city: str, key: str) -> HttpResponse:
    logs = CoachingLog.objects.visible_to(request.access).select_related("logged_by")
    log = get_object_or_404(logs, key=key)
    people = Attendance.objects.visible_to(request.access).filter(log=log).order_by("pk")
    items = ActionItem.objects.visible_to(request.access).filter(log=log).by_date()
    agreed = list(items.select_related("owner", "initiative"))
    titles = dict(sheet_here(request).sections) if log.section_keys else {}
    today = today_in(request.access.here.time_zone)
    context = {
        "city": request.access.here,
        "log": log,
        "people": list(people),
        "rows": step_rows(request, agreed, today, is_sourced=False, is_serving=True),
        "today": today,
        "blocks": _blocks(log),
        "sections": [(key, titles[key]) for key in log.section_keys if key in titles],
        "note": _note(request, log),
    }
    return render(request, "coaching/session_detail.html", context)


@sensitive_post_parameters("private_note")
@require_http_methods(["GET", "POST"])
@requires(Permission.SESSION_LOG)
def session_edit(request: Request, city: str, key: str) -> HttpResponse:
    log = get_object_or_404(CoachingLog.objects.visible_to(request.access), key=key)
    note = _note(request, log)
    form = _edit_form(request, log, note)
    stale = ""
    if form.is_valid():
        text = form.cleaned_data.get("private_note")
        version = form.cleaned_data["version"]
        try:
            change_session(log, form.facts(), text, version=version, by=request.access.user)
        except Stale as error:
            stale = str(error)
            _show_both(form, log)
        else:
            messages.success(request, _("The changes are saved."))
            return redirect("coaching:session_detail", request.access.here.slug, log.key)
    context = {
        "form": form,
        "log": log,
        "note": note,
        "takes_notes": "private_note" in form.fields,
        "stale": stale,
        "city": request.access.here,
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render(request, "coaching/session_edit.html", context, status=status)


@require_POST
@requires(Permission.SESSION_LOG)
def session_send(request: Request, city: str, key: str) -> HttpResponse:
    log = get_object_or_404(CoachingLog.objects.visible_to(request.access), key=key)
    send_session(log, by=request.access.user)
    messages.success(request, _("The summary is on its way to those who were there."))
    return redirect("coaching:session_detail", request.access.here.slug, log.key)


def _blocks(log: CoachingLog) -> list[tuple[str, str]]:
    return [(block, str(Block(block).label)) for block in log.blocks]


def _note(request: Request, log: CoachingLog) -> PrivateNote | None:
    """For those whom door and wall let read it; for everybody else it does not exist."""
    notes = PrivateNote.objects.visible_to(request.access).filter(log=log)
    return notes.select_related("author").first()


def _show_both(form: SessionEditForm, log: CoachingLog) -> None:
    """Theirs beside mine; saved again, mine is meant for the version that stands there now."""
    log.refresh_from_db()
    data = cast("QueryDict", form.data).copy()
    data["version"] = str(log.version)
    form.data = data


def _edit_form(request: Request, log: CoachingLog, note: PrivateNote | None) -> SessionEditForm:
    sheet = sheet_here(request)
    attended = Attendance.objects.visible_to(request.access).filter(log=log)
    earlier = list(attended.select_related("user").order_by("pk"))
    team = attendees(sheet.parts, sheet.seats, earlier)
    is_mine = note is None or note.author_id == request.access.user.pk
    return SessionEditForm(
        request.POST or None,
        initial=_present_state(log, note, team, earlier),
        team=team,
        sections=sheet.sections,
        takes_notes=is_mine and log.takes_notes(timezone.now()),
    )


def _present_state(
    log: CoachingLog, note: PrivateNote | None, team: list[Attendee], earlier: list[Attendance]
) -> dict[str, Any]:
    held_at = timezone.localtime(log.held_at)
    names = {plain(one.name) for one in team}
    there = {plain(one.name) for one in earlier if one.is_present}
    return {
        "held_on": held_at.date(),
        "at": held_at.time(),
        "kind": log.kind,
        "minutes": log.minutes,
        "present": [one.code for one in team if plain(one.name) in there],
        "others": ", ".join(one.name for one in earlier if plain(one.name) not in names),
        "summary": log.summary,
        "blocks": log.blocks,
        "sections": log.section_keys,
        "version": log.version,
        "private_note": note.text if note else "",
    }
