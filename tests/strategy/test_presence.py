"""Who is at a section, and who has its pen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from strategy.actions import presence
from strategy.models import Lease, Presence
from strategy.models.around import read_section
from strategy.models.outline import lines_of
from strategy.models.presence import LASTS, desk_of, pens_of


@pytest.fixture
def desk(section, lead):
    return lambda reader=lead: desk_of(section, reader, now=timezone.now())


def pen_of(section):
    return Lease.objects.filter(section=section).first()


def run_out(section):
    Lease.objects.filter(section=section).update(until=timezone.now() - timedelta(seconds=1))


def test_be_here_is_kept_once(section, lead, member, desk):
    presence.be_here(section, by=member)
    presence.be_here(section, by=member)
    assert Presence.objects.count() == 1
    assert desk().others == [member.name]
    assert desk(member).others == []
    Presence.objects.update(seen_at=timezone.now() - LASTS - timedelta(seconds=1))
    assert desk().others == []


def test_take_pen_and_go_on(section, lead, member):
    assert presence.take_pen(section, by=lead)
    since = pen_of(section).since
    assert presence.take_pen(section, by=lead)
    assert pen_of(section).since == since
    assert not presence.take_pen(section, by=member)
    assert pen_of(section).holder == lead


def test_take_pen_that_ran_out(section, lead, member):
    presence.take_pen(section, by=lead)
    presence.ask_for_pen(section, by=member)
    run_out(section)
    assert presence.take_pen(section, by=member)
    pen = pen_of(section)
    assert (pen.holder, pen.asked_by) == (member, None)
    assert pen.until > timezone.now()


def test_ask_and_give(section, lead, member, desk):
    presence.take_pen(section, by=lead)
    assert not presence.give_pen(section, by=lead)
    presence.ask_for_pen(section, by=member)
    assert desk().asks == member.name
    assert desk(member).has_asked
    assert desk(member).asks == ""
    assert not presence.give_pen(section, by=member)
    assert presence.give_pen(section, by=lead)
    assert desk(member).is_mine
    assert not desk().has_asked


def test_ask_for_a_pen_that_nobody_holds(section, member, desk):
    assert desk(member).pen is None
    assert not desk(member).is_mine
    assert not desk(member).has_asked
    presence.ask_for_pen(section, by=member)
    assert desk(member).is_mine
    presence.ask_for_pen(section, by=member)
    assert desk(member).asks == ""


def test_leave(section, lead, member):
    presence.take_pen(section, by=lead)
    presence.leave(section, by=lead)
    assert pen_of(section) is None
    assert not Presence.objects.exists()
    presence.take_pen(section, by=lead)
    presence.ask_for_pen(section, by=member)
    presence.leave(section, by=lead)
    assert pen_of(section).holder == member


def test_pens_of(section, strategy, lead, django_assert_num_queries):
    presence.take_pen(section, by=lead)
    with django_assert_num_queries(1):
        pens = pens_of(strategy, now=timezone.now())
        assert pens[section.pk].holder.name == lead.name
    run_out(section)
    assert pens_of(strategy, now=timezone.now()) == {}
    assert str(pen_of(section)) == f"{section.pk} {lead.pk}"
    assert str(Presence.objects.get()) == f"{section.pk} {lead.pk}"


# views


def url(section, name="section_presence"):
    return reverse(f"strategy:{name}", args=["valle-sereno", section.key])


def test_outline_says_who_writes_where(section, strategy, lead, member):
    presence.take_pen(section, by=member)
    (line,) = lines_of(strategy)
    assert line.pen.holder.name == member.name
    run_out(section)
    (line,) = lines_of(strategy)
    assert line.pen is None


def test_section_is_read_with_the_names_of_its_writers(section, strategy, lead, member):
    section.assignee, section.touched_by = lead, member
    section.save()
    found = read_section(section.key, [section.city_id])
    assert (found.assignee.name, found.touched_by.name) == (lead.name, member.name)
    assert (found.strategy, found.sources) == (strategy, 0)
    assert read_section(section.key, []) is None
    assert read_section("nothing", [section.city_id]) is None


def test_section_presence_tells_and_hears(signed_in, section, lead, member):
    client = signed_in(lead)
    presence.take_pen(section, by=member)
    told = client.post(url(section), {"act": "write"}, headers={"X-Requested-With": "fetch"}).json()
    assert told["pen"]["name"] == member.name
    assert (told["mine"], told["others"], told["asks"]) == (False, [], "")
    assert f"{member.name} is editing since" in told["html"]
    told = client.post(url(section), {"act": "ask"}, headers={"X-Requested-With": "fetch"}).json()
    assert "You asked for the pen." in told["html"]
    presence.give_pen(section, by=member)
    told = client.post(url(section), {"act": "odd"}, headers={"X-Requested-With": "fetch"}).json()
    assert told["mine"]


def test_section_presence_without_a_script(signed_in, section, lead, member):
    client = signed_in(lead)
    presence.take_pen(section, by=member)
    page = client.get(url(section, "section_edit")).content.decode()
    assert f"{member.name} is editing since" in page
    assert f"Ask {member.name} for the pen" in page
    answer = client.post(url(section), {"act": "ask"})
    assert answer.url == url(section, "section_edit")
    page = signed_in(member).get(url(section, "section_edit")).content.decode()
    assert f"{lead.name} asks for the pen." in page
    assert f"Give {lead.name} the pen" in page


@pytest.mark.parametrize("act", ["here", "write", "ask", "give"])
def test_section_presence_asks_little(signed_in, section, lead, member, staff, act):
    client = signed_in(lead)
    counts = []
    for others in ([], [member], [member, staff]):
        for other in others:
            presence.take_pen(section, by=other)
        with CaptureQueriesContext(connection) as asked:
            client.post(url(section), {"act": act}, headers={"X-Requested-With": "fetch"})
        counts.append(len([q for q in asked if "strategy_" in q["sql"]]))
    assert max(counts) <= 6, [q["sql"] for q in asked]
    assert counts[1] == counts[2]
