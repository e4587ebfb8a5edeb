"""Break the glass before the private notes of a city: rarely, with a reason, before witnesses."""

from django.db import transaction
from django.utils import timezone

from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.outbox.post import post
from coaching.models import GlassBreak, PrivateNote
from coaching.models.note import GLASS_FOR


@transaction.atomic
def break_glass(city: City, reason: str, *, by: User) -> GlassBreak:
    """For an hour, one administrator reads them. Every author and every coach is told."""
    now = timezone.now()
    glass = GlassBreak.objects.create(
        city=city, user=by, reason=reason, broken_at=now, expires_at=now + GLASS_FOR
    )
    record("note.glass_broken", glass, by=by, note={"reason": reason})
    # From here on the wall shows the notes to this person, so their authors can be asked for.
    authors = PrivateNote.objects.filter(city=city).values("author_id")
    coaches = User.objects.playing(Role.COACH, city=city.pk)
    for reader in (User.objects.filter(pk__in=authors) | coaches).distinct():
        post(
            "glass_broken",
            reader=reader,
            city_key=city.pk,
            target_id=glass.pk,
            key=f"glass_broken:{glass.pk}:{reader.pk}",
        )
    return glass
