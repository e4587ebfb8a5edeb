"""A strategy of Valle Sereno that is being written."""

import pytest

from cda.lib.pdf import Drawing
from strategy.actions.signing import Evidence, send_to_mayor, sign_strategy
from strategy.models import Initiative, Strategy
from strategy.models.catalogue import sections
from strategy.models.text import to_blocks, words
from tests import factories


@pytest.fixture
def strategy(participation):
    return factories.StrategyFactory(participation=participation)


@pytest.fixture
def section(strategy):
    """The three-year vision, not begun."""
    return factories.SectionFactory(strategy=strategy, code="V1", position=11)


@pytest.fixture
def outline(strategy):
    """Every section of the catalogue, by its code, empty."""
    return {
        entry.code: factories.SectionFactory(
            strategy=strategy,
            code=entry.code,
            level=entry.level,
            block=entry.block,
            position=place,
            is_hidden=entry.is_custom,
        )
        for place, entry in enumerate(sections())
    }


def fill(section, text="Every decision of the council names the data behind it."):
    """Put text into a section without an editor."""
    section.blocks = to_blocks(text, section.blocks)
    section.words = words(section.blocks)
    section.version += 1
    section.status = "drafting"
    section.save()
    return section


@pytest.fixture
def goal(strategy):
    return factories.GoalFactory(strategy=strategy)


@pytest.fixture
def initiative(goal, lead):
    objective = factories.ObjectiveFactory(goal=goal)
    return factories.InitiativeFactory(objective=objective, owner=lead, cost=60000)


@pytest.fixture
def indicator(goal):
    return factories.IndicatorFactory(goal=goal, baseline_value=5, unit="%")


@pytest.fixture
def complete(outline, strategy, lead):
    """Nothing is missing: every required section, five blocks with owned work, an indicator."""
    for section in outline.values():
        if section.level == "R":
            fill(section)
    for block in ("governance", "quality", "use", "capacity", "transparency"):
        goal = factories.GoalFactory(strategy=strategy, block=block)
        objective = factories.ObjectiveFactory(goal=goal)
        factories.InitiativeFactory(objective=objective, owner=lead)
    measure = factories.IndicatorFactory(goal=goal, baseline_value=1)
    Initiative.objects.update(measured_by=measure, section_code="P2")
    return Strategy.objects.get(pk=strategy.pk)


@pytest.fixture
def final(complete, mayor):
    """Cleared by the coach, agreed by the team: ready for the mayor."""
    Strategy.objects.filter(pk=complete.pk).update(status="team_final", minor=3)
    return Strategy.objects.get(pk=complete.pk)


@pytest.fixture
def sent(final, lead):
    """The version that lies on the mayor's desk."""
    return send_to_mayor(final, due_on=None, sentence="Please sign.", whys={}, by=lead)


@pytest.fixture
def signature(sent, mayor):
    """The mayor's name under it."""
    evidence = Evidence(identified_by="code")
    return sign_strategy(sent.strategy, shown=sent.sha256, by=mayor, evidence=evidence)


@pytest.fixture
def proved(monkeypatch):
    """Everybody has just proved who they are; the step-up itself is tested where it lives."""
    monkeypatch.setattr("strategy.views.signing.require_step_up", lambda request, url: None)
    monkeypatch.setattr("strategy.views.signing.how", lambda request: "code")


@pytest.fixture
def drawn(monkeypatch):
    """Drawing takes seconds and is tested elsewhere: here the worker hands over a small file."""
    calls = []

    def draw(edition, *, language, paper):
        calls.append((edition, language, paper))
        return Drawing(b"%PDF-small", 3)

    monkeypatch.setattr("strategy.tasks.documents.draw", draw)
    return calls
