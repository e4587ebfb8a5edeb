"""How far each building block is: counted in steps that people took, never guessed."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from cda.lib.blocks import BLOCKS
from cohorts.models import Participation
from strategy.models.document import Strategy
from strategy.models.plan import Goal, Indicator, Initiative
from strategy.models.section import Section

STEPS = 4


def progress_of(strategy: Strategy) -> list[int]:
    """Per cent for the five building blocks, in their order. Each block takes four steps:

    its text is begun; its text is declared ready; a goal of it has work with an owner; a goal of
    it has an indicator.
    """
    sections = Section.objects.filter(strategy=strategy, is_hidden=False).exclude(block="")
    goals = Goal.objects.filter(strategy=strategy).annotate(
        has_owned_work=Exists(
            Initiative.objects.filter(objective__goal=OuterRef("pk"), owner__isnull=False)
        ),
        has_indicator=Exists(Indicator.objects.filter(goal=OuterRef("pk"))),
    )
    return count_steps(sections, goals)


def count_steps(sections: Iterable[Section], goals: Iterable[Goal]) -> list[int]:
    """The same from rows that are already here. Goals carry `has_owned_work`, `has_indicator`."""
    steps: dict[str, set[str]] = {block: set() for block in BLOCKS}
    for section in sections:
        if section.block and section.has_content:
            steps[section.block] |= {"begun"}
        if section.block and section.is_declared_ready:
            steps[section.block] |= {"ready"}
    for goal in goals:
        marks = {name for name in ("has_owned_work", "has_indicator") if getattr(goal, name)}
        steps[goal.block] |= marks
    return [100 * len(steps[block]) // STEPS for block in BLOCKS]


def keep_progress(strategy: Strategy) -> list[int]:
    """Count, and note it on the participation, where the grid of all cities reads it."""
    progress = progress_of(strategy)
    Participation.objects.filter(pk=strategy.participation_id).update(progress=progress)
    return progress
