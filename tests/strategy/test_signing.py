"""From the team's final text to the mayor's name: who may, when, over which text, how often."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from cda.accounts.models import Part
from cda.audit.log import broken_links
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.models import Letter
from cohorts.models import CityMilestone, Delegation, MayoralTerm
from strategy.actions.signing import (
    Evidence,
    entitled,
    open_brief,
    readers_of_the_brief,
    request_changes,
    send_to_mayor,
    sign_strategy,
)
from strategy.models import (
    ChangeRequest,
    PublicRecord,
    Reading,
    Section,
    Signature,
    Strategy,
    Version,
)
from strategy.models.content import canonical, fingerprint
from strategy.models.document import TextChanged
from strategy.models.signing import commitment, record_number, same_name
from tests import factories
from tests.wall import play

pytestmark = pytest.mark.django_db

PROOF = Evidence(identified_by="code", ip="192.0.2.7", user_agent="Browser " + "x" * 400)


def send(strategy, by, **given):
    values = {"due_on": None, "sentence": "", "whys": {}} | given
    return send_to_mayor(strategy, by=by, **values)


def again(strategy):
    return Strategy.objects.get(pk=strategy.pk)


def letters(kind):
    return sorted(Letter.objects.filter(kind=kind).values_list("reader__email", flat=True))


@pytest.fixture
def milestones(participation):
    for position, code in enumerate(("mayor", "publish")):
        factories.CityMilestoneFactory(participation=participation, code=code, position=position)


def milestone(code):
    return CityMilestone.objects.get(code=code)


def delegate_to(user, city, powers, days=30):
    term = MayoralTerm.objects.get(city=city)
    ends_on = factories.today() + timedelta(days=days)
    return Delegation.objects.create(
        term=term, city=city, user=user, powers=powers, starts_on=date(2026, 1, 1), ends_on=ends_on
    )


# Sending -------------------------------------------------------------------------------------


def test_send_freezes_the_text_and_writes_to_the_mayor(final, lead, mayor, milestones):
    version = send(final, lead, sentence="Please sign.", whys={"a:cost": "Council"})
    strategy = again(final)
    assert (strategy.status, strategy.number, version.number) == ("mayor_review", "1.0", "1.0")
    assert (strategy.cover_sentence, version.whys) == ("Please sign.", {"a:cost": "Council"})
    assert version.sha256 == fingerprint(canonical(strategy))
    assert letters("signature_asked") == [mayor.email]
    assert milestone("mayor").status == "in_review"
    assert Entry.objects.about(strategy).get().verb == "strategy.sent_to_mayor"


def test_send_writes_to_a_delegate_who_may_read(final, lead, mayor, delegate, city):
    delegate_to(delegate, city, ["view"])
    send(final, lead)
    assert letters("signature_asked") == sorted([delegate.email, mayor.email])


def test_send_is_refused_while_something_is_missing(final, lead):
    Section.objects.filter(code="V1").update(words=0)
    with pytest.raises(RuleBroken, match="Not yet: "):
        send(final, lead)
    assert again(final).status == "team_final"
    assert not Version.objects.exists()


def test_send_is_refused_without_a_serving_mayor(final, lead):
    MayoralTerm.objects.update(ends_on=date(2026, 1, 1))
    with pytest.raises(RuleBroken, match="Nobody is registered as the serving mayor"):
        send(final, lead)


@pytest.mark.parametrize("status", ["drafting", "coach_review", "coach_cleared", "signed"])
def test_send_only_when_the_team_is_done(final, lead, status):
    Strategy.objects.filter(pk=final.pk).update(status=status)
    with pytest.raises(RuleBroken, match="cannot become"):
        send(final, lead)


def test_a_mayor_who_has_not_accepted_gets_no_letter(final, lead, mayor):
    MayoralTerm.objects.update(user=None)
    assert readers_of_the_brief(final.city_id) == []


# Asking for changes ---------------------------------------------------------------------------


def ask(version, by, **given):
    values = {"shown": version.sha256, "blocks": ["use"], "text": "Less, please."} | given
    return request_changes(version.strategy, by=by, **values)


def test_changes_by_the_mayor(sent, mayor, lead, milestones):
    request = ask(sent, mayor)
    assert again(sent.strategy).status == "changes_requested"
    assert (request.asked_by, request.on_behalf_of, request.block_labels) == (mayor, None, ["Use"])
    assert letters("changes_requested") == [lead.email]
    assert Reading.objects.get(user=mayor).version == sent
    assert milestone("mayor").status == "underway"
    assert str(request) == f"{sent.strategy_id} {request.asked_at:%Y-%m-%d}"


def test_changes_by_a_delegate_who_may_decide(sent, delegate, mayor, city):
    delegate_to(delegate, city, ["view", "decide"])
    assert ask(sent, delegate).on_behalf_of == mayor


@pytest.mark.parametrize(
    ("powers", "days"), [(["view"], 30), (["guide"], 30), (["decide"], -1), ([], 30)]
)
def test_changes_by_a_delegate_without_the_power(sent, delegate, city, powers, days):
    delegate_to(delegate, city, powers, days)
    with pytest.raises(RuleBroken, match="Only the mayor can ask for changes"):
        ask(sent, delegate)
    assert not ChangeRequest.objects.exists()


def test_changes_over_an_older_text(sent, mayor):
    with pytest.raises(TextChanged, match="The text changed"):
        ask(sent, mayor, shown="0" * 64)
    assert again(sent.strategy).status == "mayor_review"


def test_changes_twice(sent, mayor):
    ask(sent, mayor)
    with pytest.raises(TextChanged, match="working on the text again"):
        ask(sent, mayor)
    assert ChangeRequest.objects.count() == 1


# Signing --------------------------------------------------------------------------------------


def sign(version, by, **given):
    values = {"shown": version.sha256, "evidence": PROOF} | given
    return sign_strategy(version.strategy, by=by, **values)


def test_sign_keeps_the_name_the_text_and_how_we_know(sent, mayor, city, milestones):
    with time_machine.travel(datetime(2026, 11, 4, 15, 14, tzinfo=ZoneInfo("UTC")), tick=False):
        signature = sign(sent, mayor)
    assert again(sent.strategy).status == "signed"
    assert signature.record.startswith("VS-2026-1104-")
    assert (signature.name, signature.title) == ("Lucía Montes Herrera", "Alcaldesa")
    assert (signature.sha256, signature.version, signature.zone) == (
        sent.sha256,
        sent,
        "America/Mexico_City",
    )
    assert signature.term.user == mayor
    assert (signature.identified_by, signature.ip) == ("code", "192.0.2.7")
    assert len(signature.user_agent) == 300
    assert signature.commitment == commitment(city, mayor.language)
    assert [milestone(code).status for code in ("mayor", "publish")] == ["done", "underway"]
    assert str(signature) == signature.record


def test_sign_puts_a_record_on_the_public_page_without_the_name(sent, mayor, city):
    signature = sign(sent, mayor)
    public = PublicRecord.objects.get()
    assert (public.record, public.signer_name, public.published_at) == (signature.record, "", None)
    assert public.city_name == "Valle Sereno, Jalisco, México"
    assert public.signer_title == {"en": "Mayor", "es": "Alcaldesa", "pt-br": "Prefeita"}
    assert (public.content_sha256, public.number, public.is_current) == (sent.sha256, "1.0", True)
    entry = Entry.objects.chain(city.pk).get(seq=public.chain_seq)
    assert (entry.verb, bytes(entry.hash).hex()) == ("strategy.signed", public.chain_head)
    assert entry.note["sha256"] == sent.sha256
    assert broken_links(city.pk) == []


def test_sign_tells_everybody_entitled(sent, mayor, lead, member, coach, delegate, staff, partner):
    sign(sent, mayor)
    assert letters("strategy_signed") == sorted(
        person.email for person in (mayor, lead, member, coach)
    )


def test_a_delegate_in_force_gets_the_signed_copy_too(sent, mayor, lead, delegate, city):
    delegate_to(delegate, city, ["view"])
    assert entitled(city.pk) == [mayor, delegate, lead]


def test_sign_twice_is_one_signature(sent, mayor):
    assert sign(sent, mayor) == sign(sent, mayor)
    assert Signature.objects.count() == 1
    assert Entry.objects.filter(verb="strategy.signed").count() == 1


@pytest.mark.parametrize(
    "edit",
    [
        lambda strategy: Section.objects.filter(code="V1").update(blocks=[]),
        lambda strategy: strategy.goals.update(title="Another goal"),
        lambda strategy: Strategy.objects.filter(pk=strategy.pk).update(title="Another"),
        lambda strategy: Section.objects.filter(code="V1").update(is_hidden=True),
    ],
)
def test_sign_over_a_text_that_moved_is_refused(sent, mayor, edit):
    edit(sent.strategy)
    with pytest.raises(TextChanged, match="The text changed"):
        sign(sent, mayor)
    assert again(sent.strategy).status == "mayor_review"
    assert not Signature.objects.exists()
    assert not PublicRecord.objects.exists()


def test_sign_what_was_not_shown_is_refused(sent, mayor):
    with pytest.raises(TextChanged):
        sign(sent, mayor, shown="f" * 64)


def test_sign_after_the_team_took_it_back(sent, mayor):
    Strategy.objects.update(status="drafting")
    with pytest.raises(TextChanged, match="working on the text again"):
        sign(sent, mayor)


def test_sign_before_it_was_sent(final, sent, mayor):
    Strategy.objects.update(status="team_final")
    with pytest.raises(RuleBroken, match="not waiting for the mayor"):
        sign(sent, mayor)


def test_sign_by_somebody_who_is_not_the_serving_mayor(sent, lead, delegate, city):
    delegate_to(delegate, city, ["view", "guide", "decide"])
    for person in (lead, delegate):
        with pytest.raises(RuleBroken, match="Only the serving mayor"):
            sign(sent, person)


def test_sign_after_the_term_ended(sent, mayor):
    MayoralTerm.objects.update(ends_on=factories.today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="Only the serving mayor"):
        sign(sent, mayor)


def test_a_newer_signature_supersedes_the_older_record(signature, final, lead, mayor):
    Strategy.objects.update(status="team_final")
    Section.objects.filter(code="V1").update(blocks=[{"id": "n", "html": "<p>New.</p>"}])
    version = send(again(final), lead)
    newer = sign(version, mayor)
    older = PublicRecord.objects.get(record=signature.record)
    assert (older.superseded_by, older.is_current) == (newer.record, False)


@pytest.mark.parametrize("role", ["cda_app", "cda_system", None])
def test_nobody_changes_a_signature(signature, role):
    play(role)
    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.update(name="Somebody Else")
    play("cda_system")
    assert Signature.objects.get().name == "Lucía Montes Herrera"


def test_opening_the_brief_again_moves_the_date_only(sent, mayor):
    with time_machine.travel("2026-11-01", tick=False):
        open_brief(sent, by=mayor)
    with time_machine.travel("2026-11-05", tick=False):
        open_brief(sent, by=mayor)
    assert Reading.objects.get().read_at.day == 5
    assert Entry.objects.filter(verb="version.read").count() == 1


# Names and numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("Lucía Montes Herrera", True),
        ("lucia  montes herrera ", True),
        ("LUCÍA MONTES HERRERA", True),
        ("Lucía Montes", False),
        ("Lucía Montes Herrera II", False),
        ("", False),
        ("́", False),
    ],
)
def test_same_name(typed, is_same):
    assert same_name(typed, "Lucía Montes Herrera") is is_same


def test_no_name_is_no_name():
    assert not same_name("", "")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Valle Sereno", "VS"),
        ("Medellín", "ME"),
        ("São João del Rei Novo", "SJDR"),
        ("Ñ", "N"),
        ("東京", "CDA"),
    ],
)
def test_record_numbers_begin_with_the_city(name, letters):
    city = factories.CityFactory(name=name)
    number = record_number(city, date(2026, 2, 4))
    assert number[: len(letters) + 11] == f"{letters}-2026-0204-"


def test_record_numbers_are_given_once(signature, city, monkeypatch):
    tail = signature.record[-4:].lower()
    drawn = iter([tail, "beef"])
    monkeypatch.setattr("strategy.models.signing.secrets.token_hex", lambda _: next(drawn))
    day = signature.signed_at.astimezone(ZoneInfo(signature.zone)).date()
    assert record_number(city, day).endswith("-BEEF")


def test_commitment_covers_the_policies_in_the_mayors_language(city):
    assert commitment(city, "en") == (
        "I approve this strategy and the policies listed in it on behalf of the city of "
        "Valle Sereno, and I commit the city to report in public on its progress."
    )


# Pages ----------------------------------------------------------------------------------------


def page(name, city):
    return reverse(f"strategy:{name}", args=[city.slug])


SEND = {"sentence": "Please  sign.", "due_on": "", "once": ""}


def test_mayor_send_by_the_lead(signed_in, final, lead, city):
    client = signed_in(lead)
    assert client.get(page("mayor_send", city)).status_code == 200
    day = factories.today() + timedelta(days=10)
    response = client.post(page("mayor_send", city), SEND | {"due_on": day.isoformat()})
    assert response.url == page("brief", city)
    strategy = again(final)
    assert (strategy.status, strategy.cover_sentence) == ("mayor_review", "Please sign.")
    assert strategy.due_on == day


@pytest.mark.parametrize("day", ["2026-01-01", "today", "31.12.2026", "9999-99-99", "0001-01-01"])
def test_mayor_send_with_a_wrong_date(signed_in, final, lead, city, day):
    response = signed_in(lead).post(page("mayor_send", city), SEND | {"due_on": day})
    assert response.status_code == 422
    assert again(final).status == "team_final"


@pytest.mark.parametrize("sentence", ["x" * 301, "a\x00b"])
def test_mayor_send_with_a_wrong_sentence(signed_in, final, lead, city, sentence):
    response = signed_in(lead).post(page("mayor_send", city), SEND | {"sentence": sentence})
    assert response.status_code == 422


def test_mayor_send_lists_what_is_missing_with_links(signed_in, final, lead, city, outline):
    Section.objects.filter(code="V1").update(words=0)
    MayoralTerm.objects.update(ends_on=date(2026, 1, 1))
    text = signed_in(lead).get(page("mayor_send", city)).content.decode()
    assert reverse("strategy:section_edit", args=[city.slug, outline["V1"].key]) in text
    assert reverse("cohorts:team_detail", args=[city.slug]) in text
    assert "2 things are missing" in text


def test_mayor_send_too_early(signed_in, final, lead, city):
    Strategy.objects.update(status="coach_review")
    assert "Coach review" in signed_in(lead).get(page("mayor_send", city)).content.decode()
    assert signed_in(lead).post(page("mayor_send", city), SEND).status_code == 409


def test_mayor_send_again_asks_why_each_thing_changed(signed_in, sent, lead, city):
    Strategy.objects.update(status="team_final")
    sent.strategy.goals.filter(block="use").update(title="Another goal")
    key = sent.strategy.goals.get(block="use").key
    client = signed_in(lead)
    text = client.get(page("mayor_send", city)).content.decode()
    assert "Changed since version 1.0" in text
    assert "Another goal" in text
    client.post(page("mayor_send", city), SEND | {"why_0": "The council asked."})
    newest = Version.objects.get(number="2.0")
    assert newest.whys == {f"{key}:title": "The council asked."}


def test_strategy_sign_asks_for_proof_first(signed_in, sent, mayor, city):
    response = signed_in(mayor).get(page("strategy_sign", city))
    assert response.status_code == 302
    assert response.url.startswith(reverse("people:step_up"))


def signing_form(version, **given):
    return {
        "name": "lucia montes herrera",
        "agrees": "on",
        "sha256": version.sha256,
        "once": "one",
    } | given


def test_strategy_sign_by_the_mayor(signed_in, sent, mayor, city, proved, drawn):
    client = signed_in(mayor)
    text = client.get(page("strategy_sign", city)).content.decode()
    assert sent.sha256 in text
    response = client.post(page("strategy_sign", city), signing_form(sent))
    assert response.url == page("strategy_signed", city)
    signature = Signature.objects.get()
    assert (signature.identified_by, signature.ip) == ("code", "127.0.0.1")
    receipt = client.get(response.url).content.decode()
    assert signature.record in receipt
    assert "Thank you, Mayor." in receipt


def test_strategy_sign_with_two_clicks(signed_in, sent, mayor, city, proved, drawn):
    client = signed_in(mayor)
    first = client.post(page("strategy_sign", city), signing_form(sent))
    second = client.post(page("strategy_sign", city), signing_form(sent))
    third = client.post(page("strategy_sign", city), signing_form(sent, once="another tab"))
    assert first.url == second.url == third.url
    assert Signature.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "Write your full name"),
        ({"name": "Lucía Montes"}, "Write your name as it will be signed: Lucía Montes Herrera"),
        ({"name": "Lucía\x00"}, "Null characters are not allowed."),
        ({"name": "x" * 121}, "at most 120"),
        ({"agrees": ""}, "Tick the box to approve the strategy"),
        ({"sha256": ""}, ""),
        ({"sha256": "g" * 64}, "Open the page again"),
    ],
)
def test_strategy_sign_with_a_wrong_form(signed_in, sent, mayor, city, proved, given, sentence):
    response = signed_in(mayor).post(page("strategy_sign", city), signing_form(sent, **given))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Signature.objects.exists()


def test_strategy_sign_an_older_text_leads_to_what_changed(signed_in, sent, mayor, city, proved):
    response = signed_in(mayor).post(
        page("strategy_sign", city), signing_form(sent, sha256="a" * 64)
    )
    assert response.status_code == 409
    text = response.content.decode()
    assert page("brief", city) in text
    assert "See what changed" in text


@pytest.mark.parametrize(
    ("status", "goes_to"), [("drafting", "brief"), ("signed", "strategy_signed")]
)
def test_strategy_sign_when_nothing_waits(signed_in, sent, mayor, city, status, goes_to):
    Strategy.objects.update(status=status)
    assert signed_in(mayor).get(page("strategy_sign", city)).url == page(goes_to, city)


def test_strategy_sign_before_anything_was_sent(signed_in, final, mayor, city):
    assert signed_in(mayor).get(page("strategy_sign", city)).status_code == 404


def test_strategy_signed_before_the_signature(signed_in, sent, lead, city):
    assert signed_in(lead).get(page("strategy_signed", city)).status_code == 404


def test_strategy_signed_shows_each_reader_where_to_go_on(
    signed_in, signature, city, lead, member, partner, admin
):
    download, publish = page("document_draw", city), page("strategy_publish", city)
    seen = {}
    for person in (lead, member, partner, admin):
        text = signed_in(person).get(page("strategy_signed", city)).content.decode()
        seen[person] = (download in text, publish in text)
    assert seen == {
        lead: (True, True),
        member: (True, False),
        partner: (False, False),
        admin: (True, True),
    }


# Every role -----------------------------------------------------------------------------------

ROLES = ["lead", "member", "mayor", "delegate", "coach", "admin", "staff", "partner", "observer"]
MAY = {
    "brief": {"lead", "mayor", "delegate", "coach", "admin", "staff"},
    "strategy_read": set(ROLES) - {"observer"},
    "strategy_signed": set(ROLES) - {"observer"},
    "mayor_send": {"lead"},
    "changes_request": {"mayor", "delegate"},
    "strategy_sign": {"mayor"},
    "strategy_publish": {"lead", "admin", "staff"},
    "strategy_withdraw": {"admin"},
    "document_draw": {"lead", "member", "mayor", "coach", "admin", "staff"},
}


@pytest.mark.parametrize("name", sorted(MAY))
def test_pages_open_for_the_roles_of_the_matrix(request, signed_in, signature, city, name):
    people = {role: request.getfixturevalue(role) for role in ROLES}
    opens = {
        role
        for role, person in people.items()
        if signed_in(person).get(page(name, city)).status_code != 403
    }
    assert opens == MAY[name]


def test_pages_of_a_city_do_not_exist_for_strangers(signed_in, signature, city, stranger):
    client = signed_in(stranger)
    for name in [*MAY, "brief_open"]:
        assert client.get(page(name, city)).status_code in {404, 405}
        assert client.post(page(name, city), {}).status_code in {404, 405}


def test_pages_send_the_unknown_to_the_door(client, signature, city):
    for name in MAY:
        assert client.get(page(name, city)).url.startswith("/accounts/login/")


def test_a_part_that_ended_opens_nothing(signed_in, sent, mayor, city):
    Part.objects.filter(user=mayor).update(ends_on=factories.today() - timedelta(days=1))
    assert signed_in(mayor).get(page("brief", city)).status_code == 404
