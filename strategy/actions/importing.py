"""Take over what a file says, after a person has seen where it goes. Nothing is overwritten."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.lib.queue import after_commit
from strategy import tasks
from strategy.actions.drafting import show_section, write_section
from strategy.actions.history import keep_plan
from strategy.actions.outlining import MOST_SECTIONS, add_section, rename_section
from strategy.actions.picturing import add_picture
from strategy.exchange import refusals
from strategy.exchange.matching import same_words
from strategy.exchange.package import LARGEST_FILE
from strategy.exchange.pictures import SOURCE
from strategy.exchange.placing import OWN, SKIP, is_target, totals
from strategy.exchange.reading import picture_in, read_limited
from strategy.exchange.refusals import Refused
from strategy.models import Import, Section, Strategy
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.text import LONGEST_HTML, Block, from_html

MOST_WAITING = 3
PATIENCE, GIVE_UP = timedelta(minutes=2), timedelta(minutes=30)
KEPT = timedelta(days=30)
_IMAGE = re.compile(r'<figure><img src="picture:([^"]*)" alt="([^"]*)">(.*?)</figure>', re.DOTALL)


@transaction.atomic
def bring_file(strategy: Strategy, *, file_name: str, content: bytes, by: User) -> Import:
    """Keep the file and ring for the worker: reading takes seconds."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_open()
    if len(content) > LARGEST_FILE:
        raise RuleBroken(refusals.TOO_BIG)
    waiting = Import.objects.filter(strategy=strategy, status=Import.Status.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise RuleBroken(_("Other files are being read. Wait until they are done."))
    source = Import.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        file_name=file_name[:200],
        content=content,
        added_by=by,
    )
    note = {"file": source.file_name, "bytes": len(content)}
    record("strategy.file_brought", source, by=by, note=note)
    after_commit(tasks.read_import, source.city_id, source.pk)
    return source


def read_now(source: Import) -> Import:
    """Read without the worker: for the command."""
    try:
        source.keep(read_limited(source.file_name, bytes(source.content)))
    except Refused as refused:
        source.refuse(str(refused))
    source.save(update_fields=["reading", "status", "problem"])
    return source


@transaction.atomic
def take_over(source: Import, targets: Sequence[str], *, by: User) -> Import:
    """Write every section of the file where it was said: a key of a section, `own` or `skip`.

    Taking over twice does nothing the second time.
    """
    strategy = Strategy.objects.locked(source.strategy_id)
    strategy.require_open()
    source = Import.objects.select_for_update().get(pk=source.pk)
    if source.is_taken:
        return source
    source.take()
    if len(targets) != len(source.reading["sections"]):
        raise RuleBroken(_("Say for every section where it goes."))
    with override(strategy.language):
        _Taking(strategy, source, by).take(targets)
    source.reading["targets"] = list(targets)
    source.save(update_fields=["status", "taken_at", "reading"])
    strategy.mode = Strategy.Mode.REFINE
    strategy.save(update_fields=["mode"])
    keep_plan(strategy, by=by)
    record("strategy.imported", source, by=by, note=totals(source.reading, targets))
    return source


class _Taking:
    """One file on its way into a strategy whose lock is held."""

    def __init__(self, strategy: Strategy, source: Import, by: User) -> None:
        self.strategy, self.by = strategy, by
        self.content, self.rows = bytes(source.content), source.reading["sections"]
        self.losses = source.reading["losses"]
        sections = list(Section.objects.filter(strategy=strategy).order_by("position", "pk"))
        self.sections = {row.key: row for row in sections if is_target(row)}
        self.room = MOST_SECTIONS - len(sections)
        front = [row for row in sections if catalogue_entry(row.code).part == "front"]
        self.last = (front or sections)[-1]
        self.pictures: dict[str, str] = {}

    def take(self, targets: Sequence[str]) -> None:
        for row, target in zip(self.rows, targets, strict=True):
            if target != SKIP:
                self._place(row, target)

    def _place(self, row: dict[str, Any], target: str) -> None:
        """Into the section that was chosen; else a new one behind the last that was written."""
        section = self.sections.get(target)
        if section is None and target != OWN:
            raise RuleBroken(_("A section that you chose is not there any more. Look again."))
        html = "".join(self._with_pictures(piece) for piece in row["htmls"])
        if section is not None and self._is_full(section, html):
            section = None
        if section is not None:
            self._into(section, row, html)
        elif self.room > 0:
            self._own(row, html)
        else:
            self._append(self.last, _headed(row, html))

    def _is_full(self, section: Section, html: str) -> bool:
        now = Section.objects.values_list("blocks", flat=True).get(pk=section.pk)
        return sum(len(block["html"]) for block in now) + len(html) > LONGEST_HTML // 4

    def _into(self, section: Section, row: dict[str, Any], html: str) -> None:
        """An empty section takes the heading as its title; in another one it stands in the text."""
        section = Section.objects.get(pk=section.pk)
        if section.is_hidden:
            section = show_section(section, by=self.by)
        official = catalogue_entry(section.code).title_in(self.strategy.language)
        says_it = same_words(row["heading"], section.title or official)
        if not section.words and not section.title and not says_it and row["title"]:
            rename_section(section, title=row["title"], was="", by=self.by)
            says_it = True
        self._append(section, html if says_it else _headed(row, html))

    def _own(self, row: dict[str, Any], html: str) -> None:
        title = row["title"] or _("Opening text")
        if row["part"] > 1:
            title = _("%(title)s, part %(number)s") % {"title": title, "number": row["part"]}
        section = add_section(self.strategy, title=title[:160], after=self.last, by=self.by)
        self.room -= 1
        self._append(section, html)

    def _append(self, section: Section, html: str) -> None:
        """Behind the text that is there. What is new is marked until somebody touches it."""
        section = Section.objects.get(pk=section.pk)
        new: list[Block] = from_html(html)
        blocks = [*section.blocks, *new]
        saved = write_section(
            section,
            blocks=blocks,
            base_version=section.version,
            by=self.by,
            why=_("Taken from a file"),
        )
        ids = [*saved.section.imported, *(block["id"] for block in new)]
        Section.objects.filter(pk=section.pk).update(imported=ids)
        self.last = saved.section

    # Pictures ------------------------------------------------------------------------------

    def _with_pictures(self, html: str) -> str:
        return _IMAGE.sub(self._picture, html) if SOURCE in html else html

    def _picture(self, found: re.Match[str]) -> str:
        """The picture under its key here. One that we cannot draw anew leaves its words."""
        name, alt, caption = found.groups()
        if name not in self.pictures:
            self.pictures[name] = self._kept(name)
        if not self.pictures[name]:
            words = re.sub(r"</?figcaption>", "", caption)
            return f"<p>{words}</p>" if words else ""
        alt = alt or escape(_("Picture from the file, not described yet"))
        return f'<figure><img src="picture:{self.pictures[name]}" alt="{alt}">{caption}</figure>'

    def _kept(self, name: str) -> str:
        try:
            content = picture_in(self.content, name)
            return add_picture(self.strategy, content, by=self.by).key
        except RuleBroken:
            sample = {"kind": "picture", "count": 1, "words": 0, "samples": [name]}
            self.losses.append(sample)
            return ""


def _headed(row: dict[str, Any], html: str) -> str:
    """With its heading in front, unless the text brings it along."""
    is_there = not row["heading"] or row["heading"] != row["title"] or row["part"] > 1
    return html if is_there else f"<h3>{escape(row['heading'])}</h3>{html}"


# The clock ---------------------------------------------------------------------------------


def read_forgotten(now: datetime) -> None:
    """Files whose bell was lost are read; one that was tried for half an hour is given up."""
    waiting = Import.objects.filter(status=Import.Status.WAITING, added_at__lt=now - PATIENCE)
    for source in waiting.defer("content"):
        if source.added_at < now - GIVE_UP:
            with override("en"):  # kept in English, translated when it is shown
                source.refuse(str(refusals.TOO_MUCH))
            source.save(update_fields=["status", "problem"])
        else:
            after_commit(tasks.read_import, source.city_id, source.pk)


def forget_files(now: datetime) -> None:
    """A month later nobody looks at a preview any more; what was taken over has its history."""
    old = Import.objects.filter(added_at__lt=now - KEPT)
    old.exclude(status=Import.Status.TAKEN).delete()
    old.exclude(content=b"").update(content=b"")
