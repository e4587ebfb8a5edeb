"""An indicator in a sentence and a small drawing: today, three years, and the way it should go."""

from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cda.lib.formats import number
from cda.lib.plan_charts import target_path
from strategy.models.plan import Indicator


def targets_words(row: Indicator, locale: str) -> str:
    """The targets year by year; a year without one is said, not left out."""
    first, second, third = (_shown(value, locale) for value in row.targets)
    return _("Year 1: %(first)s · year 2: %(second)s · year 3: %(third)s") % {
        "first": first,
        "second": second,
        "third": third,
    }


def targets_chart(row: Indicator, block: str, locale: str) -> SafeString:
    """The small line, with everything it shows in words."""
    label = _("%(name)s, today: %(today)s. %(targets)s. It %(direction)s.") % {
        "name": row.name,
        "today": _("not measured yet")
        if row.baseline_value is None
        else number(row.baseline_value.normalize() + 0, locale),
        "targets": targets_words(row, locale),
        "direction": row.get_direction_display(),
    }
    return target_path([row.baseline_value, *row.targets], block, label)


def _shown(value: Decimal | None, locale: str) -> str:
    return _("no target") if value is None else number(value.normalize() + 0, locale)
