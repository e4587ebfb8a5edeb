"""Claim, send, settle, reconcile: how a letter leaves exactly once.

SMTP itself cannot promise once (RFC 1047). We claim in one transaction, send outside of any, and
settle in another. A letter whose sender died in between is never sent again on suspicion: the
relay's own log is asked by Message-ID, and where it cannot be asked a person sees "uncertain".
"""

import logging
import random
import smtplib
from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from cda.accounts.models import User
from cda.accounts.wall import as_system, inside
from cda.outbox.letters import COMPOSERS
from cda.outbox.models import Letter

logger = logging.getLogger(__name__)

BATCH = 20
MAX_ATTEMPTS = 8
Status = Letter.Status


class Outcome(NamedTuple):
    """What became of one letter: its next status, why, and when to try again."""

    status: str
    reason: str = ""
    wait: timedelta = timedelta(0)


LEFT_ALONE = Outcome(Status.SENDING)


def lease() -> timedelta:
    """How long a sender may be silent before others ask what became of its letters."""
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


def deliver_batch() -> int:
    """Send up to a batch of due letters over one connection. Returns how many were claimed."""
    letters = claim(BATCH)
    if letters:
        connection = get_connection()
        try:
            for letter in letters:
                settle(letter, send(letter, connection))
        finally:
            connection.close()
    return len(letters)


def claim(number: int) -> list[Letter]:
    """Take due letters for ourselves: others skip them until our lease is over."""
    now = timezone.now()
    until = now + lease()
    with as_system():
        due = Letter.objects.due(now).select_for_update(skip_locked=True).order_by("send_after")
        letters = list(due.select_related(None)[:number])
        ids = [letter.pk for letter in letters]
        Letter.objects.filter(pk__in=ids).update(status=Status.SENDING, lease_until=until)
    for letter in letters:
        letter.lease_until = until
    return letters


def send(letter: Letter, connection: BaseEmailBackend) -> Outcome:
    """Compose inside the wall, send outside of any transaction."""
    try:
        message = composed(letter)
    except Exception:  # one broken letter must not hold up the others
        logger.exception("Letter %s could not be composed.", letter.pk)
        return Outcome(Status.DEAD, "could not be composed")
    if message is None:
        return Outcome(Status.MOOT)
    message.extra_headers = {"Message-ID": message_id(letter), "Auto-Submitted": "auto-generated"}
    message.from_email = f"City Data Alliance <{settings.DEFAULT_FROM_EMAIL}>"
    message.connection = connection
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        return _again(letter, "the mail server cannot be reached")
    return _hand_over(letter, message, connection) if _renew(letter) else LEFT_ALONE


def _hand_over(letter: Letter, message: EmailMessage, connection: BaseEmailBackend) -> Outcome:
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(letter, max(code for code, _ in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        return _refused(letter, error.smtp_code)
    except (OSError, smtplib.SMTPException):
        # It may have been accepted just before the line broke: `reconcile` will ask.
        logger.warning("The mail server broke off over letter %s.", letter.pk)
        connection.close()
        return LEFT_ALONE
    return Outcome(Status.SENT)


def _renew(letter: Letter) -> bool:
    """Is it still ours? After a long wait others may have settled it: then leave it alone."""
    now = timezone.now()
    until = now + lease()
    with as_system():
        is_ours = Letter.objects.held(letter).filter(lease_until__gt=now).update(lease_until=until)
    letter.lease_until = until
    return bool(is_ours)


def composed(letter: Letter) -> EmailMessage | None:
    """The message in the reader's language and clock, saying what is true at this moment."""
    if letter.kind == "text":
        return EmailMessage(subject=letter.subject, body=letter.body, to=[letter.address])
    # The programme's own letters concern no city: its number 0 is open for them.
    with inside([letter.city_key], letter.reader_id):
        reader = _reader(letter)
        if letter.reader_id and reader is None:
            return None
        letter.reader = reader
        language = letter.reader.language if letter.reader else settings.LANGUAGE_CODE
        zone = letter.reader.time_zone if letter.reader else "UTC"
        with translation.override(language), timezone.override(zone):
            return COMPOSERS[letter.kind](letter)


def _reader(letter: Letter) -> User | None:
    if letter.reader_id is None:
        return None
    return User.objects.filter(pk=letter.reader_id, is_active=True).first()


def message_id(letter: Letter) -> str:
    """The same letter has the same Message-ID, whoever sends it and however often."""
    return f"<letter-{letter.pk}@{settings.MAIL_DOMAIN}>"


def settle(letter: Letter, outcome: Outcome) -> None:
    """Write down what became of it, unless somebody else took it over meanwhile.

    Words that were carried along are erased.
    """
    if outcome is LEFT_ALONE:
        return
    now = timezone.now()
    is_over = outcome.status != Status.DUE
    values: dict[str, object] = {
        "status": outcome.status,
        "reason": outcome.reason[:200],
        "attempts": letter.attempts + 1,
        "lease_until": None,
        "send_after": now + outcome.wait,
        "settled_at": now if is_over else None,
    }
    if is_over:
        values["body"] = ""
    with as_system():
        Letter.objects.held(letter).update(**values)


def reconcile(letters: Iterable[Letter] | None = None) -> int:
    """Letters whose sender never came back: ask the relay, then settle or send again."""
    with as_system():
        abandoned = list(letters or Letter.objects.abandoned(timezone.now()).order_by("pk")[:500])
    accepted = _accepted(abandoned)
    for letter in abandoned:
        if accepted is None:
            settle(letter, Outcome(Status.UNCERTAIN, "its sender died; the relay cannot be asked"))
        elif message_id(letter) in accepted:
            settle(letter, Outcome(Status.SENT, "confirmed by the relay"))
        else:
            settle(letter, Outcome(Status.DUE, "its sender died before the relay had it"))
    return len(abandoned)


def _accepted(letters: list[Letter]) -> set[str] | None:
    """The Message-IDs of these letters that the relay has accepted; None where it cannot say."""
    wanted = {message_id(letter) for letter in letters}
    if not settings.MAIL_LOG_FILE:
        backend = import_string(settings.EMAIL_BACKEND)
        ask = getattr(backend, "accepted", None)
        return ask(wanted) if ask else None
    try:
        with open(settings.MAIL_LOG_FILE, encoding="utf-8", errors="replace") as log:
            lines = [line for line in log if "message-id=" in line]
    except OSError:
        logger.exception("The relay's log cannot be read.")
        return None
    seen = {line.rpartition("message-id=")[2].strip() for line in lines}
    return wanted & seen


def _refused(letter: Letter, code: int) -> Outcome:
    """5xx is final; 4xx is asked again, later and later, for about a day."""
    if code >= 500:
        return Outcome(Status.DEAD, f"refused by the mail server ({code})")
    return _again(letter, f"postponed by the mail server ({code})")


def _again(letter: Letter, reason: str) -> Outcome:
    if letter.attempts + 1 >= MAX_ATTEMPTS:
        return Outcome(Status.DEAD, reason)
    minutes = 2**letter.attempts * random.uniform(1, 1.5)  # noqa: S311  (jitter, no secret)
    return Outcome(Status.DUE, reason, timedelta(minutes=minutes))
