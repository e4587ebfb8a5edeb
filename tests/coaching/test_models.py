"""Rules of one object."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cda.lib.errors import RuleBroken
from coaching.models import ActionItem, CoachAssignment, CoachingLog, CoachOffer, GlassBreak
from coaching.models.assignment import CoachLoad, loads_of
from coaching.models.days import earliest_today, today_in
from coaching.models.log import Stale
from coaching.models.people import attendees, owners
from tests import factories

Status = ActionItem.Status


def test_step_goes_its_ways():
    item = ActionItem(text="x")
    item.move(Status.BLOCKED)
    item.move(Status.IN_PROGRESS)
    item.move(Status.DONE, "sent")
    assert (item.status, item.closing_note) == (Status.DONE, "sent")
    assert item.done_at
    item.move(Status.OPEN)
    assert (item.status, item.done_at, item.closing_note) == (Status.OPEN, None, "")
    item.move(Status.CANCELLED, "nobody needs it")
    assert item.is_finished
    item.move(Status.CANCELLED)
    assert item.closing_note == "nobody needs it"


def test_step_dropped_cannot_be_done():
    item = ActionItem(text="x", status=Status.CANCELLED)
    with pytest.raises(RuleBroken, match="dropped"):
        item.move(Status.DONE)


def test_step_carried_three_times_is_shown():
    item = ActionItem(text="x")
    for _ in range(2):
        item.carry()
    assert not item.is_carried_too_often
    item.carry()
    assert item.is_carried_too_often
    item.finish()
    assert not item.is_carried_too_often


def test_step_late_only_while_open():
    item = ActionItem(text="x", due_on=date(2026, 12, 1))
    assert item.days_late(date(2026, 12, 1)) == 0
    assert item.days_late(date(2026, 12, 4)) == 3
    item.finish()
    assert item.days_late(date(2026, 12, 4)) == 0
    assert ActionItem(text="x").days_late(date(2026, 12, 4)) == 0


def test_step_reminds_at_eight_on_the_day_before_on_the_owners_clock():
    owner = factories.UserFactory.build(pk=7, time_zone="America/Bogota")
    item = ActionItem(text="x", owner=owner, due_on=date(2026, 12, 4))
    assert item.remind_at() == datetime(2026, 12, 3, 13, 0, tzinfo=UTC)
    assert ActionItem(text="x", owner=owner).remind_at() is None
    assert ActionItem(text="x", due_on=date(2026, 12, 4)).remind_at() is None


def test_step_agreed_anew_is_reminded_anew():
    owner = factories.UserFactory.build(pk=7)
    item = ActionItem(text="x", owner=owner, due_on=date(2026, 12, 4))
    item.reminded_for = item.due_on
    item.agree("other words", owner, date(2026, 12, 4))
    assert item.reminded_for == date(2026, 12, 4)
    item.agree("other words", None, date(2026, 12, 4))
    assert item.reminded_for is None
    assert str(item) == "other words"


@pytest.mark.django_db
def test_steps_by_date_late_first_no_date_last(participation):
    days = [None, date(2026, 12, 9), date(2026, 11, 1)]
    for day in days:
        factories.ActionItemFactory(participation=participation, due_on=day)
    found = [item.due_on for item in ActionItem.objects.unfinished().by_date()]
    assert found == [date(2026, 11, 1), date(2026, 12, 9), None]
    assert not ActionItem.objects.finished()


def test_log_first_line_is_short():
    log = CoachingLog(summary="One sentence. Another.\nMore")
    assert log.first_line == "One sentence"
    assert len(CoachingLog(summary="x" * 400).first_line) == 118


def test_log_takes_notes_for_a_week():
    log = CoachingLog(logged_at=datetime(2026, 12, 1, tzinfo=UTC))
    log.require_notes(datetime(2026, 12, 7, 23, tzinfo=UTC))
    with pytest.raises(RuleBroken, match="7 days"):
        log.require_notes(datetime(2026, 12, 8, tzinfo=UTC))


def test_log_changes_only_from_its_own_version():
    log = CoachingLog(version=3)
    now = datetime(2026, 12, 1, tzinfo=UTC)
    with pytest.raises(Stale):
        log.change(2, now)
    log.change(3, now)
    assert (log.version, log.edited_at) == (4, now)
    assert not log.is_changed_since_mail
    log.mailed_at = now - timedelta(minutes=1)
    assert log.is_changed_since_mail


def test_log_day_is_the_citys():
    log = CoachingLog(held_at=datetime(2026, 12, 2, 3, 0, tzinfo=UTC), summary=" ")
    assert log.held_on("America/Mexico_City") == date(2026, 12, 1)
    assert not log.is_noted
    assert str(log) == "2026-12-02"


def test_earliest_today_is_over_nowhere(time_machine):
    now = datetime(2026, 12, 2, 11, 59, tzinfo=UTC)
    assert earliest_today(now) == date(2026, 12, 1)
    time_machine.move_to(now, tick=False)
    assert today_in("America/Mexico_City") == date(2026, 12, 2)


def test_loads_of_counts_cities_of_today(db):
    ana, ben = (factories.UserFactory(name=name) for name in ("Ana", "Ben"))
    parts = [factories.PartFactory(user=ana, role="coach") for _ in range(2)]
    parts.append(factories.PartFactory(user=ben, role="coach", ends_on=date(2026, 11, 1)))
    assert loads_of(parts, date(2026, 12, 2)) == [CoachLoad(ben, 0), CoachLoad(ana, 2)]
    assert [CoachLoad(ana, number).is_full for number in (5, 6)] == [False, True]


def test_attendees_are_the_team_then_seats_then_who_was_there(participation, lead, coach, member):
    parts = [*lead.parts.all(), *coach.parts.all(), *member.parts.all()]
    seat = factories.SeatFactory(participation=participation, name="Inés Vidal")
    again = factories.SeatFactory(participation=participation, name="diego rojas")
    gone = factories.UserFactory(name="Pablo Neri")
    log = factories.CoachingLogFactory(participation=participation)
    earlier = [log.attendances.create(city=log.city, user=gone, name=gone.name)]
    team = attendees(parts, [seat, again], earlier)
    assert [one.name for one in team] == ["Carla Peña", "Diego Rojas", "Pablo Neri", "Inés Vidal"]
    assert [one.user for one in team] == [lead, member, gone, None]
    assert owners(parts) == [coach, lead, member]
    assert str(earlier[0]) == "Pablo Neri"


def test_names_for_people_of_ours_only(participation, note):
    assert str(note) == f"private note {note.pk}"
    assert str(CoachOffer(kind="backup", email="x@y.example")) == "backup for x@y.example"
    assert str(CoachAssignment(kind="primary", coach_id=3)) == "primary 3"
    glass = GlassBreak(user_id=3, broken_at=datetime(2026, 12, 2, 9, 5, tzinfo=UTC))
    assert str(glass) == "3 2026-12-02 09:05"


@pytest.mark.django_db
def test_assignments_of_a_day(city):
    was = factories.CoachAssignmentFactory(
        city=city, starts_on=date(2026, 8, 3), ends_on=date(2026, 9, 30)
    )
    now = factories.CoachAssignmentFactory(city=city, starts_on=date(2026, 10, 1))
    current = CoachAssignment.objects.current
    assert [list(current(date(2026, month, 30))) for month in (7, 9, 10)] == [[], [was], [now]]
    assert CoachAssignment.objects.standing().get() == now


@pytest.mark.django_db
def test_note_is_its_authors(note, backup, coach):
    note.require_author(coach)
    with pytest.raises(RuleBroken, match="the coach who wrote it"):
        note.require_author(backup)
