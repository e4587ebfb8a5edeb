"""Start a strategy and write its sections, several people at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.lib.joined import joined
from cda.lib.rows import row_of
from cda.outbox.post import post
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone, Participation
from strategy.actions.history import keep_plan
from strategy.models import Section, SectionRevision, Strategy, UnmergedText
from strategy.models.amending import LONGEST_WHY, why_of_text
from strategy.models.catalogue import sections as catalogue
from strategy.models.progress import keep_progress
from strategy.models.text import (
    Block,
    as_given,
    from_html,
    loses_pictures,
    to_blocks,
    to_text,
    words,
)

Progress = CityMilestone.Status


@dataclass(frozen=True)
class Saved:
    """What became of a text: it is in the section, or it waits beside a newer one."""

    section: Section
    unmerged: UnmergedText | None = None


@transaction.atomic
def start_strategy(participation: Participation, draft: Strategy, *, by: User) -> Strategy:
    """Open the strategy of a city with every section of the catalogue in it.

    `draft` carries the title, the mode, the language and the period, and is not saved yet.
    """
    participation = Participation.objects.locked(participation.pk)
    draft.participation, draft.city_id = participation, participation.city_id
    draft.start()
    draft.save()
    Section.objects.bulk_create(_sections(draft))
    keep_progress(draft)
    keep_plan(draft, by=by)
    reach_milestone(participation, "draft", Progress.UNDERWAY, today=timezone.localdate())
    record("strategy.started", draft, by=by, note={"mode": draft.mode, "period": draft.period})
    return draft


def _sections(strategy: Strategy) -> list[Section]:
    """A section that the city may invent waits hidden until somebody wants it."""
    return [
        Section(
            city_id=strategy.city_id,
            strategy=strategy,
            code=entry.code,
            level=entry.level,
            block=entry.block,
            position=place,
            is_hidden=entry.is_custom,
        )
        for place, entry in enumerate(catalogue())
    ]


@joined
def write_section(
    section: Section,
    *,
    text: str | None = None,
    html: str | None = None,
    blocks: Sequence[Block] | None = None,
    base_version: int,
    by: User,
    merges: UnmergedText | None = None,
    why: str = "",
    suggested_by: User | None = None,
) -> Saved:
    """Save what was typed (marks, HTML, or paragraphs), if it was typed on the newest version.

    Else keep it beside it. The same text again is answered with the version that has it. The
    revision is the history of a save: the chain of acts would drown in autosaves.
    """
    strategy = Strategy.objects.locked(section.strategy_id)
    strategy.require_open()
    section = row_of(Section, section.pk)
    typed = _typed(section.blocks_at(base_version), text, html, blocks)
    if _htmls(typed.blocks) == _htmls(section.blocks):
        return Saved(_merged(section, merges))
    was = section.status
    if base_version == section.version:
        why = why_of_text(strategy, section, why, by=by)
    revision = SectionRevision(author=by, why=why, suggested_by=suggested_by)
    if base_version != section.version or not _store(section, typed.blocks, revision):
        unmerged = _keep_beside(section, typed, base_version, revision)
        section = Section.objects.get(pk=section.pk)
        return Saved(_merged(section, merges if merges != unmerged else None), unmerged)
    if section.status != was:
        keep_progress(strategy)
    return Saved(_merged(section, merges))


@dataclass(frozen=True)
class _Typed:
    """What came, and the paragraphs that it makes."""

    text: str
    blocks: list[Block]


def _typed(
    before: list[Block], text: str | None, html: str | None, blocks: Sequence[Block] | None
) -> _Typed:
    if blocks is not None:
        return _Typed(to_text(blocks), as_given(blocks))
    if html is None:
        return _Typed(text or "", to_blocks(text or "", before))
    read = from_html(html, before)
    if loses_pictures(html, read):
        raise RuleBroken(_("Describe the picture in words for those who cannot see it."))
    return _Typed(html, read)


def _htmls(blocks: list[Block]) -> list[str]:
    return [block["html"] for block in blocks]


def _keep_beside(
    section: Section, typed: _Typed, base_version: int, revision: SectionRevision
) -> UnmergedText:
    """The same text sent again is the same row. Its reason waits with it: the newest one."""
    why = " ".join(revision.why.split())[:LONGEST_WHY]
    unmerged, _is_new = UnmergedText.objects.get_or_create(
        section=section,
        city_id=section.city_id,
        author=revision.author,
        base_version=base_version,
        text=typed.text,
        merged_at=None,
        defaults={"blocks": typed.blocks, "why": why},
    )
    if why and unmerged.why != why:
        unmerged.why = why
        unmerged.save(update_fields=["why"])
    return unmerged


def _merged(section: Section, unmerged: UnmergedText | None) -> Section:
    """Its words are in the section now, or in a text that waits in its place."""
    if unmerged is not None:
        UnmergedText.objects.filter(pk=unmerged.pk).update(merged_at=timezone.now())
    return section


def _store(section: Section, blocks: list[Block], revision: SectionRevision) -> bool:
    """Write only over the version that was read, lock or no lock; and the history of it."""
    over = section.version
    section.write(blocks, words(blocks), by=revision.author)
    revision.section = section
    return revision.keep(over=over)


def _held(section: Section) -> tuple[Strategy, Section]:
    """The strategy, locked and open for writing, and the section as it is now."""
    strategy = Strategy.objects.locked(section.strategy_id)
    strategy.require_open()
    return strategy, Section.objects.get(pk=section.pk)


@transaction.atomic
def declare_ready(section: Section, *, by: User) -> Section:
    """Its author says that it is finished. The app never does."""
    strategy, section = _held(section)
    section.declare_ready()
    section.save(update_fields=["status"])
    keep_progress(strategy)
    record("section.declared_ready", section, by=by, note={"code": section.code})
    return section


@transaction.atomic
def declare_unfinished(section: Section, *, by: User) -> Section:
    strategy, section = _held(section)
    section.declare_unfinished()
    section.save(update_fields=["status"])
    keep_progress(strategy)
    record("section.declared_unfinished", section, by=by, note={"code": section.code})
    return section


@transaction.atomic
def accept_section(section: Section, *, by: User) -> Section:
    """The lead agrees that it is done."""
    strategy, section = _held(section)
    section.accept()
    section.save(update_fields=["status"])
    keep_progress(strategy)
    record("section.accepted", section, by=by, note={"code": section.code})
    return section


@transaction.atomic
def hide_section(section: Section, *, by: User) -> Section:
    """Leave an optional section out of the document. Its text stays."""
    strategy, section = _held(section)
    section.hide()
    section.save(update_fields=["is_hidden"])
    keep_progress(strategy)
    keep_plan(strategy, by=by)
    record("section.hidden", section, by=by, note={"code": section.code})
    return section


@transaction.atomic
def show_section(section: Section, *, by: User) -> Section:
    strategy, section = _held(section)
    section.show()
    section.save(update_fields=["is_hidden"])
    keep_progress(strategy)
    keep_plan(strategy, by=by)
    record("section.shown", section, by=by, note={"code": section.code})
    return section


@transaction.atomic
def assign_section(
    section: Section, *, assignee: User | None, due_on: date | None, by: User
) -> Section:
    """Say who writes it, and by when. Who gets it from somebody else hears of it."""
    _, section = _held(section)
    section.assignee, section.due_on = assignee, due_on
    section.save(update_fields=["assignee", "due_on"])
    record(
        "section.assigned",
        section,
        by=by,
        note={"code": section.code, "to": str(assignee or ""), "due_on": str(due_on or "")},
    )
    if assignee is not None and assignee != by:
        post(
            "section_assigned",
            reader=assignee,
            city_key=section.city_id,
            target_id=section.pk,
            key=f"section_assigned:{section.pk}:{assignee.pk}:{due_on or ''}",
        )
    return section
