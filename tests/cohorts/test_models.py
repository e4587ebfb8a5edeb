"""The rules of cohorts, cities, teams and mayors."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cda.lib.errors import RuleBroken
from cda.lib.ids import public_id
from cohorts.models import (
    CityMilestone,
    Cohort,
    Delegation,
    HealthReport,
    MayoralTerm,
    OfficeContact,
    Participation,
    Programme,
    Seat,
    Template,
    may_decide,
    size_gaps,
    team_gaps,
)
from cohorts.models.grid import in_order, narrowed, rows_of, tally
from cohorts.models.reference import countries, mayor_titles, shipped_templates, zones
from tests import factories
from tests.cohorts.conftest import nominee

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


# -- the programme ------------------------------------------------------------------------------


def test_cohort_opens_once_and_closes(opened):
    opened.close()
    assert opened.status == "closed"
    with pytest.raises(RuleBroken):
        opened.open()


def test_cohort_that_is_planned_lets_nobody_be_invited(planned):
    with pytest.raises(RuleBroken, match="Nothing is mailed before the cohort is open"):
        planned.require_open_doors()
    planned.open()
    planned.require_open_doors()
    assert planned.opened_at is not None


@pytest.mark.parametrize(
    ("day", "week"), [(date(2027, 1, 1), 1), (date(2027, 2, 8), 2), (date(2028, 1, 1), 26)]
)
def test_cohort_week_is_never_outside(planned, day, week):
    assert planned.week(day) == week
    assert planned.weeks == 26


def test_cohort_counts_days_from_the_monday_of_its_first_week(planned):
    assert planned.day_of_week(0) == date(2027, 2, 1)
    assert planned.day_of_week(4, 2) == date(2027, 3, 3)


def test_cohort_words(planned, template):
    assert str(planned) == "Cohort 8"
    assert planned.get_absolute_url() == "/cohorts/8/"
    assert str(planned.zone) == "America/New_York"
    assert list(Cohort.objects.running()) == []
    assert str(template) == "accelerator 1"
    assert template.title == "City Data Alliance Accelerator"
    assert str(template.programme) == "City Data Alliance"
    assert str(planned.milestones.get(code="draft")) == "Draft"


def test_template_that_is_used_is_not_changed():
    template = Template(code="x", version=1, programme=Programme(name="y"))
    template.update({"name": {"en": "New"}}, is_used=False)
    assert template.title == "New"
    with pytest.raises(RuleBroken, match="new version number"):
        template.update({"name": {"en": "Newer"}}, is_used=True)


def test_cohort_ends_after_it_starts(planned):
    planned.ends_on = planned.starts_on
    with pytest.raises(IntegrityError), transaction.atomic():
        planned.save()


def test_countries_titles_and_zones_are_known():
    assert shipped_templates()[0]["code"] == "accelerator"
    assert countries()["GT"]["currency"] == "GTQ"
    assert mayor_titles("MX")["es"]["feminine"] != mayor_titles("XX")["es"]["feminine"]
    assert mayor_titles("XX")["es"]["feminine"] == "Alcaldesa"
    assert ("America/Guatemala", "Guatemala (GT)") in zones()


# -- a city's way -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("start_onboarding", "selected", "onboarding"),
        ("activate", "onboarding", "active"),
        ("complete", "active", "completed"),
        ("become_alumni", "completed", "alumni"),
    ],
)
def test_participation_moves(verb, before, after):
    participation = Participation(status=before)
    getattr(participation, verb)()
    assert participation.status == after


@pytest.mark.parametrize("verb", ["pause", "withdraw", "remove"])
def test_participation_leaves_with_a_reason(verb):
    participation = Participation(status="active")
    getattr(participation, verb)("Elections")
    assert participation.reason == "Elections"


@pytest.mark.parametrize("status", Participation.Status.values)
def test_participation_cannot_jump(status):
    participation = Participation(status=status)
    for verb, before in (
        ("start_onboarding", {"selected", "paused"}),
        ("activate", {"onboarding", "paused"}),
        ("complete", {"active"}),
        ("become_alumni", {"completed"}),
    ):
        if status not in before:
            with pytest.raises(RuleBroken):
                getattr(participation, verb)()


def test_participation_with_gaps_goes_on_only_for_a_reason():
    participation = Participation(status="onboarding", coach_names=[])
    assert participation.coach_gaps() == ["Assign a coach first."]
    with pytest.raises(RuleBroken, match="Assign a coach first"):
        participation.activate(participation.coach_gaps())
    participation.activate(participation.coach_gaps(), "The coach is ill")
    assert (participation.status, participation.reason) == ("active", "The coach is ill")


def test_participation_counts_silence_from_the_last_session(participation):
    participation.joined_on = TODAY - timedelta(days=40)
    assert participation.quiet_days(TODAY) == 40
    participation.last_session_on = TODAY - timedelta(days=8)
    assert participation.quiet_days(TODAY) == 8


def test_participation_current_is_the_newest_of_each_city(participation):
    newer = factories.CohortFactory(number=8, starts_on=date(2027, 2, 1), ends_on=date(2027, 8, 1))
    second = factories.ParticipationFactory(city=participation.city, cohort=newer)
    assert list(Participation.objects.current()) == [second]
    assert Participation.objects.locked(second.pk) == second
    assert str(second) == f"{second.city_id}/{newer.pk}"


# -- milestones ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["underway", "in_review", "done"])
def test_milestone_reaches(status):
    milestone = CityMilestone(due_on=TODAY)
    milestone.reach(status, TODAY)
    milestone.reach(status, TODAY)
    assert milestone.status == status
    assert milestone.done_on == (TODAY if status == "done" else None)


def test_milestone_may_be_sent_back_but_not_forgotten():
    milestone = CityMilestone(status="done", done_on=TODAY)
    with pytest.raises(RuleBroken):
        milestone.reach("pending", TODAY)
    milestone.reach("in_review", TODAY, TODAY + timedelta(days=3))
    assert milestone.done_on is None
    assert milestone.counts_on == TODAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("status", "precision", "days"),
    [("pending", "day", 5), ("done", "day", 0), ("pending", "quarter", 0)],
)
def test_milestone_is_late_only_on_an_exact_day(participation, status, precision, days):
    milestone = factories.CityMilestoneFactory(
        participation=participation, status=status, precision=precision, due_on=TODAY - timedelta(5)
    )
    assert milestone.days_late(TODAY) == days
    assert CityMilestone.objects.late(TODAY).exists() is bool(days)
    assert str(milestone) == f"{participation.pk}/draft"


# -- the team -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "is_fine"), [(0, 0), (2, 0), (3, 1), (4, 1), (5, 0)])
def test_team_is_three_or_four(count, is_fine):
    gaps = size_gaps([nominee(f"N{number}") for number in range(count)])
    assert (gaps == []) is bool(is_fine)


def test_team_has_exactly_one_lead():
    people = [nominee(f"N{number}") for number in range(3)]
    assert team_gaps(people) == ["Say which one person leads the team."]
    two = [nominee("A", is_lead=True), nominee("B", is_lead=True)]
    assert team_gaps(two) == ["Say which one person leads the team."]
    assert team_gaps([nominee("A", is_lead=True), nominee("B")]) == []


def test_team_has_nobody_twice():
    people = [nominee("Ana", is_lead=True), nominee("Bea", email="ANA@valle-sereno.example")]
    assert team_gaps(people) == ["The same e-mail address is there twice."]


def test_seat_from_proposal_to_end(participation, lead, mayor):
    seat = factories.SeatFactory(participation=participation, status="proposed", is_lead=True)
    seat.nominate(by=mayor)
    seat.invite()
    seat.take(lead, TODAY)
    seat.leave()
    seat.come_back()
    seat.end(TODAY, "New post")
    seat.save()
    assert (seat.status, seat.nominated_by, seat.user) == ("ended", mayor, lead)
    assert (seat.role, str(seat), seat.reason_ended) == ("lead", "Robin Vega", "New post")
    assert factories.SeatFactory(participation=participation).role == "member"
    assert Seat.objects.standing().count() == 1


@pytest.mark.parametrize("status", Seat.Status.values)
def test_seat_cannot_jump(status):
    for verb, before, args in (
        ("invite", {"nominated"}, ()),
        ("leave", {"active"}, ()),
        ("come_back", {"on_leave", "invited"}, ()),
    ):
        if status not in before:
            with pytest.raises(RuleBroken):
                getattr(Seat(status=status), verb)(*args)


def test_seat_other_function_says_which(participation):
    seat = factories.SeatFactory(
        participation=participation, function="other", function_text="Archive"
    )
    assert seat.function_label == "Archive"
    seat.function_text = ""
    assert seat.function_label == "Other"
    with pytest.raises(IntegrityError), transaction.atomic():
        seat.save()


def test_seat_second_lead_cannot_exist(participation):
    factories.SeatFactory(participation=participation, is_lead=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.SeatFactory(participation=participation, is_lead=True)


# -- the mayor ----------------------------------------------------------------------------------


def test_term_only_one_is_open(city):
    first = factories.MayoralTermFactory(city=city)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.MayoralTermFactory(city=city)
    first.end(TODAY, "elections")
    first.save()
    assert MayoralTerm.objects.serving(TODAY).get() == first
    assert not MayoralTerm.objects.serving(TODAY + timedelta(days=1)).exists()
    assert str(first) == "Lucía Montes"


@pytest.fixture
def delegation(city, term, delegate):
    return Delegation.objects.create(
        city=city,
        term=term,
        user=delegate,
        powers=["decide", "view"],
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=10),
    )


def test_delegation_ends_by_itself(delegation, city, delegate):
    assert may_decide(delegate, city.pk, TODAY)
    assert may_decide(delegate, city.pk, delegation.ends_on)
    assert not may_decide(delegate, city.pk, TODAY - timedelta(days=1))
    assert not may_decide(delegate, city.pk, delegation.ends_on + timedelta(days=1))
    assert delegation.power_labels() == ["read the brief", "ask for changes in the mayor’s name"]
    assert str(delegation) == f"{delegation.term_id} to {delegate.pk}"


def test_delegation_ends_when_it_is_revoked(delegation, city, delegate):
    delegation.revoke()
    delegation.save()
    assert not may_decide(delegate, city.pk, TODAY)


def test_delegation_ends_with_the_term(delegation, term, city, delegate):
    term.end(TODAY, "resigned")
    term.save()
    assert may_decide(delegate, city.pk, TODAY)
    assert not may_decide(delegate, city.pk, TODAY + timedelta(days=1))


def test_delegation_without_the_power_decides_nothing(delegation, city, delegate):
    delegation.powers = ["view", "guide"]
    delegation.save()
    assert not may_decide(delegate, city.pk, TODAY)


def test_mayor_decides_without_a_delegation(city, mayor, stranger):
    assert may_decide(mayor, city.pk)
    assert not may_decide(stranger, city.pk)


def test_delegation_ends_after_it_starts(delegation):
    delegation.ends_on = delegation.starts_on - timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        delegation.save()


def test_words_of_small_models(city, coach, participation):
    contact = OfficeContact(city=city, role="mayor", name="Lucía Montes")
    report = HealthReport(health="stuck", participation=participation)
    assert str(contact) == "Lucía Montes"
    assert str(report).startswith("stuck 20")
    assert len(public_id()) == 22


# -- the grid -----------------------------------------------------------------------------------


@pytest.fixture
def three(participation):
    """One late, one silent, one that is fine."""
    late = factories.ParticipationFactory(
        city__name="Zeta", last_session_on=TODAY, health="stuck", coach_names=["Ana", "Bo"]
    )
    silent = factories.ParticipationFactory(
        city__name="Yara", last_session_on=TODAY - timedelta(days=20), coach_names=["Bo"]
    )
    participation.last_session_on = TODAY - timedelta(days=3)
    participation.save()
    factories.CityMilestoneFactory(participation=late, due_on=TODAY - timedelta(days=9))
    factories.CityMilestoneFactory(participation=silent, status="underway", due_on=TODAY)
    return late, silent, participation


def everyone():
    return Participation.objects.taking_part().with_late_since(TODAY).select_related("city")


def test_grid_puts_the_late_first_and_then_the_silent(three):
    late, silent, fine = three
    assert list(in_order(everyone(), "", TODAY)) == [late, silent, fine]
    assert list(in_order(everyone(), "name", TODAY)) == [fine, silent, late]
    assert list(in_order(everyone(), "session", TODAY)) == [silent, fine, late]


def test_grid_is_narrowed_by_tile_and_coach(three):
    late, silent, fine = three
    assert list(narrowed(everyone(), "late", "")) == [late]
    assert list(narrowed(everyone(), "needs_help", "")) == [late]
    assert set(narrowed(everyone(), "on_track", "")) == {silent, fine}
    assert set(narrowed(everyone(), "", "Bo")) == {late, silent}
    assert set(narrowed(everyone(), "nonsense", "")) == set(three)


def test_grid_counts(three):
    counted = tally(everyone())
    assert (counted.cities, counted.on_track, counted.needs_help, counted.late) == (3, 2, 1, 1)
    assert counted.coaches == ["Ana", "Bo"]


def test_grid_leaves_out_who_left(three):
    three[0].remove("elections")
    three[0].save()
    assert tally(everyone()).cities == 2


def test_grid_rows_link_only_what_needs_somebody(three):
    rows = rows_of(in_order(everyone(), "", TODAY), {"draft": "Draft", "event": "Event"}, TODAY)
    late, silent, fine = rows
    assert "Draft: 9 days late" in late.line
    assert late.line.startswith('<td class="c"><a class="cell cx" href="/cities/')
    assert silent.line.startswith('<td class="c"><a class="cell c1"')
    assert fine.line.startswith('<td class="c"><span class="cell c0"')
    assert "tag-warn" not in late.met
    assert "tag-warn" in silent.met
    assert "20 days ago" in silent.met
    assert (late.coach, fine.coach) == ("Ana", "")
    assert "governance 0%" in fine.bars
