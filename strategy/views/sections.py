"""Write a section, and put two texts together."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.errors import RuleBroken
from cda.lib.formats import clock
from strategy.actions import drafting
from strategy.forms.drafting import CommentForm, TextForm
from strategy.forms.why import ask_why
from strategy.models import Comment, Section, Suggestion, UnmergedText, beside
from strategy.models.around import around, find_section
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.merge import CHOICES, combine
from strategy.models.outline import in_parts, neighbours, written_lines
from strategy.models.text import (
    LONGEST_HTML,
    LONGEST_TEXT,
    Block,
    as_html,
    from_html,
    to_blocks,
    to_html,
    to_text,
)
from strategy.models.threads import discussion_of, paragraphs
from strategy.models.translating import terms_used
from strategy.views.places import editor_pages, section_here
from strategy.views.registers import structured

# Nobody is shown who resolved a comment; of its author only the name.
SHOWN_OF_COMMENTS = (
    "key", "section_id", "parent_id", "block_id", "quote", "quote_before", "quote_after", "text",
    "written_at", "resolved_at", "author__name",
)  # fmt: skip


def prose_here(request: Request, key: str) -> Section:
    """A section that people write; what the plan or the app fills in has no text of its own."""
    return written(section_here(request, key))


def written(section: Section) -> Section:
    if not catalogue_entry(section.code).is_prose:
        raise Http404
    return section


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def section_edit(request: Request, city: str, key: str) -> HttpResponse:
    section = prose_here(request, key)
    if request.method != "POST" and not section.strategy.is_open:
        return reading_page(request, section)
    form = TextForm(request.POST or None)
    ask_why(form, section.strategy, section, by=request.access.user)
    if not form.is_valid():
        return editor(request, section, form, status=422 if form.errors else 200)
    saved = drafting.write_section(section, **form.said, by=request.access.user)
    if saved.unmerged is not None:
        return merge_page(request, saved.section, saved.unmerged, status=409)
    messages.success(request, _("Saved."))
    return redirect("strategy:section_edit", city, key)


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_autosave(request: Request, city: str, key: str) -> HttpResponse:
    """The same save for the script: short answers, and every refusal in words."""
    found = find_section(key, request.access.cities)
    if found is None:
        raise Http404
    section, form = written(found), TextForm(request.POST)
    if not form.is_valid():
        words = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(words)}, status=422)
    user = request.access.user
    try:
        saved = drafting.write_section(section, **form.said, by=user)
    except RuleBroken as refusal:  # a page of words would tell the script nothing
        return JsonResponse({"error": str(refusal)}, status=422)
    if saved.unmerged is not None:
        merge = reverse("strategy:section_merge", args=[city, key, saved.unmerged.key])
        return JsonResponse({"merge": merge}, status=409)
    at = saved.section.touched_at or timezone.now()
    return JsonResponse(
        {
            "version": saved.section.version,
            "at": clock(at, user.time_zone, user.language),
            "saved_at": at.isoformat(),
        }
    )


@require_safe
@requires(Permission.STRATEGY_EDIT)
def section_rich(request: Request, city: str, key: str) -> HttpResponse:
    """What the rich field needs, after the page: the text with its ids, and the tools."""
    sections = Section.objects.visible_to(request.access)
    section = written(get_object_or_404(sections.only("key", "code", "version", "blocks"), key=key))
    return JsonResponse(
        {
            "version": section.version,
            "html": to_html(section.blocks, city),
            "tools": render_to_string("strategy/_rich_tools.html"),
        }
    )


def typed_in(form: TextForm, before: list[Block]) -> str:
    """As much of the text as a section can hold: shown again, to be sent again."""
    if form.is_rich:
        return to_text(_typed_blocks(form, before))
    return str(form.data.get("text", ""))[:LONGEST_TEXT]


def _typed_blocks(form: TextForm, before: list[Block]) -> list[Block]:
    return from_html(str(form.data["html"])[:LONGEST_HTML], before)


def editor(request: Request, section: Section, form: TextForm, status: int) -> HttpResponse:
    """The text with its guidance and its comments. What was typed stays typed."""
    language = get_language() or section.strategy.language
    found = around(section, request.access.user, language=language, now=timezone.now())
    lines = written_lines(section.strategy)
    before, after = neighbours(lines, section)
    context = {
        **surroundings(request, section),
        "form": form,
        "typed": typed_in(form, section.blocks) if form.is_bound else to_text(section.blocks),
        "typed_html": form.is_rich
        and to_html(_typed_blocks(form, section.blocks), request.access.here.slug),
        "base_version": form.data.get("base_version", section.version),
        "parts": in_parts(lines),
        "pages": editor_pages(request, section),
        "before": before,
        "after": after,
        "unmerged": found.unmerged,
        "proposed": found.proposals,
        "words_used": terms_used(catalogue_entry(section.code).guidance, found.terms),
        "desk": found.desk,
    }
    return render(request, "strategy/section_edit.html", context, status=status)


def surroundings(request: Request, section: Section) -> dict[str, Any]:
    """What the editor and the reading page both show around the text."""
    comments = Comment.objects.visible_to(request.access).filter(section=section)
    shown = comments.select_related("author").only(*SHOWN_OF_COMMENTS)
    discussion = discussion_of(section, shown.order_by("written_at", "pk"))
    return {
        "city": request.access.here,
        "section": section,
        "strategy": section.strategy,
        "entry": catalogue_entry(section.code),
        "discussion": discussion,
        "comment_form": CommentForm(paragraphs=paragraphs(section.blocks)),
        "now": timezone.now(),
        "today": timezone.localdate(),
        **structured(request, section),
    }


@require_safe
@requires(Permission.STRATEGY_VIEW)
def section_detail(request: Request, city: str, key: str) -> HttpResponse:
    """The section as it will print, with the comments on each paragraph."""
    return reading_page(request, section_here(request, key))


def reading_page(
    request: Request, section: Section, status: int = 200, **more: Any
) -> HttpResponse:
    context = surroundings(request, section) | more
    discussion, city = context["discussion"], request.access.here.slug
    rows = Suggestion.objects.visible_to(request.access).filter(section=section)
    rows = rows.select_related("author", "decided_by").order_by("written_at", "pk")
    proposals = beside.sorted_out(rows)
    context["paragraphs"], context["left"] = beside.read(
        section, city, discussion, proposals.waiting
    )
    context["decided"] = proposals.decided
    context["is_answered"] = proposals.decided_for(request.access.user.pk)
    chosen = request.GET.get("on", "")
    if "comment_form" not in more and chosen in discussion.by_block:
        context["comment_form"].initial["block"] = chosen
    return render(request, "strategy/section_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def section_merge(request: Request, city: str, key: str, typed: str) -> HttpResponse:
    """Two texts side by side; the choices, or a text of one's own, become the newest version."""
    section = prose_here(request, key)
    waiting = UnmergedText.objects.visible_to(request.access)
    unmerged = get_object_or_404(waiting, key=typed, section=section, author=request.access.user)
    if unmerged.merged_at is not None:
        return redirect("strategy:section_edit", city, key)
    if request.method != "POST":
        return merge_page(request, section, unmerged)
    return _put_together(request, section, unmerged)


def _put_together(request: Request, section: Section, unmerged: UnmergedText) -> HttpResponse:
    form = TextForm(request.POST)
    ask_why(form, section.strategy, section, by=request.access.user)
    if not form.is_valid():
        return merge_page(request, section, unmerged, form=form, status=422)
    rows = unmerged.beside(section)
    if request.POST.get("how") == "choices":
        blocks = combine(rows, _choices(request))
    else:
        blocks = to_blocks(form.cleaned_data["text"], combine(rows))
    saved = drafting.write_section(
        section,
        blocks=blocks,
        base_version=form.cleaned_data["base_version"],
        by=request.access.user,
        merges=unmerged,
        why=form.cleaned_data["why"],
    )
    if saved.unmerged is not None:
        return merge_page(request, saved.section, saved.unmerged, status=409)
    messages.success(request, _("Saved. Both texts stay in the history."))
    return redirect("strategy:section_edit", section.strategy.city.slug, section.key)


def shown(html: str | None, city: str) -> str:
    """One side of a paragraph, with its pictures; nothing where a text does not have it."""
    return as_html([{"id": "", "html": html}], city) if html is not None else ""


def _choices(request: Request) -> dict[str, str]:
    said = {name.removeprefix("row-"): value for name, value in request.POST.items()}
    return {id_: choice for id_, choice in said.items() if choice in CHOICES}


def _asked(request: Request, section: Section, unmerged: UnmergedText) -> TextForm:
    """Why, where a mayor has signed: with what the editor was told along with the text."""
    form = TextForm(initial={"why": unmerged.why} if unmerged.why else {})
    ask_why(form, section.strategy, section, by=request.access.user)
    return form


def merge_page(
    request: Request,
    section: Section,
    unmerged: UnmergedText,
    *,
    form: TextForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Paragraph by paragraph: what I typed, what is there now."""
    rows, city = unmerged.beside(section), request.access.here
    typed = typed_in(form, section.blocks) if form else to_text(combine(rows))
    chosen = _choices(request) if form else {}
    context = {
        "city": city,
        "section": section,
        "strategy": section.strategy,
        "unmerged": unmerged,
        "rows": [
            (
                *(row, shown(row.mine, city.slug), shown(row.theirs, city.slug)),
                chosen.get(row.id, row.choice),
            )
            for row in rows
        ],
        "differences": sum(not row.is_same for row in rows),
        "typed": typed,
        "form": form or _asked(request, section, unmerged),
        "now": timezone.now(),
    }
    return render(request, "strategy/section_merge.html", context, status=status)
