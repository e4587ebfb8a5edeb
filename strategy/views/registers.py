"""The rows of a register: shown inside their section, added and changed on a page of their own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.formats import money
from strategy.actions import registers
from strategy.documents.registers import Drawn
from strategy.forms.plan import Difference
from strategy.forms.registers import RowForm, VersionedRowForm
from strategy.models import Initiative, RegisterRow, Section, Strategy
from strategy.models.register_schemas import Kind, Register, of_section, register
from strategy.models.register_tables import Kept
from strategy.models.register_values import Frame, frame_of, heading
from strategy.views.places import pillars_of, strategy_here
from strategy.views.reasons import asking, delete_page, note_reason, reason_form

READ = ["GET", "HEAD", "POST"]
PILLARS, BUDGET = "V5", "P5"


class Held(NamedTuple):
    """A register of one strategy, with everything its words need."""

    strategy: Strategy
    schema: Register
    rows: list[Kept]
    frame: Frame


def structured(request: Request, section: Section) -> dict[str, Any]:
    """What stands in a section beside its text; of sections without any, nothing is asked."""
    context: dict[str, Any] = {"registers": tables_in(request, section), "pillars": None}
    strategy = section.strategy
    if section.code == PILLARS:
        context["pillars"] = pillars_of(request, strategy.pk)
    if section.code == BUDGET:
        initiatives = Initiative.objects.visible_to(request.access)
        mine = initiatives.filter(objective__goal__strategy_id=strategy.pk)
        cost = mine.aggregate(cost=Sum("cost"))["cost"] or Decimal(0)
        context["plan_cost"] = money(cost, strategy.city.currency, strategy.city.locale)
    return context


def tables_in(request: Request, section: Section) -> list[Drawn]:
    """The registers that stand in a section: one query, and one for initiatives if they are named.

    A section that has none asks nothing.
    """
    schemas = of_section(section.code)
    if not schemas:
        return []
    kept = _rows(request, section.strategy, schemas)
    frame = _frame(request, section.strategy, schemas, kept)
    return [Drawn(schema, kept[schema.code], frame) for schema in schemas]


def _rows(
    request: Request, strategy: Strategy, schemas: Sequence[Register]
) -> dict[str, list[Kept]]:
    kept: dict[str, list[Kept]] = {schema.code: [] for schema in schemas}
    rows = RegisterRow.objects.visible_to(request.access).filter(
        strategy_id=strategy.pk, register__in=kept
    )
    for code, key, values in rows.order_by("position", "pk").values_list(
        "register", "key", "values"
    ):
        kept[code].append(Kept(key, values))
    return kept


def _frame(
    request: Request,
    strategy: Strategy,
    schemas: Sequence[Register],
    kept: dict[str, list[Kept]],
) -> Frame:
    titles: dict[str, str] = {}
    for schema in schemas:
        if any(field.kind == Kind.INITIATIVE for field in schema.fields):
            initiatives = Initiative.objects.visible_to(request.access)
            mine = initiatives.filter(objective__goal__strategy_id=strategy.pk)
            titles |= dict(mine.order_by("title").values_list("key", "title"))
        titles |= {row.key: heading(schema, row.values) for row in kept[schema.code]}
    return frame_of(strategy, titles)


def _held(request: Request, strategy: Strategy, code: str) -> Held:
    schema = register(code)
    if schema is None:
        raise Http404
    kept = _rows(request, strategy, [schema])
    return Held(strategy, schema, kept[code], _frame(request, strategy, [schema], kept))


def _row_here(request: Request, key: str) -> tuple[RegisterRow, Held]:
    rows = RegisterRow.objects.visible_to(request.access).select_related("strategy__city")
    row = get_object_or_404(rows, key=key)
    return row, _held(request, row.strategy, row.register)


def _section_page(request: Request, held: Held) -> str:
    """Back to the table that the row stands in."""
    sections = Section.objects.visible_to(request.access).filter(strategy_id=held.strategy.pk)
    keys = sections.filter(code=held.schema.section).values_list("key", flat=True)
    city = request.access.here.slug
    for key in keys[:1]:
        page = reverse("strategy:section_edit", args=[city, key])
        return f"{page}#r-{held.schema.code}"
    return reverse("strategy:strategy_detail", args=[city])


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def register_row_add(request: Request, city: str, register: str) -> HttpResponse:
    held = _held(request, strategy_here(request), register)
    form = asking(RowForm(request.POST or None, **_about(held)), held.strategy, request)
    if form.is_valid():
        note_reason(form, held.strategy, request)
        row = registers.add_row(held.strategy, held.schema, form.values, by=request.access.user)
        messages.success(request, _said(held, row))
        if "more" in request.POST:
            return redirect("strategy:register_row_add", city, register)
        return redirect(_section_page(request, held))
    return _row_page(request, held, form, status=422 if form.errors else 200)


def _about(held: Held) -> dict[str, Any]:
    return {
        "schema": held.schema,
        "strategy": held.strategy,
        "frame": held.frame,
        "rows": held.rows,
    }


def _said(held: Held, row: RegisterRow) -> str:
    return _("“%(title)s” is in the table.") % {"title": heading(held.schema, row.values)}


def _row_page(
    request: Request, held: Held, form: RowForm, *, status: int, **more: Any
) -> HttpResponse:
    differences: list[Difference] = []
    context = {
        "city": request.access.here,
        "strategy": held.strategy,
        "schema": held.schema,
        "form": form,
        "back": _section_page(request, held),
        "row": None,
        "stale": False,
        "base_version": "",
        "differences": differences,
    }
    return render(request, "strategy/register_row.html", context | more, status=status)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def register_row_edit(request: Request, city: str, key: str) -> HttpResponse:
    row, held = _row_here(request, key)
    form = VersionedRowForm(request.POST or None, key=key, **_about(held))
    asking(form, held.strategy, request)
    about = {"row": row, "title": heading(held.schema, row.values), "base_version": row.version}
    if not form.is_valid():
        about["base_version"] = form.data.get("base_version", row.version)
        return _row_page(request, held, form, status=422 if form.errors else 200, **about)
    note_reason(form, held.strategy, request)
    base = form.cleaned_data["base_version"]
    if registers.edit_row(row, form.values, base_version=base, by=request.access.user):
        messages.success(request, _("Saved."))
        return redirect(_section_page(request, held))
    saved = RegisterRow.objects.visible_to(request.access).get(pk=row.pk)
    differences = form.differences(saved.values)
    about |= {"stale": True, "base_version": saved.version, "differences": differences}
    return _row_page(request, held, form, status=409, **about)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def register_row_delete(request: Request, city: str, key: str) -> HttpResponse:
    row, held = _row_here(request, key)
    title = heading(held.schema, row.values)
    form = reason_form(held.strategy, request)
    if form.is_valid():
        note_reason(form, held.strategy, request)
        registers.delete_row(row, by=request.access.user)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
        return redirect(_section_page(request, held))
    question = _("Delete this row of “%(table)s”?") % {"table": held.schema.title}
    back = reverse("strategy:register_row_edit", args=[city, key])
    return delete_page(request, form, question=question, title=title, back=back)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def register_row_move(request: Request, city: str, key: str) -> HttpResponse:
    row, held = _row_here(request, key)
    step = -1 if request.POST.get("to") == "up" else 1
    registers.move_row(row, step=step, by=request.access.user)
    return redirect(_section_page(request, held))
