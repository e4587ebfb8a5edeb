"""What follows when somebody accepts an invitation."""

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.people.actions import on_accept
from cda.people.models import Invitation
from coaching.actions.assigning import take_offer


@on_accept(Role.COACH)
def become_coach(invitation: Invitation, user: User) -> None:
    """The part opens the door; the assignment says whose coach they are."""
    if invitation.city is not None:
        take_offer(invitation.city, invitation.email, user, by=invitation.invited_by)
