"""Log a session: prefilled, saved whole, and nothing typed is ever lost."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from cda.audit.models import Entry
from coaching.models import ActionItem, CoachingLog, PrivateNote
from cohorts.models import HealthReport, Participation
from events.models import CitySession
from tests import factories
from tests.localised import LANGUAGES

pytestmark = pytest.mark.django_db
SECRET = "Her chief of staff wants to leave in March."
EMPTY_ROWS = {"steps-TOTAL_FORMS": "3", "steps-INITIAL_FORMS": "0"}


@pytest.fixture
def url(city):
    return reverse("coaching:session_log", args=[city.slug])


@pytest.fixture
def full(lead, member, item, session):
    """A form filled in as the coach of the wireframe would."""
    return EMPTY_ROWS | {
        "session": session.key,
        "held_on": "2026-12-02",
        "at": "12:00",
        "kind": "coaching",
        "minutes": "50",
        "present": [f"u{lead.pk}"],
        "others": "Rosa Lima,  Diego Rojas , Rosa Lima",
        "summary": "Two of five departments have named a steward.",
        f"agreed-{item.key}": "open",
        "steps-0-text": "Send a sample job description, Ana, Friday",
        "steps-1-text": "Book the room",
        "steps-1-owner": str(lead.pk),
        "steps-1-due_on": "2026-12-11",
        "steps-2-owner": str(lead.pk),
        "blocks": ["governance", "capacity"],
        "health": "needs_help",
        "private_note": SECRET,
        "is_mailed": "on",
    }


def test_session_log_is_filled_in_before_it_opens(
    signed_in, coach, url, lead, member, log, item, session, now
):
    log.attendances.create(city=log.city, user=lead, name=lead.name)
    log.attendances.create(city=log.city, user=member, name=member.name, is_present=False)
    CoachingLog.objects.update(blocks=["use"])
    response = signed_in(coach).get(url)
    form = response.context["form"]
    assert response.status_code == 200
    assert response.context["session"] == session
    assert response.context["is_today"]
    assert form.initial == {
        "held_on": date(2026, 12, 2),
        "at": datetime(2026, 12, 2, 12, 0).time(),  # noqa: DTZ001  (the coach's clock, New York)
        "kind": "coaching",
        "minutes": 45,
        "present": [f"u{lead.pk}"],
        "blocks": ["use"],
        "health": "on_track",
    }
    assert [agreed for agreed, _ in form.agreements()] == [item]


def test_session_log_without_a_calendar(signed_in, coach, url, participation, now):
    response = signed_in(coach).get(url)
    assert response.context["session"] is None
    assert response.context["form"].initial["held_on"] == date(2026, 12, 2)
    assert response.context["form"].initial["minutes"] == 45


def test_session_log_offers_what_nobody_logged(signed_in, coach, url, session, participation, now):
    logged = factories.CitySessionFactory(participation=participation, on=date(2026, 12, 1))
    factories.CoachingLogFactory(participation=participation, session=logged)
    factories.CitySessionFactory(
        participation=participation, on=date(2026, 11, 30), status="cancelled"
    )
    factories.CitySessionFactory(participation=participation, on=date(2026, 12, 9))
    older = factories.CitySessionFactory(
        participation=participation, on=date(2026, 11, 3), starts_at=None, kind="city_visit"
    )
    client = signed_in(coach)
    assert client.get(url).context["others"] == [older]
    chosen = client.get(url, {"session": older.key})
    assert chosen.context["session"] == older
    assert chosen.context["form"].initial["held_on"] == date(2026, 11, 3)
    assert client.get(url, {"session": "none"}).context["session"] is None


@pytest.mark.parametrize("key", ["x", "A" * 22, "../../../../etc/passwd"])
def test_session_log_of_a_session_that_is_not_there(signed_in, coach, url, participation, key):
    assert signed_in(coach).get(url, {"session": key}).status_code == 404
    assert signed_in(coach).post(url, {"session": f"{key}\x00"}).status_code == 404


def test_session_log_of_a_session_of_another_city(signed_in, coach, url, other_city, participation):
    theirs = factories.CitySessionFactory(
        participation=factories.ParticipationFactory(city=other_city)
    )
    assert signed_in(coach).get(url, {"session": theirs.key}).status_code == 404


def test_session_log_saves_everything(
    signed_in, coach, url, full, lead, member, item, session, letters, now
):
    response = signed_in(coach).post(url, full)
    log = CoachingLog.objects.get(session=session)
    assert response.status_code == 302
    assert response.url == reverse("coaching:session_detail", args=[log.city.slug, log.key])
    assert log.held_at == datetime(2026, 12, 2, 17, 0, tzinfo=UTC)
    assert (log.kind, log.minutes, log.health) == ("coaching", 50, "needs_help")
    assert log.summary == full["summary"]
    assert log.blocks == ["governance", "capacity"]
    assert (log.logged_by, log.mailed_at) == (coach, now)
    people = log.attendances.order_by("pk").values_list("name", "user", "is_present")
    assert list(people) == [
        ("Carla Peña", lead.pk, True),
        ("Diego Rojas", member.pk, True),
        ("Rosa Lima", None, True),
    ]
    note = PrivateNote.objects.get(log=log)
    assert (note.author, note.text) == (coach, SECRET)
    steps = log.action_items.order_by("pk").values_list("text", "owner", "due_on")
    assert list(steps) == [
        ("Send a sample job description", coach.pk, date(2026, 12, 4)),
        ("Book the room", lead.pk, date(2026, 12, 11)),
    ]
    item.refresh_from_db()
    assert (item.status, item.carried) == ("open", 1)
    session.refresh_from_db()
    assert session.status == CitySession.Status.HELD
    assert {letter.reader for letter in letters("session_logged")} == {lead, member}


def test_session_log_updates_what_the_grid_shows(signed_in, coach, url, full, now):
    signed_in(coach).post(url, full)
    participation = Participation.objects.get()
    assert participation.last_session_on == date(2026, 12, 2)
    assert participation.health == "needs_help"
    report = HealthReport.objects.get()
    assert (report.health, report.said_by) == ("needs_help", coach)


def test_session_log_history_holds_numbers_only(signed_in, coach, url, full, now):
    signed_in(coach).post(url, full)
    entry = Entry.objects.get(verb="session.logged")
    assert entry.actor_id == coach.pk
    assert entry.note == {
        "kind": "coaching",
        "held_at": "2026-12-02T12:00-05:00",
        "present": 3,
        "agreed": 2,
        "open": 1,
    }


def test_session_log_needs_nothing_but_that_it_happened(signed_in, coach, url, participation, now):
    response = signed_in(coach).post(url, EMPTY_ROWS)
    log = CoachingLog.objects.get()
    assert response.status_code == 302
    assert log.held_at == datetime(2026, 12, 2, 17, 30, tzinfo=UTC)
    assert (log.kind, log.minutes, log.summary, log.health) == ("coaching", 45, "", "")
    assert not log.attendances.exists()
    assert not PrivateNote.objects.exists()
    assert not HealthReport.objects.exists()
    assert log.mailed_at is None


@pytest.mark.parametrize(
    ("answer", "status", "carried"),
    [("done", "done", 0), ("open", "open", 1), ("drop", "cancelled", 0)],
)
def test_session_log_settles_agreements(signed_in, coach, url, item, now, answer, status, carried):
    signed_in(coach).post(url, EMPTY_ROWS | {f"agreed-{item.key}": answer})
    item.refresh_from_db()
    assert (item.status, item.carried) == (status, carried)


def test_session_log_leaves_what_was_finished_meanwhile(signed_in, coach, url, item, now):
    item.finish()
    item.save()
    signed_in(coach).post(url, EMPTY_ROWS | {f"agreed-{item.key}": "open"})
    item.refresh_from_db()
    assert (item.status, item.carried) == ("done", 0)


@pytest.mark.parametrize(("kind", "code"), [("city_visit", "visit"), ("kickoff", "kickoff")])
def test_session_log_reaches_its_milestone(signed_in, coach, url, participation, now, kind, code):
    milestone = factories.CityMilestoneFactory(participation=participation, code=code)
    signed_in(coach).post(url, EMPTY_ROWS | {"kind": kind, "held_on": "2026-11-30"})
    milestone.refresh_from_db()
    assert (milestone.status, milestone.done_on) == ("done", date(2026, 11, 30))


def test_session_log_of_the_past_keeps_the_newest_day(signed_in, coach, url, participation, now):
    participation.last_session_on = date(2026, 12, 1)
    participation.save()
    signed_in(coach).post(url, EMPTY_ROWS | {"held_on": "2026-11-20"})
    participation.refresh_from_db()
    assert participation.last_session_on == date(2026, 12, 1)


def test_session_log_in_the_future_is_the_one_mistake(signed_in, coach, url, full, now):
    response = signed_in(coach).post(url, full | {"held_on": "2026-12-03"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "This day is still to come. Write the day of the session." in page
    for typed in (full["summary"], SECRET, full["steps-0-text"], "Rosa Lima"):
        assert typed in page
    assert not CoachingLog.objects.filter(session__isnull=False).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": "31/31/2026"},
        {"held_on": "0001-01-01"},
        {"held_on": "9999-12-31"},
        {"at": "25:00"},
        {"minutes": "-5"},
        {"minutes": "99999999999999999999"},
        {"kind": "party"},
        {"present": ["u999999"]},
        {"blocks": ["love"]},
        {"sections": ["A" * 22]},
        {"health": "fine"},
        {"summary": "x" * 20_001},
        {"summary": "a\x00b"},
        {"private_note": "a\x00b"},
        {"others": "x" * 601},
        {"steps-0-text": "x" * 301},
        {"steps-0-owner": "999999"},
        {"steps-0-due_on": "1999-01-01"},
        {"steps-TOTAL_FORMS": "61"},
        {"steps-TOTAL_FORMS": "x"},
    ],
)
def test_session_log_of_bad_input_keeps_the_note(signed_in, coach, url, full, now, wrong):
    response = signed_in(coach).post(url, full | wrong)
    assert response.status_code == 422
    assert "private_note" in wrong or SECRET in response.content.decode()
    assert not CoachingLog.objects.filter(session__isnull=False).exists()


def test_session_log_with_an_unknown_decision(signed_in, coach, url, full, item, now):
    response = signed_in(coach).post(url, full | {f"agreed-{item.key}": "maybe"})
    assert response.status_code == 422


def test_session_log_of_a_logged_session_says_so(signed_in, coach, url, full, session, now):
    factories.CoachingLogFactory(participation=session.participation, session=session)
    response = signed_in(coach).post(url, full)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody logged this session already." in page
    assert SECRET in page


def test_session_log_sent_twice_is_saved_once(signed_in, coach, url, full, now, time_machine):
    client = signed_in(coach)
    answers = []
    for _ in range(2):
        answers.append(client.post(url, full | {"once": "form-1"}))
        time_machine.shift(1)
    assert answers[0].url == answers[1].url
    assert CoachingLog.objects.filter(session__isnull=False).count() == 1


def test_session_log_of_an_old_session_by_its_address(signed_in, coach, url, participation, now):
    old = factories.CitySessionFactory(
        participation=participation, on=date(2026, 8, 5), starts_at=None, status="held"
    )
    response = signed_in(coach).post(url, EMPTY_ROWS | {"session": old.key})
    assert response.status_code == 302
    assert CoachingLog.objects.get().session == old


def test_session_log_with_sections(signed_in, coach, url, participation, now):
    strategy = factories.StrategyFactory(participation=participation)
    section = factories.SectionFactory(strategy=strategy, title="Our own title")
    factories.SectionFactory(strategy=strategy, is_hidden=True)
    client = signed_in(coach)
    choices = client.get(url).context["form"].fields["sections"].choices
    assert choices == [(section.key, "Our own title")]
    client.post(url, EMPTY_ROWS | {"sections": [section.key]})
    log = CoachingLog.objects.get()
    assert log.section_keys == [section.key]
    assert (
        "Our own title"
        in client.get(
            reverse("coaching:session_detail", args=[log.city.slug, log.key])
        ).content.decode()
    )


def test_session_log_without_a_participation(signed_in, coach, url):
    assert signed_in(coach).get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lead", 403),
        ("member", 403),
        ("mayor", 403),
        ("delegate", 403),
        ("staff", 403),
        ("admin", 403),
        ("partner", 403),
        ("observer", 403),
        ("stranger", 404),
        ("stranger_coach", 404),
    ],
)
def test_session_log_is_for_its_coach(signed_in, request, url, participation, who, status):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url).status_code == status
    assert client.post(url, EMPTY_ROWS).status_code == status
    assert not CoachingLog.objects.exists()


def test_session_log_by_a_stranger_at_their_own_address(
    signed_in, stranger_coach, other_city, item, now
):
    """Another city's agreement in my own form is no agreement of mine."""
    factories.ParticipationFactory(city=other_city)
    url = reverse("coaching:session_log", args=[other_city.slug])
    signed_in(stranger_coach).post(url, EMPTY_ROWS | {f"agreed-{item.key}": "drop"})
    item.refresh_from_db()
    assert item.status == ActionItem.Status.OPEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_session_log_in_every_language(signed_in, coach, url, session, item, now, language):
    coach.language = language
    coach.save()
    assert signed_in(coach).get(url).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_session_log_asks_little(signed_in, coach, url, participation, log, asked, now, rows):
    for number in range(rows):
        owner = factories.UserFactory(name=f"Person {number}")
        factories.PartFactory(user=owner, city=participation.city, role="member")
        factories.SeatFactory(participation=participation, name=f"Seat {number}")
        factories.ActionItemFactory(participation=participation, owner=owner)
        factories.CitySessionFactory(participation=participation, on=date(2026, 12, 1))
        log.attendances.create(city=log.city, user=owner, name=owner.name)
    assert asked(signed_in(coach), url) == 10
