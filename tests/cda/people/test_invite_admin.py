"""The first administrator of a new installation is invited from the command line."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from cda.people.models import Invitation
from tests.wall import as_app


@pytest.mark.django_db(transaction=True)
def test_invite_admin_mails_an_invitation_in_the_language():
    with as_app():
        call_command("invite_admin", "first@cda.example", "First", language="es", stdout=StringIO())
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.city, invitation.invited_by) == ("admin", None, None)
    (message,) = mail.outbox
    assert message.to == ["first@cda.example"]
    assert "/invitations/" in message.body
