"""Where people land, and what they owe."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from cohorts.models import Participation
from strategy.models import Agreement, Review, Section, Strategy
from tests import factories
from tests.conftest import person

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


def piles(response):
    return {pile.code: [row.heading for row in pile.rows] for pile in response.context["piles"]}


# -- where people land --------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "staff", "coach"])
def test_dashboard_of_the_programme_is_the_running_cohort(request, signed_in, participation, who):
    response = signed_in(request.getfixturevalue(who)).get("/")
    assert (response.status_code, response.url) == (302, "/cohorts/7/")


def test_dashboard_of_a_coach_is_their_own_cohort(signed_in, coach, participation):
    factories.CohortFactory(number=9)
    assert signed_in(coach).get("/").url == "/cohorts/7/"


def test_dashboard_of_the_programme_without_a_cohort(signed_in, staff):
    factories.CohortFactory(number=9, status="planned")
    assert signed_in(staff).get("/").url == "/cohorts/"


@pytest.mark.parametrize("who", ["lead", "member", "mayor", "delegate", "partner"])
def test_dashboard_of_a_city_is_the_list(request, signed_in, participation, who):
    response = signed_in(request.getfixturevalue(who)).get("/")
    assert response.status_code == 200
    assert "To do" in words(response)


def test_dashboard_of_a_mayor_who_is_asked_to_sign_is_the_brief(signed_in, mayor, lead, strategy):
    Strategy.objects.update(status="mayor_review")
    assert signed_in(mayor).get("/").url == "/cities/valle-sereno/brief/"
    assert signed_in(mayor).get("/to-do/").status_code == 200
    assert signed_in(lead).get("/").status_code == 200


def test_dashboard_of_an_observer_and_of_nobody(signed_in, observer):
    assert "Reports for observers" in words(signed_in(observer).get("/"))
    gone = factories.UserFactory()
    assert "You have no part" in words(signed_in(gone).get("/"))


def test_dashboard_asks_who_it_is(client):
    assert client.get("/").status_code == 302
    assert client.get("/to-do/").status_code == 302


# -- what they owe ------------------------------------------------------------------------------


def test_todo_when_nothing_is_due_says_what_comes(signed_in, lead, team, participation):
    assert "Nothing is due" in words(signed_in(lead).get("/to-do/"))
    start = timezone.now() + timedelta(days=4)
    factories.CitySessionFactory(participation=participation, on=start.date(), starts_at=start)
    text = words(signed_in(lead).get("/to-do/"))
    assert "Next: Coaching session, Valle Sereno," in text
    factories.CitySessionFactory._meta.model.objects.update(starts_at=None, precision="month")
    assert "Next: Coaching session" in words(signed_in(lead).get("/to-do/"))


def test_todo_steps_by_date(signed_in, lead, member, team, participation):
    today = factories.today()
    for text, days in [("Late", -3), ("Now", 0), ("Soon", 5), ("Far", 30), ("Some day", None)]:
        due = today + timedelta(days=days) if days is not None else None
        factories.ActionItemFactory(participation=participation, owner=lead, text=text, due_on=due)
    factories.ActionItemFactory(participation=participation, owner=member, text="Not mine")
    factories.ActionItemFactory(participation=participation, owner=lead, text="Over", status="done")
    response = signed_in(lead).get("/to-do/")
    assert piles(response) == {
        "today": ["Late", "Now"],
        "week": ["Soon"],
        "later": ["Far", "Some day"],
    }
    assert "3 days late" in words(response)


def test_todo_sections_that_wait_for_my_words(signed_in, member, team, strategy):
    Section.objects.filter(code="B1").update(assignee=member)
    Section.objects.filter(code="B2").update(assignee=member, status="ready")
    Section.objects.filter(code="B3").update(assignee=member, is_hidden=True)
    (heading,) = piles(signed_in(member).get("/to-do/"))["later"]
    assert heading.startswith("Write “")
    Strategy.objects.update(status="coach_review")
    assert "later" not in piles(signed_in(member).get("/to-do/"))


def test_todo_of_a_coach(signed_in, coach, lead, team, strategy, participation):
    today = factories.today()
    Strategy.objects.update(status="coach_review")
    version = factories.VersionFactory(strategy=strategy, reason="coach")
    Review.objects.create(city=strategy.city, strategy=strategy, version=version, due_on=today)
    past = timezone.now() - timedelta(days=3)
    factories.CitySessionFactory(participation=participation, on=past.date(), starts_at=past)
    logged = factories.CitySessionFactory(
        participation=participation, on=past.date(), starts_at=past
    )
    factories.CoachingLogFactory(participation=participation, session=logged)
    found = piles(signed_in(coach).get("/to-do/"))
    assert len(found["today"]) == 2
    assert found["today"][0].startswith("Log the session of ")
    assert found["today"][1] == "Read the draft"
    assert piles(signed_in(lead).get("/to-do/")) == {"others": ["The coach reads the draft"]}


@pytest.mark.parametrize(
    ("status", "who", "pile", "heading"),
    [
        ("coach_cleared", "member", "today", "Say whether you agree"),
        ("team_final", "lead", "today", "Send the strategy to the mayor"),
        ("team_final", "member", "others", "The city lead sends the strategy to the mayor"),
        ("mayor_review", "mayor", "today", "Read the strategy and sign it, or ask for changes"),
        ("mayor_review", "delegate", "others", "The mayor reads and signs the strategy"),
        ("changes_requested", "lead", "today", "Work in what the mayor asked for"),
        ("changes_requested", "mayor", "others", "The city lead works in what the mayor asked for"),
    ],
)
def test_todo_by_the_state_of_the_strategy(
    request, signed_in, team, strategy, status, who, pile, heading
):
    Strategy.objects.update(status=status)
    found = piles(signed_in(request.getfixturevalue(who)).get("/to-do/"))
    assert found[pile] == [heading]


@pytest.mark.parametrize("status", ["signed", "drafting", "published", "not_started"])
def test_todo_strategy_in_quiet_states(signed_in, member, team, strategy, status):
    Strategy.objects.update(status=status)
    assert piles(signed_in(member).get("/to-do/")) == {}


def test_todo_who_has_said_waits_for_others(signed_in, member, team, strategy):
    Strategy.objects.update(status="coach_cleared")
    version = factories.VersionFactory(strategy=strategy, reason="coach")
    Review.objects.create(
        city=strategy.city,
        strategy=strategy,
        version=version,
        due_on=factories.today(),
        verdict="cleared",
    )
    Agreement.objects.create(city=strategy.city, version=version, user=member, agrees=True)
    found = piles(signed_in(member).get("/to-do/"))
    assert found == {"others": ["The team says whether it agrees"]}


def test_todo_teams(request, signed_in, mayor, delegate, staff, participation):
    assert piles(signed_in(mayor).get("/to-do/")) == {"today": ["Choose the senior team"]}
    assert piles(signed_in(delegate).get("/to-do/")) == {"today": ["Propose the senior team"]}
    assert piles(signed_in(staff).get("/to-do/")) == {"today": ["Assign a coach"]}
    factories.SeatFactory(participation=participation, status="proposed")
    assert piles(signed_in(mayor).get("/to-do/")) == {"today": ["Decide on the proposed team"]}
    assert piles(signed_in(delegate).get("/to-do/")) == {
        "others": ["The mayor decides on the proposed team"]
    }


def test_todo_invitations_nobody_answered(signed_in, lead, member, team, participation):
    factories.SeatFactory(participation=participation, status="invited")
    assert piles(signed_in(lead).get("/to-do/")) == {
        "others": ["1 invited person has not answered"]
    }
    assert piles(signed_in(member).get("/to-do/")) == {}
    Participation.objects.update(status="withdrawn")
    assert piles(signed_in(lead).get("/to-do/")) == {}


def test_todo_of_a_stranger(signed_in, stranger, lead, team, participation):
    factories.ActionItemFactory(participation=participation, owner=stranger, text="Not theirs")
    assert piles(signed_in(stranger).get("/to-do/")) == {}


def test_todo_queries_do_not_grow(signed_in, lead, team, strategy, participation):
    def add():
        factories.ActionItemFactory(participation=participation, owner=lead)
        factories.SectionFactory(
            strategy=strategy, assignee=lead, position=100 + Section.objects.count()
        )

    def count():
        with CaptureQueriesContext(connection) as captured:
            client.get("/to-do/")
        return len(captured)

    add()
    client = signed_in(lead)
    client.get("/to-do/")
    few = count()
    add()
    add()
    assert count() == few


# -- which city was it? -------------------------------------------------------------------------


def test_session_start_of_one_city_and_of_several(
    signed_in, coach, lead, participation, other_city
):
    client = signed_in(coach)
    assert client.get("/log/").url == "/cities/valle-sereno/sessions/log/"
    factories.PartFactory(user=coach, city=other_city, role="coach")
    text = words(client.get("/log/"))
    assert "Santa Brisa" in text
    assert "Valle Sereno" in text
    assert signed_in(lead).get("/log/").status_code == 403


def test_two_roles_see_what_both_owe(signed_in, city, participation):
    both = person("lead", city, name="Alma Rey")
    factories.PartFactory(user=both, city=city, role="delegate")
    assert piles(signed_in(both).get("/to-do/")) == {"today": ["Propose the senior team"]}
