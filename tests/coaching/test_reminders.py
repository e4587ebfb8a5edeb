"""A step due tomorrow: one letter, at eight, where its owner lives, in their language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from cda.accounts.models import Part
from cda.outbox.models import Letter
from coaching.schedule import plant_reminders
from tests import factories

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 4)
LEAVES_AT = datetime(2026, 12, 3, 13, 0, tzinfo=UTC)  # eight in New York, the day before


@pytest.fixture
def mine(item):
    item.due_on = DUE
    item.save()
    return item


def plant():
    plant_reminders.delay()
    return list(Letter.objects.filter(kind="step_due").values_list("key", "send_after"))


@pytest.mark.parametrize(
    ("moment", "is_planted"),
    [
        (LEAVES_AT - timedelta(days=3), False),
        (LEAVES_AT - timedelta(hours=25), False),
        (LEAVES_AT - timedelta(hours=24), True),
        (LEAVES_AT, True),
        (LEAVES_AT + timedelta(hours=23), True),
        (LEAVES_AT + timedelta(hours=24), False),
    ],
)
def test_step_due_is_planted_the_day_before_it_leaves(mine, time_machine, moment, is_planted):
    time_machine.move_to(moment, tick=False)
    key = f"step_due:{mine.pk}:2026-12-04:{mine.owner_id}"
    assert plant() == ([(key, LEAVES_AT)] if is_planted else [])


def test_step_due_is_planted_once_however_often_the_clock_asks(mine, time_machine):
    for minute in range(3):
        time_machine.move_to(LEAVES_AT + timedelta(minutes=minute), tick=False)
        assert len(plant()) == 1
    mine.refresh_from_db()
    assert mine.reminded_for == DUE


def test_step_due_leaves_at_eight_where_its_owner_lives(mine, member, time_machine):
    member.time_zone = "America/Bogota"
    member.save()
    time_machine.move_to(LEAVES_AT, tick=False)
    assert plant()[0][1] == datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
    member.time_zone = "America/Los_Angeles"
    member.save()
    mine.agree(mine.text, member, date(2026, 12, 5))
    mine.save()
    time_machine.move_to(LEAVES_AT + timedelta(days=1), tick=False)
    assert plant()[1][1] == datetime(2026, 12, 4, 16, 0, tzinfo=UTC)


def test_step_due_for_every_city(mine, other_city, time_machine):
    theirs = factories.ActionItemFactory(
        participation=factories.ParticipationFactory(city=other_city),
        owner=factories.UserFactory(),
        due_on=DUE,
    )
    time_machine.move_to(LEAVES_AT, tick=False)
    plant()
    planted = Letter.objects.filter(kind="step_due").values_list("city_key", "target_id")
    assert set(planted) == {(mine.city_id, mine.pk), (other_city.pk, theirs.pk)}


@pytest.mark.parametrize(
    "changes",
    [{"status": "done"}, {"status": "cancelled"}, {"owner": None}, {"due_on": None}],
)
def test_step_due_only_for_what_somebody_owes(mine, time_machine, changes):
    for name, value in changes.items():
        setattr(mine, name, value)
    mine.save()
    time_machine.move_to(LEAVES_AT, tick=False)
    assert plant() == []


def test_step_due_reads_well(mine, member, time_machine, letters, read):
    time_machine.move_to(LEAVES_AT, tick=False)
    plant()
    message = read(letters("step_due")[0])
    assert message.to == [member.email]
    assert message.subject == "Due tomorrow: Name the data steward for each department"
    assert "This step for Valle Sereno is due on Friday, December 4" in message.body
    assert "It was agreed in the session on November 10, 2026." in message.body
    assert f"/cities/valle-sereno/steps/#step-{mine.key}" in message.body


@pytest.mark.parametrize(
    ("now", "subject"),
    [
        (LEAVES_AT + timedelta(hours=20), "Due today: Name the data steward for each department"),
        (
            LEAVES_AT - timedelta(days=1),
            "Due Fri, Dec 4: Name the data steward for each department",
        ),
    ],
)
def test_step_due_says_how_near_it_is(mine, time_machine, letters, read, now, subject):
    time_machine.move_to(LEAVES_AT - timedelta(hours=1), tick=False)
    plant()
    time_machine.move_to(now, tick=False)
    assert read(letters("step_due")[0]).subject == subject


def ticked(item):
    item.finish()


def moved(item):
    item.due_on = date(2026, 12, 20)


def given_away(item):
    item.owner = factories.UserFactory()


def without_a_day(item):
    item.due_on = None


@pytest.mark.parametrize("change", [ticked, moved, given_away, without_a_day])
def test_step_due_is_moot_when_it_is_not_owed_any_more(mine, time_machine, letters, read, change):
    time_machine.move_to(LEAVES_AT, tick=False)
    plant()
    change(mine)
    mine.save()
    assert read(letters("step_due")[0]) is None


def test_step_due_is_moot_for_who_has_left(mine, member, time_machine, letters, read):
    time_machine.move_to(LEAVES_AT, tick=False)
    plant()
    Part.objects.filter(user=member).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert read(letters("step_due")[0]) is None


def test_step_due_of_a_step_that_is_gone(mine, time_machine, letters, read):
    time_machine.move_to(LEAVES_AT, tick=False)
    plant()
    mine.delete()
    assert read(letters("step_due")[0]) is None
