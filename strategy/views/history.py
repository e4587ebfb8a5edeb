"""What was written before: named versions first, saves folded by day; every state can be read."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.errors import RuleBroken
from strategy.actions import history, restoring
from strategy.forms.history import NameForm, RestoreAllForm, RestoreForm
from strategy.models import Section, SectionRevision, Strategy
from strategy.models.points import (
    DAY,
    READ,
    VERSION,
    Point,
    label_of,
    moment_code,
    point_of,
    reader_of,
    versions_of,
)
from strategy.models.text import as_html
from strategy.models.timeline import days_of, works_on
from strategy.views.places import section_here, strategy_here

DAYS_A_PAGE, SAVES_A_PAGE = 14, 30


@require_safe
@requires(Permission.STRATEGY_VIEW)
def strategy_history(request: Request, city: str) -> HttpResponse:
    strategy, zone = strategy_here(request), request.user.time_zone
    pages = Paginator(days_of(strategy, zone), DAYS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "versions": [(f"{VERSION}{one.key}", label_of(one), one) for one in versions_of(strategy)],
        "page": page,
        "days": [(f"{DAY}{day.date.isoformat()}", day) for day in works_on(strategy, page, zone)],
        "may_name": may_write(request, strategy),
    }
    return render(request, "strategy/strategy_history.html", context)


def may_write(request: Request, strategy: Strategy) -> bool:
    return request.access.may(Permission.STRATEGY_EDIT) and strategy.is_open


@require_safe
@requires(Permission.STRATEGY_VIEW)
def section_history(request: Request, city: str, key: str) -> HttpResponse:
    """Every save of one section, newest first."""
    section = section_here(request, key)
    revisions = SectionRevision.objects.visible_to(request.access).filter(section=section)
    revisions = revisions.select_related("author", "suggested_by").defer("blocks")
    page = Paginator(revisions.order_by("-number"), SAVES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "city": request.access.here,
        "strategy": section.strategy,
        "section": section,
        "page": page,
        "saves": [(moment_code(one.saved_at), one) for one in page],
    }
    return render(request, "strategy/section_history.html", context)


def point_here(request: Request, strategy: Strategy, code: str) -> Point:
    """The state that the address or the form names."""
    point = point_of(strategy, code, reader_of(request.user), versions_of(strategy))
    if point is None:
        raise Http404
    return point


@require_safe
@requires(Permission.STRATEGY_VIEW)
def history_state(request: Request, city: str) -> HttpResponse:
    """The text as it was, section by section, with the way to bring it back."""
    strategy = strategy_here(request)
    point = point_here(request, strategy, request.GET.get("at", READ))
    only = request.GET.get("section", "")
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "point": point,
        "only": only,
        "chapters": list(_chapters(request, strategy, point, only)),
        "seen": restoring.newest_revision(strategy),
        "may_restore": may_write(request, strategy),
    }
    return render(request, "strategy/history_state.html", context)


def _chapters(request: Request, strategy: Strategy, point: Point, only: str) -> Any:
    """Each section of that state, beside what it says now: the same needs no way back."""
    rows = Section.objects.visible_to(request.access).filter(strategy=strategy)
    now = {
        key: (blocks, version)
        for key, blocks, version in rows.values_list("key", "blocks", "version")
    }
    for row in point.past.content["sections"]:
        if only and row["key"] != only:
            continue
        blocks, version = now.get(row["key"], ([], None))
        is_same = [one["html"] for one in blocks] == [one["html"] for one in row["blocks"]]
        if row["blocks"] or not is_same:
            yield {
                "key": row["key"],
                "title": row["title"],
                "block": row["block"],
                "html": as_html(row["blocks"], request.access.here.slug),
                "version": version,
                "is_same": is_same,
            }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def history_name(request: Request, city: str) -> HttpResponse:
    """Give what is there now a name."""
    strategy = strategy_here(request)
    form = NameForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        version = history.name_version(strategy, name, by=request.access.user)
        messages.success(request, _("Kept as %(name)s.") % {"name": label_of(version)})
        return redirect("strategy:strategy_history", city)
    context = {"city": request.access.here, "strategy": strategy, "form": form}
    status = 422 if form.errors else 200
    return render(request, "strategy/history_name.html", context, status=status)


def incomplete() -> str:
    return _("Open the page again: this form is not complete.")


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_restore(request: Request, city: str, key: str) -> HttpResponse:
    """One section as it was: a new revision of it."""
    section, form = section_here(request, key), RestoreForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(incomplete())
    point = point_here(request, section.strategy, request.POST.get("at", ""))
    saved = restoring.restore_section(
        section,
        content=point.past.content,
        base_version=form.cleaned_data["base_version"],
        by=request.access.user,
        why=restoring.restored_from(point.label),
    )
    if saved.unmerged is not None:
        return redirect("strategy:section_merge", city, key, saved.unmerged.key)
    sentence = _("“%(title)s” says again what it said then. Nothing is lost: see its history.")
    messages.success(request, sentence % {"title": section.heading})
    return redirect("strategy:section_history", city, key)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def history_restore(request: Request, city: str) -> HttpResponse:
    """All texts of a moment."""
    strategy, form = strategy_here(request), RestoreAllForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(incomplete())
    point = point_here(request, strategy, request.POST.get("at", ""))
    written = restoring.restore_texts(
        strategy,
        content=point.past.content,
        seen=form.cleaned_data["seen"],
        by=request.access.user,
        why=restoring.restored_from(point.label),
    )
    sentence = ngettext(
        "%(count)s section says again what it said then. The plan is as it was.",
        "%(count)s sections say again what they said then. The plan is as it was.",
        len(written),
    )
    messages.success(request, sentence % {"count": len(written)})
    return redirect(reverse("strategy:strategy_history", args=[city]))
