"""What the claims of a section rest on; files are handed out to those who may read."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions.citing import add_citation, remove_citation
from strategy.forms.evidence import CitationForm
from strategy.models import Citation, Section
from strategy.models.files import media_type_of
from strategy.models.sources import sources_of
from strategy.models.text import plain
from strategy.models.threads import shortened
from strategy.views.places import section_here

READ = ["GET", "HEAD", "POST"]
GONE = "gone"


@dataclass(frozen=True)
class Place:
    """A paragraph with what it cites. `id` is empty for the whole section."""

    id: str
    words: str
    rows: list[tuple[Citation, str]]


@require_safe
@requires(Permission.STRATEGY_VIEW)
def evidence_list(request: Request, city: str, key: str) -> HttpResponse:
    """Paragraph by paragraph, those without a source too."""
    section = section_here(request, key)
    rows = Citation.objects.visible_to(request.access).filter(section=section)
    cited = list(rows.defer("content").select_related("added_by").order_by("pk"))
    places = _places(section, cited, _addresses(request, section, cited))
    context = _around(request, section) | {
        "places": places,
        "number": len(cited),
        "may_write": request.access.may(Permission.STRATEGY_EDIT) and section.strategy.is_open,
    }
    return render(request, "strategy/evidence_list.html", context)


def _around(request: Request, section: Section) -> dict[str, Any]:
    return {"city": request.access.here, "section": section, "strategy": section.strategy}


def _addresses(request: Request, section: Section, cited: list[Citation]) -> dict[str, str]:
    """Where the sessions are, for those who may read them: partners may not."""
    named = any(row.kind == Citation.Kind.SESSION for row in cited)
    if not named or not request.access.may(Permission.SESSION_VIEW):
        return {}
    return {source.key: source.url for source in sources_of(section.strategy)}


def _places(section: Section, cited: list[Citation], addresses: dict[str, str]) -> list[Place]:
    words = {"": _("The whole section")}
    words |= {block["id"]: shortened(plain(block["html"])) for block in section.blocks}
    rows: dict[str, list[tuple[Citation, str]]] = {id_: [] for id_ in (*words, GONE)}
    for citation in cited:
        place = citation.block_id if citation.block_id in words else GONE
        rows[place].append((citation, citation.url or addresses.get(citation.target, "")))
    words[GONE] = _("Paragraphs that are not there any more")
    return [
        Place(id_, words[id_], rows[id_]) for id_ in (*words,) if rows[id_] or id_ not in ("", GONE)
    ]


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def evidence_add(request: Request, city: str, key: str) -> HttpResponse:
    section = section_here(request, key)
    form = CitationForm(
        request.POST or None,
        request.FILES or None,
        section=section,
        sessions=sources_of(section.strategy),
        initial={"block": request.GET.get("on", "")},
    )
    if form.is_valid():
        citation = add_citation(form.citation, by=request.access.user)
        messages.success(request, _("“%(title)s” is cited.") % {"title": citation.title})
        return redirect("strategy:evidence_list", city, key)
    context = _around(request, section) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "strategy/evidence_add.html", context, status=status)


def _citation_here(request: Request, key: str) -> Citation:
    rows = Citation.objects.visible_to(request.access).select_related("section", "strategy")
    return get_object_or_404(rows, key=key)


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def evidence_remove(request: Request, city: str, key: str) -> HttpResponse:
    citation = _citation_here(request, key)
    section = citation.section
    if request.method == "POST":
        remove_citation(citation, by=request.access.user)
        messages.success(request, _("“%(title)s” is not cited any more.") % {"title": citation})
        return redirect("strategy:evidence_list", city, section.key)
    context = _around(request, section) | {"citation": citation}
    return render(request, "strategy/evidence_remove.html", context)


@require_safe
@requires(Permission.STRATEGY_VIEW)
def evidence_file(request: Request, city: str, key: str) -> HttpResponse:
    """As itself, never shown in the browser, and kept by nobody on the way."""
    rows = Citation.objects.visible_to(request.access).filter(kind=Citation.Kind.FILE)
    citation = get_object_or_404(rows, key=key)
    response = HttpResponse(
        bytes(citation.content or b""), content_type=media_type_of(citation.file_name)
    )
    disposition = content_disposition_header(True, citation.file_name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
