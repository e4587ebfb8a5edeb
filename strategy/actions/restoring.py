"""Bring a former text back: as a new revision, so that nothing of what came after is lost."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.drafting import Saved, write_section
from strategy.models import Section, SectionRevision, Strategy
from strategy.models.content import Content
from strategy.models.text import Block


@transaction.atomic
def restore_section(
    section: Section, *, content: Content, base_version: int, by: User, why: str = ""
) -> Saved:
    """The paragraphs that `content` has for this section, over the version that was shown.

    Where somebody saved since, they wait beside the newer text, as everything that is typed.
    """
    blocks = blocks_of(content, section)
    if blocks is None:
        raise RuleBroken(_("This section was not in the text at that time."))
    saved = write_section(section, blocks=blocks, base_version=base_version, by=by, why=why)
    if saved.unmerged is None and saved.section.version != base_version:
        note = {"code": section.code, "version": saved.section.version}
        record("section.restored", saved.section, by=by, note=note)
    return saved


def blocks_of(content: Content, section: Section) -> list[Block] | None:
    """None where the content does not have the section."""
    rows = (row for row in content["sections"] if row["key"] == section.key)
    return next((row["blocks"] for row in rows), None)


@transaction.atomic
def restore_texts(
    strategy: Strategy, *, content: Content, seen: int, by: User, why: str = ""
) -> list[Section]:
    """Every section that the content has, where its text is another one now.

    Sections that came later stay as they are. `seen` is the newest revision that the page knew:
    if there is a newer one, somebody is writing, and nothing is done.
    """
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_open()
    if newest_revision(strategy) != seen:
        raise RuleBroken(
            _("Somebody has saved a text since you opened this page. Nothing was done: look again.")
        )
    written = []
    for section in Section.objects.filter(strategy=strategy).order_by("position"):
        blocks = blocks_of(content, section)
        if blocks is None or _same(blocks, section.blocks):
            continue
        saved = restore_section(
            section, content=content, base_version=section.version, by=by, why=why
        )
        written.append(saved.section)
    codes = [section.code for section in written]
    record("strategy.texts_restored", strategy, by=by, note={"sections": codes})
    return written


def _same(one: list[Block], other: list[Block]) -> bool:
    return [block["html"] for block in one] == [block["html"] for block in other]


def newest_revision(strategy: Strategy) -> int:
    """The number of the last save of any text; 0 before the first one."""
    revisions = SectionRevision.objects.filter(section__strategy=strategy).order_by("-pk")
    return revisions.values_list("pk", flat=True).first() or 0


def restored_from(moment: datetime | str) -> str:
    """The reason that is kept with a restored text, where nobody gave another one."""
    return _("Restored from %(state)s") % {"state": moment}
