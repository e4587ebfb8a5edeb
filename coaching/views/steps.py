"""Next steps: who does what by when. Every open agreement of a city."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from coaching.actions.steps import add_step, change_step, tick_step
from coaching.forms.steps import StepChangeForm, StepForm
from coaching.models import ActionItem
from coaching.models.days import today_in
from coaching.models.people import owners
from coaching.views.reading import sheet_here

FINISHED_SHOWN = 50
SHOWS = ("open", "mine", "late", "done")
AROUND = ("owner", "log", "initiative")
GROUPS = ("person", "date")


@require_GET
@requires(Permission.STEP_VIEW)
def step_list(request: Request, city: str) -> HttpResponse:
    """Late first; by person or by date; mine, late or finished ones only."""
    today = today_in(request.access.here.time_zone)
    show, by = _pick(request, "show", SHOWS), _pick(request, "by", GROUPS)
    visible = ActionItem.objects.visible_to(request.access).select_related(
        "owner", "log", "initiative"
    )
    items = list(visible.unfinished().by_date())
    here = {user.pk for user in owners(sheet_here(request).parts)}
    if show == "done":
        shown = list(visible.finished().order_by("-done_at", "-pk")[:FINISHED_SHOWN])
    else:
        shown = [item for item in items if _is_wanted(item, show, request.access.user.pk, today)]
    rows = step_rows(request, shown, today, is_serving=True)
    context = {
        "city": request.access.here,
        "groups": _grouped(rows, by, today),
        "tiles": _tiles(request, items, show, by, today),
        "show": show,
        "by": by,
        "today": today,
        "left": [row for row in rows if _is_orphan(row["item"], here)],
    }
    return render(request, "coaching/step_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STEP_EDIT)
def step_add(request: Request, city: str) -> HttpResponse:
    sheet = sheet_here(request)
    form = StepForm(
        request.POST or None,
        owners=owners(sheet.parts),
        today=today_in(request.access.here.time_zone),
        initiatives=sheet.initiatives,
    )
    if form.is_valid():
        item = add_step(sheet.participation, form.step(), by=request.access.user)
        messages.success(request, _("The step is added."))
        return redirect(_place_of(request, item))
    context = {"form": form, "city": request.access.here}
    status = 422 if form.is_bound else 200
    return render(request, "coaching/step_add.html", context, status=status)


@require_POST
@requires(Permission.STEP_EDIT)
def step_tick(request: Request, city: str, key: str) -> HttpResponse:
    items = ActionItem.objects.visible_to(request.access).select_related(*AROUND)
    item = get_object_or_404(items, key=key)
    ticked = tick_step(item, is_done=bool(request.POST.get("done")), by=request.access.user)
    if not request.htmx:
        return redirect(_place_of(request, ticked))
    item.status = ticked.status
    today = today_in(request.access.here.time_zone)
    rows = step_rows(request, [item], today, is_serving=True)
    context = {"row": rows[0], "today": today}
    return render(request, "coaching/_step_row.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.STEP_EDIT)
def step_edit(request: Request, city: str, key: str) -> HttpResponse:
    items = ActionItem.objects.visible_to(request.access).select_related("initiative")
    item = get_object_or_404(items, key=key)
    sheet = sheet_here(request)
    people = owners(sheet.parts)
    form = StepChangeForm(
        request.POST or None,
        initial=_as_agreed(item),
        item=item,
        owners=people,
        today=today_in(request.access.here.time_zone),
        initiatives=sheet.initiatives,
    )
    if form.is_valid():
        status, note = form.cleaned_data["status"], form.cleaned_data["closing_note"]
        item = change_step(item, form.step(), status, note, by=request.access.user)
        messages.success(request, _("The step is changed."))
        return redirect(_place_of(request, item))
    has_left = _is_orphan(item, {user.pk for user in people})
    context = {"form": form, "item": item, "city": request.access.here, "has_left": has_left}
    status = 422 if form.is_bound else 200
    return render(request, "coaching/step_edit.html", context, status=status)


def _as_agreed(item: ActionItem) -> dict[str, Any]:
    return {
        "text": item.text,
        "owner": item.owner_id,
        "due_on": item.due_on,
        "status": item.status,
        "closing_note": item.closing_note,
        "initiative": item.initiative.key if item.initiative else "",
    }


def step_rows(
    request: Request,
    items: list[ActionItem],
    today: date,
    *,
    is_sourced: bool = True,
    is_serving: bool = False,
) -> list[dict[str, Any]]:
    """What a row needs: where it is ticked and changed, by those who may, and where it is from."""
    slug = request.access.here.slug
    may_edit = request.access.may(Permission.STEP_EDIT)

    def url(name: str, key: str) -> str:
        return reverse(f"coaching:{name}", args=[slug, key])

    return [
        {
            "item": item,
            "is_done": item.status == ActionItem.Status.DONE,
            "tick_url": url("step_tick", item.key) if may_edit else "",
            "edit_url": url("step_edit", item.key) if may_edit else "",
            "serves": item.initiative.title if is_serving and item.initiative else "",
            "session_url": url("session_detail", item.log.key) if is_sourced and item.log else "",
        }
        for item in items
    ]


def _pick(request: Request, name: str, known: tuple[str, ...]) -> str:
    """A choice in the address; anything unknown is the first."""
    value = request.GET.get(name, "")
    return value if value in known else known[0]


def _is_wanted(item: ActionItem, show: str, user_id: int, today: date) -> bool:
    if show == "mine":
        return item.owner_id == user_id
    return show != "late" or item.days_late(today) > 0


def _is_orphan(item: ActionItem, here: set[int]) -> bool:
    """Its owner has left the city's team: somebody else must take it."""
    return not item.is_finished and item.owner_id is not None and item.owner_id not in here


def _grouped(rows: list[dict[str, Any]], by: str, today: date) -> list[dict[str, Any]]:
    """Groups in the order of their most urgent row; inside, what is late comes first."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        item = row["item"]
        name = _day_group(item, today) if by == "date" else _owner_group(item)
        groups.setdefault(name, []).append(row)
    return [{"name": name, "rows": members} for name, members in groups.items()]


def _owner_group(item: ActionItem) -> str:
    return item.owner.name if item.owner else _("Nobody yet")


def _day_group(item: ActionItem, today: date) -> str:
    if item.is_finished:
        return _("Finished")
    if item.due_on is None:
        return _("Without a date")
    days = (item.due_on - today).days
    if days < 0:
        return _("Late")
    return _("This week") if days < 7 else _("Later")


def _tiles(
    request: Request, items: list[ActionItem], show: str, by: str, today: date
) -> list[dict[str, Any]]:
    me = request.access.user.pk
    late = sum(item.days_late(today) > 0 for item in items)
    mine = sum(item.owner_id == me for item in items)
    tiles = [(len(items), _("open"), "open"), (mine, _("mine"), "mine"), (late, _("late"), "late")]
    return [
        {
            "number": number,
            "label": label,
            "url": f"?show={value}&by={by}",
            "current": show == value,
            "need": value == "late" and number > 0,
        }
        for number, label, value in tiles
    ]


def _place_of(request: Request, item: ActionItem) -> str:
    return f"{reverse('coaching:step_list', args=[request.access.here.slug])}#step-{item.key}"
