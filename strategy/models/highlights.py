"""Five things to know before the first reading, in sentences."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import get_language, gettext, ngettext

from cda.lib import formats
from strategy.models.summary import Summary


def five_things(summary: Summary) -> list[str]:
    """What a mayor asks first: money, the first result, what is missing, who, and which laws."""
    return [
        sentence
        for sentences in (_dearest, _first_result, _missing_money, _busiest, _policies)
        for sentence in sentences(summary)
    ]


def money(summary: Summary, amount: formats.Number) -> str:
    city = summary.content["city"]
    return formats.money_short(amount, city["currency"], city["locale"])


def _dearest(summary: Summary) -> Iterator[str]:
    row = summary.dearest
    if row:
        values = {"title": row["title"], "amount": money(summary, summary.price(row))}
        yield gettext("The initiative that costs most is “%(title)s”: %(amount)s.") % values


def _first_result(summary: Summary) -> Iterator[str]:
    row = summary.first_result
    if row:
        start = date.fromisoformat(summary.content["starts_on"])
        quarter = formats.quarter_start(start, row["first_result_quarter"])
        values = {
            "title": row["title"],
            "quarter": formats.quarter_name(quarter, get_language() or "en"),
        }
        yield gettext("Residents see the first result in %(quarter)s: “%(title)s”.") % values


def _missing_money(summary: Summary) -> Iterator[str]:
    missing = summary.cost - summary.funded
    if missing:
        yield gettext("%(amount)s is not in the budget yet and must be found.") % {
            "amount": money(summary, missing)
        }
    elif summary.initiatives:
        yield gettext("All of the money is already in the budget.")


def _busiest(summary: Summary) -> Iterator[str]:
    if summary.busiest:
        department, count = summary.busiest
        yield ngettext(
            "“%(department)s” carries most: %(count)s initiative.",
            "“%(department)s” carries most: %(count)s initiatives.",
            count,
        ) % {"department": department, "count": count}


def _policies(summary: Summary) -> Iterator[str]:
    if summary.policies:
        yield ngettext(
            "Your signature also covers %(count)s policy that is listed in it.",
            "Your signature also covers %(count)s policies that are listed in it.",
            summary.policies,
        ) % {"count": summary.policies}
