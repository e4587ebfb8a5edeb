"""The letters about accounts."""

from zoneinfo import ZoneInfo

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from cda.accounts.models import User
from cda.outbox.letters import absolute, compose, letter
from cda.outbox.models import Letter
from cda.people.models import Invitation
from cda.people.words import what_for


@letter("invitation_sent")
def invitation_sent(letter: Letter) -> EmailMessage | None:
    """The link, in the language that the inviter chose. Only this letter knows the token."""
    invitation = (
        Invitation.objects.open()
        .select_related("city", "invited_by")
        .filter(pk=letter.target_id)
        .first()
    )
    if invitation is None or not letter.body:
        return None
    zone = invitation.city.time_zone if invitation.city else "America/New_York"
    with translation.override(invitation.language), timezone.override(ZoneInfo(zone)):
        context = {
            "invitation": invitation,
            "what_for": what_for(invitation),
            "link": absolute(reverse("people:invitation_accept", args=[letter.body])),
        }
        return compose(letter, "people/emails/invitation_sent", context)


def step_up_code(user: User, code: str) -> tuple[str, str]:
    """Subject and text of the code before a signature. Its words are fixed at once."""
    context = {"code": code}
    with translation.override(user.language):
        subject = render_to_string("people/emails/step_up_code_subject.txt", context)
        body = render_to_string("people/emails/step_up_code.txt", context)
    return " ".join(subject.split()), body
