"""From a session to the mayor's decision, and back."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import translation

from cda.lib.trace_charts import Box, chain
from coaching.actions.steps import add_step, change_step
from coaching.models import ActionItem
from coaching.models.report import NewStep
from coaching.models.trace import Node, Trace, trace_of
from cohorts.models import MayoralTerm
from strategy.documents import html_of
from strategy.exchange.source import edition_in
from strategy.models import ChangeRequest, Initiative, Signature
from strategy.models.content import canonical, fingerprint
from strategy.models.sources import trace_of as appendix_of
from tests import factories


@pytest.fixture
def strategy(participation):
    return factories.StrategyFactory(participation=participation)


@pytest.fixture
def goal(strategy):
    return factories.GoalFactory(strategy=strategy)


@pytest.fixture
def initiative(goal):
    measure = factories.IndicatorFactory(goal=goal)
    objective = factories.ObjectiveFactory(goal=goal)
    return factories.InitiativeFactory(objective=objective, measured_by=measure)


@pytest.fixture
def served(item, initiative):
    """The step of a session, serving an initiative."""
    ActionItem.objects.filter(pk=item.pk).update(initiative=initiative)
    return item


@pytest.fixture
def decided(strategy, initiative, mayor):
    """Changes were asked for, and then it was signed."""
    content = canonical(strategy)
    version = factories.VersionFactory(strategy=strategy, content=content)
    about = {"city": strategy.city, "strategy": strategy, "version": version}
    for blocks in (["governance"], ["use"]):
        ChangeRequest.objects.create(text="More", asked_by=mayor, blocks=blocks, **about)
    term = MayoralTerm.objects.get()
    return Signature.objects.create(term=term, signer=mayor, record="VS-1", **about)


def a_trace():
    nodes = [
        Node("session", "s", "Coaching, 10 November"),
        Node("step", "t", "Name the stewards"),
        Node("initiative", "i", "Committee", block="governance"),
        Node("initiative", "j", "Portal", block="transparency"),
        Node("indicator", "k", "Departments with a steward", block="governance"),
        Node("decision", "d", "Signed"),
    ]
    edges = [
        ("session-s", "step-t"),
        ("step-t", "initiative-i"),
        ("initiative-i", "indicator-k"),
        ("indicator-k", "decision-d"),
        ("indicator-k", "decision-gone"),
    ]
    return Trace(nodes, edges)


def path(branch):
    """The first way down, by titles."""
    inner = path(branch.branches[0]) if branch.branches else []
    return [branch.node.title, *inner]


# Pure


def test_both_directions():
    trace = a_trace()
    way = ["Coaching, 10 November", "Name the stewards", "Committee"]
    way += ["Departments with a steward", "Signed"]
    assert path(trace.down("session-s")) == way
    assert path(trace.up("decision-d")) == way[::-1]
    assert [branch.node.key for branch in trace.beginnings] == ["s", "j"]
    assert [branch.node.key for branch in trace.endings] == ["d", "j"]
    assert len(trace.edges) == 4


def test_around_one_thing():
    near = a_trace().around("initiative-i")
    assert [node.key for node in near.nodes.values()] == ["s", "t", "i", "k", "d"]
    assert [node.key for node in a_trace().around("initiative-j").nodes.values()] == ["j"]


def test_the_picture():
    columns = {"Session": [Box("a", "x" * 40 + "<b>", "")], "Step": [Box("b", "Short", "use")]}
    drawn = chain(columns, [("a", "b"), ("a", "gone")], "Two boxes")
    assert drawn.count('class="way"') == 1
    assert 'aria-label="Two boxes"' in drawn
    assert "<b>" not in drawn
    assert "style=" not in drawn
    assert chain({"Many": [Box(str(n), "x", "") for n in range(41)]}, [], "Many") == ""
    assert chain({}, [], "None")


# Acts


def test_a_step_serves_an_initiative(participation, initiative, member):
    step = add_step(participation, NewStep("Name them", initiative=initiative), by=member)
    assert step.initiative == initiative
    step = change_step(step, NewStep("Name them"), "open", "", by=member)
    assert ActionItem.objects.get(pk=step.pk).initiative is None


def test_an_initiative_that_is_deleted_leaves_its_steps(served, initiative):
    Initiative.objects.filter(pk=initiative.pk).delete()
    assert ActionItem.objects.get(pk=served.pk).initiative is None


def test_the_form_offers_the_initiatives(signed_in, member, served, initiative, city):
    client = signed_in(member)
    edit = reverse("coaching:step_edit", args=[city.slug, served.key])
    assert f'value="{initiative.key}" selected' in client.get(edit).content.decode()
    add = reverse("coaching:step_add", args=[city.slug])
    assert client.post(add, {"text": "Ask", "initiative": "no"}).status_code == 422
    assert client.post(add, {"text": "Ask", "initiative": initiative.key}).status_code == 302
    assert ActionItem.objects.get(text="Ask").initiative == initiative
    shown = client.get(reverse("coaching:step_list", args=[city.slug])).content.decode()
    assert "serves “City data committee”" in shown


# What is read


def test_from_a_session_to_a_decision(strategy, served, decided, log):
    trace = trace_of(strategy, has_sessions=True)
    way = path(trace.down(f"session-{log.key}"))
    assert way[1:4] == [served.text, "City data committee", "Departments with a steward"]
    assert way[4] == "Signed: version 1.0"
    decisions = [node.title for node in trace.of_kind("decision")]
    assert decisions.count("Changes asked: version 1.0") == 2
    (measure,) = trace.of_kind("indicator")
    assert len(trace.after[measure.id]) == 2  # the other request was about another block


def test_an_initiative_without_an_indicator_is_decided_itself(strategy, served, initiative, mayor):
    Initiative.objects.update(measured_by=None)
    version = factories.VersionFactory(strategy=strategy, content=canonical(strategy))
    ChangeRequest.objects.create(
        city=strategy.city, strategy=strategy, version=version, text="More", asked_by=mayor
    )
    trace = trace_of(strategy, has_sessions=True)
    assert len(trace.after[f"initiative-{initiative.key}"]) == 1


def test_the_appendix_of_a_draft(strategy, served, decided, goal):
    factories.InitiativeFactory(objective=factories.ObjectiveFactory(goal=goal), title="Portal")
    (line,) = appendix_of(strategy)
    assert line.initiative == "City data committee"
    assert line.steps == (served.text,)
    assert line.indicator == "Departments with a steward"
    assert line.decisions[0] == "Signed: version 1.0"


def test_a_draft_prints_it_and_what_is_frozen_does_not(strategy, served):
    draft = edition_in(strategy, "es", is_traced=True)
    assert draft.sha256 == fingerprint(canonical(strategy))
    printed = html_of(draft, language="en", paper="letter")
    assert 'id="trace"' in printed
    assert served.text in printed
    assert "Mayor’s decision" not in printed  # there was none
    version = factories.VersionFactory(strategy=strategy, content=canonical(strategy))
    assert "trace" not in edition_in(version, "es", is_traced=True).content
    assert "trace" not in edition_in(strategy, "es").content


# Pages


def page(city, name="trace"):
    return reverse(f"coaching:{name}", args=[city.slug])


def test_the_appendix_speaks_one_language_whoever_writes_the_file(strategy, served):
    """The worker has no reader: words and days are those of the file."""
    with translation.override("en"):
        told = [
            edition_in(strategy, language, is_traced=True).content["trace"][0].sessions[0]
            for language in ("es", "pt-br")
        ]
    assert [" de " in line and "ession" not in line for line in told] == [True, True]
    assert (told[0].split(" ")[0], told[1].split(" ")[0]) == ("Sesión", "Sessão")


def test_the_page(signed_in, member, city, served, decided, log, participation):
    factories.ActionItemFactory(participation=participation)
    client = signed_in(member)
    shown = client.get(page(city)).content.decode()
    for words in (served.text, "City data committee", "Signed: version 1.0", "<svg", log.key):
        assert words in shown
    assert "1 open step serves no initiative yet." in shown
    only = client.get(page(city), {"node": f"step-{served.key}"}).content.decode()
    assert "What it came from" in only
    assert client.get(page(city), {"node": "step-none"}).status_code == 404


def test_partners_see_no_sessions_and_no_steps(signed_in, partner, city, served, log, decided):
    client = signed_in(partner)
    for name in ("trace", "trace_csv", "trace_json"):
        shown = client.get(page(city, name)).content.decode()
        assert "City data committee" in shown
        for word in (served.text, served.key, log.key):
            assert word not in shown
    assert client.get(page(city), {"node": f"step-{served.key}"}).status_code == 404


def test_take_it_along(signed_in, member, city, served, initiative):
    ActionItem.objects.update(text="=1+1")
    client = signed_in(member)
    answer = client.get(page(city, "trace_csv"))
    assert answer["Content-Disposition"] == f'attachment; filename="{city.slug}-trace.csv"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["From", "Name", "Key", "To", "Name", "Key"]
    assert "'=1+1" in [row[1] for row in rows]
    told = client.get(page(city, "trace_json")).json()
    assert {"from": f"step-{served.key}", "to": f"initiative-{initiative.key}"} in told["edges"]
    assert {node["kind"] for node in told["nodes"]} >= {"session", "step", "initiative"}


def test_one_or_three_steps_ask_the_same(
    signed_in, member, city, served, initiative, participation, django_assert_max_num_queries
):
    client = signed_in(member)
    client.get(page(city))
    with django_assert_max_num_queries(20) as few:
        client.get(page(city))
    for _number in range(3):
        log = factories.CoachingLogFactory(participation=participation)
        factories.ActionItemFactory(participation=participation, log=log, initiative=initiative)
        factories.InitiativeFactory(objective=initiative.objective)
    with django_assert_max_num_queries(len(few)):
        client.get(page(city))
