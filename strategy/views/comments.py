"""Comments: say, answer, resolve, open again."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import commenting
from strategy.forms.drafting import CommentForm, ReplyForm
from strategy.models import Comment
from strategy.models.threads import paragraphs
from strategy.views.places import section_here
from strategy.views.sections import reading_page


@require_POST
@requires(Permission.STRATEGY_COMMENT)
def comment_add(request: Request, city: str, key: str) -> HttpResponse:
    section = section_here(request, key)
    texts = {block["id"]: block["html"] for block in section.blocks}
    form = CommentForm(request.POST, paragraphs=paragraphs(section.blocks), texts=texts)
    if not form.is_valid():
        return reading_page(request, section, status=422, comment_form=form)
    comment = commenting.add_comment(section, **form.cleaned_data, by=request.access.user)
    return redirect(place_of(request, comment))


@require_POST
@requires(Permission.STRATEGY_COMMENT)
def comment_reply(request: Request, city: str, key: str) -> HttpResponse:
    comment = comment_here(request, key)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        section = section_here(request, comment.section.key)
        return reading_page(request, section, status=422, reply_form=form, replying=comment.key)
    commenting.reply_to(comment, text=form.cleaned_data["text"], by=request.access.user)
    return redirect(place_of(request, comment))


@require_POST
@requires(Permission.STRATEGY_COMMENT)
def comment_resolve(request: Request, city: str, key: str) -> HttpResponse:
    """Resolve a thread, or open it again."""
    comment = comment_here(request, key)
    if request.POST.get("open") == "1":
        commenting.reopen_comment(comment, by=request.access.user)
    else:
        commenting.resolve_comment(comment, by=request.access.user)
    return redirect(place_of(request, comment))


def comment_here(request: Request, key: str) -> Comment:
    """The first comment of a thread."""
    comments = Comment.objects.visible_to(request.access).filter(parent=None)
    return get_object_or_404(
        comments.select_related("section__strategy__city", "section__strategy__participation"),
        key=key,
    )


def place_of(request: Request, comment: Comment) -> str:
    """Back to where it was said: beside the editor, or on the reading page."""
    page = "section_edit" if request.POST.get("back") == "edit" else "section_detail"
    where = reverse(f"strategy:{page}", args=[request.access.here.slug, comment.section.key])
    return f"{where}#c-{comment.key}"
