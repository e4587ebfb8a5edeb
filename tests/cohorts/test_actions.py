"""What people do with cohorts, cities and teams: the order of things, history, letters."""

import copy
import io
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cda.accounts.models import City, Part
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.models import Letter
from cda.people.actions import accept
from cda.people.models import Invitation
from cohorts import actions
from cohorts.actions import Contact, NewCity, reach_milestone
from cohorts.models import (
    CityMilestone,
    Delegation,
    MayoralTerm,
    OfficeContact,
    Participation,
    Seat,
    Template,
)
from cohorts.models.reference import shipped_templates
from tests import factories
from tests.cohorts.conftest import nominee
from tests.wall import as_app

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def verbs(city_key=None):
    entries = Entry.objects.order_by("pk")
    if city_key is not None:
        entries = entries.filter(city_key=city_key)
    return list(entries.values_list("verb", flat=True))


def letters(kind):
    return Letter.objects.filter(kind=kind)


# -- milestones ---------------------------------------------------------------------------------


def test_reach_milestone(participation):
    milestone = factories.CityMilestoneFactory(participation=participation, code="mayor")
    reach_milestone(
        participation, "mayor", "in_review", today=TODAY, answer_on=TODAY + timedelta(days=3)
    )
    milestone.refresh_from_db()
    assert (milestone.status, milestone.counts_on) == ("in_review", TODAY + timedelta(days=3))
    reach_milestone(participation, "mayor", "done", today=TODAY)
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.answer_on) == (TODAY, None)


def test_reach_milestone_that_the_template_does_not_have(participation):
    reach_milestone(participation, "mayor", "done", today=TODAY)
    assert not CityMilestone.objects.exists()


# -- templates and cohorts ----------------------------------------------------------------------


def test_load_template_twice_changes_nothing(template):
    again = actions.load_template(shipped_templates()[0])
    assert again == template
    assert verbs(0) == ["template.loaded"]


def test_load_template_changed(template):
    data = copy.deepcopy(template.data)
    data["weeks"] = 20
    assert actions.load_template(data).data["weeks"] == 20
    assert verbs(0) == ["template.loaded", "template.changed"]


def test_load_template_changed_while_a_cohort_uses_it(planned):
    data = {**planned.template.data, "weeks": 20}
    with pytest.raises(RuleBroken):
        actions.load_template(data)


def test_load_templates_command_as_the_application():
    out = io.StringIO()
    with as_app():
        call_command("load_templates", stdout=out)
        call_command("load_templates", stdout=out)
    assert out.getvalue() == "accelerator 1 is loaded.\n" * 2


def test_load_templates_command_says_what_is_wrong(planned):
    Template.objects.update(data={})
    with pytest.raises(CommandError, match="new version number"):
        call_command("load_templates")


def test_create_cohort_shifts_every_date(template, admin):
    first = actions.create_cohort(
        template, 1, date(2027, 2, 1), by=admin, time_zone="America/Bogota"
    )
    second = actions.create_cohort(
        template, 2, date(2027, 2, 15), by=admin, time_zone="America/Bogota"
    )
    dates = [
        list(c.milestones.order_by("position").values_list("due_on", flat=True))
        for c in (first, second)
    ]
    assert len(dates[0]) == 8
    assert [b - a for a, b in zip(*dates, strict=True)] == [timedelta(days=14)] * 8
    assert (first.ends_on, first.status) == (date(2027, 8, 1), "planned")
    assert first.milestones.get(code="leaders").precision == "quarter"
    assert verbs(0)[-1] == "cohort.planned"


def test_create_cohort_with_a_number_that_is_taken(planned, template, admin):
    with pytest.raises(RuleBroken, match="There is a cohort 8 already"):
        actions.create_cohort(template, 8, date(2028, 2, 7), by=admin, time_zone="UTC")


# -- a city joins -------------------------------------------------------------------------------


def new_city(**fields):
    mayor = Contact(Role.MAYOR, "Lucía Montes", "mayor@vs.example", "es", "feminine")
    office = Contact(Role.DELEGATE, "Pía Soto", "office@vs.example", "es", "neutral")
    values = {
        "name": "Valle Sereno",
        "admin1": "Chimaltenango",
        "country": "GT",
        "time_zone": "America/Guatemala",
        "language": "es",
        "mayor_name": "Lucía Montes",
        "mayor_form": "feminine",
        "contacts": (mayor, office),
    }
    return NewCity(**{**values, **fields})


def test_admit_city_prepares_everything_and_mails_nothing(planned, admin):
    participation = actions.admit_city(planned, new_city(population=214000), by=admin)
    city = participation.city
    assert (city.slug, city.currency, city.locale) == ("valle-sereno", "GTQ", "es-GT")
    assert city.full_name("es") == "Valle Sereno, Chimaltenango, Guatemala"
    assert city.mayor_title("feminine", "es") == "Alcaldesa"
    assert participation.status == "selected"
    assert CityMilestone.objects.filter(participation=participation).count() == 8
    assert MayoralTerm.objects.get(city=city).form == "feminine"
    assert OfficeContact.objects.filter(city=city).count() == 2
    assert not Letter.objects.exists()
    assert verbs(city.pk) == ["city.admitted"]


def test_admit_city_to_an_open_cohort_invites_its_office(opened, admin):
    participation = actions.admit_city(opened, new_city(), by=admin)
    roles = Invitation.objects.filter(city=participation.city).values_list("role", "language")
    assert set(roles) == {("mayor", "es"), ("delegate", "es")}
    assert letters("invitation_sent").count() == 2


def test_admit_city_opens_the_new_city_to_the_application(opened, admin):
    """Behind the wall nobody sees a city that has no part yet: admitting it opens it."""
    with as_app(), inside([0], admin.pk):
        participation = actions.admit_city(opened, new_city(), by=admin)
        assert not Participation.objects.filter(pk=participation.pk).exists()
        with inside([participation.city_id], admin.pk):
            assert Participation.objects.get() == participation


def test_admit_city_to_a_closed_cohort(opened, admin):
    opened.close()
    opened.save()
    with pytest.raises(RuleBroken, match="This cohort is closed"):
        actions.admit_city(opened, new_city(), by=admin)


def test_admit_city_twice(planned, admin):
    actions.admit_city(planned, new_city(), by=admin)
    with pytest.raises(RuleBroken, match="Valle Sereno is in this cohort already"):
        actions.admit_city(planned, new_city(name="valle sereno"), by=admin)


def test_admit_city_again_later_keeps_the_city_and_its_mayor(planned, template, admin):
    first = actions.admit_city(planned, new_city(), by=admin)
    later = actions.create_cohort(template, 9, date(2027, 9, 6), by=admin, time_zone="UTC")
    second = actions.admit_city(later, new_city(mayor_name="Somebody Else"), by=admin)
    assert second.city == first.city
    assert MayoralTerm.objects.get(city=first.city).name == "Lucía Montes"


def test_admit_city_with_a_name_that_exists_elsewhere(planned, admin):
    slugs = [
        actions.admit_city(planned, new_city(admin1=admin1, country=country), by=admin).city.slug
        for admin1, country in [
            ("Chimaltenango", "GT"),
            ("Jalisco", "MX"),
            ("Jalisco", "CO"),
            ("jalisco!", "CO"),
            ("jalisco?", "CO"),
        ]
    ]
    assert slugs == [
        "valle-sereno",
        "valle-sereno-jalisco",
        "valle-sereno-jalisco-co",
        "valle-sereno-jalisco-co-2",
        "valle-sereno-jalisco-co-3",
    ]


def test_admit_city_whose_name_has_no_letters_we_know(planned, admin):
    participation = actions.admit_city(planned, new_city(name="東京", admin1="東"), by=admin)
    assert participation.city.slug == "city"
    assert City.objects.get(slug="city").name == "東京"


def test_start_cohort_sends_what_was_prepared_and_only_once(planned, admin, nominees):
    participation = actions.admit_city(planned, new_city(), by=admin)
    actions.confirm_team(participation, nominees, by=admin)
    assert not Letter.objects.exists()
    actions.start_cohort(planned, by=admin)
    assert letters("invitation_sent").count() == 5
    assert set(Seat.objects.values_list("status", flat=True)) == {"invited"}
    assert "cohort.opened" in verbs(0)
    with pytest.raises(RuleBroken):
        actions.start_cohort(planned, by=admin)


# -- the team -----------------------------------------------------------------------------------


def test_propose_team_tells_the_mayor(participation, nominees, mayor, lead):
    seats = actions.propose_team(participation, nominees, by=lead)
    assert [seat.status for seat in seats] == ["proposed"] * 3
    assert letters("team_proposed").get().reader == mayor
    assert verbs(participation.city_id) == ["team.proposed"]
    assert not letters("invitation_sent").exists()


def test_propose_team_of_nobody_takes_a_proposal_back(participation, nominees, mayor, lead):
    actions.confirm_team(participation, nominees, by=mayor)
    fourth = actions.propose_team(participation, [nominee("Tomás Barrera")], by=lead)
    assert letters("team_proposed").count() == 1
    assert actions.propose_team(participation, [], by=lead) == []
    assert Seat.objects.get(pk=fourth[0].pk).status == "ended"
    assert letters("team_proposed").count() == 1, "there is nothing to decide about"


def test_confirm_team_keeps_who_chose_and_invites_each_in_their_language(
    participation, nominees, mayor
):
    seats = actions.confirm_team(participation, nominees, by=mayor)
    assert {seat.nominated_by for seat in seats} == {mayor}
    assert all(seat.nominated_at for seat in seats)
    found = Invitation.objects.order_by("pk").values_list("role", "language", "seat_id")
    assert list(found) == [
        ("lead", "es", seats[0].pk),
        ("member", "es", seats[1].pk),
        ("member", "en", seats[2].pk),
    ]


def test_confirm_team_takes_up_a_proposal_and_drops_who_is_not_chosen(
    participation, nominees, mayor, lead
):
    proposed = actions.propose_team(participation, nominees, by=lead)
    chosen = [*nominees[:2], nominee("Tomás Barrera", "other", function_text="Archive")]
    seats = actions.confirm_team(participation, chosen, by=mayor)
    assert [seat.pk for seat in seats[:2]] == [seat.pk for seat in proposed[:2]]
    assert Seat.objects.get(pk=proposed[2].pk).status == "ended"
    assert Seat.objects.filled().count() == 3


@pytest.mark.parametrize("count", [0, 2, 5])
def test_confirm_team_of_another_size(participation, mayor, count):
    people = [nominee(f"N{number}", is_lead=not number) for number in range(count)]
    for act in (actions.propose_team, actions.confirm_team):
        with pytest.raises(RuleBroken, match="A team has 3 or 4 people"):
            act(participation, people, by=mayor)
    assert not Seat.objects.exists()


def test_confirm_team_of_another_size_for_a_reason(participation, admin):
    people = [nominee("Ana", is_lead=True), nominee("Bea")]
    actions.confirm_team(participation, people, by=admin, override="A very small city")
    note = Entry.objects.get(verb="team.confirmed").note
    assert note["override"] == "A very small city"
    assert Seat.objects.filled().count() == 2


def test_confirm_team_an_exception_is_not_for_the_lead(participation, admin):
    people = [nominee("Ana"), nominee("Bea")]
    with pytest.raises(RuleBroken, match="Say which one person leads the team"):
        actions.confirm_team(participation, people, by=admin, override="A very small city")


def test_confirm_team_counts_who_is_seated(participation, nominees, mayor):
    actions.confirm_team(participation, nominees, by=mayor)
    actions.confirm_team(participation, [nominee("Tomás Barrera")], by=mayor)
    assert Seat.objects.filled().count() == 4
    with pytest.raises(RuleBroken, match="this one has 5"):
        actions.confirm_team(participation, [nominee("Eva Sol")], by=mayor)
    with pytest.raises(RuleBroken, match="twice"):
        actions.confirm_team(participation, [nominees[0]], by=mayor)


def test_invite_seat_again_voids_the_older_letter(participation, nominees, mayor, lead):
    seat = actions.confirm_team(participation, nominees, by=mayor)[0]
    actions.invite_seat(seat, by=lead)
    assert Invitation.objects.filter(seat_id=seat.pk).count() == 2
    assert Invitation.objects.open().filter(seat_id=seat.pk).count() == 1


def test_invite_seat_of_somebody_who_is_there(participation, lead, admin):
    seat = factories.SeatFactory(participation=participation, status="active")
    with pytest.raises(RuleBroken):
        actions.invite_seat(seat, by=admin)


def token_of(invitation):
    return Letter.objects.get(kind="invitation_sent", target_id=invitation.pk).body


ANSWERS = {
    "name": "Carla Peña Ruiz",
    "signature_name": "Carla Peña Ruiz",
    "form": "feminine",
    "language": "es",
    "time_zone": "America/Guatemala",
}


@pytest.fixture
def _mail_waits(monkeypatch):
    """Letters stay in the outbox, so that a test can read the token."""
    monkeypatch.setattr("cda.outbox.post.after_commit", lambda task: None)


@pytest.mark.usefixtures("_mail_waits")
def test_accepting_takes_the_seat(participation, nominees, mayor):
    seat = actions.confirm_team(participation, nominees, by=mayor)[0]
    invitation = Invitation.objects.get(seat_id=seat.pk)
    token = token_of(invitation)
    with as_app():
        accept(token, ANSWERS)
    seat.refresh_from_db()
    assert (seat.status, seat.user.name) == ("active", "Carla Peña Ruiz")
    assert Part.objects.get(user=seat.user).role == "lead"
    assert "seat.taken" in verbs(participation.city_id)


def test_accepting_an_invitation_whose_seat_is_gone(participation, lead):
    invitation = Invitation(city=participation.city, role="lead", seat_id=12345)
    with pytest.raises(RuleBroken, match="no longer there"):
        actions.take_seat(invitation, lead)


@pytest.mark.usefixtures("_mail_waits")
def test_accepting_as_mayor_begins_the_term_we_know_of(opened, admin):
    participation = actions.admit_city(opened, new_city(), by=admin)
    invitation = Invitation.objects.get(role="mayor")
    token = token_of(invitation)
    with as_app():
        accept(token, {**ANSWERS, "name": "Lucía Montes Herrera"})
    term = MayoralTerm.objects.get(city=participation.city)
    assert (term.name, term.form) == ("Lucía Montes Herrera", "feminine")
    assert term.user.email == "mayor@vs.example"
    assert "term.taken" in verbs(participation.city_id)


def test_accepting_as_mayor_where_no_term_is_open(city, lead):
    actions.begin_term(Invitation(city=city, role="mayor"), lead)
    assert MayoralTerm.objects.get(city=city).user == lead


def test_invite_contact_before_the_cohort_opens(planned, admin):
    participation = actions.admit_city(planned, new_city(), by=admin)
    contact = OfficeContact.objects.filter(city=participation.city).first()
    with pytest.raises(RuleBroken, match="Nothing is mailed"):
        actions.invite_contact(contact, by=admin)


# -- the mayor's powers -------------------------------------------------------------------------


def grant(term, user, by, days=10, powers=("view", "decide")):
    today = timezone.localdate()
    return actions.grant_delegation(term, user, powers, today, today + timedelta(days=days), by=by)


def test_grant_delegation_tells_both(term, mayor, delegate):
    delegation = grant(term, delegate, mayor)
    assert delegation.powers == ["view", "decide"]
    readers = letters("delegation_granted").values_list("reader", flat=True)
    assert set(readers) == {mayor.pk, delegate.pk}
    assert verbs(term.city_id) == ["delegation.granted"]


def test_grant_delegation_by_somebody_else(term, delegate, admin):
    with pytest.raises(RuleBroken, match="Only the mayor"):
        grant(term, delegate, admin)


def test_grant_delegation_twice_at_the_same_time(term, mayor, delegate):
    grant(term, delegate, mayor)
    with pytest.raises(RuleBroken, match="has powers in this time already"):
        grant(term, delegate, mayor, days=3)


def test_revoke_delegation_tells_both(term, mayor, delegate):
    delegation = actions.revoke_delegation(grant(term, delegate, mayor), by=mayor)
    assert delegation.revoked_at is not None
    assert not Delegation.objects.in_force().exists()
    assert letters("delegation_revoked").count() == 2
    grant(term, delegate, mayor)


# -- a city goes on -----------------------------------------------------------------------------


def test_start_onboarding_needs_a_coach(participation, staff):
    Participation.objects.update(status="selected")
    with pytest.raises(RuleBroken, match="Assign a coach first"):
        actions.start_onboarding(participation, by=staff)
    Participation.objects.update(coach_names=["Ana Duarte"])
    assert actions.start_onboarding(participation, by=staff).status == "onboarding"
    assert verbs(participation.city_id) == ["participation.onboarded"]


def test_activate_needs_a_team_with_a_lead(participation, staff, nominees, mayor):
    Participation.objects.update(status="onboarding", coach_names=["Ana Duarte"])
    assert actions.gaps_before(participation, "active") == [
        "Assign a coach first.",
        "A team has 3 or 4 people, this one has 0.",
        "Say which one person leads the team.",
    ]
    with pytest.raises(RuleBroken, match="this one has 0"):
        actions.activate(participation, by=staff)
    actions.confirm_team(participation, nominees, by=mayor)
    assert actions.activate(participation, by=staff).status == "active"


def test_activate_for_a_reason(participation, admin):
    Participation.objects.update(status="onboarding")
    participation = actions.activate(participation, by=admin, override="The mayor is ill")
    assert (participation.status, participation.reason) == ("active", "The mayor is ill")
    assert Entry.objects.get(verb="participation.activated").note == {
        "override": "The mayor is ill"
    }
