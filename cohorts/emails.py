"""Letters about the team and about the mayor's delegate."""

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from cda.outbox.letters import absolute, compose, letter
from cda.outbox.models import Letter
from cohorts.models import Delegation, Participation, Seat


@letter("team_proposed")
def team_proposed(letter: Letter) -> EmailMessage | None:
    """To the mayor: a team waits for your choice. Moot once the choice is made."""
    participation = Participation.objects.select_related("city").get(pk=letter.target_id)
    seats = Seat.objects.proposed().filter(participation=participation).order_by("-is_lead", "pk")
    if not seats:
        return None
    city = participation.city
    context = {
        "city": city,
        "seats": list(seats),
        "link": absolute(reverse("cohorts:team_nominate", args=[city.slug])),
    }
    return compose(letter, "cohorts/emails/team_proposed", context)


@letter("delegation_granted")
def delegation_granted(letter: Letter) -> EmailMessage | None:
    """To both: what the delegate may do, and until when. Moot when it is over already."""
    delegation = _delegation(letter)
    if delegation.revoked_at or delegation.ends_on < timezone.localdate():
        return None
    return compose(letter, "cohorts/emails/delegation_granted", _context(delegation))


@letter("delegation_revoked")
def delegation_revoked(letter: Letter) -> EmailMessage:
    """To both: from now on the delegate acts no more."""
    return compose(letter, "cohorts/emails/delegation_revoked", _context(_delegation(letter)))


def _delegation(letter: Letter) -> Delegation:
    return Delegation.objects.select_related("city", "term", "user").get(pk=letter.target_id)


def _context(delegation: Delegation) -> dict[str, object]:
    return {
        "delegation": delegation,
        "city": delegation.city,
        "link": absolute(reverse("cohorts:team_detail", args=[delegation.city.slug])),
    }
