"""The demonstration, told once and looked at from all sides."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cda.accounts.models import City, Part, User
from cda.accounts.permissions import Role
from cda.audit.log import broken_links, record
from cda.audit.models import Entry
from cda.demo import loading, reset
from cda.demo.calendar import Calendar
from cda.demo.cast import people_lines, signed_city
from cda.demo.clock import StoryClock, telling
from cda.demo.content import cities, section_text
from cda.demo.story import Story
from cda.outbox.models import Letter
from coaching.models import ActionItem, CoachingLog, PrivateNote
from cohorts.models import CityMilestone, Participation, Seat
from events.models import CitySession, Session
from strategy.models import (
    Citation,
    Comment,
    Document,
    Reading,
    Section,
    SectionRevision,
    Signature,
    Strategy,
    Version,
)
from strategy.models.content import canonical, fingerprint
from strategy.models.text import to_text
from tests import factories
from tests.cda.demo.stories import BY_SLUG, CITIES, PEOPLE, SIGNED, every_city
from tests.wall import play

ZONE = "America/Sao_Paulo"


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The whole demonstration, loaded once for this module and taken back at its end."""
    said = []
    names = connection.settings_dict
    # Chosen alone, tests without a mark of the database get none made, and would find ours.
    assert names["NAME"].startswith(names["TEST"]["NAME"]), "Run the whole file."
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        play("cda_system")
        cache.clear()
        loading.load(said.append)
        play("cda_system")
        try:
            yield said
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            play(None)


def strategy_of(city):
    return Strategy.objects.get(city__slug=city["slug"])


# What the stories say


def test_it_says_how_far_it_is(told):
    assert any("scenes" in line for line in told)
    assert told[-1].startswith("  drawing")


def test_everybody_is_there_without_a_password(told):
    expected = {row["email"] for row in PEOPLE}
    for city in CITIES:
        expected |= {city["mayor"]["email"], city["office"]["email"]}
        joined = [one for one in city["team"] if one["membership_status"] == "active"]
        expected |= {member["email"] for member in joined}

    assert set(User.objects.values_list("email", flat=True)) == expected
    assert not any(user.has_usable_password() for user in User.objects.all())


@every_city
def test_a_city_is_where_its_story_says(told, city):
    participation = Participation.objects.select_related("city").get(city__slug=city["slug"])

    assert participation.status == city["participation_status"]
    assert participation.health == city["health"][-1]["status"]
    assert len(participation.coach_names) == 2
    for name in ("name", "country", "admin1", "currency", "paper", "population", "language"):
        assert getattr(participation.city, name) == city[name]
    assert participation.city.time_zone == city["zone"]


@every_city
def test_the_team_sits_or_is_invited(told, city):
    seats = Seat.objects.filter(city__slug=city["slug"])
    expected = {one["email"]: one["membership_status"] for one in city["team"]}

    assert {seat.email: seat.status for seat in seats} == expected


@every_city
def test_the_grid_shows_every_milestone_as_told(told, city):
    today = StoryClock().today
    for code, story in city["milestones"].items():
        milestone = CityMilestone.objects.get(city__slug=city["slug"], code=code)
        is_late = milestone.days_late(today) > 0 and milestone.status != "pending"
        state = "late" if is_late else milestone.status
        assert state == story["state"], code
        if story["state"] == "late":
            assert milestone.days_late(today) == -story["days"]


@every_city
def test_sessions_and_agreements_are_as_told(told, city):
    logs = CoachingLog.objects.filter(city__slug=city["slug"]).order_by("held_at")

    assert [log.summary for log in logs] == [session["summary"] for session in city["sessions"]]
    assert all(log.held_at < timezone.now() for log in logs)
    assert all(log.held_at.weekday() < 5 for log in logs)
    notes = PrivateNote.objects.filter(city__slug=city["slug"])
    assert {note.text for note in notes} == {
        session["private_note"] for session in city["sessions"]
    } - {""}
    for session in city["sessions"]:
        for agreement in session["agreements"]:
            item = ActionItem.objects.get(city__slug=city["slug"], text=agreement["text"])
            expected = {"dropped": "cancelled"}.get(agreement["status"], agreement["status"])
            assert (item.status, item.carried) == (expected, agreement["carried"])


@every_city
def test_the_strategy_is_where_its_story_says(told, city):
    story = city["strategy"]
    if story["status"] == "not_started":
        assert not Strategy.objects.filter(city__slug=city["slug"]).exists()
        return
    strategy = strategy_of(city)
    assert strategy.status == story["status"]
    assert strategy.starts_on.year == timezone.localdate().year + 1
    assert strategy.has_usual_horizon
    for code, section in story["sections"].items():
        row = Section.objects.get(strategy=strategy, code=code)
        assert row.status == section["status"], code
        words = " ".join(to_text(row.blocks).replace("\n", " ").split())
        assert len(words) >= 0.9 * len(section_text(city["slug"], code).strip()) - 40
    assert Comment.objects.filter(section__strategy=strategy).count() == len(story["comments"])


def test_the_mayor_of_one_city_read_an_earlier_version(told):
    strategy = strategy_of(BY_SLUG["valle-sereno"])
    newest = Version.objects.filter(strategy=strategy, reason="mayor").latest("created_at")
    reading = Reading.objects.get(strategy=strategy)

    assert reading.version.number == "1.0"
    assert newest.number == "2.0"
    assert newest.sha256 == fingerprint(canonical(strategy)) != reading.version.sha256
    assert len(newest.whys) == 4


def test_one_strategy_is_signed_and_drawn(told):
    signature = Signature.objects.get()
    document = Document.objects.get()

    assert signature.city.slug == SIGNED
    assert signature.name == BY_SLUG[SIGNED]["mayor"]["name"]
    assert timezone.now() - signature.signed_at > timedelta(days=8)
    assert document.drawn_at == signature.signed_at
    assert document.version_id == signature.version_id
    assert 25 <= document.pages <= 45


def test_texts_grew_on_their_days(told):
    saved = SectionRevision.objects.filter(section__city__slug=SIGNED)

    assert saved.count() > 50
    assert max(saved.values_list("saved_at", flat=True)) < timezone.now() - timedelta(days=14)


@pytest.mark.parametrize("slug", ["maple-harbor", "valle-sereno", SIGNED])
def test_claims_rest_on_something_and_steps_serve_initiatives(told, slug):
    rows = Citation.objects.filter(city__slug=slug)
    assert rows.count() >= 5
    assert not rows.filter(block_id="").exists()
    assert rows.filter(kind="session").exists()
    assert ActionItem.objects.filter(city__slug=slug).exclude(initiative=None).count() >= 5
    if slug == SIGNED:
        assert Signature.objects.get(city__slug=slug).version.content["citations"]


def test_meetings_behind_us_are_held_or_called_off(told):
    today = StoryClock().today
    for kind in (Session, CitySession):
        assert not kind.objects.filter(
            status="scheduled", precision="day", on__lt=today
        ).exists(), kind


def test_silence_is_remembered(told):
    today = StoryClock().today
    for member in BY_SLUG["alto-verde"]["team"]:
        assert User.objects.get(email=member["email"]).quiet_days(today) == member["quiet_days"]


def test_only_a_handful_of_letters_still_arrives(told):
    due = Letter.objects.due(timezone.now())

    assert {letter.kind for letter in due} == {
        "signature_asked",
        "changes_requested",
        "session_logged",
        "invitation_sent",
    }
    assert 4 <= due.count() <= 12
    assert not Letter.objects.filter(status="moot").exclude(body="").exists()
    coming = Letter.objects.filter(status="due", send_after__gt=timezone.now())
    assert {letter.kind for letter in coming} <= {"review_due", "step_due"}


def test_every_chain_of_history_holds(told):
    for city_key in [Entry.PROGRAMME, *City.objects.values_list("pk", flat=True)]:
        assert broken_links(city_key) == []


# The command


def run(*words):
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()


def test_a_second_load_changes_nothing(told, settings):
    settings.DEMO = True
    entries = Entry.objects.count()

    assert run() == ""
    assert Entry.objects.count() == entries


def test_it_names_the_people_and_the_signed_city(told, settings):
    settings.DEMO = True

    assert run("--signed-city") == f"{SIGNED}\n"
    people = run("--people").splitlines()
    assert len([line for line in people if line.strip()]) == 1 + len(PEOPLE) + len(CITIES)
    assert "Miriam Okafor       Programme administrator, reads English" in people
    assert people_lines() == people
    assert any(line.startswith("Two Rivers") and line.endswith("Marva Ellis") for line in people)


def test_it_refuses_outside_of_a_demonstration(settings):
    with pytest.raises(CommandError, match="DEMO"):
        run()


@pytest.mark.django_db
def test_without_a_signature_there_is_no_signed_city(settings):
    settings.DEMO = True
    assert signed_city() is None
    with pytest.raises(CommandError, match="No strategy is signed yet"):
        run("--signed-city")


# Forgetting


@pytest.fixture
def owner_url(settings):
    """The owner's address of the database of this test."""
    there = connection.settings_dict
    place = f"host={there['HOST']} port={there['PORT'] or 5432} dbname={there['NAME']}"
    settings.DATABASE_OWNER_URL = f"{place} user={there['USER']} password={there['PASSWORD']}"


@pytest.mark.django_db(transaction=True)
def test_a_reset_forgets_even_what_cannot_be_deleted(owner_url, settings, monkeypatch):
    settings.DEMO = True
    city = factories.CityFactory()
    record("city.admitted", city, by=None)
    factories.PartFactory(city=city, role=Role.LEAD)
    loads = []
    monkeypatch.setattr("cda.demo.management.commands.demo.load", loads.append)

    assert "Done" in run("--reset")

    assert len(loads) == 1
    play("cda_system")
    for model in (City, User, Part, Entry):
        assert not model.objects.exists()
    city = factories.CityFactory()
    record("city.admitted", city, by=None)
    play(None)
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_entry")


def test_a_reset_needs_the_owner(settings):
    settings.DATABASE_OWNER_URL = ""
    with pytest.raises(ImproperlyConfigured, match="DATABASE_OWNER_URL"):
        reset.forget_everything()


# The clock, the calendar and the order of scenes


def test_the_clock_of_the_story_is_everybodys_and_goes_right_again():
    clock = StoryClock()
    clock.set(-9, 19.5, ZONE)
    field = City._meta.get_field("joined_at")
    with telling(clock):
        assert timezone.now() == clock.now() == City(name="Alba").joined_at
        assert timezone.localdate(timezone=clock.now().tzinfo) == clock.day(-9)
    assert timezone.now() - clock.now() > timedelta(days=8)
    assert field.default is timezone.now
    assert City(name="Alba").joined_at > timezone.now() - timedelta(minutes=1)


def test_nothing_of_the_story_is_in_the_future():
    assert StoryClock().moment(1, 9, ZONE) <= timezone.now()


def test_scenes_are_played_in_their_order_and_may_lead_to_others():
    story, played = Story(StoryClock()), []

    def first():
        played.append("first")
        story.on(-1, 9, ZONE, played.append, "third")

    story.on(-2, 9, ZONE, played.append, "second")
    story.at_home(-3, 9, first)

    story.play(played.append)

    assert played == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [(-40, -40), (-33, -34), (-30, -34), (-22, -22), (-16, -16), (-10, -16), (-100, -68)],
)
def test_the_text_is_written_only_while_it_is_open(day, expected):
    assert Calendar(BY_SLUG["valle-sereno"]["strategy"]).open_day(day) == expected


def test_what_the_mayor_asked_for_waits_until_the_lead_opens_the_text():
    assert Calendar(BY_SLUG["san-telmo-del-rio"]["strategy"]).open_day(-1) == -16


def test_without_any_round_the_text_is_open():
    calendar = Calendar(BY_SLUG["alto-verde"]["strategy"])
    assert calendar.open_day(-5) == -5
    assert calendar.first_deadline > 0
    assert {city["slug"] for city in cities()} == set(BY_SLUG)
