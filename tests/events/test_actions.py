"""The calendar of a cohort and of its cities: made from the template, changed, held."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.models import Letter
from events import actions
from events.actions import Plan
from events.models import CitySession, Session
from tests import factories
from tests.cohorts.test_actions import new_city

pytestmark = pytest.mark.django_db


def test_open_cohort_schedules_what_all_cities_share(planned):
    kinds = list(Session.objects.values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "kickoff": 1,
        "masterclass": 6,
        "workshop": 6,
        "leads_event": 1,
        "mayors_event": 1,
    }
    first = Session.objects.get(code="masterclass_1")
    assert first.on == date(2027, 3, 3)
    assert first.starts_at == datetime(2027, 3, 3, 13, tzinfo=ZoneInfo("America/New_York"))
    assert Session.objects.get(code="workshop_1").follows == first
    assert Session.objects.get(code="masterclass_2").is_about_ai
    assert not Letter.objects.exists()


def test_open_cohort_keeps_events_rough_and_without_a_place(planned):
    events = Session.objects.filter(kind__in=["leads_event", "mayors_event"]).order_by("on")
    assert [(e.precision, e.place, e.starts_at) for e in events] == [("quarter", "", None)] * 2
    assert [e.last_day for e in events] == [date(2027, 3, 31), date(2027, 9, 30)]


def test_open_cohort_two_weeks_later_shifts_every_meeting(planned, template, admin):
    later = actions.open_cohort(template, 9, date(2027, 2, 15), by=admin)
    dates = [
        dict(Session.objects.filter(cohort=cohort).values_list("code", "on"))
        for cohort in (planned, later)
    ]
    assert {dates[1][code] - on for code, on in dates[0].items()} == {timedelta(days=14)}


@time_machine.travel("2026-11-22 12:00Z", tick=False)
def test_admit_city_gets_a_visit_and_twelve_sessions_on_its_own_clock(planned, admin):
    participation = actions.admit_city(planned, new_city(), by=admin)
    sessions = CitySession.objects.filter(participation=participation)
    assert sessions.filter(kind="coaching").count() == 12
    visit = sessions.get(kind="city_visit")
    assert (visit.precision, visit.zone) == ("month", "America/Guatemala")
    first = sessions.filter(kind="coaching").order_by("on").first()
    assert first.starts_at == datetime(2027, 2, 18, 17, tzinfo=UTC)


@time_machine.travel("2027-05-03 12:00Z", tick=False)
def test_admit_city_late_gets_no_meetings_of_the_past(opened, admin):
    actions.admit_city(opened, new_city(), by=admin)
    assert CitySession.objects.filter(kind="coaching").count() == 6
    assert not CitySession.objects.filter(kind="city_visit").exists()
    assert not CitySession.objects.filter(on__lt=date(2027, 5, 3)).exists()


# -- meetings -----------------------------------------------------------------------------------


def plan(**fields):
    values = {
        "kind": "coaching",
        "title": {},
        "on": date(2026, 12, 2),
        "precision": "day",
        "starts_at": datetime(2026, 12, 2, 16, tzinfo=UTC),
        "minutes": 45,
        "zone": "America/Mexico_City",
    }
    return Plan(**{**values, **fields})


def verbs(target):
    return list(Entry.objects.about(target).order_by("pk").values_list("verb", flat=True))


def test_schedule_change_and_cancel_a_session(participation, coach):
    session = actions.schedule_city_session(participation, plan(), by=coach)
    assert (session.on, session.minutes, session.city) == (
        date(2026, 12, 2),
        45,
        participation.city,
    )
    rough = plan(kind="office_hours", starts_at=None, precision="month", place="City hall")
    session = actions.change_city_session(session, rough, by=coach)
    assert (session.kind, session.starts_at, session.place) == ("office_hours", None, "City hall")
    actions.cancel_city_session(session, by=coach)
    assert verbs(session) == ["session.scheduled", "session.changed", "session.cancelled"]
    with pytest.raises(RuleBroken, match="This meeting is over"):
        actions.change_city_session(session, plan(), by=coach)


def test_change_session_keeps_the_title_in_other_languages(participation, coach):
    session = factories.CitySessionFactory(
        participation=participation, title={"en": "Old", "es": "Viejo"}
    )
    session = actions.change_city_session(session, plan(title={"en": "New"}), by=coach)
    assert session.title == {"en": "New", "es": "Viejo"}


@pytest.mark.parametrize(("kind", "status"), [("city_visit", "done"), ("coaching", "pending")])
def test_hold_city_session_reaches_its_milestone(participation, coach, kind, status):
    milestone = factories.CityMilestoneFactory(participation=participation, code="visit")
    session = factories.CitySessionFactory(participation=participation, kind=kind)
    actions.hold_city_session(session, by=coach)
    milestone.refresh_from_db()
    assert milestone.status == status
    assert verbs(session) == ["session.held"]


def test_hold_session_is_a_milestone_of_every_city(participation, admin):
    other = factories.ParticipationFactory()
    reached = [
        factories.CityMilestoneFactory(participation=one, code="leaders")
        for one in (participation, other)
    ]
    session = factories.SessionFactory(kind="leads_event")
    actions.hold_session(session, by=admin)
    for milestone in reached:
        milestone.refresh_from_db()
        assert milestone.status == "done"
    with pytest.raises(RuleBroken):
        actions.hold_session(session, by=admin)


def test_change_session_of_a_cohort(admin):
    session = factories.SessionFactory(kind="mayors_event", starts_at=None, precision="quarter")
    changed = actions.change_session(session, plan(place="Bogotá"), by=admin)
    assert (changed.precision, changed.place, changed.kind) == ("day", "Bogotá", "mayors_event")
    assert verbs(session) == ["session.changed"]
