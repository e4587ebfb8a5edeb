"""The demonstration's mail server: it keeps what it receives, for the newcomer to read."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from cda.accounts.wall import as_system
from cda.outbox.models import DemoMessage


class Mailbox(BaseEmailBackend):
    """Accepts every message once, and can be asked by Message-ID whether it did."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with as_system():
            DemoMessage.objects.bulk_create(
                [
                    DemoMessage(
                        message_id=message.extra_headers.get("Message-ID", ""),
                        recipient=message.to[0],
                        subject=str(message.subject),
                        body=str(message.body),
                    )
                    for message in email_messages
                ],
                ignore_conflicts=True,
            )
        return len(email_messages)

    @staticmethod
    def accepted(wanted: set[str]) -> set[str]:
        with as_system():
            found = DemoMessage.objects.filter(message_id__in=wanted)
            return set(found.values_list("message_id", flat=True))
