"""The letters around a signature: one link each, true when they leave, each exactly once."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from cda.accounts.models import Part
from cda.outbox.delivery import deliver_batch
from cda.outbox.models import Letter
from strategy import schedule
from strategy.actions.publishing import turn_key, withdraw_strategy
from strategy.actions.reminding import reminder_days, weekday_before, working_days_after
from strategy.actions.signing import request_changes, send_to_mayor
from strategy.models import Strategy, Version
from tests.wall import as_app

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def deliver():
    """What has left since the last call, by kind and reader."""
    mail.outbox.clear()
    with as_app():
        while deliver_batch():
            pass
    return {message.to[0]: message for message in mail.outbox}


def links(message):
    return [word for word in message.body.split() if word.startswith(SITE)]


def test_signature_asked_of_the_mayor(sent, mayor, settings):
    settings.SITE_URL = SITE
    message = deliver()[mayor.email]
    assert message.subject == "For your signature: Estrategia de datos"
    assert links(message) == [f"{SITE}/cities/valle-sereno/brief/"]
    assert "“Please sign.”" in message.body
    assert "Opening it signs nothing" in message.body


def test_signature_asked_with_a_date(final, lead, mayor):
    send_to_mayor(final, due_on=date(2027, 2, 5), sentence="", whys={}, by=lead)
    message = deliver()[mayor.email]
    assert message.subject == "For your signature by Fri, Feb 5: Estrategia de datos"
    assert "Friday, February 5" in message.body


def test_signature_asked_of_a_delegate_says_who_signs(final, lead, mayor, delegate, city):
    from_now_on(delegate, city)
    send_to_mayor(final, due_on=None, sentence="", whys={}, by=lead)
    message = deliver()[delegate.email]
    assert message.subject == "Before the mayor: Estrategia de datos"
    assert "Only the mayor signs." in message.body


def from_now_on(delegate, city):
    from_term = city_term(city)
    from_term.delegations.create(
        city=city, user=delegate, powers=["view"], starts_on="2026-01-01", ends_on="2099-01-01"
    )


def city_term(city):
    from_model = Strategy._meta.apps.get_model("cohorts", "MayoralTerm")
    return from_model.objects.get(city=city)


def test_signature_asked_is_moot_when_the_team_took_it_back(sent, mayor):
    Strategy.objects.update(status="drafting")
    assert deliver() == {}
    assert Letter.objects.get(kind="signature_asked").status == "moot"


def test_changes_requested_carries_the_words(sent, mayor, lead, settings):
    settings.SITE_URL = SITE
    request_changes(sent.strategy, shown=sent.sha256, blocks=["use"], text="Less!", by=mayor)
    message = deliver()[lead.email]
    assert message.subject == "Valle Sereno: changes asked for in the strategy"
    assert "Less!" in message.body
    assert "It concerns: Use" in message.body
    assert links(message) == [f"{SITE}/cities/valle-sereno/strategy/"]


def test_changes_requested_by_a_delegate_names_both(sent, mayor, delegate, lead, city):
    city_term(city).delegations.create(
        city=city, user=delegate, powers=["decide"], starts_on="2026-01-01", ends_on="2099-01-01"
    )
    request_changes(sent.strategy, shown=sent.sha256, blocks=[], text="Less!", by=delegate)
    assert "Pía Soto, on behalf of Lucía Montes, asks for changes" in deliver()[lead.email].body


def test_strategy_signed_tells_everybody_entitled(coach, signature, lead, mayor, settings):
    settings.SITE_URL = SITE
    messages = deliver()
    assert set(messages) == {lead.email, mayor.email, coach.email}
    message = messages[lead.email]
    assert message.subject == "Signed: Estrategia de datos"
    assert signature.record in message.body
    assert "Valle Sereno time (UTC−6)" in message.body
    assert links(message) == [f"{SITE}/cities/valle-sereno/strategy/signed/"]


def test_who_has_left_the_city_reads_nothing_new(signature, member, lead):
    Part.objects.filter(user=lead).update(ends_on=date(2026, 1, 1))
    assert lead.email not in deliver()


def test_published_and_withdrawn(signature, lead, staff, admin, mayor, settings):
    settings.SITE_URL = SITE
    turn_key(signature.strategy, side="city", by=lead)
    strategy = turn_key(signature.strategy, side="programme", by=staff)
    deliver_all = deliver()
    assert deliver_all[mayor.email].subject == "Published: Estrategia de datos"
    assert links(deliver_all[mayor.email]) == [f"{SITE}/v/{signature.record}/"]
    withdraw_strategy(strategy, reason="A mistake.", by=admin)
    assert "A mistake." in deliver()[mayor.email].body


@pytest.mark.parametrize(
    "kind",
    [
        "signature_asked",
        "signature_waiting",
        "signature_overdue",
        "changes_requested",
        "strategy_signed",
        "strategy_published",
        "strategy_withdrawn",
    ],
)
def test_a_letter_about_what_is_gone_is_moot(kind, lead, city):
    Letter.objects.create(kind=kind, key=kind, reader=lead, address=lead.email, city_key=city.pk)
    assert deliver() == {}


# Reminders ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_on", "due_on", "days"),
    [
        # Monday; due on Friday of the week after: Wednesday, then Tuesday; overdue on Monday
        ("2026-11-02", "2026-11-13", ("2026-11-04", "2026-11-10", "2026-11-16")),
        # the second would fall on a Sunday: the Friday before
        ("2026-11-02", "2026-11-18", ("2026-11-04", "2026-11-13", "2026-11-19")),
        # Thursday: two working days later is Monday; due too soon for a second one
        ("2026-11-05", "2026-11-10", ("2026-11-09", None, "2026-11-11")),
        ("2026-11-05", "2026-11-06", ("2026-11-09", None, "2026-11-10")),
        ("2026-11-06", None, ("2026-11-10", None, "2026-11-17")),
    ],
)
def test_reminder_days(sent_on, due_on, days):
    due_on = due_on and date.fromisoformat(due_on)
    wanted = tuple(day and date.fromisoformat(day) for day in days)
    assert reminder_days(date.fromisoformat(sent_on), due_on) == wanted


def test_days_of_the_week():
    friday = date(2026, 11, 6)
    assert working_days_after(friday, 1) == date(2026, 11, 9)
    assert weekday_before(date(2026, 11, 8)) == friday
    assert weekday_before(friday) == friday


@pytest.fixture
def monday(final, lead, mayor, coach):
    """Sent on Monday the 2nd, to be decided by Friday the 13th."""
    with time_machine.travel(datetime(2026, 11, 2, 16, tzinfo=UTC), tick=False):
        version = send_to_mayor(final, due_on=date(2026, 11, 13), sentence="", whys={}, by=lead)
        deliver()
    return version


def live_through(first, last, step=timedelta(minutes=30)):
    """Let the clock plant and the postman walk; (moment, address, subject) of what left."""
    left = []
    moment = first
    while moment <= last:
        with time_machine.travel(moment, tick=False):
            with as_app():
                schedule.plant_reminders()
            for address, message in deliver().items():
                left.append((moment, address, message.subject))
        moment += step
    return left


def test_a_waiting_signature_is_reminded_of_twice_and_then_others_hear(monday, mayor, lead, coach):
    start = datetime(2026, 11, 3, 0, 0, tzinfo=UTC)
    left = live_through(start, start + timedelta(days=16), timedelta(hours=1))
    home = ZoneInfo("America/New_York")
    seen = sorted((f"{moment.astimezone(home):%d %H:%M}", address) for moment, address, _ in left)
    assert seen == [
        ("04 09:00", mayor.email),
        ("10 09:00", mayor.email),
        ("16 09:00", coach.email),
        ("16 09:00", lead.email),
    ]


def test_nine_is_nine_where_the_reader_lives(monday, mayor):
    mayor.time_zone = "Asia/Tokyo"
    mayor.save()
    start = datetime(2026, 11, 3, 20, 0, tzinfo=UTC)
    left = live_through(start, start + timedelta(hours=8))
    assert [moment for moment, _, _ in left] == [datetime(2026, 11, 4, 0, 0, tzinfo=UTC)]


@pytest.mark.parametrize("status", ["signed", "changes_requested", "drafting"])
def test_a_reminder_that_is_moot_does_not_leave(monday, mayor, status):
    with time_machine.travel(datetime(2026, 11, 4, 1, tzinfo=UTC), tick=False), as_app():
        schedule.plant_reminders()
    assert Letter.objects.filter(kind="signature_waiting").count() == 1
    Strategy.objects.update(status=status)
    with time_machine.travel(datetime(2026, 11, 4, 15, tzinfo=UTC), tick=False):
        assert deliver() == {}


def test_a_reminder_of_an_older_version_does_not_leave(monday, mayor):
    with time_machine.travel(datetime(2026, 11, 4, 1, tzinfo=UTC), tick=False), as_app():
        schedule.plant_reminders()
    Strategy.objects.update(major=2)
    with time_machine.travel(datetime(2026, 11, 4, 15, tzinfo=UTC), tick=False):
        assert deliver() == {}


def test_a_clock_that_stood_still_for_days_does_not_flood(monday, mayor):
    with time_machine.travel(datetime(2026, 12, 24, 15, tzinfo=UTC), tick=False):
        with as_app():
            schedule.plant_reminders()
        assert deliver() == {}


def test_planting_twice_is_once(monday, mayor):
    with time_machine.travel(datetime(2026, 11, 4, 13, tzinfo=UTC), tick=False), as_app():
        for _ in range(3):
            schedule.plant_reminders()
    assert Letter.objects.filter(kind="signature_waiting").count() == 1
    assert Version.objects.count() == 1
