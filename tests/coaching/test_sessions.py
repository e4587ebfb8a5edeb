"""Read sessions, correct one, send it again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cda.audit.models import Entry
from coaching.models import CoachingLog, PrivateNote
from cohorts.models import Participation
from tests import factories

pytestmark = pytest.mark.django_db
READERS = ["lead", "member", "mayor", "delegate", "coach", "staff", "admin"]
SECRET = "The chief of staff doubts the date."
SHARED = "Two of five departments have named a steward"


@pytest.fixture
def list_url(city):
    return reverse("coaching:session_list", args=[city.slug])


@pytest.fixture
def url(log):
    return reverse("coaching:session_detail", args=[log.city.slug, log.key])


@pytest.fixture
def edit_url(log):
    return reverse("coaching:session_edit", args=[log.city.slug, log.key])


@pytest.fixture
def send_url(log):
    return reverse("coaching:session_send", args=[log.city.slug, log.key])


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", READERS)
def test_session_list_by_the_city_and_its_programme(signed_in, request, list_url, item, who):
    page = page_of(signed_in(request.getfixturevalue(who)).get(list_url))
    assert SHARED in page
    assert "0 of 1 agreement done" in page
    assert ("Log a session" in page) == (who == "coach")


@pytest.mark.parametrize(
    ("who", "status"),
    [("partner", 403), ("observer", 403), ("stranger", 404), ("stranger_coach", 404)],
)
def test_session_pages_are_not_for_others(
    signed_in, request, list_url, url, edit_url, send_url, who, status
):
    client = signed_in(request.getfixturevalue(who))
    assert [client.get(path).status_code for path in (list_url, url, edit_url)] == [status] * 3
    assert client.post(send_url).status_code == status


def test_session_detail_at_my_own_address_with_another_citys_key(
    signed_in, stranger_coach, log, other_city
):
    factories.ParticipationFactory(city=other_city)
    client = signed_in(stranger_coach)
    for name in ("session_detail", "session_edit"):
        path = reverse(f"coaching:{name}", args=[other_city.slug, log.key])
        assert client.get(path).status_code == 404
    send = reverse("coaching:session_send", args=[other_city.slug, log.key])
    assert client.post(send).status_code == 404


def test_session_list_marks_a_missing_note_and_counts_what_is_done(
    signed_in, coach, participation, list_url, item
):
    factories.CoachingLogFactory(participation=participation, summary="", blocks=["use", "quality"])
    item.finish()
    item.save()
    page = page_of(signed_in(coach).get(list_url))
    assert "Note missing" in page
    assert "1 of 1 agreement done" in page


def test_session_list_is_paged_and_empty_says_why(signed_in, coach, participation, list_url):
    client = signed_in(coach)
    assert "No sessions yet" in page_of(client.get(list_url))
    for number in range(21):
        held_at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=number)
        factories.CoachingLogFactory(participation=participation, held_at=held_at)
    assert len(client.get(list_url).context["rows"]) == 20
    assert len(client.get(list_url, {"page": "2"}).context["rows"]) == 1
    assert len(client.get(list_url, {"page": "x"}).context["rows"]) == 20


@pytest.mark.parametrize("rows", [1, 3])
def test_session_list_asks_the_same_for_any_number(
    signed_in, coach, participation, list_url, asked, rows
):
    for _ in range(rows):
        log = factories.CoachingLogFactory(participation=participation)
        factories.ActionItemFactory(participation=participation, log=log)
    assert asked(signed_in(coach), list_url) == 10


@pytest.mark.parametrize("rows", [1, 3])
def test_session_detail_asks_the_same_for_any_number(
    signed_in, coach, participation, log, note, url, asked, rows
):
    strategy = factories.StrategyFactory(participation=participation)
    for number in range(rows):
        owner = factories.UserFactory()
        log.attendances.create(city=log.city, user=owner, name=f"Person {number}")
        factories.ActionItemFactory(participation=participation, log=log, owner=owner)
        section = factories.SectionFactory(strategy=strategy)
        log.section_keys.append(section.key)
    log.save()
    assert asked(signed_in(coach), url) == 12


@pytest.mark.parametrize("who", READERS)
def test_session_detail_is_shared(signed_in, request, log, note, item, member, url, who):
    log.attendances.create(city=log.city, user=member, name=member.name)
    log.attendances.create(city=log.city, name="Rosa Lima", is_present=False)
    CoachingLog.objects.update(blocks=["governance"], health="needs_help")
    page = page_of(signed_in(request.getfixturevalue(who)).get(url))
    assert SHARED in page
    assert "Diego Rojas" in page
    assert "Rosa Lima" in page
    assert item.text in page
    assert (SECRET in page) == (who == "coach")
    assert ("Needs help" in page) == (who in {"coach", "staff", "admin"})
    assert ("Open the private notes" in page) == (who == "admin")


def test_session_detail_of_a_bare_log(signed_in, coach, log, url):
    CoachingLog.objects.update(summary="", kind="city_visit")
    page = page_of(signed_in(coach).get(url))
    assert "No summary yet." in page
    assert "Nobody said who was there." in page
    assert "No steps were agreed in this session." in page


def test_session_detail_shows_what_people_typed_as_text(signed_in, lead, log, url):
    CoachingLog.objects.update(summary="<script>alert(1)</script>")
    page = page_of(signed_in(lead).get(url))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def edited(log, **changes):
    return {
        "version": log.version,
        "held_on": "2026-11-10",
        "at": "11:00",
        "kind": "coaching",
        "minutes": "45",
        "summary": log.summary,
        **changes,
    }


def test_session_edit_shows_what_stands_there(signed_in, coach, log, note, member, edit_url, lead):
    log.attendances.create(city=log.city, user=member, name=member.name)
    log.attendances.create(city=log.city, name="Rosa Lima")
    form = signed_in(coach).get(edit_url).context["form"]
    assert form.initial["present"] == [f"u{member.pk}"]
    assert form.initial["others"] == "Rosa Lima"
    assert form.initial["private_note"] == SECRET
    assert form.initial["summary"] == log.summary
    assert form.initial["at"].hour == 11


def test_session_edit_saves_and_offers_to_send_again(
    signed_in, coach, log, member, edit_url, url, participation
):
    CoachingLog.objects.update(mailed_at=log.logged_at)
    typed = edited(
        log, summary="Three of five.", others="Diego Rojas", held_on="2026-11-09", minutes="60"
    )
    response = signed_in(coach).post(edit_url, typed)
    assert response.status_code == 302
    assert response.url == url
    changed = CoachingLog.objects.get()
    assert (changed.summary, changed.version, changed.minutes) == ("Three of five.", 2, 60)
    assert changed.attendances.get().user == member
    assert Participation.objects.get().last_session_on == date(2026, 11, 9)
    assert Entry.objects.get(verb="session.changed").note == {"version": 2}
    page = page_of(signed_in(coach).get(url))
    assert "Changed after it was mailed" in page
    assert "Send again" in page


def test_session_edit_adds_a_note(signed_in, coach, log, edit_url):
    signed_in(coach).post(edit_url, edited(log, private_note="Added later."))
    assert PrivateNote.objects.get().text == "Added later."
    assert PrivateNote.objects.get().author == coach


def test_session_edit_rewrites_and_removes_my_own_note(signed_in, coach, log, note, edit_url):
    signed_in(coach).post(edit_url, edited(log, private_note="Other words."))
    assert PrivateNote.objects.get().text == "Other words."
    log.refresh_from_db()
    signed_in(coach).post(edit_url, edited(log, private_note="  "))
    assert not PrivateNote.objects.exists()


def test_session_edit_leaves_an_unchanged_note_alone(signed_in, coach, log, note, edit_url):
    signed_in(coach).post(edit_url, edited(log, private_note=f" {SECRET} "))
    assert PrivateNote.objects.get().written_at == note.written_at


def test_session_edit_takes_no_note_after_a_week(signed_in, coach, log, edit_url):
    CoachingLog.objects.update(logged_at=datetime(2026, 11, 1, tzinfo=UTC))
    client = signed_in(coach)
    assert "private_note" not in client.get(edit_url).context["form"].fields
    assert "within 7 days" in client.get(edit_url).content.decode()
    client.post(edit_url, edited(log, private_note="Too late."))
    assert not PrivateNote.objects.exists()


def test_session_edit_by_the_other_coach_reads_the_note_and_cannot_change_it(
    signed_in, backup, log, note, edit_url
):
    client = signed_in(backup)
    page = page_of(client.get(edit_url))
    assert SECRET in page
    assert 'name="private_note"' not in page
    client.post(edit_url, edited(log, private_note="Mine now."))
    assert PrivateNote.objects.get().text == SECRET


def test_session_edit_of_a_stale_page_shows_both_texts(signed_in, coach, log, note, edit_url):
    client = signed_in(coach)
    client.post(edit_url, edited(log, summary="Theirs.", private_note=SECRET))
    response = client.post(edit_url, edited(log, summary="Mine.", private_note="My note."))
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Theirs.", "Mine.", "My note.", "Somebody changed this session"):
        assert words in page
    assert response.context["form"]["version"].value() == "2"
    assert CoachingLog.objects.get().summary == "Theirs."
    again = client.post(edit_url, edited(log, summary="Both.", version="2"))
    assert again.status_code == 302
    assert CoachingLog.objects.get().summary == "Both."


@pytest.mark.parametrize(
    "wrong", [{"held_on": "2099-01-01"}, {"version": "x"}, {"version": ""}, {"summary": "\x00"}]
)
def test_session_edit_of_bad_input(signed_in, coach, log, edit_url, wrong):
    response = signed_in(coach).post(edit_url, edited(log, private_note="Kept?") | wrong)
    assert response.status_code == 422
    assert "Kept?" in response.content.decode()
    assert CoachingLog.objects.get().version == 1


@pytest.mark.parametrize("who", ["lead", "mayor", "staff", "admin"])
def test_session_edit_and_send_are_for_coaches(signed_in, request, edit_url, send_url, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(edit_url).status_code == 403
    assert client.post(edit_url, {}).status_code == 403
    assert client.post(send_url).status_code == 403


def test_session_send_once_per_version(signed_in, coach, log, member, lead, send_url, url, letters):
    log.attendances.create(city=log.city, user=member, name=member.name)
    log.attendances.create(city=log.city, user=coach, name=coach.name)
    log.attendances.create(city=log.city, user=lead, name=lead.name, is_present=False)
    client = signed_in(coach)
    for _ in range(2):
        response = client.post(send_url)
        assert (response.status_code, response.url) == (302, url)
    assert [letter.key for letter in letters("session_logged")] == [
        f"session_logged:{log.pk}:1:{member.pk}"
    ]
    assert CoachingLog.objects.get().mailed_at
    CoachingLog.objects.update(version=2)
    client.post(send_url)
    assert len(letters("session_logged")) == 2
    assert client.get(send_url).status_code == 405
