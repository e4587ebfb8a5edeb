"""The letters of the stories: a few still arrive, so that the mailbox has something to read."""

from django.utils import timezone

from cda.outbox.models import Letter

Status = Letter.Status
# What a newcomer should find in the mailbox: the newest act of each of these kinds.
STILL_ARRIVE = ("signature_asked", "changes_requested", "session_logged", "invitation_sent")
TOLD = "it was a part of the story of the demonstration"


def settle_letters() -> int:
    """Everything else was read long ago in the story; reminders of days to come are left alone.

    Returns how many letters leave now.
    """
    newest = (Letter.objects.filter(kind=kind).order_by("-pk").first() for kind in STILL_ARRIVE)
    acts = {(letter.kind, letter.target_id) for letter in newest if letter}
    now = timezone.now()
    due = Letter.objects.due(now)
    kept = [letter.pk for letter in due if (letter.kind, letter.target_id) in acts]
    due.exclude(pk__in=kept).update(status=Status.MOOT, reason=TOLD, body="", settled_at=now)
    Letter.objects.filter(pk__in=kept).update(send_after=now, planted_at=now)
    return len(kept)
