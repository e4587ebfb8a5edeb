"""Propose words where one may not write, and decide about what was proposed."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.outbox.post import post
from strategy.actions.drafting import write_section
from strategy.models import Section, Strategy, Suggestion
from strategy.models.proposing import NotThere, applied, require_takes_suggestions

Verdict = Suggestion.Verdict


@transaction.atomic
def suggest(draft: Suggestion, *, by: User) -> Suggestion:
    """`draft` carries the section, the paragraph, the words and the reason; it is not saved yet."""
    strategy = Strategy.objects.locked(draft.section.strategy_id)
    require_takes_suggestions(strategy)
    draft.author, draft.city_id = by, strategy.city_id
    draft.save()
    record("suggestion.made", draft, by=by, note={"section": draft.section.code})
    return draft


@transaction.atomic
def accept(
    suggestion: Suggestion, *, even_if_changed: bool = False, why: str = "", by: User
) -> Suggestion:
    """Put the words into the text. History keeps who wrote them and who let them in.

    `why` is the reason of who lets them in; without one that of the author stands.

    Raises `NotThere` when the paragraph is gone or says something else by now: then the person
    looks at both and decides again with `even_if_changed`.
    """
    strategy = Strategy.objects.locked(suggestion.section.strategy_id)
    strategy.require_open()
    suggestion = _waiting(suggestion)
    section = Section.objects.get(pk=suggestion.section_id)
    blocks = applied(suggestion, section.blocks, even_if_changed=even_if_changed)
    saved = write_section(
        section,
        blocks=blocks,
        base_version=section.version,
        by=by,
        suggested_by=suggestion.author,
        why=why or suggestion.reason[:300],
    )
    if saved.unmerged is not None:
        raise NotThere
    return _decide(suggestion, Verdict.ACCEPTED, by=by)


@transaction.atomic
def decline(suggestion: Suggestion, *, answer: str = "", by: User) -> Suggestion:
    Strategy.objects.locked(suggestion.section.strategy_id)
    suggestion = _waiting(suggestion)
    suggestion.answer = answer
    return _decide(suggestion, Verdict.DECLINED, by=by)


@transaction.atomic
def withdraw(suggestion: Suggestion, *, by: User) -> Suggestion:
    """Only its author takes a suggestion back."""
    Strategy.objects.locked(suggestion.section.strategy_id)
    suggestion = _waiting(suggestion)
    if suggestion.author_id != by.pk:
        raise RuleBroken(_("Only its author can take a suggestion back."))
    return _decide(suggestion, Verdict.WITHDRAWN, by=by)


def _waiting(suggestion: Suggestion) -> Suggestion:
    """As it is now: two people may decide at once, and the first decides."""
    rows = Suggestion.objects.select_for_update(of=("self",)).select_related("author", "section")
    suggestion = rows.get(pk=suggestion.pk)
    if suggestion.verdict != Verdict.WAITING:
        words = {"verdict": suggestion.get_verdict_display()}
        raise RuleBroken(_("This suggestion was already %(verdict)s.") % words)
    return suggestion


def _decide(suggestion: Suggestion, verdict: str, *, by: User) -> Suggestion:
    suggestion.verdict, suggestion.decided_by = verdict, by
    suggestion.decided_at = timezone.now()
    suggestion.save(update_fields=["verdict", "decided_by", "decided_at", "answer"])
    record(f"suggestion.{verdict}", suggestion, by=by, note={"section": suggestion.section.code})
    if suggestion.author_id != by.pk:
        post(
            "suggestion_decided",
            reader=suggestion.author,
            city_key=suggestion.city_id,
            target_id=suggestion.pk,
            key=f"suggestion_decided:{suggestion.pk}",
        )
    return suggestion
