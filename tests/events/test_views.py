"""The agenda and its meetings over HTTP, by those who may and those who may not."""

from datetime import UTC, date, datetime
from itertools import chain

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from cohorts.models import Cohort, OfficeContact, Participation
from events.models import CitySession, Session
from tests import factories

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-22 12:00Z"):
        yield


def url(name, *args):
    return reverse(f"events:{name}", args=args)


def words(response):
    """What a reader reads."""
    return " ".join(strip_tags(response.content.decode()).split())


def headings(response):
    return [entry.heading for month in response.context["months"] for entry in month.entries]


@pytest.fixture
def dates(participation):
    """A masterclass, an event without a place, a session, and something due."""
    factories.SessionFactory(title={"en": "Lead with data"}, on=date(2026, 12, 1))
    factories.SessionFactory(
        kind="mayors_event",
        title={"en": "Mayors' event"},
        on=date(2026, 10, 5),
        precision="quarter",
        starts_at=None,
    )
    factories.CityMilestoneFactory(participation=participation, due_on=date(2026, 12, 4))
    return factories.CitySessionFactory(
        participation=participation,
        title={"en": "The quality chapter"},
        link="https://call.example/",
    )


# -- the agenda ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("staff", 200), ("coach", 200), ("lead", 200), ("member", 200),
     ("mayor", 200), ("delegate", 200), ("partner", 200), ("observer", 403)],
)  # fmt: skip
def test_agenda_by_role(request, signed_in, participation, who, status):
    assert signed_in(request.getfixturevalue(who)).get(url("agenda")).status_code == status


def test_agenda_merges_everything_with_a_date(signed_in, lead, dates):
    response = signed_in(lead).get(url("agenda"))
    assert headings(response) == [
        "Lead with data",
        "The quality chapter",
        "Due: Draft",
        "Mayors' event",
    ]
    text = words(response)
    assert "4th quarter of 2026" in text
    assert "place to be announced" in text
    assert "Join the call" in text
    assert "11:00 AM New York" in text
    assert "10:00 AM Valle Sereno (1 h behind)" in text
    assert "Change The quality" not in text


def test_agenda_of_a_partner_has_no_sessions_of_the_city(signed_in, partner, dates):
    assert "The quality chapter" not in headings(signed_in(partner).get(url("agenda")))


def test_agenda_of_a_stranger(signed_in, stranger, dates, other_city):
    factories.ParticipationFactory(city=other_city, cohort=factories.CohortFactory(number=9))
    assert headings(signed_in(stranger).get(url("agenda"))) == []


def test_agenda_on_the_clock_of_the_city(signed_in, lead, dates):
    response = signed_in(lead).get(f"{url('agenda')}?clock=city")
    assert response.context["zone_name"] == "Valle Sereno"
    assert "10:00 AM Valle Sereno · 60 minutes" in words(response)


def test_agenda_shows_one_clock_where_they_agree(signed_in, lead, dates):
    lead.time_zone = "America/Mexico_City"
    lead.save()
    response = signed_in(lead).get(url("agenda"))
    assert response.context["clocks"] == []
    assert response.context["zone_name"] == "Valle Sereno"


def test_agenda_is_filtered(signed_in, staff, dates, other_city):
    there = factories.ParticipationFactory(city=other_city)
    factories.CitySessionFactory(participation=there, title={"en": "Elsewhere"})
    client = signed_in(staff)
    assert "Elsewhere" in headings(client.get(url("agenda")))
    chosen = client.get(f"{url('agenda')}?city=santa-brisa&show=sessions")
    assert headings(chosen) == ["Elsewhere"]
    assert chosen.context["only"] == other_city
    assert headings(client.get(f"{url('agenda')}?city=nowhere&show=due")) == ["Due: Draft"]


@pytest.mark.parametrize("asked", ["", "no", "2026-13", "0000-01", "9999-12", "2026-11", "-1"])
def test_agenda_from_nonsense_is_from_today(signed_in, lead, participation, asked):
    response = signed_in(lead).get(f"{url('agenda')}?from={asked}")
    assert response.status_code == 200
    assert response.context["is_from_today"]


def test_agenda_turns_three_months(signed_in, lead, dates):
    client = signed_in(lead)
    first = client.get(f"{url('agenda')}?show=due")
    assert (first.context["earlier"], first.context["later"]) == (
        date(2026, 8, 1),
        date(2027, 2, 1),
    )
    text = first.content.decode()
    assert 'href="?show=due&amp;from=2027-02-01"' in text
    assert "From today" not in text
    later = client.get(f"{url('agenda')}?from=2027-02")
    assert headings(later) == []
    assert "No dates in these months" in later.content.decode()
    assert "From today" in later.content.decode()


def test_agenda_of_many_dates_is_read_page_by_page(signed_in, staff, participation):
    """Whole days, about thirty lines a page; nothing twice and nothing lost on the way."""
    planned = [
        factories.CitySessionFactory(
            participation=participation,
            title={"en": f"Talk {number}"},
            on=date(2026, 12, 1 + number // 2),
            starts_at=datetime(2026, 12, 1 + number // 2, 16, tzinfo=UTC),
        ).name
        for number in range(45)
    ]
    client, seen, address = signed_in(staff), [], url("agenda")
    pages = [client.get(address)]
    while pages[-1].context["months"]:
        seen.append(headings(pages[-1]))
        later = pages[-1].context["later"]
        assert f'href="?from={later}"' in pages[-1].content.decode()
        pages.append(client.get(f"{address}?from={later}"))
    assert [len(page) for page in seen] == [30, 15]
    assert sorted(chain(*seen)) == sorted(planned)
    back = [page.context["earlier"] for page in pages]
    assert back == [date(2026, 8, 1), date(2026, 11, 22), date(2026, 12, 1)]


def test_agenda_of_one_full_day(signed_in, staff, participation):
    """A day is never divided, however much there is."""
    factories.CitySessionFactory.create_batch(31, participation=participation)
    response = signed_in(staff).get(url("agenda"))
    assert len(headings(response)) == 31
    assert response.context["later"] == date(2026, 12, 3)


def test_agenda_shows_what_is_still_today_elsewhere(signed_in, staff, participation):
    """Yesterday on the clock of the city, today on that of the reader."""
    factories.CitySessionFactory(
        participation=participation,
        title={"en": "Late call"},
        on=date(2026, 11, 21),
        starts_at=datetime(2026, 11, 22, 5, 30, tzinfo=UTC),
    )
    assert headings(signed_in(staff).get(url("agenda"))) == ["Late call"]


def test_agenda_leaves_out_what_was_called_off_or_done(signed_in, lead, dates):
    dates.cancel()
    dates.save()
    dates.participation.milestones.update(status="done")
    assert headings(signed_in(lead).get(url("agenda"))) == ["Lead with data", "Mayors' event"]


def test_agenda_says_whose_signature_is_due(signed_in, lead, mayor, participation):
    factories.CityMilestoneFactory(
        participation=participation,
        code="mayor",
        status="in_review",
        due_on=date(2026, 10, 1),
        answer_on=date(2026, 12, 9),
    )
    response = signed_in(lead).get(url("agenda"))
    assert headings(response) == ["Due: the mayor signs the strategy"]
    assert "waiting for Lucía Montes" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "code", "answer_on", "is_loud"),
    [
        ("mayor", "mayor", date(2026, 12, 9), True),
        ("lead", "mayor", date(2026, 12, 9), False),
        ("lead", "draft", None, True),
        ("mayor", "draft", None, False),
        ("coach", "draft", None, False),
    ],
)
def test_agenda_is_loud_only_for_those_it_waits_for(
    request, signed_in, participation, who, code, answer_on, is_loud
):
    factories.CityMilestoneFactory(
        participation=participation, code=code, due_on=date(2026, 12, 4), answer_on=answer_on
    )
    reader = request.getfixturevalue(who)
    response = signed_in(reader).get(url("agenda"))
    assert ('<li class="due">' in response.content.decode()) == is_loud


def test_agenda_queries_do_not_grow(signed_in, staff, dates):
    client = signed_in(staff)
    client.get(url("agenda"))

    def count():
        with CaptureQueriesContext(connection) as captured:
            client.get(url("agenda"))
        return len(captured)

    few = count()
    for _number in range(2):
        more = factories.ParticipationFactory()
        factories.CitySessionFactory(participation=more)
        factories.CityMilestoneFactory(participation=more, due_on=date(2026, 12, 4))
        factories.SessionFactory()
    assert count() == few


# -- meetings of one city -----------------------------------------------------------------------


def meeting(**change):
    data = {
        "kind": "coaching",
        "title": "",
        "precision": "day",
        "on": "2026-12-10",
        "start": "10:00",
        "end": "10:45",
        "zone": "America/Mexico_City",
        "place": "",
        "link": "",
    }
    return {**data, **change}


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("staff", 200), ("coach", 200), ("lead", 403), ("member", 403),
     ("mayor", 403), ("partner", 403), ("stranger", 404)],
)  # fmt: skip
def test_city_session_add_by_role(request, signed_in, participation, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("city_session_add", "valle-sereno")).status_code == status


def test_city_session_add_on_the_clock_of_the_city(signed_in, coach, participation):
    client, path = signed_in(coach), url("city_session_add", "valle-sereno")
    response = client.post(path, meeting(once="k"), follow=True)
    assert "The meeting is in the calendar." in response.content.decode()
    session = CitySession.objects.get()
    assert session.starts_at == datetime(2026, 12, 10, 16, tzinfo=UTC)
    assert (session.minutes, session.title) == (45, {})
    client.post(path, meeting(once="k"))
    assert CitySession.objects.count() == 1


def test_city_session_add_with_my_own_clock_and_a_title(signed_in, coach, participation):
    path = url("city_session_add", "valle-sereno")
    data = meeting(zone="America/New_York", title="Budget", link="call.example/x")
    assert signed_in(coach).post(path, data).status_code == 302
    session = CitySession.objects.get()
    assert session.starts_at == datetime(2026, 12, 10, 15, tzinfo=UTC)
    assert (session.title, session.link) == ({"en": "Budget"}, "https://call.example/x")


def test_city_session_add_rough(signed_in, coach, participation):
    path = url("city_session_add", "valle-sereno")
    data = meeting(kind="city_visit", precision="quarter", on="2026-10-01", start="", end="")
    assert signed_in(coach).post(path, data).status_code == 302
    session = CitySession.objects.get()
    assert (session.precision, session.starts_at, session.place) == ("quarter", None, "")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"on": "2026-11-21"}, "This date is over."),
        ({"on": "2026-09-30", "precision": "quarter"}, "This date is over."),
        ({"on": "2026-10-31", "precision": "month"}, "This date is over."),
        ({"on": "2030-01-01"}, "This is too far away."),
        ({"on": "9999-12-31"}, "This is too far away."),
        ({"on": "0001-01-01"}, "This date is over."),
        ({"on": "6/2/2027"}, "Enter a valid date."),
        ({"on": ""}, "This field is required."),
        ({"on": "2026-11-22", "start": "01:00", "end": "02:00"}, "This time is over."),
        ({"start": ""}, "Write when it starts."),
        ({"end": ""}, "Write when it ends."),
        ({"end": "10:00"}, "The end comes after the start."),
        ({"start": "25:00"}, "Enter a valid time."),
        ({"kind": "masterclass"}, "Select a valid choice."),
        ({"zone": "Mars/Olympus"}, "Select a valid choice."),
        ({"precision": "year"}, "Select a valid choice."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"place": "x" * 201}, "at most 200 characters"),
        ({"title": "nul\x00"}, "Null characters are not allowed."),
    ],
)
def test_city_session_add_bad_input(signed_in, coach, participation, change, sentence):
    response = signed_in(coach).post(url("city_session_add", "valle-sereno"), meeting(**change))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "<title>Error: " in response.content.decode()
    assert not CitySession.objects.exists()


def test_city_session_add_to_a_city_without_a_cohort(signed_in, staff, city):
    assert signed_in(staff).get(url("city_session_add", city.slug)).status_code == 404


def test_city_session_edit_shows_and_moves(signed_in, coach, dates):
    client = signed_in(coach)
    path = url("city_session_edit", "valle-sereno", dates.key)
    text = client.get(path).content.decode()
    for words in ('value="2026-12-02"', 'value="11:00"', 'value="12:00"', "The quality chapter"):
        assert words in text
    data = meeting(title="The quality chapter", zone=dates.zone)
    assert client.post(path, data).status_code == 302
    dates.refresh_from_db()
    assert (dates.on, dates.title) == (date(2026, 12, 10), {"en": "The quality chapter"})


def test_city_session_edit_of_a_rough_one(signed_in, coach, participation):
    session = factories.CitySessionFactory(
        participation=participation, precision="month", starts_at=None, zone="America/Lima"
    )
    text = signed_in(coach).get(url("city_session_edit", "valle-sereno", session.key)).content
    assert b'<option value="America/Lima" selected>Lima</option>' in text


def test_city_session_edit_bad_input_keeps_what_was_typed(signed_in, coach, dates):
    path = url("city_session_edit", "valle-sereno", dates.key)
    response = signed_in(coach).post(path, meeting(title="My long title", on="2020-01-01"))
    assert response.status_code == 422
    assert "My long title" in response.content.decode()


def test_city_session_edit_of_another_city_under_my_own_address(
    signed_in, coach, dates, other_city
):
    there = factories.CitySessionFactory(
        participation=factories.ParticipationFactory(city=other_city)
    )
    client = signed_in(coach)
    for name in ("city_session_edit", "city_session_cancel", "city_session_hold"):
        assert client.post(url(name, "valle-sereno", there.key), meeting()).status_code == 404
        assert client.post(url(name, "santa-brisa", there.key), meeting()).status_code == 404


def test_city_session_cancel_and_hold(signed_in, coach, lead, dates, participation):
    for name in ("city_session_cancel", "city_session_hold"):
        assert signed_in(lead).post(url(name, "valle-sereno", dates.key)).status_code == 403
    client = signed_in(coach)
    held = client.post(url("city_session_hold", "valle-sereno", dates.key), follow=True)
    assert "It is noted that the meeting took place." in held.content.decode()
    cancel = client.post(url("city_session_cancel", "valle-sereno", dates.key))
    assert cancel.status_code == 409
    other = factories.CitySessionFactory(participation=participation)
    called = client.post(url("city_session_cancel", "valle-sereno", other.key), follow=True)
    assert "The meeting was called off." in called.content.decode()


# -- meetings of a cohort -----------------------------------------------------------------------


def test_session_edit_by_role(request, signed_in, participation):
    session = factories.SessionFactory()
    for who, status in [("admin", 200), ("staff", 403), ("coach", 403), ("lead", 403)]:
        client = signed_in(request.getfixturevalue(who))
        assert client.get(url("session_edit", session.key)).status_code == status
        expected = 403 if status == 403 else 302
        assert client.post(url("session_hold", session.key)).status_code == expected
    assert Session.objects.get().status == "held"


def test_session_edit_fixes_a_rough_date(signed_in, admin, participation):
    session = factories.SessionFactory(precision="quarter", starts_at=None, title={"es": "Cita"})
    data = meeting(zone="America/New_York", place="Bogotá", title="Meeting")
    client = signed_in(admin)
    assert client.post(url("session_edit", session.key), {**data, "on": "x"}).status_code == 422
    assert client.post(url("session_edit", session.key), data).status_code == 302
    session.refresh_from_db()
    assert (session.precision, session.place) == ("day", "Bogotá")
    assert session.title == {"es": "Cita", "en": "Meeting"}


# -- cohorts and cities -------------------------------------------------------------------------


def test_cohort_open_by_role(request, signed_in, participation):
    for who, status in [("admin", 200), ("staff", 403), ("coach", 403), ("lead", 403)]:
        client = signed_in(request.getfixturevalue(who))
        assert client.get(url("cohort_open")).status_code == status


def test_cohort_open_without_a_template(signed_in, admin):
    assert b"There is no template yet" in signed_in(admin).get(url("cohort_open")).content


def test_cohort_open(signed_in, admin, template):
    client = signed_in(admin)
    assert b"City Data Alliance Accelerator, version 1" in client.get(url("cohort_open")).content
    data = {
        "template": template.pk,
        "number": 8,
        "starts_on": "2027-02-01",
        "time_zone": "America/Bogota",
    }
    response = client.post(url("cohort_open"), data, follow=True)
    assert response.redirect_chain == [("/cohorts/8/", 302)]
    assert "Nothing was mailed." in response.content.decode()
    assert Session.objects.filter(cohort__number=8).count() == 15
    assert client.post(url("cohort_open"), data).status_code == 409


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_on": "2027-02-02"}, "The first day must be a Monday."),
        ({"starts_on": "2099-02-03"}, "The first day must be a Monday."),
        ({"starts_on": "2099-06-01"}, "This is too far away."),
        ({"starts_on": "2020-06-01"}, "This is too far away."),
        ({"number": "0"}, "greater than or equal to 1"),
        ({"number": "1e9"}, "Enter a whole number."),
        ({"template": "999"}, "Select a valid choice."),
        ({"time_zone": "Here"}, "Select a valid choice."),
    ],
)
def test_cohort_open_bad_input(signed_in, admin, template, change, sentence):
    data = {
        "template": template.pk,
        "number": 8,
        "starts_on": "2027-02-01",
        "time_zone": "America/Bogota",
        **change,
    }
    response = signed_in(admin).post(url("cohort_open"), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Cohort.objects.exists()


def city_data(**change):
    data = {
        "name": "Nueva Esperanza",
        "admin1": "Sololá",
        "country": "GT",
        "time_zone": "America/Guatemala",
        "language": "es",
        "population": "90000",
        "population_year": "2024",
        "council_name": "Concejo",
        "mayor_name": "Rita Mora",
        "mayor_form": "feminine",
        "mayor_email": "rita@ne.example",
        "office_name": "",
        "office_form": "neutral",
        "office_email": "",
    }
    return {**data, **change}


def test_city_admit_by_role(request, signed_in, planned, coach, lead):
    for who, status in [("admin", 200), ("staff", 403), ("coach", 403), ("lead", 403)]:
        client = signed_in(request.getfixturevalue(who))
        assert client.get(url("city_admit", 8)).status_code == status
    assert signed_in(request.getfixturevalue("admin")).get(url("city_admit", 99)).status_code == 404


def test_city_admit(signed_in, admin, planned):
    client = signed_in(admin)
    response = client.post(url("city_admit", 8), city_data(once="k"), follow=True)
    assert response.redirect_chain == [("/cities/nueva-esperanza/team/", 302)]
    assert "Nueva Esperanza is in." in response.content.decode()
    assert CitySession.objects.count() == 13
    assert OfficeContact.objects.get().role == "mayor"
    client.post(url("city_admit", 8), city_data(once="k"))
    assert Participation.objects.count() == 1
    assert client.post(url("city_admit", 8), city_data()).status_code == 409


def test_city_admit_with_its_office_only(signed_in, admin, planned):
    data = city_data(mayor_email="", office_name="Luis Paz", office_email="luis@ne.example")
    assert signed_in(admin).post(url("city_admit", 8), data).status_code == 302
    contact = OfficeContact.objects.get()
    assert (contact.role, contact.name, contact.language) == ("delegate", "Luis Paz", "es")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mayor_email": ""}, "Write the address of the mayor, of the delegate, or both."),
        ({"office_email": "RITA@ne.example", "office_name": "X"}, "need two addresses"),
        ({"office_email": "luis@ne.example"}, "Write the name of the delegate."),
        ({"mayor_name": ""}, "This field is required."),
        ({"country": "ZZ"}, "Select a valid choice."),
        ({"time_zone": "CST"}, "Select a valid choice."),
        ({"population": "-1"}, "greater than or equal to 1"),
        ({"population_year": "1492"}, "greater than or equal to 1950"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "nul\x00"}, "Null characters are not allowed."),
    ],
)
def test_city_admit_bad_input(signed_in, admin, planned, change, sentence):
    response = signed_in(admin).post(url("city_admit", 8), city_data(**change))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Sololá" in response.content.decode()
    assert not Participation.objects.exists()
