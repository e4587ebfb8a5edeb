"""Letters: planted and delivered once, in the reader's language, saying what is true then."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from cda.accounts.wall import inside
from cda.outbox import delivery, letters, tasks
from cda.outbox.delivery import claim, deliver_batch, message_id, reconcile
from cda.outbox.demo import Mailbox
from cda.outbox.models import DemoMessage, Letter
from cda.outbox.post import post, post_text, post_to_address
from cda.outbox.schedule import deliver_due, reconcile_abandoned
from tests.wall import as_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def greeting(monkeypatch):
    """A kind of letter that says hello in the reader's language, while there is a reason to."""
    said = {"moot": False}

    def composer(letter):
        if said["moot"]:
            return None
        return EmailMessage(
            translation.get_language(), timezone.get_current_timezone_name(), to=[letter.address]
        )

    monkeypatch.setitem(letters.COMPOSERS, "greeting", composer)
    return said


class BrokenServer:
    """A mail server that fails in a chosen way."""

    def __init__(self, on_send=None, on_open=None):
        self.on_send, self.on_open = on_send, on_open

    def open(self):
        if self.on_open:
            raise self.on_open

    def send_messages(self, messages):
        raise self.on_send

    def close(self):
        pass


def plant(user, **fields):
    post("greeting", reader=user, key=fields.pop("key", "greeting:1"), **fields)
    return Letter.objects.get()


def test_post_twice_plants_once(lead, greeting):
    for _ in range(2):
        post("greeting", reader=lead, key="greeting:1")
    assert Letter.objects.count() == 1


def test_a_request_plants_but_cannot_read(lead, city, greeting):
    with as_app(), inside([city.pk], lead.pk):
        post("greeting", reader=lead, key="greeting:1", city_key=city.pk)
        assert Letter.objects.count() == 0
    assert Letter.objects.count() == 1


def test_deliver_in_the_readers_language_and_zone(lead, greeting):
    type(lead).objects.update(language="pt-br", time_zone="America/Sao_Paulo")
    letter = plant(lead)
    tasks.deliver.delay()
    (message,) = mail.outbox
    assert (message.subject, message.body) == ("pt-br", "America/Sao_Paulo")
    assert message.extra_headers["Message-ID"] == message_id(letter)
    letter.refresh_from_db()
    assert (letter.status, letter.attempts) == ("sent", 1)


def test_deliver_again_sends_nothing(lead, greeting):
    plant(lead)
    deliver_due.delay()
    deliver_due.delay()
    assert len(mail.outbox) == 1


def test_deliver_waits_for_its_time(lead, greeting):
    plant(lead, send_after=timezone.now() + timedelta(hours=1))
    assert deliver_batch() == 0


def test_deliver_moot(lead, greeting):
    letter = plant(lead)
    greeting["moot"] = True
    deliver_batch()
    letter.refresh_from_db()
    assert (letter.status, mail.outbox) == ("moot", [])


def test_deliver_to_somebody_who_left(lead, greeting):
    letter = plant(lead)
    type(lead).objects.update(is_active=False)
    deliver_batch()
    letter.refresh_from_db()
    assert letter.status == "moot"


def test_deliver_text_and_forget_it():
    post_text(address="a@city.example", subject="Your code", body="123456", key="code:1")
    deliver_batch()
    letter = Letter.objects.get()
    assert mail.outbox[0].body == "123456"
    assert (letter.status, letter.body) == ("sent", "")


def test_post_to_address_carries_what_must_not_be_kept(monkeypatch):
    monkeypatch.setitem(
        letters.COMPOSERS,
        "invitation",
        lambda letter: EmailMessage("in", letter.body, to=[letter.address]),
    )
    post_to_address("invitation", address="b@city.example", key="invitation:1", body="token")
    deliver_batch()
    assert mail.outbox[0].body == "token"
    assert Letter.objects.get().body == ""


def test_deliver_broken_letter_does_not_stop_others(lead, greeting):
    post("unheard_of", reader=lead, key="unheard_of:1")
    post("greeting", reader=lead, key="greeting:1")
    deliver_batch()
    assert sorted(Letter.objects.values_list("status", flat=True)) == ["dead", "sent"]


@pytest.mark.parametrize(
    ("server", "status"),
    [
        (BrokenServer(on_open=ConnectionRefusedError()), "due"),
        (BrokenServer(on_send=smtplib.SMTPRecipientsRefused({"a": (550, b"no")})), "dead"),
        (BrokenServer(on_send=smtplib.SMTPDataError(451, b"later")), "due"),
        (BrokenServer(on_send=smtplib.SMTPDataError(552, b"never")), "dead"),
        (BrokenServer(on_send=smtplib.SMTPServerDisconnected()), "sending"),
    ],
)
def test_send_to_a_failing_server(lead, greeting, monkeypatch, server, status):
    letter = plant(lead)
    monkeypatch.setattr(delivery, "get_connection", lambda: server)
    deliver_batch()
    letter.refresh_from_db()
    assert letter.status == status
    if status == "due":
        assert letter.send_after > timezone.now()


def test_send_gives_up_after_a_day(lead, greeting, monkeypatch):
    letter = plant(lead)
    Letter.objects.update(attempts=7)
    monkeypatch.setattr(
        delivery, "get_connection", lambda: BrokenServer(on_open=ConnectionRefusedError())
    )
    deliver_batch()
    letter.refresh_from_db()
    assert letter.status == "dead"


def test_send_leaves_alone_what_others_settled(lead, greeting):
    letter = plant(lead)
    (claimed,) = claim(1)
    Letter.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    outcome = delivery.send(claimed, mail.get_connection())
    delivery.settle(claimed, outcome)
    letter.refresh_from_db()
    assert (letter.status, mail.outbox) == ("sending", [])


def test_a_late_sender_leaves_alone_what_others_claimed_after_it(lead, greeting):
    plant(lead)
    (late,) = claim(1)
    Letter.objects.update(status="due")
    (next_one,) = claim(1)
    connection = mail.get_connection()
    delivery.settle(late, delivery.send(late, connection))
    assert mail.outbox == []
    delivery.settle(next_one, delivery.send(next_one, connection))
    assert (Letter.objects.get().status, len(mail.outbox)) == ("sent", 1)


def test_two_who_reconcile_put_a_letter_back_once(lead, greeting, settings, tmp_path):
    plant(lead)
    (tmp_path / "mail.log").touch()
    settings.MAIL_LOG_FILE = str(tmp_path / "mail.log")
    abandon()
    seen_by_the_second = [Letter.objects.get()]
    reconcile()
    claim(1)
    reconcile(seen_by_the_second)
    assert Letter.objects.get().status == "sending"


def abandon():
    claim(10)
    Letter.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_reconcile_without_a_log_says_uncertain(lead, greeting):
    plant(lead)
    abandon()
    reconcile_abandoned.delay()
    assert Letter.objects.get().status == "uncertain"


def test_reconcile_by_the_relays_log(lead, greeting, settings, tmp_path):
    gone = plant(lead)
    post("greeting", reader=lead, key="greeting:2")
    abandon()
    log = tmp_path / "mail.log"
    log.write_text(f"Nov 22 postfix/cleanup[1]: 4F: message-id={message_id(gone)}\n")
    settings.MAIL_LOG_FILE = str(log)
    reconcile()
    assert list(Letter.objects.order_by("pk").values_list("status", flat=True)) == ["sent", "due"]


def test_reconcile_with_an_unreadable_log_says_uncertain(lead, greeting, settings):
    plant(lead)
    abandon()
    settings.MAIL_LOG_FILE = "/nonexistent/mail.log"
    reconcile()
    assert Letter.objects.get().status == "uncertain"


def test_demo_mailbox_keeps_each_message_once(lead, greeting, settings):
    settings.EMAIL_BACKEND = "cda.outbox.demo.Mailbox"
    letter = plant(lead)
    deliver_batch()
    Letter.objects.update(status="sending", lease_until=timezone.now() - timedelta(seconds=1))
    reconcile()
    assert DemoMessage.objects.get().message_id == message_id(letter)
    assert Mailbox.accepted({message_id(letter), "<other>"}) == {message_id(letter)}
    assert (Letter.objects.get().status, str(letter)) == ("sent", "greeting:1")
    assert str(DemoMessage.objects.get()) == "en"


def test_absolute_and_compose(lead, greeting, settings, monkeypatch):
    settings.SITE_URL = "https://cda.example"
    letter = plant(lead)
    monkeypatch.setattr(
        letters, "render_to_string", lambda name, context: f" {name}\n {context['reader']} \n"
    )
    message = letters.compose(letter, "x/y", {})
    assert message.subject == "x/y_subject.txt Carla Peña"
    assert letters.absolute("/v/") == "https://cda.example/v/"
