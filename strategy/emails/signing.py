"""The letters around the mayor's signature. Each carries one link, and says why it came."""

from typing import Any

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import get_language

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.lib.formats import moment, offset, zone_words
from cda.outbox.letters import absolute, compose, letter
from cda.outbox.models import Letter
from strategy.models import ChangeRequest, PublicRecord, Signature, Strategy, Version

Status = Strategy.Status


@letter("signature_asked")
def signature_asked(letter: Letter) -> EmailMessage | None:
    """To the mayor, and to whom the mayor lets read along: one link to the brief."""
    version = _waiting(letter)
    if version is None:
        return None
    strategy = version.strategy
    context = _about(strategy) | {
        "is_mayor": _is_mayor(letter),
        "due_on": strategy.due_on,
        "sentence": strategy.cover_sentence,
        "sender": str(version.created_by),
        "link": _link("strategy:brief", strategy),
    }
    return compose(letter, "strategy/emails/signature_asked", context)


@letter("signature_waiting")
def signature_waiting(letter: Letter) -> EmailMessage | None:
    """The mayor's reminder. Moot once it is signed, sent back, or newer."""
    version = _waiting(letter)
    if version is None or not _is_mayor(letter):
        return None
    strategy = version.strategy
    context = _about(strategy) | {
        "due_on": strategy.due_on,
        "sender": str(version.created_by),
        "link": _link("strategy:brief", strategy),
    }
    return compose(letter, "strategy/emails/signature_waiting", context)


@letter("signature_overdue")
def signature_overdue(letter: Letter) -> EmailMessage | None:
    """To the lead and the coach, who can call: the mayor is not written to a third time."""
    version = _waiting(letter)
    if version is None:
        return None
    strategy = version.strategy
    context = _about(strategy) | {
        "sent_at": version.created_at,
        "due_on": strategy.due_on,
        "link": _link("strategy:brief", strategy),
    }
    return compose(letter, "strategy/emails/signature_overdue", context)


@letter("changes_requested")
def changes_requested(letter: Letter) -> EmailMessage | None:
    """To the city lead: what the mayor wants changed, in the mayor's words."""
    found = ChangeRequest.objects.filter(pk=letter.target_id)
    request = found.select_related("strategy__city", "asked_by", "on_behalf_of").first()
    if request is None or not _belongs(letter):
        return None
    context = _about(request.strategy) | {
        "text": request.text.strip(),
        "parts": request.block_labels,
        "asker": str(request.asked_by),
        "mayor": str(request.on_behalf_of or ""),
        "link": _link("strategy:strategy_detail", request.strategy),
    }
    return compose(letter, "strategy/emails/changes_requested", context)


@letter("strategy_signed")
def strategy_signed(letter: Letter) -> EmailMessage | None:
    """Good news for everybody entitled, with the way to the signed copy."""
    found = Signature.objects.filter(version_id=letter.target_id)
    signature = found.select_related("strategy__city", "version").first()
    if signature is None or not _belongs(letter):
        return None
    zone, language = signature.zone, get_language() or "en"
    context = _about(signature.strategy) | {
        "signature": signature,
        "signed": moment(signature.signed_at, zone, language),
        "zone": zone_words(signature.strategy.city.name, offset(signature.signed_at, zone)),
        "link": _link("strategy:strategy_signed", signature.strategy),
    }
    return compose(letter, "strategy/emails/strategy_signed", context)


@letter("strategy_published")
def strategy_published(letter: Letter) -> EmailMessage | None:
    """Both keys were turned: anybody may now see who signed."""
    return _on_the_record(letter, "strategy/emails/strategy_published")


@letter("strategy_withdrawn")
def strategy_withdrawn(letter: Letter) -> EmailMessage | None:
    """The programme took it back, and says why."""
    return _on_the_record(letter, "strategy/emails/strategy_withdrawn")


def _on_the_record(letter: Letter, template: str) -> EmailMessage | None:
    strategy = Strategy.objects.filter(pk=letter.target_id).select_related("city").first()
    if strategy is None or not _belongs(letter):
        return None
    record = PublicRecord.objects.filter(city=strategy.city).latest("signed_at", "pk")
    context = _about(strategy) | {
        "reason": strategy.withdrawn_reason,
        "link": absolute(reverse("strategy:record_verify", args=[record.record])),
    }
    return compose(letter, template, context)


def _waiting(letter: Letter) -> Version | None:
    """The version the letter is about, while it still lies on the mayor's desk."""
    found = Version.objects.filter(pk=letter.target_id)
    version = found.select_related("strategy__city", "created_by").defer("content").first()
    if version is None or not _belongs(letter):
        return None
    strategy = version.strategy
    is_waiting = strategy.status == Status.MAYOR_REVIEW and version.number == strategy.number
    return version if is_waiting else None


def _is_mayor(letter: Letter) -> bool:
    return _plays(letter, Role.MAYOR)


def _belongs(letter: Letter) -> bool:
    """Whoever has left the city since reads nothing new of it."""
    return _plays(letter, *Role)


def _plays(letter: Letter, *roles: Role) -> bool:
    playing = User.objects.playing(*roles, city=letter.city_key)
    return letter.reader is not None and playing.filter(pk=letter.reader.pk).exists()


def _about(strategy: Strategy) -> dict[str, Any]:
    return {
        "title": strategy.title,
        "period": strategy.period,
        "number": strategy.number,
        "city": strategy.city.name,
        "city_in_full": strategy.city.full_name(strategy.language),
    }


def _link(name: str, strategy: Strategy) -> str:
    return absolute(reverse(name, args=[strategy.city.slug]))
