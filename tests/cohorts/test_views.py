"""Cohorts, team and delegation over HTTP, by those who may and those who may not."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cda.people.models import Invitation
from cohorts import actions
from cohorts.models import Delegation, OfficeContact, Participation, Seat
from tests import factories
from tests.cohorts.test_actions import new_city

pytestmark = pytest.mark.django_db


def team_data(people, lead="0", **more):
    data = {"person-TOTAL_FORMS": len(people), "person-INITIAL_FORMS": 0, "lead": lead, **more}
    for place, person in enumerate(people):
        for name in ("name", "email", "function", "function_text", "language", "form"):
            data[f"person-{place}-{name}"] = getattr(person, name)
    return data


def url(name, *args):
    return reverse(f"cohorts:{name}", args=args)


# -- the grid -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("staff", 200), ("coach", 200), ("lead", 403), ("mayor", 403),
     ("partner", 403), ("observer", 403), ("stranger", 403)],
)  # fmt: skip
def test_cohort_detail_by_role(request, signed_in, participation, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("cohort_detail", 7)).status_code == status
    assert client.get(url("cohort_list")).status_code == status


def test_cohort_detail_shows_a_coach_only_their_cities(signed_in, coach, participation, other_city):
    factories.ParticipationFactory(city=other_city)
    response = signed_in(coach).get(url("cohort_detail", 7))
    assert [row.name for row in response.context["rows"]] == ["Valle Sereno"]
    assert "Santa Brisa" not in response.content.decode()
    (cohort,) = signed_in(coach).get(url("cohort_list")).context["cohorts"]
    assert cohort.cities == 1


def test_cohort_detail_that_does_not_exist(signed_in, staff, participation):
    assert signed_in(staff).get(url("cohort_detail", 99)).status_code == 404


def test_cohort_detail_filters(signed_in, staff, participation, other_city):
    factories.ParticipationFactory(city=other_city, health="stuck", coach_names=["Bo"])
    client = signed_in(staff)

    def names(**query):
        page = client.get(f"{url('cohort_detail', 7)}?{urlencode(query)}")
        return [row.name for row in page.context["rows"]]

    assert names(show="needs_help") == ["Santa Brisa"]
    assert names(show="on_track", sort="name") == ["Valle Sereno"]
    assert names(coach="Bo") == ["Santa Brisa"]
    assert names(coach="Nobody") == []
    assert names(sort="name", page="no number") == ["Santa Brisa", "Valle Sereno"]
    assert names(sort="'; DROP", page="999") == names()


def test_cohort_detail_refreshes_its_rows(signed_in, staff, participation):
    client = signed_in(staff)
    whole = client.get(url("cohort_detail", 7)).content.decode()
    rows = client.get(
        url("cohort_detail", 7), headers={"HX-Request": "true", "HX-Target": "rows"}
    ).content.decode()
    assert rows.strip().startswith("<tbody")
    assert "<html" not in rows
    assert 'hx-trigger="every 60s"' in whole


def queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "SET ROLE", "SELECT current_user")
    return [q["sql"] for q in captured if not q["sql"].startswith(own)]


def test_cohort_detail_queries_do_not_grow(signed_in, staff, participation):
    client, path = signed_in(staff), url("cohort_detail", 7)
    factories.CityMilestoneFactory(participation=participation)
    few = queries(client, path)
    for _number in range(2):
        more = factories.ParticipationFactory()
        factories.CityMilestoneFactory(participation=more, status="underway")
    assert len(queries(client, path)) == len(few) <= 14


def test_cohort_detail_of_many_pages(signed_in, staff, participation):
    for _number in range(50):
        factories.ParticipationFactory()
    client = signed_in(staff)
    first = client.get(f"{url('cohort_detail', 7)}?sort=name")
    assert len(first.context["rows"]) == 50
    assert b'href="?sort=name&amp;page=2"' in first.content
    assert len(client.get(f"{url('cohort_detail', 7)}?page=2").context["rows"]) == 1


def test_cohort_list_without_a_cohort(signed_in, staff):
    assert b"No cohort yet" in signed_in(staff).get(url("cohort_list")).content


def test_cohort_detail_of_a_planned_cohort_says_what_waits(signed_in, admin, planned):
    actions.admit_city(planned, new_city(), by=admin)
    response = signed_in(admin).get(url("cohort_detail", 8))
    assert response.context["waiting"] == 2
    assert b"Open cohort" in response.content


def test_cohort_start_by_role(signed_in, admin, staff, planned):
    assert signed_in(staff).post(url("cohort_start", 8)).status_code == 403
    response = signed_in(admin).post(url("cohort_start", 8), {"once": "x"}, follow=True)
    assert "The cohort is open" in response.content.decode()
    assert signed_in(admin).post(url("cohort_start", 8), {"once": "x"}).status_code == 302
    assert signed_in(admin).post(url("cohort_start", 8)).status_code == 409


# -- the team -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("staff", 200), ("coach", 200), ("lead", 200), ("member", 200),
     ("mayor", 200), ("delegate", 200), ("partner", 403), ("observer", 403), ("stranger", 404)],
)  # fmt: skip
def test_team_detail_by_role(request, signed_in, participation, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("team_detail", "valle-sereno")).status_code == status


def test_team_detail_of_my_own_city_shows_nobody_of_another(
    signed_in, stranger, other_city, participation
):
    factories.ParticipationFactory(city=other_city)
    factories.SeatFactory(participation=participation, name="Somebody There")
    response = signed_in(stranger).get(url("team_detail", "santa-brisa"))
    assert response.context["people"] == []
    assert "Somebody There" not in response.content.decode()


def test_team_detail_of_a_city_without_a_cohort(signed_in, admin, city):
    assert signed_in(admin).get(url("team_detail", city.slug)).status_code == 404


def test_team_detail_shows_everybody(signed_in, admin, opened, nominees, delegate_at):
    participation = actions.admit_city(opened, new_city(), by=admin)
    actions.confirm_team(participation, nominees, by=admin)
    delegate_at(participation)
    text = signed_in(admin).get(url("team_detail", participation.city.slug)).content.decode()
    for words in ("Carla Peña", "invited", "Lucía Montes", "Alcaldesa", "Pía Soto", "Invite again"):
        assert words in text or words == "Alcaldesa"
    assert "read the brief" in text


@pytest.fixture
def delegate_at():
    def give(participation):
        user = factories.UserFactory(name="Pía Soto", email="office@vs.example")
        factories.PartFactory(user=user, city=participation.city, role="delegate")
        term = actions.mayor.MayoralTerm.objects.get(city=participation.city)
        today = factories.today()
        Delegation.objects.create(
            city=participation.city,
            term=term,
            user=user,
            powers=["view"],
            starts_on=today,
            ends_on=today,
        )

    return give


def test_team_detail_says_who_is_quiet(signed_in, admin, participation):
    today = factories.today()
    for name, seen in (("Quiet", 12), ("Here", 0), ("Never", None)):
        user = factories.UserFactory(
            seen_on=today - timedelta(days=seen) if seen is not None else None, phone="+502 1"
        )
        factories.SeatFactory(participation=participation, user=user, name=name)
    text = signed_in(admin).get(url("team_detail", "valle-sereno")).content.decode()
    assert "12 days quiet" in text
    assert "not here yet" in text
    assert 'href="tel:+502 1"' in text


def test_team_detail_queries_do_not_grow(signed_in, admin, participation):
    client, path = signed_in(admin), url("team_detail", "valle-sereno")
    factories.SeatFactory(participation=participation, user=factories.UserFactory())
    few = len(queries(client, path))
    for _number in range(2):
        factories.SeatFactory(participation=participation, user=factories.UserFactory())
    assert len(queries(client, path)) == few


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("lead", 200), ("mayor", 200), ("delegate", 200), ("staff", 403),
     ("coach", 403), ("member", 403), ("partner", 403), ("stranger", 404)],
)  # fmt: skip
def test_team_nominate_by_role(request, signed_in, participation, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("team_nominate", "valle-sereno")).status_code == status


def test_team_nominate_works_without_a_script(signed_in, mayor, participation):
    text = signed_in(mayor).get(url("team_nominate", "valle-sereno")).content.decode()
    head, _start, rest = text.partition("<noscript><input")
    assert head.count('<fieldset class="card stack nominee"') == 3
    assert 'name="person-TOTAL_FORMS" value="4"' in rest
    assert 'name="person-3-email"' in rest
    assert "<template data-rows-template>" in rest
    assert "Reason for an exception" not in text


def test_team_nominate_by_the_mayor(signed_in, mayor, participation, nominees):
    client, path = signed_in(mayor), url("team_nominate", "valle-sereno")
    response = client.post(path, team_data(nominees, lead="1", once="k"), follow=True)
    assert response.redirect_chain == [(url("team_detail", "valle-sereno"), 302)]
    assert "The team is confirmed" in response.content.decode()
    assert list(Seat.objects.filter(is_lead=True).values_list("name", "status")) == [
        ("Diego Rojas", "invited")
    ]
    again = client.post(path, team_data(nominees, lead="1", once="k"))
    assert (again.status_code, Seat.objects.count()) == (302, 3)


def test_team_nominate_by_the_delegate_is_a_proposal(
    signed_in, delegate, mayor, participation, nominees
):
    client, path = signed_in(delegate), url("team_nominate", "valle-sereno")
    response = client.post(path, team_data(nominees), follow=True)
    assert "The mayor was told" in response.content.decode()
    assert set(Seat.objects.values_list("status", flat=True)) == {"proposed"}
    page = signed_in(mayor).get(path).content.decode()
    assert 'value="Carla Peña"' in page
    assert 'id="lead-0" value="0" checked' in page


def test_team_nominate_of_nobody_for_a_whole_team(signed_in, lead, mayor, participation, nominees):
    actions.confirm_team(participation, nominees, by=mayor)
    fourth = replace(nominees[2], name="Tomás Barrera", email="tomas@vs.example")
    actions.propose_team(participation, [fourth], by=lead)
    path = url("team_nominate", "valle-sereno")
    page = signed_in(lead).post(path, team_data([]), follow=True).content.decode()
    assert "The mayor was told" not in page
    assert not Seat.objects.proposed().exists()


def test_team_nominate_leaves_out_who_was_proposed(signed_in, mayor, lead, participation, nominees):
    actions.propose_team(participation, nominees, by=lead)
    empty = nominees[2].__class__("", "", "", "", "es", "neutral", False)
    fourth = nominees[2].__class__(
        "Eva Sol", "eva@vs.example", "policy", "", "es", "neutral", False
    )
    data = team_data([nominees[0], nominees[1], empty, fourth])
    response = signed_in(mayor).post(url("team_nominate", "valle-sereno"), data)
    assert response.status_code == 302
    chosen = Seat.objects.filled().values_list("name", flat=True)
    assert set(chosen) == {"Carla Peña", "Diego Rojas", "Eva Sol"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"person-1-email": "no address"}, "Enter a valid email address."),
        ({"person-1-name": ""}, "This field is required."),
        ({"person-1-name": "x" * 121}, "at most 120 characters"),
        ({"person-1-name": "nul\x00"}, "Null characters are not allowed."),
        ({"person-1-function": "king"}, "Select a valid choice"),
        ({"person-1-function": "other"}, "Say which function it is."),
        ({"person-1-language": "xx"}, "Select a valid choice"),
        ({"lead": ""}, "Say which one person leads the team."),
        ({"lead": "77"}, "Say which one person leads the team."),
        ({"person-1-email": "CARLA@valle-sereno.example"}, "is there twice"),
        ({"person-TOTAL_FORMS": "2"}, "A team has 3 or 4 people, this one has 2."),
        ({"person-TOTAL_FORMS": "no"}, "this one has 0"),
        ({"person-TOTAL_FORMS": "9999"}, ""),
    ],
)  # fmt: skip
def test_team_nominate_bad_input(signed_in, mayor, participation, nominees, change, sentence):
    data = {**team_data(nominees), **change}
    response = signed_in(mayor).post(url("team_nominate", "valle-sereno"), data)
    if not sentence:
        assert response.status_code in {302, 422}
        return
    assert response.status_code == 422
    text = response.content.decode()
    assert sentence in text
    assert "<title>Error: " in text
    assert "Carla Peña" in text or "TOTAL_FORMS" in str(change)
    assert not Seat.objects.exists()


def test_team_nominate_exception_only_by_an_administrator(
    signed_in, mayor, admin, participation, nominees
):
    path = url("team_nominate", "valle-sereno")
    data = team_data(nominees[:2], override="A very small city")
    assert signed_in(mayor).post(path, data).status_code == 422
    assert "Reason for an exception" in signed_in(admin).get(path).content.decode()
    assert signed_in(admin).post(path, data).status_code == 302
    assert Seat.objects.filled().count() == 2


def test_team_nominate_to_an_existing_team_shows_it(signed_in, mayor, participation, nominees):
    actions.confirm_team(participation, nominees, by=mayor)
    text = signed_in(mayor).get(url("team_nominate", "valle-sereno")).content.decode()
    assert "Already in the team:" in text
    assert "city lead" in text


def test_seat_invite_by_role(request, signed_in, participation, nominees, mayor):
    seat = actions.confirm_team(participation, nominees, by=mayor)[0]
    path = url("seat_invite", "valle-sereno", seat.key)
    for who, status in [("member", 403), ("mayor", 403), ("coach", 403), ("stranger", 404)]:
        assert signed_in(request.getfixturevalue(who)).post(path).status_code == status
    for who in ("lead", "staff", "admin"):
        assert signed_in(request.getfixturevalue(who)).post(path).status_code == 302
    assert Invitation.objects.filter(seat_id=seat.pk).count() == 4
    assert signed_in(mayor).get(path).status_code == 405


def test_seat_invite_of_another_city_under_my_own_address(
    signed_in, lead, participation, other_city
):
    there = factories.ParticipationFactory(city=other_city)
    seat = factories.SeatFactory(participation=there, status="invited")
    response = signed_in(lead).post(url("seat_invite", "valle-sereno", seat.key))
    assert response.status_code == 404
    assert not Invitation.objects.exists()


def test_mayor_invite_by_role(request, signed_in, participation):
    contact = OfficeContact.objects.create(
        city=participation.city, role="mayor", name="Lucía", email="m@vs.example", language="es"
    )
    path = url("mayor_invite", "valle-sereno", contact.key)
    assert signed_in(request.getfixturevalue("member")).post(path).status_code == 403
    assert signed_in(request.getfixturevalue("stranger")).post(path).status_code == 404
    response = signed_in(request.getfixturevalue("staff")).post(path, follow=True)
    assert "Lucía gets a new invitation." in response.content.decode()
    text = response.content.decode()
    assert "has not accepted yet" in text


def test_participation_move_by_role(request, signed_in, participation, coach):
    Participation.objects.update(status="selected", coach_names=["Ana Duarte"])
    path = url("participation_move", "valle-sereno")
    for who, status in [("lead", 403), ("coach", 403), ("mayor", 403), ("stranger", 404)]:
        response = signed_in(request.getfixturevalue(who)).post(path, {"status": "onboarding"})
        assert response.status_code == status
    staff = signed_in(request.getfixturevalue("staff"))
    assert staff.post(path, {"status": "onboarding"}).status_code == 302
    assert Participation.objects.get().status == "onboarding"
    assert staff.post(path, {"status": "active", "override": "Let us go"}).status_code == 409
    assert staff.post(path, {"status": "alumni"}).status_code == 302
    assert Participation.objects.get().status == "onboarding"
    admin = signed_in(request.getfixturevalue("admin"))
    page = admin.get(url("team_detail", "valle-sereno")).content.decode()
    assert "A team has 3 or 4 people, this one has 0." in page
    assert admin.post(path, {"status": "active", "override": "Let us go"}).status_code == 302
    assert Participation.objects.get().reason == "Let us go"


# -- delegation ---------------------------------------------------------------------------------


def delegation_data(user, days=10, **more):
    today = factories.today()
    last = today + timedelta(days=days)
    return {
        "user": user.pk,
        "powers": ["view", "decide"],
        "starts_on": today,
        "ends_on": last,
        **more,
    }


@pytest.mark.parametrize(
    ("who", "status"),
    [("mayor", 200), ("delegate", 403), ("lead", 403), ("admin", 403), ("stranger", 404)],
)
def test_delegation_grant_by_role(request, signed_in, participation, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("delegation_grant", "valle-sereno")).status_code == status


def test_delegation_grant_and_revoke(signed_in, mayor, delegate, participation):
    client, path = signed_in(mayor), url("delegation_grant", "valle-sereno")
    assert client.post(path, delegation_data(delegate)).status_code == 302
    page = client.get(url("team_detail", "valle-sereno")).content.decode()
    assert "ask for changes in the mayor’s name" in page
    delegation = Delegation.objects.get()
    revoke = url("delegation_revoke", "valle-sereno", delegation.key)
    assert signed_in(delegate).post(revoke).status_code == 403
    assert signed_in(mayor).post(revoke).status_code == 302
    assert signed_in(mayor).post(revoke).status_code == 404
    assert not Delegation.objects.in_force().exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "2020-01-01"}, "The last day comes after the first."),
        ({"ends_on": "9999-12-31"}, "A year at most."),
        ({"starts_on": "2020-01-01"}, "This day is over."),
        ({"starts_on": "6/2/2027"}, "Enter a valid date."),
        ({"powers": ["sign"]}, "Select a valid choice. sign"),
        ({"powers": []}, "This field is required."),
        ({"user": "0"}, "Select a valid choice."),
    ],
)
def test_delegation_grant_bad_input(signed_in, mayor, delegate, participation, change, sentence):
    data = {**delegation_data(delegate), **change}
    response = signed_in(mayor).post(url("delegation_grant", "valle-sereno"), data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Delegation.objects.exists()


def test_delegation_grant_to_somebody_of_another_city(signed_in, mayor, participation, other_city):
    outside = factories.PartFactory(city=other_city, role="delegate").user
    path = url("delegation_grant", "valle-sereno")
    assert "Nobody of your office is here yet" in signed_in(mayor).get(path).content.decode()
    assert signed_in(mayor).post(path, delegation_data(outside)).status_code == 422


def test_delegation_revoke_of_another_city_under_my_own_address(
    signed_in, mayor, participation, stranger, other_city
):
    term = stranger.parts.get().city
    factories.ParticipationFactory(city=other_city)
    delegation = Delegation.objects.create(
        city=other_city,
        term=actions.mayor.MayoralTerm.objects.get(city=term),
        user=stranger,
        powers=["view"],
        starts_on=factories.today(),
        ends_on=factories.today(),
    )
    path = url("delegation_revoke", "valle-sereno", delegation.key)
    assert signed_in(mayor).post(path).status_code == 404


def test_template_load_by_role(signed_in, admin, staff, coach):
    for who, status in [(staff, 403), (coach, 403), (admin, 302)]:
        assert signed_in(who).post(url("template_load")).status_code == status
    page = signed_in(admin).get(reverse("events:cohort_open")).content.decode()
    assert "City Data Alliance Accelerator" in page
