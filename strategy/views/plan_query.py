"""What a reader of the plan asked to see: view, filters, columns. The address says it all."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.utils.translation import gettext as _

from cda.accounts.access import Request
from strategy.models.blocks import Block
from strategy.models.plan_table import Bar, Plan

VIEWS = ("block", "owner", "date", "early", "wins", "roadmap")
COLUMNS = ("picture", "budget")
LONGEST = 120


@dataclass(frozen=True)
class PlanQuery:
    """One way to look at the plan; its links are the neighbouring ways."""

    view: str = "block"
    block: str = ""
    department: str = ""
    hidden: frozenset[str] = frozenset()

    @property
    def is_filtered(self) -> bool:
        return bool(self.block or self.department)

    def keeps(self, bar: Bar) -> bool:
        """Is this one of the initiatives to show?"""
        row = bar.initiative
        return (
            self.block in ("", bar.goal.block)
            and self.department in ("", row.owner_department)
            and (self.view != "early" or bar.is_early)
            and (self.view != "wins" or row.is_quick_win)
        )

    def shown(self, plan: Plan) -> Plan:
        return plan.only(self.keeps)

    @property
    def address(self) -> str:
        """The question mark and what follows it."""
        words = {"view": self.view, "block": self.block, "department": self.department}
        pairs = [(name, value) for name, value in words.items() if value]
        return "?" + urlencode([*pairs, *(("hide", name) for name in sorted(self.hidden))])

    def views(self) -> list[tuple[str, str, bool]]:
        """Label, address, and whether it is the one on the page."""
        labels = {
            "block": _("By building block"),
            "owner": _("By owner"),
            "date": _("By date"),
            "early": _("First 100 days"),
            "wins": _("Quick wins"),
            "roadmap": _("Roadmap"),
        }
        return [
            (label, replace(self, view=view).address, view == self.view)
            for view, label in labels.items()
        ]

    def columns(self) -> list[tuple[str, str, bool]]:
        """The columns that can be hidden: label, the address that flips it, is it shown."""
        labels = {"picture": _("Timeline"), "budget": _("Cost")}
        return [
            (
                labels[name],
                replace(self, hidden=self.hidden ^ {name}).address,
                name not in self.hidden,
            )
            for name in COLUMNS
        ]

    @property
    def without_filters(self) -> str:
        return replace(self, block="", department="").address


def query_of(request: Request) -> PlanQuery:
    """From the page's own address, or, for a piece of it, from the page that the reader sees."""
    try:
        words = urlsplit(request.htmx.current_url or "").query
    except ValueError:  # no address at all
        words = ""
    return read(QueryDict(words) if words else request.GET)


def read(words: Any) -> PlanQuery:
    """What is no view, block or column is left aside."""
    view, block = words.get("view", ""), words.get("block", "")
    return PlanQuery(
        view=view if view in VIEWS else "block",
        block=block if block in Block else "",
        department=words.get("department", "")[:LONGEST],
        hidden=frozenset(words.getlist("hide")) & frozenset(COLUMNS),
    )
