"""The letters around remarks and suggestions."""

from django.core.mail import EmailMessage

from cda.outbox.letters import compose, letter
from cda.outbox.models import Letter
from strategy.emails.drafting import about, link_to
from strategy.models import Comment, Suggestion
from strategy.models.mentions import readers_of


def may_still_read(letter: Letter) -> bool:
    """Whoever has left the city since, or may not read the strategy any more, hears nothing."""
    return any(reader.id == letter.reader_id for reader in readers_of(letter.city_key))


@letter("mentioned")
def mentioned(letter: Letter) -> EmailMessage | None:
    """To somebody who was named. Moot when the remark was resolved meanwhile."""
    rows = Comment.objects.filter(pk=letter.target_id)
    comment = rows.select_related("author", "parent", "section__strategy__city").first()
    if comment is None or not may_still_read(letter):
        return None
    first = comment.parent or comment
    if first.resolved_at is not None:
        return None
    section = comment.section
    context = about(section.strategy) | {
        "author": comment.author.name,
        "section": section.heading,
        "text": comment.text,
        "link": f"{link_to('section_detail', section.strategy, section.key)}#c-{first.key}",
    }
    return compose(letter, "strategy/emails/mentioned", context)


@letter("suggestion_decided")
def suggestion_decided(letter: Letter) -> EmailMessage | None:
    """To its author: what became of the words."""
    rows = Suggestion.objects.filter(pk=letter.target_id)
    suggestion = rows.select_related("decided_by", "section__strategy__city").first()
    if suggestion is None or not may_still_read(letter):
        return None
    section = suggestion.section
    context = about(section.strategy) | {
        "decided_by": str(suggestion.decided_by),
        "is_accepted": suggestion.verdict == Suggestion.Verdict.ACCEPTED,
        "section": section.heading,
        "answer": suggestion.answer,
        "link": f"{link_to('section_detail', section.strategy, section.key)}#s-{suggestion.key}",
    }
    return compose(letter, "strategy/emails/suggestion_decided", context)
