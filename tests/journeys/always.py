"""What holds at the end of every journey."""

from io import StringIO

from django.core import mail
from django.core.management import call_command

from cda.audit.models import Entry
from cda.outbox.models import Letter
from coaching.models import PrivateNote
from tests.journeys.cast import CANARY
from tests.journeys.words import language_of

ACTS = [
    "city.admitted", "team.confirmed", "session.logged", "strategy.started",
    "strategy.sent_to_coach", "strategy.returned", "strategy.sent_to_coach", "strategy.cleared",
    "strategy.finished_by_team", "strategy.sent_to_mayor", "strategy.changes_requested",
    "strategy.resumed", "strategy.sent_to_mayor", "strategy.signed", "document.drawn",
    "strategy.published",
]  # fmt: skip


def nothing_leaked(cast):
    assert PrivateNote.objects.get().text == CANARY
    for one in cast.people:
        if one is not cast.coach:
            assert not any(CANARY in text for text in one.seen), one.name
    notes = " ".join(map(str, Entry.objects.values_list("note", flat=True)))
    for letter in mail.outbox:
        notes += letter.subject + letter.body
        if letter.to != [cast.coach.email]:
            assert "Handover-77" not in letter.body
    assert "canary" not in notes.lower()


def letters_hold(cast):
    """Every letter left once, in its reader's language."""
    languages = {one.email: one.language for one in cast.people}
    for letter in mail.outbox:
        spoken = language_of(f"{letter.subject}\n{letter.body}")
        assert spoken == languages[letter.to[0]], (letter.to, letter.subject, letter.body)
    assert not Letter.objects.exclude(status__in=["sent", "moot", "due"]).exists()
    assert Letter.objects.filter(status="sent").count() == len(mail.outbox)


def history_holds():
    """Every act is in the chain, in its order."""
    call_command("verify_log", stdout=StringIO())
    acts = list(Entry.objects.order_by("seq").filter(city_key__gt=0).values_list("verb", flat=True))
    walked = iter(acts)
    for act in ACTS:
        assert act in walked, (act, acts)
