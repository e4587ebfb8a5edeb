"""Start, write, declare: every acknowledged text is in the history, nothing typed is lost."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.models import Letter
from cohorts.models import CityMilestone, Participation
from strategy.actions import drafting
from strategy.models import Section, SectionRevision, Strategy, UnmergedText
from strategy.models.text import to_blocks, to_text
from tests import factories
from tests.wall import play


def verbs():
    return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


def a_draft(**fields):
    return Strategy(
        **{
            "title": "Datos para decidir",
            "language": "es",
            "starts_on": date(2027, 1, 1),
            "ends_on": date(2029, 12, 31),
        }
        | fields
    )


def test_start_strategy_makes_every_section_and_moves_the_milestone(participation, lead):
    factories.CityMilestoneFactory(participation=participation)
    strategy = drafting.start_strategy(participation, a_draft(mode="refine"), by=lead)
    strategy.refresh_from_db()
    assert strategy.status == "drafting"
    assert strategy.mode == "refine"
    sections = Section.objects.filter(strategy=strategy).order_by("position")
    assert sections.count() == 40
    assert [section.code for section in sections][:3] == ["F1", "F2", "F3"]
    assert [section.code for section in sections if section.is_hidden] == ["A6"]
    assert {s.block for s in sections if s.code.startswith("B")} == {
        "governance", "quality", "use", "capacity", "transparency",
    }  # fmt: skip
    assert CityMilestone.objects.get().status == "underway"
    assert Participation.objects.get().progress == [0, 0, 0, 0, 0]
    assert verbs() == ["strategy.started"]


def test_write_section_saves_and_keeps_the_revision(section, lead):
    saved = drafting.write_section(section, text="Uno dos.\n\nTres.", base_version=0, by=lead)
    assert saved.unmerged is None
    section.refresh_from_db()
    assert (section.version, section.words, section.status) == (1, 3, "drafting")
    assert section.touched_by == lead
    assert to_text(section.blocks) == "Uno dos.\n\nTres."
    revision = SectionRevision.objects.get()
    assert (revision.number, revision.author, revision.blocks) == (1, lead, section.blocks)


def test_write_section_same_text_again_makes_no_new_version(section, lead, member):
    drafting.write_section(section, text="Uno.", base_version=0, by=lead)
    saved = drafting.write_section(section, text="Uno.\n\n", base_version=1, by=lead)
    assert saved.section.version == 1
    late = drafting.write_section(section, text="Uno.", base_version=0, by=member)
    assert late.unmerged is None
    assert late.section.version == 1
    assert SectionRevision.objects.count() == 1
    assert UnmergedText.objects.count() == 0


def test_write_section_nothing_into_nothing(section, lead):
    assert drafting.write_section(section, text=" \n", base_version=0, by=lead).section.version == 0
    assert SectionRevision.objects.count() == 0


def test_write_section_on_an_older_version_keeps_the_text_beside(section, lead, member):
    drafting.write_section(section, text="De Carla.", base_version=0, by=lead)
    late = drafting.write_section(section, text="De Diego.", base_version=0, by=member)
    again = drafting.write_section(section, text="De Diego.", base_version=0, by=member)
    assert late.unmerged == again.unmerged
    unmerged = UnmergedText.objects.get()
    assert (unmerged.text, unmerged.author, unmerged.base_version) == ("De Diego.", member, 0)
    section.refresh_from_db()
    assert to_text(section.blocks) == "De Carla."


def test_write_section_from_a_version_that_never_was(section, lead):
    drafting.write_section(section, text="Uno.", base_version=0, by=lead)
    late = drafting.write_section(section, text="Dos.", base_version=99, by=lead)
    assert late.unmerged.base_version == 99
    assert [row.choice for row in late.unmerged.beside(late.section)] == ["mine", "theirs"]


def test_write_section_merges_and_settles_what_waited(section, lead, member):
    drafting.write_section(section, text="De Carla.", base_version=0, by=lead)
    late = drafting.write_section(section, text="De Diego.", base_version=0, by=member)
    merged = drafting.write_section(
        section, text="De Carla.\n\nDe Diego.", base_version=1, by=member, merges=late.unmerged
    )
    assert merged.section.version == 2
    assert UnmergedText.objects.get().merged_at is not None


def test_a_merge_that_is_late_itself_waits_in_the_place_of_the_first(section, lead, member):
    drafting.write_section(section, text="A.", base_version=0, by=lead)
    first = drafting.write_section(section, text="B.", base_version=0, by=member).unmerged
    drafting.write_section(section, text="A, longer.", base_version=1, by=lead)
    second = drafting.write_section(
        section, text="A.\n\nB.", base_version=1, by=member, merges=first
    ).unmerged
    first.refresh_from_db()
    assert first.merged_at is not None
    assert second.merged_at is None
    same = drafting.write_section(
        section, text="A.\n\nB.", base_version=1, by=member, merges=second
    ).unmerged
    assert same == second
    second.refresh_from_db()
    assert second.merged_at is None


def test_write_section_without_the_lock_still_writes_over_nobody(section, lead, monkeypatch):
    """The second wall: the row changes only if it is the version that was read."""

    def faster(section, blocks, by):
        Section.objects.filter(pk=section.pk).update(version=7)
        return _store(section, blocks, by)

    _store = drafting._store
    monkeypatch.setattr(drafting, "_store", faster)
    saved = drafting.write_section(section, text="Uno.", base_version=0, by=lead)
    assert saved.unmerged.text == "Uno."
    assert SectionRevision.objects.count() == 0


def test_write_section_follows_the_text_with_its_state(section, lead):
    drafting.write_section(section, text="Uno.", base_version=0, by=lead)
    drafting.declare_ready(section, by=lead)
    drafting.write_section(section, text="Dos.", base_version=1, by=lead)
    section.refresh_from_db()
    assert section.status == "drafting"
    drafting.declare_ready(section, by=lead)
    drafting.write_section(section, text="", base_version=2, by=lead)
    section.refresh_from_db()
    assert section.status == "empty"
    drafting.write_section(section, text="Tres.", base_version=3, by=lead)
    Section.objects.update(status="commented")
    drafting.write_section(section, text="Cuatro.", base_version=4, by=lead)
    section.refresh_from_db()
    assert section.status == "commented"


@pytest.mark.parametrize("status", ["coach_review", "team_final", "mayor_review", "signed"])
def test_nothing_is_written_while_others_read(section, lead, status):
    Strategy.objects.update(status=status)
    acts = [
        lambda: drafting.write_section(section, text="x", base_version=0, by=lead),
        lambda: drafting.declare_ready(section, by=lead),
        lambda: drafting.declare_unfinished(section, by=lead),
        lambda: drafting.accept_section(section, by=lead),
        lambda: drafting.hide_section(section, by=lead),
        lambda: drafting.show_section(section, by=lead),
        lambda: drafting.assign_section(section, assignee=None, due_on=None, by=lead),
    ]
    for act in acts:
        with pytest.raises(RuleBroken, match="cannot be changed while it is"):
            act()
    assert verbs() == []


def test_declare_and_accept(section, lead):
    with pytest.raises(RuleBroken, match="no text in this section"):
        drafting.declare_ready(section, by=lead)
    drafting.write_section(section, text="Uno.", base_version=0, by=lead)
    drafting.declare_ready(section, by=lead)
    drafting.declare_unfinished(section, by=lead)
    drafting.declare_ready(section, by=lead)
    assert drafting.accept_section(section, by=lead).status == "accepted"
    assert verbs() == [
        "section.declared_ready",
        "section.declared_unfinished",
        "section.declared_ready",
        "section.accepted",
    ]


def test_hide_and_show_what_is_optional(outline, lead):
    with pytest.raises(RuleBroken, match="cannot be left out"):
        drafting.hide_section(outline["V1"], by=lead)
    assert drafting.hide_section(outline["V2"], by=lead).is_hidden
    assert not drafting.show_section(outline["V2"], by=lead).is_hidden
    assert verbs() == ["section.hidden", "section.shown"]


def test_assign_section_tells_the_other_person(section, lead, member):
    due = date(2026, 12, 1)
    drafting.assign_section(section, assignee=member, due_on=due, by=lead)
    drafting.assign_section(section, assignee=member, due_on=due, by=lead)
    section.refresh_from_db()
    assert (section.assignee, section.due_on) == (member, due)
    letter = Letter.objects.get(kind="section_assigned")
    assert letter.reader == member
    drafting.assign_section(section, assignee=lead, due_on=None, by=lead)
    drafting.assign_section(section, assignee=None, due_on=None, by=lead)
    assert Letter.objects.filter(kind="section_assigned").count() == 1


PIECES = st.sampled_from(["alpha", "beta", "gamma **d**", "- one\n- two", "### Part", "end."])
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["type", "save", "read"]), PIECES), max_size=25
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_editors_interleaved_lose_nothing(section, lead, steps):
    """Up to four people type, save and read in any order.

    Each acknowledged text is in the history under its version; a text that was not acknowledged
    waits beside; nobody is told "saved" when another text stands there.
    """
    with transaction.atomic():
        point = transaction.savepoint()
        _play_editors(section, lead, steps)
        transaction.savepoint_rollback(point)


def _play_editors(section, lead, steps):
    section = Section.objects.get(pk=section.pk)
    desks = {who: ["", section.version] for who in range(4)}
    for who, what, piece in steps:
        text, base = desks[who]
        if what == "type":
            desks[who][0] = f"{text}\n\n{piece} {who}"
        elif what == "read":
            now = Section.objects.get(pk=section.pk)
            desks[who] = [to_text(now.blocks), now.version]
        else:
            saved = drafting.write_section(section, text=text, base_version=base, by=lead)
            now = Section.objects.get(pk=section.pk)
            typed = [block["html"] for block in to_blocks(text)]
            if saved.unmerged is None:
                assert [block["html"] for block in now.blocks] == typed
                if now.version:
                    kept = SectionRevision.objects.get(section=section, number=now.version)
                    assert [block["html"] for block in kept.blocks] == typed
                desks[who][1] = saved.section.version
            else:
                assert saved.unmerged.text == text
                assert UnmergedText.objects.filter(pk=saved.unmerged.pk, merged_at=None).exists()


def race(people, section, barrier, answers):
    def write(number, user):
        try:
            play("cda_app")
            with inside([section.city_id], user.pk):
                barrier.wait()
                answers[number] = drafting.write_section(
                    section, text=f"Text of editor {number}.", base_version=0, by=user
                )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_saved_and_the_other_kept(section, lead, member):
    people, answers = [lead, member, lead, member], {}
    race(people, section, threading.Barrier(len(people)), answers)
    saved = [answer for answer in answers.values() if answer.unmerged is None]
    assert len(saved) == 1
    assert SectionRevision.objects.count() == 1
    assert UnmergedText.objects.count() == 3
    texts = {
        to_text(Section.objects.get().blocks),
        *UnmergedText.objects.values_list("text", flat=True),
    }
    assert texts == {f"Text of editor {number}." for number in range(4)}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_be_told_saved(section, lead, member, monkeypatch):
    """The test above is worth something: it fails when the two walls are taken down."""
    start = threading.Barrier(2)

    def unlocked(self, pk):
        strategy = self.get(pk=pk)
        start.wait(timeout=10)
        return strategy

    def store(section, blocks, by):
        start.wait(timeout=10)
        section.write(blocks, 1, by=by)
        section.save()
        return True

    monkeypatch.setattr(type(Strategy.objects.all()), "locked", unlocked)
    monkeypatch.setattr(type(Strategy.objects), "locked", unlocked)
    monkeypatch.setattr(drafting, "_store", store)
    answers = {}
    race([lead, member], section, threading.Barrier(2), answers)
    assert [answer.unmerged for answer in answers.values()] == [None, None]


def test_a_section_of_another_city_does_not_exist_here(section, other_city, lead):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE cda_app")
    with inside([other_city.pk]), pytest.raises(ObjectDoesNotExist):
        drafting.write_section(section, text="x", base_version=0, by=lead)
    play("cda_system")
