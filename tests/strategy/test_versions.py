"""A frozen version holds exactly what the strategy said, and does not move any more."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cda.accounts.wall import inside
from cda.audit.models import Entry
from strategy.actions.versions import freeze
from strategy.models import Section, Strategy, Version
from strategy.models.content import canonical, fingerprint
from tests import factories
from tests.wall import play

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy(participation):
    strategy = factories.StrategyFactory(participation=participation, minor=1)
    factories.SectionFactory(strategy=strategy, blocks=[{"id": "a", "html": "<p>Visión</p>"}])
    return strategy


def test_freeze_keeps_content_number_and_fingerprint(strategy, lead):
    version = freeze(strategy, reason="coach", by=lead)
    stored = Version.objects.get(pk=version.pk)
    assert (stored.number, stored.reason, stored.created_by) == ("0.1", "coach", lead)
    assert stored.content == canonical(strategy)
    assert stored.sha256 == fingerprint(stored.content)


def test_freeze_is_written_into_the_history(strategy, lead):
    version = freeze(strategy, reason="mayor", by=lead)
    entry = Entry.objects.about(version).get()
    assert entry.verb == "version.frozen"
    assert entry.note == {"number": "0.1", "sha256": version.sha256}


def test_a_version_stays_when_the_text_moves_on(strategy, lead):
    version = freeze(strategy, reason="coach", by=lead)
    Section.objects.update(blocks=[{"id": "a", "html": "<p>Otra</p>"}])
    stored = Version.objects.get(pk=version.pk)
    assert fingerprint(stored.content) == stored.sha256
    assert fingerprint(canonical(Strategy.objects.get(pk=strategy.pk))) != stored.sha256


def test_the_same_number_is_frozen_once(strategy, lead):
    freeze(strategy, reason="coach", by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        freeze(strategy, reason="coach", by=lead)


@pytest.mark.parametrize("role", ["cda_app", "cda_system", None])
def test_nobody_changes_a_version(strategy, lead, role):
    freeze(strategy, reason="coach", by=lead)
    play(role)
    with pytest.raises(DatabaseError), transaction.atomic(), inside([strategy.city_id]):
        Version.objects.update(number="9.9")
    play("cda_system")
    assert Version.objects.get().number == "0.1"
