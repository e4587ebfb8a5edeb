"""What the clock forgets."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from cda.accounts.models import Once
from cda.accounts.wall import as_system
from cda.people.models import STEP_UP_CODE_FOR, Invitation, StepUp

GONE = "gone:"
KEEP_ONCE = timedelta(days=30)


@shared_task
def forget_old() -> None:
    """Secrets whose time is over, the marks of forms sent long ago, sessions that ended."""
    now = timezone.now()
    with as_system():
        spent = Invitation.objects.over(now).exclude(token_hash__startswith=GONE)
        spent.update(token_hash=Concat(Value(GONE), Cast(F("pk"), CharField())), once="")
        StepUp.objects.filter(sent_at__lt=now - 2 * STEP_UP_CODE_FOR).delete()
        Once.objects.filter(at__lt=now - KEEP_ONCE).delete()
        Session.objects.filter(expire_date__lt=now).delete()
        UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
