"""What a strategy may cite of the coaching: that a session was held, and when. Nothing it said."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from cda.lib.formats import long_date
from coaching.models.log import CoachingLog
from strategy.models import Strategy
from strategy.models.sources import Source

MOST = 200


def sessions_of(strategy: Strategy) -> list[Source]:
    """The newest first, named in the language of the strategy. One query."""
    rows = CoachingLog.objects.filter(city_id=strategy.city_id).newest()
    city = strategy.city
    with override(strategy.language):
        return [
            Source(
                row.key,
                "session",
                title_of(row, city.time_zone, strategy.language),
                reverse("coaching:session_detail", args=[city.slug, row.key]),
            )
            for row in rows.only("key", "kind", "held_at")[:MOST]
        ]


def title_of(log: CoachingLog, zone: str, language: str) -> str:
    values = {"kind": log.get_kind_display(), "day": long_date(log.held_on(zone), language)}
    return _("%(kind)s, %(day)s") % values
