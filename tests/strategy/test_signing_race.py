"""Eight people sign while four change the text: never twice, never over another text.

The same race without the lock must be lost: a test that cannot fail proves nothing.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from django.db import DatabaseError, connection, connections

from cda.accounts.wall import inside
from cda.lib.errors import RuleBroken
from strategy.actions.drafting import write_section
from strategy.actions.reviewing import recall_strategy
from strategy.actions.signing import Evidence, send_to_mayor, sign_strategy
from strategy.actions.versions import freeze
from strategy.models import Section, Signature, Strategy, Version
from strategy.models.content import canonical, fingerprint
from strategy.models.document import StrategyQuerySet
from tests import factories
from tests.wall import play

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROUNDS, SIGNERS, EDITORS = 200, 8, 4
PROOF = Evidence(identified_by="code")


@pytest.fixture
def desk(city, mayor, lead, monkeypatch):
    """A strategy in front of the mayor, anew for every round; no bells, no outline to complete."""
    monkeypatch.setattr("cda.lib.queue._ring", lambda *_: None)
    monkeypatch.setattr("strategy.actions.signing.find_gaps", lambda _: [])
    return Desk(city, mayor, lead)


class Desk:
    def __init__(self, city, mayor, lead):
        self.city, self.mayor, self.lead = city, mayor, lead

    def lay(self, number):
        """A strategy of one section, frozen and waiting."""
        cohort = factories.CohortFactory(number=1000 + number, starts_on=date(2026, 8, 3))
        participation = factories.ParticipationFactory(city=self.city, cohort=cohort)
        strategy = factories.StrategyFactory(
            participation=participation, status="mayor_review", major=1
        )
        text = [{"id": "a", "html": "<p>First.</p>"}]
        factories.SectionFactory(strategy=strategy, blocks=text, words=1, status="drafting")
        version = freeze(strategy, reason="mayor", by=self.lead)
        return strategy.pk, version.sha256

    def sign(self, pk, shown):
        with inside([self.city.pk]):
            strategy = Strategy.objects.get(pk=pk)
            sign_strategy(strategy, shown=shown, by=self.mayor, evidence=PROOF)

    def edit(self, pk, text):
        """Take it back, change a word, bring it to the mayor again: each in its own request."""
        with inside([self.city.pk]):
            recall_strategy(Strategy.objects.get(pk=pk), by=self.lead)
        with inside([self.city.pk]):
            section = Section.objects.get(strategy_id=pk)
            write_section(section, text=text, base_version=section.version, by=self.lead)
        with inside([self.city.pk]):
            Strategy.objects.filter(pk=pk, status="drafting").update(status="team_final")
            strategy = Strategy.objects.get(pk=pk)
            send_to_mayor(strategy, due_on=None, sentence="", whys={}, by=self.lead)


class Crowd:
    """Twelve people with their own connections, who start at the same moment."""

    def __init__(self):
        self.barrier = threading.Barrier(SIGNERS + EDITORS)
        self.pool = ThreadPoolExecutor(SIGNERS + EDITORS, initializer=play, initargs=("cda_app",))

    def all_at_once(self, acts):
        for future in [self.pool.submit(self._act, act) for act in acts]:
            future.result()

    def _act(self, act):
        self.barrier.wait()
        # Refused, or beaten by another one: what counts is what is written down.
        with suppress(RuleBroken, DatabaseError):
            act()

    def go_home(self):
        def close():
            self.barrier.wait()
            connections.close_all()

        for future in [self.pool.submit(close) for _ in range(SIGNERS + EDITORS)]:
            future.result()
        self.pool.shutdown()


def race(desk, rounds):
    """(how often it was signed, what went wrong) over so many rounds."""
    signed, wrong = 0, []
    crowd = Crowd()
    try:
        for number in range(rounds):
            pk, shown = desk.lay(number)
            acts = [lambda pk=pk, shown=shown: desk.sign(pk, shown)] * SIGNERS
            acts += [lambda pk=pk, n=n: desk.edit(pk, f"Edited by {n}.") for n in range(EDITORS)]
            crowd.all_at_once(acts)
            signatures = list(Signature.objects.filter(strategy=pk))
            signed += len(signatures)
            wrong += violations(pk, signatures)
            if wrong:
                break
    finally:
        crowd.go_home()
    return signed, wrong


def violations(pk, signatures):
    strategy = Strategy.objects.get(pk=pk)
    now = fingerprint(canonical(strategy))
    if len(signatures) > 1:
        yield "signed twice"
    for signature in signatures:
        if strategy.status != "signed":
            yield "signed, and yet open"
        if signature.sha256 != now:
            yield "another text under the name"
        if fingerprint(signature.version.content) != signature.sha256:
            yield "another version under the name"
    if strategy.status == "signed" and not signatures:
        yield "signed by nobody"


def test_signing_race(desk):
    signed, wrong = race(desk, ROUNDS)
    assert wrong == []
    assert 0 < signed < ROUNDS, "both sides must win sometimes, or nothing was raced"
    assert Version.objects.count() > ROUNDS


def test_signing_race_is_lost_without_the_lock(desk, monkeypatch):
    monkeypatch.setattr(StrategyQuerySet, "locked", lambda self, pk: self.get(pk=pk))
    _, wrong = race(desk, ROUNDS)
    assert wrong


def test_the_race_runs_as_the_role_that_owns_nothing(desk):
    names = []

    def who():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            names.append(cursor.fetchone()[0])

    crowd = Crowd()
    try:
        crowd.all_at_once([who] * (SIGNERS + EDITORS))
    finally:
        crowd.go_home()
    assert set(names) == {"cda_app"}
