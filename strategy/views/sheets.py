"""The plan as a spreadsheet: out, in with a preview, and taken over row by row."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions.sheets import Taken, Wish, take_sheet
from strategy.forms.sheets import MappingForm, PasteForm, TakeForm, UploadForm
from strategy.forms.why import WHY
from strategy.models import Strategy
from strategy.sheets.columns import BY_CODE
from strategy.sheets.current import Current, current_of
from strategy.sheets.incoming import Incoming, from_carried, from_workbook
from strategy.sheets.opening import LARGEST_FILE, Refused, Table, open_file, read_text
from strategy.sheets.proposal import propose, versions_of
from strategy.sheets.workbook import text_between_commas, workbook
from strategy.views.places import strategy_here
from strategy.views.plan_page import may_write
from strategy.views.plan_rows import READ
from strategy.views.reasons import asking, note_reason

TICKS = ("leave", "take", "delete")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def language() -> str:
    return get_language() or "en"


@require_safe
@requires(Permission.STRATEGY_VIEW)
def plan_export(request: Request, city: str) -> HttpResponse:
    """The whole plan as .xlsx; one sheet of it, `?sheet=initiatives`, as .csv."""
    strategy = strategy_here(request)
    current = current_of(strategy, language())
    sheet = BY_CODE.get(request.GET.get("sheet", ""))
    if sheet:
        text = text_between_commas(current, sheet)
        return _file(
            text.encode(), "text/csv; charset=utf-8", f"{_name(strategy)}-{sheet.code}.csv"
        )
    return _file(workbook(current), XLSX, f"{_name(strategy)}.xlsx")


def _name(strategy: Strategy) -> str:
    return slugify(f"{strategy.city.slug}-plan-{strategy.number}")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def plan_sheet(request: Request, city: str) -> HttpResponse:
    """Where a file is sent from, and, when it is, what it would change."""
    strategy = strategy_here(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, strategy, UploadForm(), PasteForm(), 200)
    if not form.is_valid():
        return _page(request, strategy, form, PasteForm(), 422)
    sent = form.cleaned_data["file"]
    try:
        tables = open_file(sent.name, sent.read(LARGEST_FILE + 1))
        if set(tables) == {""}:
            return _map(request, strategy, "initiatives", tables[""], None)
        return _preview(request, strategy, from_workbook(tables))
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, strategy, form, PasteForm(), 422)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def plan_paste(request: Request, city: str) -> HttpResponse:
    """What was copied from a spreadsheet: first its columns, then what it would change."""
    strategy = strategy_here(request)
    form = PasteForm(request.POST)
    try:
        if not form.is_valid():
            return _page(request, strategy, UploadForm(), form, 422)
        data = request.POST if "mapped" in request.POST else None
        table = read_text(form.cleaned_data["text"])
        return _map(request, strategy, form.cleaned_data["kind"], table, data)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return _page(request, strategy, UploadForm(), form, 422)


def _map(request: Request, strategy: Strategy, kind: str, table: Table, data: Any) -> HttpResponse:
    """Which column means what. Answered well, it leads on to the preview."""
    if not table:
        raise Refused(_("There are no rows in this file."))
    current = current_of(strategy, language())
    form = MappingForm(data, sheet=BY_CODE[kind], table=table, current=current)
    if form.is_valid():
        return _preview(request, strategy, form.incoming(), current)
    context = _about(request, strategy) | {
        "form": form,
        "kind": kind,
        "sheet": BY_CODE[kind],
        "text": "\n".join("\t".join(_flat(cell) for cell in row) for row in table),
        "count": len(table),
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/plan_sheet_map.html", context, status=status)


def _flat(cell: Any) -> str:
    """A cell without the marks that divide rows and columns; quotes are doubled as in CSV."""
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if set(text) & set('\t\n\r"') else text


def _preview(
    request: Request,
    strategy: Strategy,
    incoming: Incoming,
    current: Current | None = None,
    form: TakeForm | None = None,
) -> HttpResponse:
    """What would happen. Nothing has. `form` comes back when the reason was not said."""
    current = current or current_of(strategy, language())
    proposal = propose(incoming, current)
    seen = TakeForm(initial={"seen": versions_of(proposal, current)})
    context = _about(request, strategy) | {
        "proposal": proposal,
        "ignored": incoming.ignored,
        "carried": incoming.carried(),
        "seen": seen["seen"],
        "form": form or asking(seen, strategy, request),
        "ticked": {key for name in TICKS for key in request.POST.getlist(name)},
    }
    status = 422 if form else 200
    return render(request, "strategy/plan_sheet_preview.html", context, status=status)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def plan_take(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    form = asking(TakeForm(request.POST), strategy, request)
    if not form.is_valid() and set(form.errors) != {WHY}:
        return _page(request, strategy, UploadForm({}, MultiValueDict()), PasteForm(), 422)
    try:
        incoming = from_carried(form.cleaned_data["carried"])
    except Refused as refusal:
        lost = UploadForm({}, MultiValueDict())
        lost.add_error("file", str(refusal))
        return _page(request, strategy, lost, PasteForm(), 422)
    if form.errors:
        return _preview(request, strategy, incoming, form=form)
    note_reason(form, strategy, request)
    left_out, anyway, deleted = (frozenset(request.POST.getlist(name)) for name in TICKS)
    wish = Wish(form.cleaned_data["seen"], left_out, anyway, deleted)
    taken = take_sheet(strategy, incoming, wish, language=language(), by=request.access.user)
    if words := _words(taken):
        messages.success(request, words)
    elif not taken.told:
        messages.info(request, _("Nothing was taken over, as you chose."))
    if not taken.told:
        return redirect("strategy:plan_detail", request.access.here.slug)
    context = _about(request, strategy) | {"taken": taken}
    return render(request, "strategy/plan_sheet_taken.html", context)


def _words(taken: Taken) -> str:
    """What was done; empty where nothing was."""
    added = ngettext("%(count)s row added", "%(count)s rows added", taken.added)
    changed = ngettext("%(count)s row changed", "%(count)s rows changed", taken.changed)
    deleted = ngettext("%(count)s row deleted", "%(count)s rows deleted", taken.deleted)
    counted = (added, taken.added), (changed, taken.changed), (deleted, taken.deleted)
    return " · ".join(sentence % {"count": count} for sentence, count in counted if count)


def _about(request: Request, strategy: Strategy) -> dict[str, Any]:
    return {
        "city": request.access.here,
        "strategy": strategy,
        "may_write": may_write(request, strategy),
    }


def _page(
    request: Request, strategy: Strategy, upload: UploadForm, paste: PasteForm, status: int
) -> HttpResponse:
    context = _about(request, strategy) | {"upload": upload, "paste": paste}
    return render(request, "strategy/plan_sheet.html", context, status=status)
