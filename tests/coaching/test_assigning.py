"""Coaches: two for every city, and whoever is replaced stands outside at once."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cda.accounts.models import Part
from cda.accounts.permissions import Role
from cda.audit.models import Entry
from cda.people.models import Invitation
from coaching.actions.assigning import assign_coach, take_offer
from coaching.hooks import become_coach
from coaching.models import CoachAssignment, CoachOffer
from cohorts.models import Participation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(city):
    return reverse("coaching:coach_assign", args=[city.slug])


@pytest.fixture
def invite_url(city):
    return reverse("coaching:coach_invite", args=[city.slug])


def standing(city):
    found = CoachAssignment.objects.standing().filter(city=city)
    return [(one.kind, one.coach.name) for one in found]


def test_coach_assign_shows_who_could(signed_in, staff, url, coach, stranger_coach, city, now):
    past = factories.UserFactory(name="Zoe Past", language="es", time_zone="America/Bogota")
    factories.PartFactory(user=past, role="coach", ends_on=date(2026, 1, 1))
    page = signed_in(staff).get(url)
    assert [label for _, label in page.context["form"].fields["coach"].choices] == [
        "Zoe Past: Español, UTC−5, 0 cities",
        "Ana Duarte: English, UTC−5, 1 city",
        "Olga Prado: English, UTC−5, 1 city",
    ]
    assert "Missing: Backup coach" in page.content.decode()
    assert page.context["form"].initial["kind"] == "backup"


@pytest.mark.parametrize("who", ["staff", "admin"])
def test_coach_assign_gives_the_door_and_tells(
    signed_in, request, url, city, participation, coach, lead, stranger_coach, letters, who
):
    by = request.getfixturevalue(who)
    response = signed_in(by).post(
        url, {"kind": "backup", "coach": stranger_coach.pk, "handover": "They like short calls."}
    )
    assert (response.status_code, response.url) == (302, city.get_absolute_url())
    assert standing(city) == [("primary", "Ana Duarte"), ("backup", "Olga Prado")]
    assert Part.objects.current().filter(user=stranger_coach, city=city, role=Role.COACH).exists()
    assert Participation.objects.get(city=city).coach_names == ["Ana Duarte", "Olga Prado"]
    assert {letter.reader for letter in letters("coach_assigned")} == {stranger_coach, lead}
    entry = Entry.objects.get(verb="coach.assigned")
    assert (entry.actor_id, entry.city_key) == (by.pk, city.pk)
    assert entry.note == {"coach": "Olga Prado", "kind": "backup", "before": []}


def test_coach_assign_in_place_of_another_shuts_the_door_at_once(
    signed_in, staff, url, city, participation, coach, stranger_coach, log, note
):
    detail = reverse("coaching:session_detail", args=[city.slug, log.key])
    assert signed_in(coach).get(detail).status_code == 200
    signed_in(staff).post(url, {"kind": "primary", "coach": stranger_coach.pk})
    assert signed_in(coach).get(detail).status_code == 404
    assert note.text in signed_in(stranger_coach).get(detail).content.decode()
    assert standing(city) == [("primary", "Olga Prado")]
    part = Part.objects.get(user=coach)
    assert part.ends_on < timezone.now().date()
    assert part.reason_ended == "another coach was assigned"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Bogota"])
@pytest.mark.parametrize("hour", [0, 6, 11, 13, 23])
def test_coach_assign_ends_access_in_every_zone(city, coach, admin, time_machine, zone, hour):
    """Whatever the date is where anybody lives, yesterday's coach is not today's."""
    time_machine.move_to(datetime(2026, 12, 2, hour, 30, tzinfo=UTC), tick=False)
    new = factories.UserFactory(name="New")
    with timezone.override(zone):
        assign_coach(city, new, "primary", by=admin)
        current = Part.objects.current().filter(city=city, role=Role.COACH)
        assert [part.user for part in current] == [new]


def test_coach_assign_undone_within_the_hour(city, coach, admin):
    """A part that lasted minutes ends before it began: nobody has the door any more."""
    new = factories.UserFactory(name="New")
    assign_coach(city, new, "primary", by=admin)
    assign_coach(city, coach, "primary", by=admin)
    assert [part.user for part in Part.objects.current().filter(role="coach")] == [coach]
    assert standing(city) == [("primary", "Ana Duarte")]


def test_coach_assign_of_the_same_coach_changes_nothing(city, coach, admin, letters):
    before = CoachAssignment.objects.get()
    assert assign_coach(city, coach, "primary", by=admin) == before
    assert not letters("coach_assigned")


def test_coach_assign_of_the_backup_as_lead_coach(city, participation, coach, backup, admin):
    assign_coach(city, backup, "primary", by=admin)
    assert standing(city) == [("primary", "Ben Okafor")]
    assert [part.user for part in Part.objects.current().filter(role="coach")] == [backup]
    assert Participation.objects.get().coach_names == ["Ben Okafor"]
    assert Entry.objects.get(verb="coach.assigned").note["before"] == ["Ana Duarte"]


def test_coach_assign_warns_beyond_six_cities(signed_in, staff, url, city, participation, coach):
    busy = factories.UserFactory(name="Bea Busy")
    for _ in range(6):
        factories.PartFactory(user=busy, role="coach")
    client = signed_in(staff)
    assert "6 cities already" in client.get(url).content.decode()
    client.post(url, {"kind": "backup", "coach": busy.pk})
    page = client.get(url).content.decode()
    assert "Bea Busy is assigned, and now has 7 cities. More than 6 is a lot." in page


@pytest.mark.parametrize(
    "wrong", [{"coach": "0"}, {"coach": ""}, {"kind": "third"}, {"handover": "\x00"}]
)
def test_coach_assign_of_bad_input(signed_in, staff, url, city, coach, stranger_coach, wrong):
    typed = {"kind": "backup", "coach": stranger_coach.pk} | wrong
    assert signed_in(staff).post(url, typed).status_code == 422
    assert standing(city) == [("primary", "Ana Duarte")]


@pytest.mark.parametrize("who", ["coach", "lead", "mayor", "stranger", "partner", "observer"])
def test_coach_assign_is_for_the_programme(signed_in, request, url, invite_url, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url).status_code == 403
    assert client.post(url, {}).status_code == 403
    assert client.post(invite_url, {}).status_code == 403


def test_coach_assign_in_no_city(signed_in, staff):
    assert (
        signed_in(staff).get(reverse("coaching:coach_assign", args=["nowhere"])).status_code == 404
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_coach_assign_asks_the_same_for_any_number(signed_in, staff, url, city, asked, rows):
    for _ in range(rows):
        factories.PartFactory(role="coach")
        CoachOffer.objects.create(city=city, kind="backup", email=f"{_}@cda.example")
    assert asked(signed_in(staff), url) == 13


def test_coach_assign_where_nobody_coached_yet(signed_in, staff, url, city):
    assert "Nobody has been a coach yet." in signed_in(staff).get(url).content.decode()


INVITED = {
    "kind": "backup",
    "name": "Nina Sol",
    "email": "Nina@cda.example",
    "language": "es",
    "handover": "They like short calls.",
}


def test_coach_invite_then_accepted(
    signed_in, staff, invite_url, url, city, participation, coach, lead, letters
):
    response = signed_in(staff).post(invite_url, INVITED)
    assert (response.status_code, response.url) == (302, city.get_absolute_url())
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.city) == (
        "nina@cda.example",
        "coach",
        city,
    )
    assert "nina@cda.example" in signed_in(staff).get(url).content.decode()
    nina = factories.UserFactory(name="Nina Sol", email="nina@cda.example")
    factories.PartFactory(user=nina, city=city, role="coach")
    become_coach(invitation, nina)
    assert standing(city) == [("primary", "Ana Duarte"), ("backup", "Nina Sol")]
    assert CoachAssignment.objects.get(coach=nina).handover == "They like short calls."
    assert not CoachOffer.objects.exists()
    assert {letter.reader for letter in letters("coach_assigned")} == {nina, lead}


def test_coach_invite_twice_offers_the_place_once(signed_in, staff, invite_url, city, coach):
    client = signed_in(staff)
    client.post(invite_url, INVITED)
    client.post(invite_url, INVITED | {"email": "other@cda.example"})
    assert [offer.email for offer in CoachOffer.objects.all()] == ["other@cda.example"]


@pytest.mark.parametrize("wrong", [{"email": "x"}, {"name": ""}, {"kind": ""}, {"language": "xx"}])
def test_coach_invite_of_bad_input(signed_in, staff, invite_url, city, coach, wrong):
    response = signed_in(staff).post(invite_url, INVITED | wrong)
    assert response.status_code == 422
    assert "They like short calls." in response.content.decode()
    assert not Invitation.objects.exists()


def test_coach_invited_without_an_offer_takes_a_free_place(city, coach):
    new = factories.UserFactory()
    assert take_offer(city, new.email, new, by=None).kind == "backup"


def test_coach_invited_when_no_place_is_left_stands_outside(city, coach, backup):
    new = factories.UserFactory()
    factories.PartFactory(user=new, city=city, role="coach")
    assert take_offer(city, new.email, new, by=None) is None
    assert not Part.objects.current().filter(user=new).exists()


def test_coach_invited_to_no_city_is_no_business_of_ours(staff):
    become_coach(Invitation(role="coach", email="x@cda.example"), staff)
    assert not CoachAssignment.objects.exists()
