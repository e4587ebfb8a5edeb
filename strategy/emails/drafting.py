"""The letters around writing: who writes what, what the coach says, what was taken back."""

from typing import Any

from django.core.mail import EmailMessage
from django.urls import reverse

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.outbox.letters import absolute, compose, letter
from cda.outbox.models import Letter
from strategy.models import Comment, Review, Section, Strategy

TEAM = (Role.LEAD, Role.MEMBER)


@letter("section_assigned")
def section_assigned(letter: Letter) -> EmailMessage | None:
    """To whoever shall write it. Moot when somebody else shall by now."""
    sections = Section.objects.filter(pk=letter.target_id).select_related("strategy__city")
    section = sections.first()
    if section is None or section.assignee_id != letter.reader_id or not _plays(letter, *TEAM):
        return None
    context = about(section.strategy) | {
        "section": section.heading,
        "due_on": section.due_on,
        "link": link_to("section_edit", section.strategy, section.key),
    }
    return compose(letter, "strategy/emails/section_assigned", context)


@letter("review_asked")
def review_asked(letter: Letter) -> EmailMessage | None:
    """To the city's coaches, when the lead sends a version."""
    return _to_coach(letter, "strategy/emails/review_asked")


@letter("review_due")
def review_due(letter: Letter) -> EmailMessage | None:
    """To the coaches, the day before the answer is due. Moot once it was given."""
    return _to_coach(letter, "strategy/emails/review_due")


def _to_coach(letter: Letter, template: str) -> EmailMessage | None:
    review = _review(letter)
    is_waiting = review is not None and review.verdict == Review.Verdict.WAITING
    if review is None or not is_waiting or not _plays(letter, Role.COACH):
        return None
    context = about(review.strategy) | {
        "number": review.version.number,
        "due_on": review.due_on,
        "link": link_to("review_detail", review.strategy, review.key),
    }
    return compose(letter, template, context)


@letter("strategy_returned")
def strategy_returned(letter: Letter) -> EmailMessage | None:
    """To the team: the coach's note, and how many comments wait."""
    review = _review(letter)
    if review is None or not _plays(letter, *TEAM):
        return None
    waiting = Comment.objects.unresolved().filter(section__strategy=review.strategy)
    context = about(review.strategy) | {
        "coach": str(review.reviewer),
        "note": review.note,
        "comments": waiting.count(),
        "link": link_to("review_detail", review.strategy, review.key),
    }
    return compose(letter, "strategy/emails/strategy_returned", context)


@letter("strategy_cleared")
def strategy_cleared(letter: Letter) -> EmailMessage | None:
    """To the team: now every member says whether they agree."""
    review = _review(letter)
    if review is None or not _plays(letter, *TEAM):
        return None
    if review.strategy.status != Strategy.Status.COACH_CLEARED:
        return None
    context = about(review.strategy) | {
        "coach": str(review.reviewer),
        "note": review.note,
        "link": link_to("strategy_agree", review.strategy),
    }
    return compose(letter, "strategy/emails/strategy_cleared", context)


@letter("strategy_recalled")
def strategy_recalled(letter: Letter) -> EmailMessage | None:
    """To whoever had it on the desk: it is gone from there. Moot when it is back already."""
    found = Strategy.objects.filter(pk=letter.target_id).select_related("city")
    strategy = found.first()
    if strategy is None or not strategy.is_open:
        return None
    if not _plays(letter, Role.COACH, Role.MAYOR, Role.DELEGATE):
        return None
    context = about(strategy) | {"link": link_to("strategy_detail", strategy)}
    return compose(letter, "strategy/emails/strategy_recalled", context)


def _review(letter: Letter) -> Review | None:
    found = Review.objects.filter(pk=letter.target_id).defer("version__content")
    return found.select_related("strategy__city", "version", "reviewer").first()


def _plays(letter: Letter, *roles: Role) -> bool:
    """Whoever has left the city since reads nothing new of it."""
    playing = User.objects.playing(*roles, city=letter.city_key)
    return playing.filter(pk=letter.reader_id or 0).exists()


def about(strategy: Strategy) -> dict[str, Any]:
    return {
        "title": strategy.title,
        "city": strategy.city.name,
        "city_in_full": strategy.city.full_name(strategy.language),
    }


def link_to(name: str, strategy: Strategy, *keys: str) -> str:
    return absolute(reverse(f"strategy:{name}", args=[strategy.city.slug, *keys]))
