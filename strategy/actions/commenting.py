"""Talk about the text, beside the text."""

from django.db import transaction

from cda.accounts.models import User
from cda.audit.log import record
from strategy.models import Comment, Section
from strategy.models.text import plain

LONGEST_QUOTE = 300


@transaction.atomic
def add_comment(section: Section, *, text: str, block: str, by: User) -> Comment:
    """A remark on a paragraph, with its words as they are now; or on the section as a whole."""
    html = next((b["html"] for b in section.blocks if b["id"] == block), "")
    comment = Comment.objects.create(
        section=section,
        city_id=section.city_id,
        block_id=block,
        quote=plain(html)[:LONGEST_QUOTE],
        text=text,
        author=by,
    )
    record("comment.added", comment, by=by, note={"section": section.code})
    return comment


@transaction.atomic
def reply_to(comment: Comment, *, text: str, by: User) -> Comment:
    """An answer stands in the thread of the first comment, however deep it was given."""
    reply = Comment.objects.create(
        section_id=comment.section_id,
        city_id=comment.city_id,
        parent_id=comment.parent_id or comment.pk,
        block_id=comment.block_id,
        text=text,
        author=by,
    )
    record("comment.answered", reply, by=by, note={"thread": reply.parent_id})
    return reply


@transaction.atomic
def resolve_comment(comment: Comment, *, by: User) -> Comment:
    """Saying it twice is no error: two people may press at once."""
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.resolved_at is None:
        comment.resolve(by=by)
        comment.save(update_fields=["resolved_at", "resolved_by"])
        record("comment.resolved", comment, by=by)
    return comment


@transaction.atomic
def reopen_comment(comment: Comment, *, by: User) -> Comment:
    comment = Comment.objects.select_for_update().get(pk=comment.pk)
    if comment.resolved_at is not None:
        comment.reopen()
        comment.save(update_fields=["resolved_at", "resolved_by"])
        record("comment.reopened", comment, by=by)
    return comment
