"""Private means private: what a coach writes in confidence reaches nobody else, on no channel.

The canary is a sentence that occurs nowhere else. We look for it on every page of every role, in
every letter, in the history, in the logs, in the session and in every column of every table.
"""

import logging
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cda.accounts.models import Part
from cda.accounts.wall import inside
from cda.audit.models import Entry
from coaching.actions.assigning import assign_coach
from coaching.actions.sessions import send_session
from coaching.models import CoachingLog, GlassBreak, PrivateNote
from tests import factories
from tests.wall import as_app

pytestmark = pytest.mark.django_db
CANARY = "canary-7f3a the deputy doubts the mayor canary-7f3a"
BIRD = "canary-7f3a"
REASON = "A complaint was made about the session of November."
EVERYBODY_ELSE = [
    "lead", "member", "mayor", "delegate", "partner", "staff", "admin", "observer", "stranger",
    "stranger_coach",
]  # fmt: skip


@pytest.fixture
def log(participation, coach, lead):
    log = factories.CoachingLogFactory(participation=participation, logged_by=coach)
    log.attendances.create(city=log.city, user=lead, name=lead.name)
    return log


@pytest.fixture
def note(log, coach):
    return factories.PrivateNoteFactory(log=log, author=coach, text=CANARY)


def addresses(log, item):
    slug = log.city.slug
    pages = [("session_list", []), ("step_list", []), ("step_add", []), ("session_log", [])]
    pages += [("session_detail", [log.key]), ("session_edit", [log.key])]
    pages += [("step_edit", [item.key]), ("note_break_glass", []), ("coach_assign", [])]
    return [reverse(f"coaching:{name}", args=[slug, *args]) for name, args in pages]


def tables_with(text):
    """Every table of the database with a row in which this text stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        names = [row[0] for row in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT 1 FROM "{name}" t WHERE t::text LIKE %s LIMIT 1', [f"%{text}%"])
            if cursor.fetchone():
                found.append(name)
    return found


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_no_page_of_anybody_else_shows_it(signed_in, request, log, note, item, who):
    client = signed_in(request.getfixturevalue(who))
    paths = [*addresses(log, item), log.city.get_absolute_url()]
    for path in paths:
        for headers in ({}, {"HX-Request": "true"}):
            page = client.get(path, headers=headers).content.decode()
            assert BIRD not in page
            assert "Only the coaches of this city see this" not in page
            assert 'name="private_note"' not in page


@pytest.mark.parametrize("who", ["coach", "backup"])
def test_the_coaches_of_the_city_read_it(signed_in, request, log, note, who):
    client = signed_in(request.getfixturevalue(who))
    page = client.get(reverse("coaching:session_detail", args=[log.city.slug, log.key]))
    assert CANARY in page.content.decode()


def test_a_lead_cannot_tell_whether_there_is_one(signed_in, lead, log, coach):
    url = reverse("coaching:session_detail", args=[log.city.slug, log.key])
    client = signed_in(lead)
    without = client.get(url).content
    factories.PrivateNoteFactory(log=log, author=coach, text=CANARY)
    assert strip_tokens(client.get(url).content) == strip_tokens(without)


def strip_tokens(page):
    return [line for line in page.decode().splitlines() if "csrf" not in line.lower()]


def test_it_stands_in_one_table_only(signed_in, coach, lead, session, letters, read, caplog, now):
    caplog.set_level(logging.DEBUG)
    url = reverse("coaching:session_log", args=[session.city.slug])
    typed = {
        "session": session.key,
        "present": [f"u{lead.pk}"],
        "summary": "Shared words.",
        "private_note": CANARY,
        "is_mailed": "on",
        "once": "form-1",
        "steps-TOTAL_FORMS": "0",
        "steps-INITIAL_FORMS": "0",
    }
    client = signed_in(coach)
    assert client.post(url, typed | {"held_on": "2099-01-01"}).status_code == 422
    assert client.post(url, typed).status_code == 302
    caplog.set_level(logging.WARNING)
    assert tables_with(BIRD) == ["coaching_privatenote"]
    assert tables_with("Shared words.") == ["coaching_coachinglog"]
    assert BIRD not in caplog.text
    assert BIRD not in str(list(Entry.objects.values()))
    (letter,) = letters("session_logged")
    message = read(letter)
    assert "Shared words." in message.body
    assert BIRD not in f"{message.subject}{message.body}"


def test_a_letter_to_a_coach_does_not_hold_it_either(log, note, coach, backup, letters, read):
    """The composer runs in the coach's name: the wall would show it, the context does not."""
    log.attendances.create(city=log.city, user=backup, name=backup.name)
    with as_app(), inside([log.city_id], coach.pk):
        from_the_wall = PrivateNote.objects.get()
    assert from_the_wall.text == CANARY
    factories.ActionItemFactory(participation=log.participation, log=log)
    send_session(log, by=coach)
    for letter in letters("session_logged"):
        assert BIRD not in read(letter).body


def test_an_error_keeps_it_out_of_the_report(signed_in, coach, session, now, monkeypatch, caplog):
    """A fault of ours is logged with its trace, never with what was typed."""
    monkeypatch.setattr("coaching.views.session_log.log_session", broken)
    client = signed_in(coach)
    client.raise_request_exception = False
    url = reverse("coaching:session_log", args=[session.city.slug])
    typed = {"private_note": CANARY, "steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
    assert client.post(url, typed).status_code == 500
    assert "boom" in caplog.text
    assert BIRD not in caplog.text


def broken(*_, **__):
    raise ZeroDivisionError("boom")


def test_an_ex_coach_stands_outside_the_same_moment(signed_in, coach, admin, log, note):
    url = reverse("coaching:session_detail", args=[log.city.slug, log.key])
    client = signed_in(coach)
    assert CANARY in client.get(url).content.decode()
    assign_coach(log.city, factories.UserFactory(name="New"), "primary", by=admin)
    assert client.get(url).status_code == 404
    with as_app(), inside([log.city_id], coach.pk):
        assert CoachingLog.objects.exists()
        assert not PrivateNote.objects.exists()


def test_the_wall_alone_keeps_it(log, note, coach, admin, lead, staff, stranger_coach):
    """Even code that forgets `visible_to` is shown nothing; and nobody else may write one."""
    for user in (admin, lead, staff, stranger_coach):
        with as_app(), inside([log.city_id], user.pk):
            assert not PrivateNote.objects.exists()
            with pytest.raises(ProgrammingError), transaction.atomic():
                PrivateNote.objects.create(city=log.city, log=log, author=user, text="x")
            assert PrivateNote.objects.update(text="x") == 0
            assert PrivateNote.objects.all().delete() == (0, {})
    with as_app(), inside([log.city_id], coach.pk):
        assert PrivateNote.objects.get().text == CANARY
    with as_app(), inside([], coach.pk):
        assert not PrivateNote.objects.exists()


@pytest.fixture
def glass_url(city):
    return reverse("coaching:note_break_glass", args=[city.slug])


def test_note_break_glass_shows_it_for_an_hour(
    signed_in, admin, log, note, backup, glass_url, letters, read, coach
):
    detail = reverse("coaching:session_detail", args=[log.city.slug, log.key])
    client = signed_in(admin)
    assert client.get(glass_url).status_code == 200
    response = client.post(glass_url, {"reason": REASON})
    assert response.status_code == 302
    page = client.get(detail).content.decode()
    assert CANARY in page
    assert "They are open to you until" in client.get(glass_url).content.decode()
    glass = GlassBreak.objects.get()
    assert (glass.user, glass.reason) == (admin, REASON)
    assert glass.expires_at - glass.broken_at == timedelta(minutes=60)
    GlassBreak.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert BIRD not in client.get(detail).content.decode()


def test_note_break_glass_is_on_record_and_everybody_is_told(
    signed_in, admin, log, note, glass_url, letters, read, coach, backup
):
    former = factories.UserFactory(name="Zoe Past", language="es")
    other = factories.CoachingLogFactory(participation=log.participation)
    factories.PrivateNoteFactory(log=other, author=former, text=CANARY)
    signed_in(admin).post(glass_url, {"reason": REASON})
    entry = Entry.objects.get(verb="note.glass_broken")
    assert (entry.actor_id, entry.city_key, entry.note) == (
        admin.pk,
        log.city_id,
        {"reason": REASON},
    )
    told = letters("glass_broken")
    assert {letter.reader for letter in told} == {coach, backup, former}
    for letter in told:
        message = read(letter)
        assert REASON in message.body
        assert admin.name in message.body
        assert BIRD not in message.body
    assert tables_with(BIRD) == ["coaching_privatenote"]


def test_note_break_glass_opens_one_city_to_one_person(
    signed_in, admin, staff, log, note, other_city, glass_url
):
    theirs = factories.CoachingLogFactory(
        participation=factories.ParticipationFactory(city=other_city)
    )
    factories.PrivateNoteFactory(log=theirs, text=CANARY)
    signed_in(admin).post(glass_url, {"reason": REASON})
    elsewhere = reverse("coaching:session_detail", args=[other_city.slug, theirs.key])
    assert BIRD not in signed_in(admin).get(elsewhere).content.decode()
    here = reverse("coaching:session_detail", args=[log.city.slug, log.key])
    assert BIRD not in signed_in(staff).get(here).content.decode()


@pytest.mark.parametrize("reason", ["", "  ", "too short", "x\x00" * 10, "x" * 501, " " * 20 + "x"])
def test_note_break_glass_wants_a_reason(signed_in, admin, log, note, glass_url, reason):
    response = signed_in(admin).post(glass_url, {"reason": reason})
    assert response.status_code == 422
    assert not GlassBreak.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coach", 403),
        ("lead", 403),
        ("mayor", 403),
        ("staff", 403),
        ("partner", 403),
        ("stranger", 404),
    ],
)
def test_note_break_glass_is_for_administrators(
    signed_in, request, log, note, glass_url, who, status
):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(glass_url).status_code == status
    assert client.post(glass_url, {"reason": REASON}).status_code == status
    assert not GlassBreak.objects.exists()


def test_note_break_glass_by_an_administrator_no_more(signed_in, admin, log, note, glass_url):
    client = signed_in(admin)
    client.post(glass_url, {"reason": REASON})
    Part.objects.filter(user=admin).update(ends_on=timezone.now() - timedelta(days=2))
    url = reverse("coaching:session_detail", args=[log.city.slug, log.key])
    assert client.get(url).status_code == 404
