"""The plan of a strategy: goals with their work and the numbers that will show it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cda.accounts.models import User
from cda.demo.calendar import Calendar
from cda.demo.content import Data, before, goals
from cda.demo.story import Chapter
from cda.demo.writing import strategy_of
from strategy.actions.planning import Point, add_row, edit_row
from strategy.models import Goal, Indicator, Initiative, Milestone, Objective

PLANNED = -45
REVISED = -17
INITIATIVE = (
    "title", "description", "owner_department", "support", "partner", "start_quarter",
    "end_quarter", "first_result_quarter", "budget_kind", "is_funded", "funding_source",
    "deliverable", "priority", "is_quick_win", "core_process", "phase",
)  # fmt: skip
INDICATOR = (
    "name", "definition", "formula", "unit", "direction", "frequency", "source", "disaggregation",
)  # fmt: skip
NUMBERS = ("baseline_value", "target_1", "target_2", "target_3")


def tell_plan(chapter: Chapter, calendar: Calendar) -> None:
    """One goal a day; and where the mayor read an earlier plan, what changed since."""
    for number, goal in enumerate(goals(chapter.slug)):
        day = calendar.open_day(PLANNED + number)
        chapter.on(day, 15, _add_goal, chapter, goal)
    if before(chapter.slug):
        chapter.on(REVISED, 15, _revise, chapter)


@dataclass(frozen=True)
class Values:
    """A row of the content, as the model wants it. `was` are the values of the first plan."""

    chapter: Chapter
    told: Data
    was: Data

    def owner(self) -> User | None:
        return self.chapter.person(self.told["owner"]) if self.told["owner"] else None

    def fields(self, names: tuple[str, ...]) -> dict[str, Any]:
        return {name: self.was.get(name, self.told[name]) for name in names}

    def number(self, name: str) -> Decimal | None:
        value = self.was.get(name, self.told[name])
        return None if value is None else Decimal(str(value))

    def day(self, name: str) -> date | None:
        told = self.told[name]
        return self.chapter.story.clock.day(told["days"]) if told else None

    def of_initiative(self) -> dict[str, Any]:
        fields = self.fields(INITIATIVE)
        return fields | {
            "owner": self.owner(),
            "cost": self.number("cost"),
            "section_code": self.told["section"],
            "measured_by": self.measure(),
        }

    def measure(self) -> Indicator | None:
        """The indicator that will show it; indicators come before the work."""
        if not self.told["measure"]:
            return None
        return Indicator.objects.get(city__slug=self.chapter.slug, name=self.told["measure"])

    def of_indicator(self) -> dict[str, Any]:
        numbers = {name: self.number(name) for name in NUMBERS}
        days = {name: self.day(name) for name in ("baseline_on", "baseline_by")}
        return self.fields(INDICATOR) | numbers | days | {"owner": self.owner()}


def _add_goal(chapter: Chapter, told: Data) -> None:
    by, earlier = chapter.lead, before(chapter.slug)
    names = ("block", "aim", "purpose", "title", "practice_target", "resident_outcome")
    goal = Goal(strategy=strategy_of(chapter), **{name: told[name] for name in names})
    add_row(goal, by=by)
    for row in told["indicators"]:
        was = earlier.get("indicators", {}).get(row["name"], {})
        add_row(Indicator(goal=goal, **Values(chapter, row, was).of_indicator()), by=by)
    for row in told["objectives"]:
        objective = Objective(goal=goal, title=row["title"])
        add_row(objective, by=by)
        for initiative in row["initiatives"]:
            was = earlier.get("initiatives", {}).get(initiative["title"], {})
            if initiative["title"] not in earlier.get("absent", ()):
                _add_initiative(chapter, objective, initiative, was)


def _add_initiative(chapter: Chapter, objective: Objective, told: Data, was: Data) -> None:
    initiative = Initiative(objective=objective, **Values(chapter, told, was).of_initiative())
    points = [Point(row["title"], row["quarter"]) for row in told["milestones"]]
    add_row(initiative, milestones=points, by=chapter.lead)


def _revise(chapter: Chapter) -> None:
    """From the plan that the mayor read first to the one of today."""
    earlier = before(chapter.slug)
    for goal in goals(chapter.slug):
        for told in goal["indicators"]:
            if told["name"] in earlier["indicators"]:
                _revise_indicator(chapter, told)
        for objective in goal["objectives"]:
            for told in objective["initiatives"]:
                if told["title"] in earlier["initiatives"]:
                    _revise_initiative(chapter, told)
                elif told["title"] in earlier["absent"]:
                    row = Objective.objects.get(city__slug=chapter.slug, title=objective["title"])
                    _add_initiative(chapter, row, told, {})


def _revise_initiative(chapter: Chapter, told: Data) -> None:
    row = Initiative.objects.get(city__slug=chapter.slug, title=told["title"])
    for name, value in Values(chapter, told, {}).of_initiative().items():
        setattr(row, name, value)
    points = list(Milestone.objects.filter(initiative=row).order_by("position"))
    milestones = [Point(point.title, point.quarter) for point in points]
    edit_row(row, base_version=row.version, milestones=milestones, by=chapter.lead)


def _revise_indicator(chapter: Chapter, told: Data) -> None:
    row = Indicator.objects.get(city__slug=chapter.slug, name=told["name"])
    for name, value in Values(chapter, told, {}).of_indicator().items():
        setattr(row, name, value)
    edit_row(row, base_version=row.version, by=chapter.lead)
