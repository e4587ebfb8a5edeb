"""What is missing before anybody outside the team reads the strategy, in sentences."""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from strategy.models.blocks import Block, Level
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.document import Strategy
from strategy.models.plan import QUARTERS, Goal, Indicator, Initiative
from strategy.models.plan_rows import PlanRows
from strategy.models.section import Section

# "Mayors remember five. Which five?"
MOST_INITIATIVES = 15


class Gap(NamedTuple):
    """A sentence, and the page where it is mended: the name of its URL and the object's key.

    Where an address names two things, both stand in `key`, with a slash between them.
    """

    sentence: str
    page: str
    key: str = ""


def gaps(strategy: Strategy) -> list[str]:
    """What still blocks the way to the coach and to the mayor, as sentences."""
    return [gap.sentence for gap in find_gaps(strategy)]


def find_gaps(
    strategy: Strategy, shown: Iterable[Section] | None = None, plan: PlanRows | None = None
) -> list[Gap]:
    """The same with the way to each place. Three queries, and one for the sections to print.

    A page that has them already passes them in as `shown`, and the plan as `plan`.
    """
    sections = _shown(strategy) if shown is None else shown
    if plan is not None:
        return [*_unwritten(sections), *plan_gaps(plan.goals, plan.initiatives, plan.indicators)]
    goals = list(Goal.objects.filter(strategy=strategy).order_by("position", "pk"))
    initiatives = list(
        Initiative.objects.filter(objective__goal__strategy=strategy)
        .select_related("objective__goal")
        .order_by("position", "pk")
    )
    indicators = list(Indicator.objects.filter(goal__strategy=strategy).order_by("position", "pk"))
    return [*_unwritten(sections), *plan_gaps(goals, initiatives, indicators)]


def _shown(strategy: Strategy) -> Iterable[Section]:
    sections = Section.objects.filter(strategy=strategy, is_hidden=False)
    return sections.order_by("position").defer("blocks")


def plan_gaps(
    goals: Sequence[Goal], initiatives: Sequence[Initiative], indicators: Sequence[Indicator]
) -> list[Gap]:
    """What is missing in the plan. The initiatives come with their goals."""
    return [
        *_blocks_without_work(goals, initiatives),
        *_without_owner(initiatives),
        *_unmeasured(indicators),
    ]


def _unwritten(sections: Iterable[Section]) -> Iterator[Gap]:
    """Without the required sections nothing goes out."""
    for section in sections:
        entry = catalogue_entry(section.code)
        if section.level == Level.REQUIRED and entry.is_prose and not section.has_content:
            yield Gap(
                _("The section “%(title)s” is empty.") % {"title": section.heading},
                "section_edit",
                section.key,
            )


def _blocks_without_work(goals: Sequence[Goal], initiatives: Sequence[Initiative]) -> Iterator[Gap]:
    """Each building block has a goal, and work with an owner towards one."""
    with_goal = {goal.block for goal in goals}
    with_work = {row.objective.goal.block for row in initiatives if row.owner_id}
    for block in Block:
        if block not in with_goal:
            sentence = _("The building block “%(block)s” has no goal.")
        elif block not in with_work:
            sentence = _("The building block “%(block)s” has no initiative with an owner.")
        else:
            continue
        yield Gap(sentence % {"block": block.label}, "plan_detail")


def _without_owner(initiatives: Sequence[Initiative]) -> Iterator[Gap]:
    """Somebody answers for every initiative (BR-20)."""
    for row in initiatives:
        if not row.owner_id:
            yield Gap(
                _("The initiative “%(title)s” has no accountable person.") % {"title": row.title},
                "initiative_edit",
                row.key,
            )


def _unmeasured(indicators: Sequence[Indicator]) -> Iterator[Gap]:
    """A value of today, or the day by which there will be one (BR-19)."""
    if not indicators:
        yield Gap(_("There is no indicator yet."), "plan_detail")
    for row in indicators:
        if not row.has_baseline:
            yield Gap(
                _(
                    "The indicator “%(name)s” has neither a value of today nor a date"
                    " by when there will be one."
                )
                % {"name": row.name},
                "indicator_edit",
                row.key,
            )


def find_doubts(
    strategy: Strategy, shown: Iterable[Section] | None = None, plan: PlanRows | None = None
) -> list[Gap]:
    """What does not block, and a careful reader would ask about. The rest: as for gaps."""
    sections = _shown(strategy) if shown is None else shown
    rows: Iterable[Initiative] = Initiative.objects.filter(objective__goal__strategy=strategy)
    rows = rows if plan is None else plan.initiatives
    return [*_unfinished(sections), *plan_doubts(sorted(rows, key=attrgetter("pk")))]


def plan_doubts(initiatives: Sequence[Initiative]) -> list[Gap]:
    """Odd dates, no money, more than anybody remembers."""
    return list(_odd_plans(initiatives))


def _unfinished(sections: Iterable[Section]) -> Iterator[Gap]:
    for section in sections:
        if not catalogue_entry(section.code).is_prose:
            continue
        values = {"title": section.heading}
        if section.level == Level.SUGGESTED and not section.has_content:
            sentence = _("The suggested section “%(title)s” is empty.") % values
        elif section.has_content and not section.is_declared_ready:
            sentence = _("Nobody has said that “%(title)s” is ready.") % values
        else:
            continue
        yield Gap(sentence, "section_edit", section.key)


def _odd_plans(initiatives: Sequence[Initiative]) -> Iterator[Gap]:
    if len(initiatives) > MOST_INITIATIVES:
        sentence = _("%(count)s initiatives are many. Mayors remember five: which five?")
        yield Gap(sentence % {"count": len(initiatives)}, "plan_detail")
    for row in initiatives:
        for sentence in _odd_in(row):
            yield Gap(sentence % {"title": row.title}, "initiative_edit", row.key)


def _odd_in(row: Initiative) -> Iterator[str]:
    first = row.first_result_quarter
    if first is not None and not row.start_quarter <= first <= row.end_quarter:
        yield _("The first result of “%(title)s” lies outside its own time.")
    if row.owner_id and not row.cost:
        yield _("The initiative “%(title)s” has no cost.")
    if row.end_quarter - row.start_quarter == QUARTERS - 1 and first is None:
        yield _("The initiative “%(title)s” takes all three years and names no first result.")
