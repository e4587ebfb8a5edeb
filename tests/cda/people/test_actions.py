"""Inviting and accepting: what is allowed, what is written, what is said."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from cda.accounts.models import Part, User
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.people import actions
from cda.people.models import Invitation
from cda.people.tokens import hash_of, holding
from tests.cda.people.conftest import ANSWERS
from tests.wall import as_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(letters):
    return lambda email: letters(email)[-1].body


def verbs():
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


def test_invite_plants_the_token_and_keeps_only_its_hash(invited, letters, city):
    invitation, _url = invited()
    [letter] = letters("lucia@valle-sereno.example")
    assert (letter.kind, letter.target_id, letter.city_key) == (
        "invitation_sent",
        invitation.pk,
        city.pk,
    )
    assert invitation.token_hash == hash_of(letter.body)
    assert letter.body not in str(Invitation.objects.values().get(pk=invitation.pk))
    assert invitation.expires_at - invitation.sent_at == timedelta(days=7)
    assert verbs() == ["invitation.sent"]


def test_invite_without_a_city_belongs_to_the_programme(invited, letters):
    invitation, _url = invited("sam@cda.example", Role.STAFF, city=None)
    assert letters("sam@cda.example")[0].city_key == Entry.PROGRAMME
    assert str(invitation) == f"staff {invitation.pk}"


def test_invite_writes_the_address_in_one_way(invited):
    invitation, _url = invited("lucia@valle-sereno.example")
    again = actions.resend(invitation, by=invitation.invited_by)
    other = actions.invite(
        " LUCIA@Valle-Sereno.example ",
        "Lucía",
        Role.MAYOR,
        invitation.city,
        by=invitation.invited_by,
        language="es",
        form="feminine",
    )
    assert other.email == "lucia@valle-sereno.example"
    again.refresh_from_db()
    assert again.voided_at


@pytest.mark.parametrize("email", ["", "nobody", "a@b\nBcc: c@d.example", "x" * 300 + "@e.example"])
def test_invite_refuses_what_is_no_address(city, admin, email):
    with pytest.raises(RuleBroken, match="not an e-mail address"):
        actions.invite(email, "N", Role.MEMBER, city, by=admin, language="en", form="neutral")


def test_invite_again_voids_the_earlier_one_for_the_same_part_only(invited, other_city):
    first, _ = invited()
    elsewhere, _ = invited(city=other_city)
    as_member, _ = invited(role=Role.MEMBER)
    second, _ = invited()
    assert set(Invitation.objects.open()) == {elsewhere, as_member, second}
    first.refresh_from_db()
    assert first.voided_at == second.sent_at


def test_two_standing_invitations_to_one_part_cannot_exist(invited):
    invitation, _ = invited()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            token_hash="x",
            email=invitation.email,
            role=invitation.role,
            city=invitation.city,
            expires_at=timezone.now(),
        )


def test_resend_repeats_everything_but_the_token(invited):
    first, _ = invited(seat_id=7)
    second = actions.resend(first, by=first.invited_by)
    same = ["email", "name", "role", "city_id", "language", "form", "seat_id"]
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    assert first.token_hash != second.token_hash


def test_an_accepted_invitation_is_neither_sent_again_nor_taken_back(invited, token):
    invitation, _ = invited()
    actions.accept(token(invitation.email), ANSWERS)
    invitation.refresh_from_db()
    with pytest.raises(RuleBroken, match="accepted already"):
        actions.resend(invitation, by=invitation.invited_by)
    with pytest.raises(RuleBroken, match="accepted already"):
        actions.void(invitation, by=invitation.invited_by)


def test_void_closes_it(invited, token):
    invitation, _ = invited()
    actions.void(invitation, by=invitation.invited_by)
    with pytest.raises(RuleBroken, match="not open"):
        actions.accept(token(invitation.email), ANSWERS)
    assert verbs() == ["invitation.sent", "invitation.voided"]


def test_an_address_gets_five_invitations_a_day(invited, other_city):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        for _number in range(5):
            invited()
        with pytest.raises(RuleBroken, match="several invitations today"):
            invited(city=other_city)
        clock.shift(timedelta(days=1, seconds=1))
        invited()


def test_a_person_sends_so_many_invitations_a_day(invited, monkeypatch):
    monkeypatch.setattr(actions, "PER_INVITER", 2)
    invited("one@city.example")
    invited("two@city.example")
    with pytest.raises(RuleBroken, match="very many"):
        invited("three@city.example")


def test_accept_makes_a_person_with_a_part(invited, token, city):
    invitation, _ = invited()
    accepted = actions.accept(token(invitation.email), ANSWERS)
    user = User.objects.get(email=invitation.email)
    assert accepted.used_by == user
    assert (
        user.name,
        user.signature_name,
        user.form,
        user.language,
        user.time_zone,
        user.phone,
    ) == (
        "Lucía Montes",
        "Lucía Montes Herrera",
        "feminine",
        "es",
        "America/Mexico_City",
        "+52 33 5550 1234",
    )
    assert not user.has_usable_password()
    assert list(user.parts.values_list("role", "city", "ends_on")) == [("mayor", city.pk, None)]
    assert verbs() == ["invitation.sent", "invitation.accepted"]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "UTC", "Pacific/Kiritimati"])
def test_the_part_is_played_at_once_in_every_time_zone(invited, token, zone):
    invitation, _ = invited()
    actions.accept(token(invitation.email), ANSWERS)
    with timezone.override(zone):
        assert Part.objects.current().filter(role="mayor").exists()


def test_accept_for_somebody_known_adds_the_part_and_changes_nothing_else(invited, token, lead):
    lead.email = "Carla@Valle-Sereno.example"
    lead.save()
    invitation, _ = invited("carla@valle-sereno.example", Role.DELEGATE)
    accepted = actions.accept(token(invitation.email), {**ANSWERS, "name": "Somebody else"})
    assert accepted.used_by == lead
    lead.refresh_from_db()
    assert lead.name == "Carla Peña"
    assert sorted(lead.parts.values_list("role", flat=True)) == ["delegate", "lead"]


def test_accept_of_a_part_already_played_keeps_one(invited, token, lead):
    invitation, _ = invited(lead.email, Role.LEAD)
    actions.accept(token(lead.email), {})
    assert lead.parts.count() == 1
    assert invitation.is_for(lead)


def test_accept_by_a_closed_account_is_refused(invited, token, lead):
    User.objects.filter(pk=lead.pk).update(is_active=False)
    invited(lead.email, Role.DELEGATE)
    with pytest.raises(RuleBroken, match="account was closed"):
        actions.accept(token(lead.email), {})
    assert lead.parts.count() == 1


def test_accept_works_once(invited, token):
    invitation, _ = invited()
    actions.accept(token(invitation.email), ANSWERS)
    with pytest.raises(RuleBroken, match="not open"):
        actions.accept(token(invitation.email), ANSWERS)
    with pytest.raises(RuleBroken, match="not open"):
        actions.accept(token(invitation.email), ANSWERS, once="another-form")


def test_the_same_form_sent_twice_is_answered_like_the_first(invited, token):
    invitation, _ = invited()
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        invitation, _ = invited()
        first = actions.accept(token(invitation.email), ANSWERS, once="this-form")
        assert actions.accept(token(invitation.email), {}, once="this-form") == first
        assert verbs().count("invitation.accepted") == 1
        clock.shift(timedelta(minutes=5))
        with pytest.raises(RuleBroken):
            actions.accept(token(invitation.email), {}, once="this-form")


def test_accept_ends_after_seven_days(invited, token):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        invitation, _ = invited()
        clock.shift(timedelta(days=7))
        with pytest.raises(RuleBroken, match="not open"):
            actions.accept(token(invitation.email), ANSWERS)
        clock.shift(timedelta(seconds=-1))
        actions.accept(token(invitation.email), ANSWERS)


def test_accept_of_an_invented_token_sounds_the_same(db):
    with pytest.raises(RuleBroken, match="not open"):
        actions.accept("invented", ANSWERS)


def test_hooks_of_the_role_run_inside_the_open_city(invited, token, participation):
    seen = []

    @actions.on_accept(Role.MAYOR, Role.LEAD)
    def hook(invitation, user):
        seen.append((invitation.seat_id, user.email, participation.__class__.objects.count()))

    actions.on_accept(Role.MEMBER)(lambda *_: seen.append("not this one"))
    invitation, _ = invited(seat_id=42)
    secret = token(invitation.email)
    with as_app():
        actions.accept(secret, ANSWERS)
    assert seen == [(42, invitation.email, 1)]


def test_a_hook_that_refuses_undoes_everything(invited, token):
    @actions.on_accept(Role.MAYOR)
    def hook(invitation, user):
        raise RuleBroken("There is a mayor already.")

    invitation, _ = invited()
    with pytest.raises(RuleBroken):
        actions.accept(token(invitation.email), ANSWERS)
    assert not User.objects.filter(email=invitation.email).exists()
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_the_wall_shows_an_invitation_to_its_city_and_to_its_holder(invited, token, other_city):
    invitation, _ = invited()
    secret = token(invitation.email)
    with as_app():
        assert Invitation.objects.count() == 0
        with inside([other_city.pk]):
            assert Invitation.objects.count() == 0
        with inside([invitation.city_id]):
            assert Invitation.objects.count() == 1
        with holding("invented"):
            assert Invitation.objects.count() == 0
        with holding(secret):
            assert Invitation.objects.get() == invitation
        assert Invitation.objects.count() == 0


def test_change_preferences_records_which_fields_never_what(lead):
    lead.signature_name = "Carla Peña Ruiz"
    actions.change_preferences(lead, ["signature_name"], by=lead)
    entry = Entry.objects.get()
    assert (entry.verb, entry.note) == ("person.changed", {"fields": ["signature_name"]})
    actions.change_preferences(lead, [], by=lead)
    assert Entry.objects.count() == 1
