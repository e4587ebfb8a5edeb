"""Meetings and the agenda: rough dates, clocks, order."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from cda.lib.errors import RuleBroken
from events.models import CitySession, Session, last_day
from events.models.agenda import Sort, months_of, of_cities, of_cohort, of_milestones, sort_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "precision", "expected"),
    [
        (date(2026, 11, 5), "day", date(2026, 11, 5)),
        (date(2026, 11, 5), "month", date(2026, 11, 30)),
        (date(2026, 12, 5), "month", date(2026, 12, 31)),
        (date(2028, 2, 1), "month", date(2028, 2, 29)),
        (date(2026, 11, 5), "quarter", date(2026, 12, 31)),
        (date(2026, 1, 1), "quarter", date(2026, 3, 31)),
        (date(2026, 9, 30), "quarter", date(2026, 9, 30)),
    ],
)
def test_last_day(on, precision, expected):
    assert last_day(on, precision) == expected


def test_session_words(participation):
    session = factories.CitySessionFactory(participation=participation)
    assert (session.name, str(session), session.is_in_person) == (
        "Coaching session",
        "Coaching session",
        False,
    )
    session.title = {"en": "From the visit to a work plan"}
    assert session.name == "From the visit to a work plan"
    assert session.ends_at == datetime(2026, 12, 2, 17, 0, tzinfo=UTC)
    assert session.milestone == ""
    assert CitySession(kind="city_visit").milestone == "visit"
    assert CitySession(kind="city_visit").is_in_person


def test_session_date_is_that_of_its_zone():
    session = Session(zone="America/Bogota")
    session.fix(datetime(2026, 12, 2, 3, 0, tzinfo=UTC))
    assert (session.on, session.precision) == (date(2026, 12, 1), "day")
    session.place_roughly(date(2026, 12, 1), "quarter")
    assert (session.starts_at, session.ends_at, session.last_day) == (
        None,
        None,
        date(2026, 12, 31),
    )


def test_session_held_or_cancelled_is_history():
    for verb in ("hold", "cancel"):
        session = Session()
        session.require_scheduled()
        getattr(session, verb)()
        with pytest.raises(RuleBroken, match="This meeting is over"):
            session.require_scheduled()
        with pytest.raises(RuleBroken):
            session.hold()


def test_session_upcoming(participation):
    shared = factories.SessionFactory()
    own = factories.CitySessionFactory(participation=participation)
    today = date(2026, 12, 1)
    assert list(Session.objects.upcoming(today)) == [shared]
    assert list(CitySession.objects.upcoming(today)) == [own]
    assert not CitySession.objects.upcoming(date(2026, 12, 3)).exists()


# -- the agenda ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "sort"),
    [
        ("coaching", Sort.SESSIONS),
        ("masterclass", Sort.TOGETHER),
        ("kickoff", Sort.TOGETHER),
        ("city_visit", Sort.IN_PERSON),
        ("mayors_event", Sort.IN_PERSON),
        ("office_hours", Sort.SESSIONS),
    ],
)
def test_sort_of(kind, sort):
    assert sort_of(kind) == sort


def test_agenda_puts_a_quarter_at_its_end(participation):
    rough = factories.SessionFactory(
        kind="mayors_event", on=date(2026, 10, 5), precision="quarter", starts_at=None
    )
    exact = factories.SessionFactory(
        on=date(2026, 12, 31), starts_at=datetime(2026, 12, 31, tzinfo=UTC)
    )
    months = months_of(of_cohort([rough, exact], "en"))
    assert [month.on for month in months] == [date(2026, 12, 1)]
    assert [entry.on for entry in months[0].entries] == [date(2026, 12, 31), date(2026, 10, 5)]
    assert months[0].entries[1].is_in_person


def test_agenda_day_is_that_of_the_reader(participation):
    session = factories.CitySessionFactory(
        participation=participation,
        on=date(2026, 12, 1),
        starts_at=datetime(2026, 12, 2, 4, 30, tzinfo=UTC),
    )
    (entry,) = of_cities([session])
    assert (entry.zone, entry.zone_name, entry.city) == (
        "America/Mexico_City",
        "Valle Sereno",
        "Valle Sereno",
    )
    assert entry.seen_from(ZoneInfo("America/Mexico_City")).on == date(2026, 12, 1)
    assert entry.seen_from(ZoneInfo("America/Sao_Paulo")).last_day == date(2026, 12, 2)


def test_agenda_rough_dates_stand_still(participation):
    session = factories.CitySessionFactory(
        participation=participation, starts_at=None, precision="month"
    )
    (entry,) = of_cities([session])
    assert entry.seen_from(ZoneInfo("Pacific/Auckland")) == entry


def milestones(count, **fields):
    return [factories.CityMilestoneFactory(city__name=f"City {n}", **fields) for n in range(count)]


def test_agenda_names_a_few_cities_and_counts_many():
    few = list(of_milestones(milestones(3), {}))
    assert [entry.heading for entry in few] == ["Due: Draft"] * 3
    many = list(of_milestones(milestones(4), {}))
    assert [(entry.city, entry.slug) for entry in many] == [("4 cities", "")]
    assert many[0].is_due


def test_agenda_leaves_out_what_a_meeting_reaches():
    assert list(of_milestones(milestones(1, code="visit"), {})) == []


def test_agenda_signature_is_due_when_it_was_asked_for(participation):
    asked = factories.CityMilestoneFactory(
        participation=participation, code="mayor", answer_on=date(2026, 12, 9)
    )
    (entry,) = of_milestones([asked], {participation.city_id: "Lucía Montes"})
    assert (entry.heading, entry.on, entry.waits_for) == (
        "Due: the mayor signs the strategy",
        date(2026, 12, 9),
        "Lucía Montes",
    )
