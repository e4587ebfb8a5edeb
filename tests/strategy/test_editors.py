"""Two to eight people write on one section, in any order: nothing that was acknowledged is lost.

`EDITOR_RUNS=1000` plays a thousand runs; the everyday suite plays a few. An interruption is a
save that comes in while another one is between reading and writing, as if the lock did not hold:
the second wall has to hold alone. The mutants at the end show what the same play notices.
"""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import IntegrityError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cda.accounts.wall import inside
from strategy.actions import drafting
from strategy.models import Section, SectionRevision, Strategy, UnmergedText
from strategy.models.merge import CHOICES, combine
from strategy.models.text import from_html, to_html, to_text
from tests import factories
from tests.wall import play

RUNS = int(os.environ.get("EDITOR_RUNS", "40"))
CITY = "valle-sereno"
FIRST = (
    "<p>The council reads every figure.</p><p>Residents see what it means.</p>"
    "<table><tr><th rowspan=2>Water</th><td>1</td></tr><tr><td>2</td></tr></table>"
    "<ul><li>open</li><li>shared</li></ul>"
)


class Lost(AssertionError):
    """Somebody was told that a text is kept, and it is not."""


class Desk:
    """One person with one open window: what they see, and the version that it was."""

    def __init__(self, room, number):
        self.room, self.number = room, number
        self.open()

    def open(self):
        section = self.room.now()
        self.blocks, self.base = list(section.blocks), section.version

    def type(self, piece):
        """Write, change, delete or move a paragraph; every word can be told from every other."""
        words = f"Word{next(self.room.counter)} by {self.number}."
        place = piece % (len(self.blocks) + 1)
        new = {"id": "", "html": f"<p>{words}</p>"}
        if piece % 3 == 0 or place == len(self.blocks):
            self.blocks.insert(place, new)
        elif piece % 3 == 1 and self.blocks[place]["html"].startswith("<p>"):
            self.blocks[place] = new | {"id": self.blocks[place]["id"]}
        else:
            self.blocks.append(self.blocks.pop(place))

    def save(self, piece):
        typed = {"html": self._html()} if piece % 2 else {"text": to_text(self.blocks)}
        saved = drafting.write_section(
            self.room.section, **typed, base_version=self.base, by=self.room.people[self.number]
        )
        self.room.heard(self, htmls(self.blocks), saved)

    def merge(self, piece):
        """Put together what waits, paragraph by paragraph, with whatever choices."""
        mine = UnmergedText.objects.filter(
            section=self.room.section, author=self.room.people[self.number], merged_at=None
        ).first()
        if mine is None:
            return
        section = self.room.now()
        rows = mine.beside(section)
        choices = {row.id: CHOICES[(piece + place) % 3] for place, row in enumerate(rows)}
        self.blocks, self.base = combine(rows, choices), section.version
        saved = drafting.write_section(
            self.room.section,
            text=to_text(self.blocks),
            base_version=self.base,
            by=mine.author,
            merges=mine,
        )
        self.room.heard(self, [block["html"] for block in self.blocks], saved)

    def _html(self):
        known = [block for block in self.blocks if block["id"]]
        shown = dict(zip(map(id, known), [to_html([block], CITY) for block in known], strict=True))
        return "\n".join(shown.get(id(block), block["html"]) for block in self.blocks)


def htmls(blocks):
    return [block["html"] for block in blocks]


class Room:
    """A section, its editors, and everything that any of them was ever told."""

    def __init__(self, section, people):
        self.people = people
        self.counter = iter(range(10**9))
        self.told, self.is_interrupted = [], False
        drafting.write_section(section, html=FIRST, base_version=0, by=people[0])
        self.section = Section.objects.get(pk=section.pk)
        self.desks = [Desk(self, number) for number in range(len(people))]

    def now(self):
        return Section.objects.get(pk=self.section.pk)

    def heard(self, desk, typed, saved):
        """Somebody got an answer: what it says must be true now, and for good."""
        self.told.append(typed)
        if saved.unmerged is not None:
            if htmls(saved.unmerged.blocks) != typed:
                raise Lost("another text waits")
            return
        version = saved.section.version
        if not self.is_interrupted and htmls(self.now().blocks) != typed:
            raise Lost("told saved, and another text stands there")
        if version > desk.base + 1 and not self._is_known(version, typed):
            raise Lost("written over a version that was not read")
        desk.base = version

    def _is_known(self, version, typed):
        """The very text was there already: somebody else had written the same."""
        before = SectionRevision.objects.filter(section=self.section, number=version).first()
        return before is not None and before.author_id and htmls(before.blocks) == typed and (
            Counter(map(tuple, self.told))[tuple(typed)] > 1
        )  # fmt: skip

    def check(self):
        """Everything that was acknowledged is in the history, or waits beside the text."""
        revisions = SectionRevision.objects.filter(section=self.section)
        kept = [*revisions.values_list("blocks", flat=True)]
        kept += UnmergedText.objects.filter(section=self.section).values_list("blocks", flat=True)
        there = {tuple(htmls(blocks)) for blocks in kept}
        for typed in self.told:
            if tuple(typed) not in there:
                raise Lost(typed)
        numbers = sorted(revisions.values_list("number", flat=True))
        if numbers != list(range(1, self.now().version + 1)):
            raise Lost(f"versions {numbers}")


STEPS = st.lists(
    st.tuples(
        st.integers(0, 7),
        st.sampled_from(["type", "type", "save", "save", "open", "merge", "interrupt"]),
        st.integers(0, 59),
    ),
    min_size=4,
    max_size=30,
)


@contextmanager
def interruptions(room):
    """Whoever stands in `waiting` saves while the next save is between reading and writing."""
    read = drafting._typed

    def interrupted(*args):
        if room.waiting:
            room.is_interrupted = True
            desk, piece = room.waiting.pop()
            desk.save(piece)
        return read(*args)

    with patch.object(drafting, "_typed", interrupted):
        yield


def play_steps(section, people, count, steps):
    """One run, taken back afterwards."""
    with transaction.atomic():
        point = transaction.savepoint()
        room = Room(section, people[:count])
        room.waiting = []
        with interruptions(room):
            for who, what, piece in steps:
                desk = room.desks[who % count]
                if what == "interrupt":
                    room.waiting = [(desk, piece)]
                    continue
                room.is_interrupted = False
                getattr(desk, what)(*([] if what == "open" else [piece]))
        room.check()
        transaction.savepoint_rollback(point)


@pytest.fixture
def people(lead, member, city):
    return [lead, member, *(factories.UserFactory() for _ in range(6))]


@settings(
    max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(count=st.integers(2, 8), steps=STEPS)
def test_nothing_acknowledged_is_lost(section, people, count, steps):
    play_steps(section, people, count, steps)


def a_run(number):
    """A run of the same kind, from a seed: the mutants meet it too."""
    dice = random.Random(number)  # noqa: S311  a seed, no secret
    kinds = ["type", "type", "save", "save", "open", "merge", "interrupt"]
    steps = [(dice.randrange(8), dice.choice(kinds), dice.randrange(60)) for _ in range(30)]
    return dice.randint(2, 8), steps


def is_noticed(section, people, runs=25):
    """Whether the play finds out that something is broken."""
    for number in range(runs):
        try:
            with transaction.atomic():
                play_steps(section, people, *a_run(number))
        except (Lost, IntegrityError):
            return True
    return False


def test_the_same_play_with_everything_in_place(section, people):
    assert not is_noticed(section, people, 8)


def whatever_version(section, **typed):
    """Mutant: the version on which somebody typed is not compared."""
    now = Section.objects.get(pk=section.pk)
    return WRITE(section, **{**typed, "base_version": now.version})


def over_everything(section, blocks, revision):
    """Mutant: no second wall. What stands there is written over, and has no place in the history.

    (The database refuses to change the history itself: that is a third wall.)
    """
    section.write(blocks, 1, by=revision.author)
    section.save()
    SectionRevision.objects.get_or_create(
        section=section,
        number=section.version,
        defaults={"city_id": section.city_id, "blocks": section.blocks, "author": revision.author},
    )
    return True


def forgotten(section, typed, base_version, revision):
    """Mutant: the late text is shown to be merged, and kept nowhere."""
    return UnmergedText(
        section=section, author=revision.author, text=typed.text, blocks=typed.blocks
    )


def unwritten(self, *, over):
    """Mutant: the section is saved, its history is not."""
    self.section.save()
    return True


WRITE = drafting.write_section
MUTANTS = [
    (drafting, "write_section", whatever_version),
    (drafting, "_store", over_everything),
    (drafting, "_keep_beside", forgotten),
    (SectionRevision, "keep", unwritten),
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant[1])
def test_the_play_notices_what_is_broken(section, people, mutant):
    with patch.object(*mutant):
        assert is_noticed(section, people)


class Crowd:
    """Editors with connections of their own, who really write at the same time."""

    def __init__(self, section, people, seed):
        self.section, self.people, self.seed = section, people, seed
        self.told, self.lock = [], threading.Lock()
        self.barrier = threading.Barrier(len(people))

    def act(self, number):
        dice, user = random.Random(f"{self.seed}/{number}"), self.people[number]  # noqa: S311  a seed, no secret
        try:
            play("cda_app")
            self.barrier.wait(timeout=30)
            for turn in range(5):
                with inside([self.section.city_id], user.pk):
                    now = Section.objects.get(pk=self.section.pk)
                typed = [*now.blocks, {"id": "", "html": f"<p>Turn {turn} of {number}.</p>"}]
                dice.shuffle(typed)
                with inside([self.section.city_id], user.pk):
                    saved = drafting.write_section(
                        self.section, text=to_text(typed), base_version=now.version, by=user
                    )
                with self.lock:
                    self.told.append((htmls(typed), saved, now.version))
        finally:
            connections.close_all()

    def play(self):
        with ThreadPoolExecutor(len(self.people)) as pool:
            for future in [pool.submit(self.act, number) for number in range(len(self.people))]:
                future.result()
        revisions = SectionRevision.objects.filter(section=self.section)
        history = {row.number: htmls(row.blocks) for row in revisions}
        beside = {
            tuple(htmls(row.blocks)) for row in UnmergedText.objects.filter(section=self.section)
        }
        for typed, saved, base in self.told:
            if saved.unmerged is not None and tuple(typed) not in beside:
                raise Lost(typed)
            if saved.unmerged is None and (history.get(base + 1) != typed):
                raise Lost(typed)


def crowds(city, people, runs):
    for seed in range(runs):
        dice = random.Random(seed)  # noqa: S311  a seed, no secret
        participation = factories.ParticipationFactory(
            city=city, cohort=factories.CohortFactory(number=2000 + seed)
        )
        strategy = factories.StrategyFactory(participation=participation)
        section = factories.SectionFactory(strategy=strategy, code="V1", position=1)
        Crowd(section, people[: dice.randint(2, 8)], seed).play()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_they_really_write_at_once(city, people):
    crowds(city, people, max(RUNS // 4, 10))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_crowd_loses_texts(city, people, monkeypatch):
    """The test above is worth something: with the walls taken down it fails."""

    def unlocked(self, pk):
        return self.get(pk=pk)

    monkeypatch.setattr(type(Strategy.objects.all()), "locked", unlocked)
    monkeypatch.setattr(type(Strategy.objects), "locked", unlocked, raising=False)
    monkeypatch.setattr(drafting, "_store", over_everything)
    with pytest.raises((Lost, IntegrityError)):
        crowds(city, people, 10)


def test_the_first_text_is_what_it_should_be():
    kinds = [html.partition(">")[0] for html in htmls(from_html(FIRST))]
    assert kinds == ["<p", "<p", "<table", "<ul"]
