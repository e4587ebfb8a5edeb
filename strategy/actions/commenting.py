"""Talk about the text, beside the text."""

from collections.abc import Collection

from django.db import transaction

from cda.accounts.models import User
from cda.audit.log import record
from cda.outbox.post import post
from strategy.models import Comment, Mention, Section
from strategy.models.anchors import Anchor, anchor_in
from strategy.models.mentions import called_by, readers_of
from strategy.models.text import plain

LONGEST_QUOTE = 300


@transaction.atomic
def add_comment(
    section: Section,
    *,
    text: str,
    block: str,
    by: User,
    quote: str = "",
    tell: Collection[int] = (),
) -> Comment:
    """A remark on a paragraph, on some words of it (`quote`), or on the section as a whole.

    `tell` are the ids of people to call besides those who are named in the text.
    """
    html = next((b["html"] for b in section.blocks if b["id"] == block), "")
    anchor = anchor_in(html, quote) or Anchor(plain(html)[:LONGEST_QUOTE])
    comment = Comment.objects.create(
        section=section,
        city_id=section.city_id,
        block_id=block,
        quote=anchor.quote,
        quote_before=anchor.before,
        quote_after=anchor.after,
        text=text,
        author=by,
    )
    record("comment.added", comment, by=by, note={"section": section.code})
    _call(comment, tell, by)
    return comment


def _call(comment: Comment, tell: Collection[int], by: User) -> None:
    """Those who are named hear of it, if they may read it; nobody is told twice."""
    readers = readers_of(comment.city_id)
    ids = called_by(comment.text, readers) | ({reader.id for reader in readers} & set(tell))
    ids.discard(by.pk)
    Mention.objects.bulk_create(
        Mention(comment=comment, city_id=comment.city_id, user_id=pk) for pk in sorted(ids)
    )
    for user in User.objects.filter(pk__in=ids).order_by("pk"):
        post(
            "mentioned",
            reader=user,
            city_key=comment.city_id,
            target_id=comment.pk,
            key=f"mentioned:{comment.pk}:{user.pk}",
        )


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
    _call(reply, (), by)
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
