"""The shape of the document: names, order and number of its sections; the city's own pillars."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.errors import RuleBroken
from cda.lib.redrawing import MOST_BYTES
from strategy.actions import outlining, pillars
from strategy.actions.picturing import add_picture
from strategy.forms.plan import Difference
from strategy.forms.registers import CoverForm, NewSectionForm, PillarForm, RenameForm
from strategy.models import Pillar, Section, Strategy
from strategy.models.outline import in_parts, lines_of
from strategy.models.text import Block, as_html, figure
from strategy.views.places import pillars_of, section_here, strategy_here
from strategy.views.reasons import asking, delete_page, note_reason, reason_form

READ = ["GET", "HEAD", "POST"]
COVER = "F1"


def _outline(city: str, anchor: str = "") -> str:
    return reverse("strategy:outline_edit", args=[city]) + anchor


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def outline_edit(request: Request, city: str) -> HttpResponse:
    """Every section with what can be done to it; below, a form for one more."""
    strategy = strategy_here(request)
    lines = lines_of(strategy)
    rows = [line.section for line in lines]
    form = asking(NewSectionForm(request.POST or None, sections=rows), strategy, request)
    if form.is_valid():
        note_reason(form, strategy, request)
        after = next(row for row in rows if row.key == form.cleaned_data["after"])
        title = form.cleaned_data["title"]
        outlining.add_section(strategy, title=title, after=after, by=request.access.user)
        messages.success(request, _("“%(title)s” is in the outline.") % {"title": title})
        return redirect(_outline(city))
    page = reverse("strategy:section_edit", args=[city, strategy.key])
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "parts": in_parts(lines),
        "pillars": pillars_of(request, strategy.pk),
        "form": form,
        "pages": page.removesuffix(f"{strategy.key}/"),
    }
    return render(
        request, "strategy/outline_edit.html", context, status=422 if form.errors else 200
    )


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def cover_edit(request: Request, city: str) -> HttpResponse:
    """The title, and a picture above it."""
    strategy = strategy_here(request)
    sections = Section.objects.visible_to(request.access).filter(strategy_id=strategy.pk)
    cover = get_object_or_404(sections, code=COVER)
    form = CoverForm(request.POST or None, request.FILES or None, initial={"title": strategy.title})
    asking(form, strategy, request)
    if form.is_valid() and _cover_is_kept(request, strategy, cover, form):
        messages.success(request, _("Saved."))
        return redirect(_outline(city))
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "form": form,
        "has_picture": bool(cover.blocks),
        "picture": as_html(cover.blocks, city),
    }
    return render(request, "strategy/cover_edit.html", context, status=422 if form.errors else 200)


def _cover_is_kept(request: Request, strategy: Strategy, cover: Section, form: CoverForm) -> bool:
    """False: the file is no picture, and the form says so."""
    said, user = form.cleaned_data, request.access.user
    blocks: list[Block] | None = [] if said["remove"] else None
    if said["file"]:
        try:
            added = add_picture(strategy, said["file"].read(MOST_BYTES + 1), by=user)
        except RuleBroken as refusal:  # said beside the field
            form.add_error("file", str(refusal))
            return False
        blocks = [figure(added.key, said["alt"])]
    note_reason(form, strategy, request)
    outlining.rename_strategy(strategy, title=said["title"], by=user)
    if blocks is not None:
        outlining.draw_cover(cover, blocks=blocks, by=user)
    return True


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def section_rename(request: Request, city: str, key: str) -> HttpResponse:
    section = section_here(request, key)
    form = asking(RenameForm(request.POST or None, section=section), section.strategy, request)
    status, is_stale = 200, False
    if form.is_valid():
        note_reason(form, section.strategy, request)
        title, was = form.cleaned_data["title"], form.cleaned_data["was"]
        if outlining.rename_section(section, title=title, was=was, by=request.access.user):
            messages.success(request, _("Saved."))
            return redirect(_outline(city, f"#s-{key}"))
        status, is_stale = 409, True
    elif form.errors:
        status = 422
    context = {
        "city": request.access.here,
        "section": section,
        "form": form,
        "stale": is_stale,
        "was": section.title if is_stale else form["was"].value() or "",
    }
    return render(request, "strategy/section_rename.html", context, status=status)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_move(request: Request, city: str, key: str) -> HttpResponse:
    """By a button one place up or down; dragged, in front of another section or behind it."""
    section = section_here(request, key)
    if beside := request.POST.get("beside"):
        others = Section.objects.visible_to(request.access)
        at = get_object_or_404(others, strategy_id=section.strategy_id, key=beside)
        is_after = request.POST.get("to") == "after"
        outlining.place_section(section, at=at, is_after=is_after, by=request.access.user)
    else:
        step = -1 if request.POST.get("to") == "up" else 1
        outlining.move_section(section, step=step, by=request.access.user)
    return redirect(_outline(city, f"#s-{key}"))


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_remove(request: Request, city: str, key: str) -> HttpResponse:
    section = section_here(request, key)
    outlining.remove_section(section, by=request.access.user)
    messages.success(request, _("“%(title)s” is gone.") % {"title": section.heading})
    return redirect(_outline(city))


# Pillars


def _pillar_here(request: Request, key: str) -> Pillar:
    rows = Pillar.objects.visible_to(request.access).select_related("strategy__city")
    return get_object_or_404(rows, key=key)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def pillar_add(request: Request, city: str) -> HttpResponse:
    pillar = Pillar(strategy=strategy_here(request))
    form = PillarForm(request.POST or None, instance=pillar)
    if asking(form, pillar.strategy, request).is_valid():
        note_reason(form, pillar.strategy, request)
        pillars.add_pillar(pillar, by=request.access.user)
        messages.success(request, _("“%(title)s” is a pillar now.") % {"title": pillar.title})
        return redirect(_outline(city, "#pillars"))
    return _pillar_page(request, form, status=422 if form.errors else 200)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def pillar_edit(request: Request, city: str, key: str) -> HttpResponse:
    pillar = _pillar_here(request, key)
    form = PillarForm(request.POST or None, instance=pillar)
    if not asking(form, pillar.strategy, request).is_valid():
        return _pillar_page(request, form, row=pillar, status=422 if form.errors else 200)
    note_reason(form, pillar.strategy, request)
    base = form.cleaned_data["base_version"]
    if pillars.edit_pillar(pillar, base_version=base, by=request.access.user):
        messages.success(request, _("Saved."))
        return redirect(_outline(city, "#pillars"))
    saved = _pillar_here(request, key)
    about = {
        "stale": True,
        "base_version": saved.version,
        "differences": form.differences(saved),
    }
    return _pillar_page(request, form, row=pillar, status=409, **about)


def _pillar_page(request: Request, form: PillarForm, *, status: int, **more: Any) -> HttpResponse:
    differences: list[Difference] = []
    context = {
        "city": request.access.here,
        "strategy": form.instance.strategy,
        "form": form,
        "row": None,
        "stale": False,
        "base_version": form["base_version"].value(),
        "differences": differences,
    }
    return render(request, "strategy/pillar_edit.html", context | more, status=status)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def pillar_delete(request: Request, city: str, key: str) -> HttpResponse:
    pillar = _pillar_here(request, key)
    form = reason_form(pillar.strategy, request)
    if form.is_valid():
        note_reason(form, pillar.strategy, request)
        pillars.delete_pillar(pillar, by=request.access.user)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": pillar.title})
        return redirect(_outline(city, "#pillars"))
    question = _("Delete this pillar? Its building blocks stay.")
    back = reverse("strategy:pillar_edit", args=[city, key])
    return delete_page(request, form, question=question, title=pillar.title, back=back)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def pillar_move(request: Request, city: str, key: str) -> HttpResponse:
    """By a button one place up or down; dragged, in front of another pillar or behind it."""
    pillar = _pillar_here(request, key)
    if beside := request.POST.get("beside"):
        others = Pillar.objects.visible_to(request.access)
        at = get_object_or_404(others, strategy_id=pillar.strategy_id, key=beside)
        is_after = request.POST.get("to") == "after"
        pillars.place_pillar(pillar, at=at, is_after=is_after, by=request.access.user)
    else:
        step = -1 if request.POST.get("to") == "up" else 1
        pillars.move_pillar(pillar, step=step, by=request.access.user)
    return redirect(_outline(city, "#pillars"))
