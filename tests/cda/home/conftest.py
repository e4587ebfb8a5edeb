"""A city with something on every card."""

from datetime import timedelta

import pytest

from cda.accounts.models import User
from tests import factories


@pytest.fixture
def strategy(participation):
    """A draft with one section for each building block."""
    strategy = factories.StrategyFactory(participation=participation)
    for place, block in enumerate(("governance", "quality", "use", "capacity", "transparency")):
        factories.SectionFactory(
            strategy=strategy, code=f"B{place + 1}", block=block, position=place
        )
    return strategy


@pytest.fixture
def team(participation, lead, member):
    """The lead and a member who was not here for twelve days."""
    participation.coach_names = ["Ana Duarte", "Marcus Lee"]
    participation.progress = [100, 75, 50, 25, 0]
    participation.save()
    today = factories.today()
    User.objects.filter(pk=member.pk).update(seen_on=today - timedelta(days=12))
    return [
        factories.SeatFactory(participation=participation, user=lead, name=lead.name, is_lead=True),
        factories.SeatFactory(participation=participation, user=member, name=member.name),
    ]
