"""The city page: by role, in every state, at a constant cost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from cohorts.models import CityMilestone, Cohort, Participation
from strategy.models import Comment, Reading, Review, Section, Strategy
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/cities/valle-sereno/"


def words(response):
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("staff", 200), ("coach", 200), ("lead", 200), ("member", 200),
     ("mayor", 200), ("delegate", 200), ("partner", 200), ("observer", 403), ("stranger", 404)],
)  # fmt: skip
def test_city_detail_by_role(request, signed_in, participation, who, status):
    assert signed_in(request.getfixturevalue(who)).get(PAGE).status_code == status


def test_city_detail_of_nobody(client, participation):
    assert client.get(PAGE).status_code == 302


def test_city_detail_of_a_city_without_a_cohort(signed_in, admin, city):
    assert signed_in(admin).get(PAGE).status_code == 404


def test_city_detail_at_my_own_address_shows_nothing_of_another(
    signed_in, stranger, other_city, team, strategy
):
    factories.ParticipationFactory(city=other_city)
    text = words(signed_in(stranger).get("/cities/santa-brisa/"))
    assert "Carla Peña" not in text
    assert "Not started." in text


def test_city_detail_says_where_who_and_what_time_it_is(signed_in, coach, mayor, team, strategy):
    text = words(signed_in(coach).get(PAGE))
    assert "Jalisco, Mexico" in text
    assert "Mayor Lucía Montes" in text
    assert "there (UTC−6)" in text
    assert "Carla Peña" in text
    assert "city lead" in text
    assert "12 days quiet" in text
    assert "Lead coach" in text
    assert "you" in text
    assert "Backup coach" in text


def test_city_detail_in_spanish_calls_the_mayor_as_the_city_does(
    signed_in, lead, mayor, participation
):
    lead.language = "es"
    lead.save()
    text = words(signed_in(lead).get(PAGE))
    assert "Alcaldesa Lucía Montes" in text
    assert "Jalisco, México" in text


def test_city_detail_of_a_partner_has_no_sessions_steps_or_team(signed_in, partner, team, strategy):
    factories.ActionItemFactory(participation=strategy.participation)
    factories.CoachingLogFactory(participation=strategy.participation)
    factories.CitySessionFactory(participation=strategy.participation)
    response = signed_in(partner).get(PAGE)
    text = words(response)
    assert "Governance" in text
    for hidden in ("Next steps", "Recent sessions", "Next session", "Carla Peña", "Manage"):
        assert hidden not in text


def test_city_detail_five_meters_always_say_why(signed_in, lead, team, strategy):
    sections = {section.block: section for section in Section.objects.all()}
    long_ago = timezone.now() - timedelta(days=15)
    Section.objects.filter(pk=sections["quality"].pk).update(touched_at=long_ago)
    Comment.objects.create(
        city=strategy.city, section=sections["use"], text="Which one?", author=lead
    )
    meters = signed_in(lead).get(PAGE).context["meters"]
    assert [(one.block, one.value, one.text) for one in meters] == [
        ("governance", 100, "Ready"),
        ("quality", 75, "15 days quiet"),
        ("use", 50, "1 comment open"),
        ("capacity", 25, "1 of 4 steps"),
        ("transparency", 0, "Not started"),
    ]


def test_city_detail_after_the_draft_silence_is_no_alarm(signed_in, lead, team, strategy):
    long_ago = timezone.now() - timedelta(days=15)
    Section.objects.update(touched_at=long_ago)
    Strategy.objects.update(status="signed")
    meters = signed_in(lead).get(PAGE).context["meters"]
    assert [one.text for one in meters][1] == "3 of 4 steps"


def test_city_detail_steps_and_sessions(signed_in, lead, team, coach, participation):
    for number in range(6):
        factories.ActionItemFactory(participation=participation, text=f"Step {number}", owner=lead)
    factories.ActionItemFactory(participation=participation, text="Closed", status="done")
    for day in range(1, 5):
        factories.CoachingLogFactory(
            participation=participation,
            held_at=datetime(2026, 11, day, tzinfo=UTC),
            summary=f"Talk {day}. And more.",
        )
    response = signed_in(lead).get(PAGE)
    assert (len(response.context["step_rows"]), response.context["steps_of_all"]) == (4, 6)
    assert [log.first_line for log in response.context["logs"]] == ["Talk 4", "Talk 3", "Talk 2"]
    text = words(response)
    assert "All 6" in text
    assert "All 4" in text
    assert "Closed" not in text


def test_city_detail_with_nothing_yet(signed_in, lead, participation):
    text = words(signed_in(lead).get(PAGE))
    for sentence in (
        "Nothing is open.",
        "No sessions yet.",
        "No session is planned.",
        "Nobody is named yet.",
        "No coach yet.",
    ):
        assert sentence in text


def test_city_detail_next_session_on_two_clocks(signed_in, coach, participation):
    start = timezone.now() + timedelta(days=5)
    factories.CitySessionFactory(
        participation=participation,
        on=start.date(),
        starts_at=start,
        link="https://call.example/x",
        place="Room 4",
    )
    response = signed_in(coach).get(PAGE)
    text = words(response)
    assert "Your time" in text
    assert "Valle Sereno · 1 h behind" in text or "Valle Sereno · 2 h behind" in text
    assert "Room 4" in text
    assert "Join the call" in text
    coach.time_zone = "America/Mexico_City"
    coach.save()
    assert "Theirs" not in words(signed_in(coach).get(PAGE))
    coach.time_zone = "America/Sao_Paulo"
    coach.save()
    assert "3 h behind" in words(signed_in(coach).get(PAGE))


def test_city_detail_clocks_ahead(signed_in, coach, participation):
    coach.time_zone = "America/Los_Angeles"
    coach.save()
    start = datetime(2027, 1, 12, 18, tzinfo=UTC)
    factories.CitySessionFactory(participation=participation, on=start.date(), starts_at=start)
    assert "2 h ahead" in words(signed_in(coach).get(PAGE))


def test_city_detail_next_session_is_rough(signed_in, lead, participation):
    factories.CitySessionFactory(
        participation=participation,
        kind="city_visit",
        on=factories.today() + timedelta(days=40),
        precision="month",
        starts_at=None,
    )
    assert "place to be announced" in words(signed_in(lead).get(PAGE))


def test_city_detail_timeline(signed_in, lead, participation):
    today = factories.today()
    for place, (code, status, days) in enumerate(
        [("kickoff", "done", -90), ("visit", "done", -80), ("draft", "underway", -4),
         ("event", "pending", 60)]
    ):  # fmt: skip
        factories.CityMilestoneFactory(
            participation=participation,
            code=code,
            label={"en": code.title()},
            position=place,
            status=status,
            due_on=today + timedelta(days=days),
            done_on=today - timedelta(days=70) if status == "done" else None,
            precision="quarter" if code == "event" else "day",
        )
    context = signed_in(lead).get(PAGE).context
    assert [(step["state"], step["precision"]) for step in context["steps"]] == [
        ("done", "day"),
        ("done", "day"),
        ("now", "day"),
        ("next", "quarter"),
    ]
    assert (context["steps"][2]["note"], context["folded"]) == ("4 days late", 1)
    CityMilestone.objects.update(status="done")
    context = signed_in(lead).get(PAGE).context
    assert (context["milestone"], context["folded"]) == (None, 3)


def count_queries(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    own = ("SAVEPOINT", "RELEASE", "SET ROLE", "SELECT current_user")
    return sum(not query["sql"].startswith(own) for query in captured)


def test_city_detail_queries_do_not_grow(signed_in, coach, team, strategy, participation):
    def add():
        factories.ActionItemFactory(participation=participation, owner=coach)
        factories.CoachingLogFactory(participation=participation, logged_by=coach)
        factories.CitySessionFactory(participation=participation)
        code = f"c{CityMilestone.objects.count()}"
        factories.CityMilestoneFactory(participation=participation, code=code)
        factories.SeatFactory(participation=participation, user=factories.UserFactory())

    add()
    client = signed_in(coach)
    few = count_queries(client, PAGE)
    add()
    add()
    assert count_queries(client, PAGE) == few <= 15


# -- the one next act ---------------------------------------------------------------------------


def next_of(response):
    act = response.context["next"]
    return (act.heading, act.verb) if act else None


def test_next_while_the_cohort_is_planned(signed_in, lead, participation):
    Cohort.objects.update(status="planned")
    assert next_of(signed_in(lead).get(PAGE)) == ("Next: the programme opens the cohort", "")


def test_next_the_mayor_chooses_the_team(signed_in, mayor, coach, participation):
    assert next_of(signed_in(mayor).get(PAGE)) == (
        "Next: Lucía Montes chooses the senior team",
        "Choose the team",
    )
    assert signed_in(coach).get(PAGE).context["next"].url == ""


def test_next_nobody_knows_the_mayor(signed_in, staff, participation):
    assert next_of(signed_in(staff).get(PAGE))[0] == "Next: the mayor chooses the senior team"


def test_next_the_mayor_decides_on_a_proposal(signed_in, mayor, participation):
    factories.SeatFactory(participation=participation, status="proposed")
    response = signed_in(mayor).get(PAGE)
    assert next_of(response)[0] == "Next: Lucía Montes decides on the proposed team"
    assert "1 person is proposed." in words(response)


def test_next_a_coach_is_missing(signed_in, staff, team, participation):
    Participation.objects.update(coach_names=[])
    assert next_of(signed_in(staff).get(PAGE)) == ("Next: the programme assigns a coach", "Assign")


def test_next_the_team_accepts(signed_in, staff, team, participation):
    participation.seats.update(status="invited")
    response = signed_in(staff).get(PAGE)
    assert next_of(response)[0] == "Next: the team accepts its invitations"
    assert "2 invitations are on their way." in words(response)


def test_next_the_lead_starts(signed_in, lead, coach, team):
    assert next_of(signed_in(lead).get(PAGE)) == ("Next: Carla Peña starts the strategy", "Start")
    assert next_of(signed_in(coach).get(PAGE))[1] == "Open strategy"


SENDS = "Next: Carla Peña sends the strategy to the mayor"
SIGNS = "Next: Lucía Montes signs the strategy"
AGREES = "Next: the team says whether it agrees"
WORKS = "Next: the team works in what the mayor asked for"


@pytest.mark.parametrize(
    ("status", "who", "expected"),
    [
        ("drafting", "member", ("Next: the team writes the draft", "Open strategy")),
        ("coach_review", "lead", ("Next: Ana Duarte reads the draft", "Open strategy")),
        ("coach_cleared", "lead", (AGREES, "Answer")),
        ("coach_cleared", "mayor", (AGREES, "Open strategy")),
        ("team_final", "lead", (SENDS, "Send")),
        ("team_final", "coach", (SENDS, "Open strategy")),
        ("mayor_review", "mayor", (SIGNS, "Read the brief")),
        ("mayor_review", "coach", (SIGNS, "See what the mayor sees")),
        ("changes_requested", "lead", (WORKS, "Open strategy")),
        ("signed", "lead", ("Next: the strategy is published", "Read it")),
        ("amended", "mayor", ("Next: the team amends the signed strategy", "Open strategy")),
        ("published", "lead", None),
    ],
)
def test_next_by_the_state_of_the_strategy(
    request, signed_in, mayor, team, strategy, status, who, expected
):
    Strategy.objects.update(status=status)
    assert next_of(signed_in(request.getfixturevalue(who)).get(PAGE)) == expected


def test_next_says_by_when_the_coach_answers(signed_in, lead, team, strategy):
    Strategy.objects.update(status="coach_review")
    version = factories.VersionFactory(strategy=strategy, reason="coach", number="0.1")
    due = factories.today() + timedelta(days=2)
    Review.objects.create(city=strategy.city, strategy=strategy, version=version, due_on=due)
    assert "Answer by" in signed_in(lead).get(PAGE).context["next"].text


def test_next_says_when_a_milestone_is_due(signed_in, lead, team, strategy, participation):
    factories.CityMilestoneFactory(
        participation=participation, due_on=datetime(2026, 12, 4, tzinfo=UTC), precision="quarter"
    )
    assert signed_in(lead).get(PAGE).context["next"].text == "Due 4th quarter of 2026"


@pytest.mark.parametrize(
    ("due", "opened", "words"),
    [
        (True, True, "Due {} · sent 2 days ago, opened today "),
        (True, False, "Due {} · sent 2 days ago, not opened yet"),
        (False, True, "Sent 2 days ago, opened today "),
        (False, False, "Sent 2 days ago, not opened yet"),
    ],
)
def test_next_tells_whether_the_mayor_opened_it(
    signed_in, coach, mayor, team, strategy, due, opened, words
):
    since = timezone.now() - timedelta(days=2)
    day = datetime(2027, 2, 5, tzinfo=UTC).date()
    Strategy.objects.update(status="mayor_review", status_since=since, due_on=day if due else None)
    version = factories.VersionFactory(strategy=strategy)
    early = since - timedelta(days=9)
    read_at = timezone.now() if opened else early
    Reading.objects.create(
        city=strategy.city, strategy=strategy, user=mayor, version=version, read_at=read_at
    )
    text = signed_in(coach).get(PAGE).context["next"].text
    assert text.startswith(words.format("Fri, Feb 5"))
