"""Former texts come back as new revisions: nothing is lost, nobody is overwritten."""

import pytest

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from strategy.actions.amending import open_amendment
from strategy.actions.drafting import write_section
from strategy.actions.restoring import (
    newest_revision,
    restore_section,
    restore_texts,
    restored_from,
)
from strategy.models import Section, SectionRevision, Strategy
from strategy.models.amending import WhyMissing
from strategy.models.content import canonical
from tests import factories

pytestmark = pytest.mark.django_db


def write(section, text, by, **given):
    fresh = Section.objects.get(pk=section.pk)
    return write_section(fresh, text=text, base_version=fresh.version, by=by, **given).section


def content(strategy):
    return canonical(Strategy.objects.select_related("city").get(pk=strategy.pk))


def htmls(section):
    return [block["html"] for block in Section.objects.get(pk=section.pk).blocks]


def test_a_section_comes_back_with_its_ids_as_a_new_revision(strategy, section, lead, member):
    ids = [block["id"] for block in write(section, "One.\n\nTwo.", lead).blocks]
    was = content(strategy)
    write(section, "Three.", member)
    saved = restore_section(section, content=was, base_version=2, by=lead, why="Restored")
    assert [block["id"] for block in saved.section.blocks] == ids
    assert list(SectionRevision.objects.order_by("number").values_list("number", "why")) == [
        (1, ""),
        (2, ""),
        (3, "Restored"),
    ]
    entry = Entry.objects.get(verb="section.restored")
    assert entry.note == {"code": "V1", "version": 3}


def test_what_it_says_already_is_not_restored(strategy, section, lead):
    write(section, "One.", lead)
    saved = restore_section(section, content=content(strategy), base_version=1, by=lead)
    assert saved.section.version == 1
    assert not Entry.objects.filter(verb="section.restored").exists()


def test_over_a_newer_text_it_waits_beside_it(strategy, section, lead, member):
    write(section, "One.", lead)
    was = content(strategy)
    write(section, "Two.", member)
    write(section, "Three.", member)
    saved = restore_section(section, content=was, base_version=2, by=lead)
    assert saved.unmerged is not None
    assert htmls(section) == ["<p>Three.</p>"]


def test_a_section_that_was_not_there_cannot_come_back(strategy, section, lead):
    was = content(strategy)
    later = factories.SectionFactory(strategy=strategy, code="P6", position=30)
    with pytest.raises(RuleBroken, match="was not in the text"):
        restore_section(later, content=was, base_version=0, by=lead)


def test_all_texts_of_a_moment_come_back(strategy, section, lead, member):
    other = factories.SectionFactory(strategy=strategy, code="P6", position=30)
    same = factories.SectionFactory(strategy=strategy, code="P7", position=31)
    write(section, "One.", lead)
    write(same, "Same.", lead)
    was = content(strategy)
    later = factories.SectionFactory(strategy=strategy, code="C1", position=32)
    for row in (section, other, later):
        write(row, "New.", member)
    seen = newest_revision(strategy)
    written = restore_texts(strategy, content=was, seen=seen, by=lead, why="Restored")
    assert [row.code for row in written] == ["V1", "P6"]
    assert (htmls(section), htmls(other), htmls(later)) == (["<p>One.</p>"], [], ["<p>New.</p>"])
    assert Entry.objects.get(verb="strategy.texts_restored").note == {"sections": ["V1", "P6"]}


def test_all_texts_are_left_alone_while_somebody_writes(strategy, section, lead, member):
    assert newest_revision(strategy) == 0
    write(section, "One.", lead)
    was, seen = content(strategy), newest_revision(strategy)
    write(section, "Two.", member)
    with pytest.raises(RuleBroken, match="since you opened this page"):
        restore_texts(strategy, content=was, seen=seen, by=lead)
    assert htmls(section) == ["<p>Two.</p>"]


def test_a_closed_text_is_not_restored(strategy, section, lead):
    write(section, "One.", lead)
    was = content(strategy)
    Strategy.objects.update(status="coach_review")
    with pytest.raises(RuleBroken, match="cannot be changed while"):
        restore_texts(strategy, content=was, seen=newest_revision(strategy), by=lead)


def test_the_reason_names_the_state():
    assert restored_from("version 0.3") == "Restored from version 0.3"


def test_a_signed_text_is_written_with_a_reason_for_each_section(signature, lead, member):
    strategy = open_amendment(signature.strategy, "New budget.", by=lead)
    first, second = Section.objects.filter(strategy=strategy, code__in=["V1", "P6"])
    with pytest.raises(WhyMissing):
        write(first, "New words.", lead)
    write(first, "New words.", lead, why="The council decided")
    write(first, "Newer words.", lead)
    assert [row.why for row in SectionRevision.objects.filter(section=first)] == [
        "The council decided",
        "The council decided",
    ]
    with pytest.raises(WhyMissing):
        write(first, "Words of another.", member)
    with pytest.raises(WhyMissing):
        write(second, "Other words.", lead)
    stale = write_section(Section.objects.get(pk=first.pk), text="Late.", base_version=0, by=member)
    assert stale.unmerged is not None
