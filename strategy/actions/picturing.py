"""Bring a picture into the text."""

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.lib.redrawing import redraw
from strategy.models import Picture, Strategy

MOST_PICTURES = 200


def add_picture(strategy: Strategy, content: bytes, *, by: User) -> Picture:
    """Drawn anew and kept once: the same picture again is the one that is there."""
    drawn = redraw(content)  # before anybody has to wait for the strategy
    with transaction.atomic():
        strategy = Strategy.objects.locked(strategy.pk)
        strategy.require_open()
        pictures = Picture.objects.filter(strategy=strategy)
        known = pictures.filter(sha256=drawn.sha256).first()
        if known is not None:
            return known
        if pictures.count() >= MOST_PICTURES:
            raise RuleBroken(
                _("The strategy has %(count)s pictures already, and that is as many as it holds.")
                % {"count": MOST_PICTURES}
            )
        picture = Picture.objects.create(
            city_id=strategy.city_id,
            strategy=strategy,
            content=drawn.content,
            media_type=drawn.media_type,
            sha256=drawn.sha256,
            width=drawn.width,
            height=drawn.height,
            added_by=by,
        )
        record("picture.added", picture, by=by, note={"sha256": drawn.sha256})
    return picture
