"""The brief: three minutes, in the right order, for the right eyes; reading it counts nothing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Delegation, MayoralTerm
from strategy.actions.signing import open_brief, send_to_mayor
from strategy.models import ChangeRequest, Document, Reading, Section, Strategy
from strategy.models.highlights import five_things
from strategy.models.summary import Summary
from strategy.models.text import to_blocks
from tests import factories
from tests.strategy.contents import a_content, a_goal, a_section, an_initiative

pytestmark = pytest.mark.django_db

NBSP = "\u00a0"
ORDER = [
    "For your signature",
    "Estrategia de datos",
    "to read",
    "Everybody waits less.",
    "What we ask of you, Mayor",
    "Five things to know",
    "What it commits the city to",
    "What could go wrong",
    "The five building blocks",
    "“Please sign.”",
    "Read the full strategy",
    "Download the PDF",
    "Ask your coach, Ana Duarte",
    "Ask for changes",
]


def page(city, name="brief"):
    return reverse(f"strategy:{name}", args=[city.slug])


def text_of(response):
    """The words of a page, without its tags."""
    html = response.content.decode()
    body = html[html.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace("&#x27;", "'")


@pytest.fixture
def told(outline):
    """A vision and risks that a brief can quote."""
    for code, text in {
        "V1": "Everybody waits less.",
        "P6": "| Risk | Do |\n| --- | --- |\n| Staff may leave | Train |\n| No money | Ask |",
        "P7": "- Data policy\n- Open data decree",
    }.items():
        Section.objects.filter(pk=outline[code].pk).update(blocks=to_blocks(text, []), words=3)


def test_brief_stands_in_the_order_of_a_busy_person(
    signed_in, mayor, city, coach, complete, told, final, lead
):
    send_to_mayor(final, due_on=None, sentence="Please sign.", whys={}, by=lead)
    text = text_of(signed_in(mayor).get(page(city)))
    places = [text.find(words) for words in ORDER]
    assert -1 not in places
    assert places == sorted(places)
    assert "Staff may leave No money" in text
    assert "Your signature also covers 2 policies" in text


def test_brief_by_get_counts_nothing(signed_in, sent, mayor, city):
    signed_in(mayor).get(page(city))
    assert not Reading.objects.exists()


def test_brief_open_counts_and_goes_on_to_sign(signed_in, sent, mayor, city):
    client = signed_in(mayor)
    response = client.post(page(city, "brief_open"), {"once": "a"})
    assert response.url == page(city, "strategy_sign")
    assert client.get(page(city, "brief_open")).status_code == 405
    assert Reading.objects.get().version == sent


def test_brief_open_before_anything_was_sent(signed_in, final, mayor, city):
    assert signed_in(mayor).post(page(city, "brief_open")).status_code == 404


@pytest.mark.parametrize("name", ["lead", "member", "delegate", "coach", "staff"])
def test_brief_open_is_the_mayors(request, signed_in, sent, city, name):
    client = signed_in(request.getfixturevalue(name))
    assert client.post(page(city, "brief_open")).status_code == 403


def test_brief_before_anything_was_sent(signed_in, strategy, mayor, city):
    assert "Nothing to sign yet" in text_of(signed_in(mayor).get(page(city)))


def test_brief_without_a_strategy(signed_in, participation, mayor, city):
    """The mayor's menu leads here from the first day."""
    assert "Nothing to sign yet" in text_of(signed_in(mayor).get(page(city)))


@pytest.mark.parametrize("name", ["lead", "coach", "staff", "admin", "delegate"])
def test_brief_for_others_is_the_same_without_buttons(request, signed_in, sent, city, name):
    text = text_of(signed_in(request.getfixturevalue(name)).get(page(city)))
    assert "Only the mayor signs." in text
    assert "Waiting for the mayor" in text
    assert "Ask for changes" not in text


def test_brief_for_a_delegate_who_may_decide(signed_in, sent, delegate, mayor, city):
    allow(delegate, city)
    text = text_of(signed_in(delegate).get(page(city)))
    assert "Ask for changes" in text
    assert " Sign " not in text


def allow(delegate, city):
    Delegation.objects.create(
        term=MayoralTerm.objects.get(city=city),
        city=city,
        user=delegate,
        powers=["decide"],
        starts_on="2026-01-01",
        ends_on="2099-01-01",
    )


@pytest.fixture
def second(final, sent, lead, mayor):
    """The mayor read version 1.0; the team changed things and sent 2.0."""
    open_brief(sent, by=mayor)
    Strategy.objects.update(status="team_final")
    goal = final.goals.get(block="use")
    goal.objectives.get().initiatives.update(cost=120000, title="Weekly meeting")
    Section.objects.filter(code="V1").update(blocks=[{"id": "n", "html": "<p>New words.</p>"}])
    key = goal.objectives.get().initiatives.get().key
    whys = {f"{key}:cost": "Two more staff."}
    return send_to_mayor(final, due_on=None, sentence="", whys=whys, by=lead)


def test_brief_says_what_changed_since_this_mayor_read_it(signed_in, second, mayor, city):
    text = text_of(signed_in(mayor).get(page(city))).replace(NBSP, " ")
    assert "Changed since you read it on" in text
    assert "Cost of “Weekly meeting” was MXN 0 now MXN 120,000 Two more staff." in text
    assert "Initiative was City data committee now Weekly meeting" in text
    assert "and 2 wording changes" in text
    assert "Five things to know" not in text


def test_brief_still_says_so_after_it_was_opened(signed_in, second, mayor, city):
    open_brief(second, by=mayor)
    assert "Changed since you read it on" in text_of(signed_in(mayor).get(page(city)))


def test_brief_for_the_lead_is_a_first_visit(signed_in, second, lead, city):
    assert "Changed since you read it" not in text_of(signed_in(lead).get(page(city)))


def test_brief_when_nothing_changed(signed_in, final, sent, lead, mayor, city):
    open_brief(sent, by=mayor)
    Strategy.objects.update(status="team_final")
    send_to_mayor(final, due_on=None, sentence="", whys={}, by=lead)
    assert "Nothing has changed." in text_of(signed_in(mayor).get(page(city)))


def test_brief_counts_changes_beyond_a_dozen(signed_in, final, sent, lead, mayor, city):
    open_brief(sent, by=mayor)
    Strategy.objects.update(status="team_final")
    for number in range(14):
        factories.GoalFactory(strategy=final, block="use", title=f"Goal {number}")
    send_to_mayor(final, due_on=None, sentence="", whys={}, by=lead)
    assert "and 2 more changes" in text_of(signed_in(mayor).get(page(city)))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("changes_requested", "The team is working on it again"),
        ("drafting", "Nothing is asked of you now"),
        ("signed", "It is signed"),
        ("published", "It is signed"),
    ],
)
def test_brief_opens_read_only_afterwards(signed_in, sent, mayor, city, status, words):
    Strategy.objects.update(status=status)
    text = text_of(signed_in(mayor).get(page(city)))
    assert words in text
    assert "Ask for changes" not in text


def test_brief_links_the_file_once_it_is_drawn(signed_in, sent, mayor, city):
    document = Document.objects.create(
        version=sent, city=city, language="es", paper="letter", content=b"x" * 2048, sha256="a"
    )
    html = signed_in(mayor).get(page(city)).content.decode()
    keys = [city.slug, sent.key, "es", "letter"]
    assert reverse("strategy:document_download", args=keys) in html
    assert f"2.0{NBSP}KB" in html
    assert document.size == 2048


def reads(queries):
    """Queries on tables: not those by which the door sets the wall."""
    return [q["sql"] for q in queries if " FROM " in q["sql"] or q["sql"].startswith("UPDATE")]


def test_brief_costs_eight_queries_whatever_its_size(signed_in, second, mayor, city):
    client = signed_in(mayor)
    client.get(page(city))
    with CaptureQueriesContext(connection) as queries:
        client.get(page(city))
    assert len(reads(queries)) <= 8


def test_brief_costs_the_same_for_one_goal_and_for_many(signed_in, final, sent, mayor, lead, city):
    client = signed_in(mayor)
    counts = []
    for _ in range(2):
        client.get(page(city))  # what a version says is worked out once
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(city)).status_code == 200
        counts.append(len(queries))
        Strategy.objects.update(status="team_final")
        for block in ("use", "quality"):
            goal = factories.GoalFactory(strategy=final, block=block)
            factories.InitiativeFactory(
                objective=factories.ObjectiveFactory(goal=goal),
                owner=lead,
                section_code="P2",
                measured_by=factories.IndicatorFactory(goal=goal, baseline_value=1),
            )
        send_to_mayor(final, due_on=None, sentence="", whys={}, by=lead)
    assert counts[0] == counts[1]


def test_brief_is_light_and_needs_no_script(signed_in, sent, mayor, city):
    html = signed_in(mayor).get(page(city)).content.decode()
    assert len(html.encode()) <= 60_000
    assert "style=" not in html
    assert "<script>" not in html


# Asking for changes ---------------------------------------------------------------------------


def form(version, **given):
    return {
        "text": "Less, please.",
        "blocks": ["use"],
        "sha256": version.sha256,
        "once": "a",
    } | given


def test_changes_request_by_the_mayor(signed_in, sent, mayor, city):
    client = signed_in(mayor)
    assert sent.sha256 in client.get(page(city, "changes_request")).content.decode()
    assert client.post(page(city, "changes_request"), form(sent)).url == page(city)
    request = ChangeRequest.objects.get()
    assert (request.text, request.blocks, request.asked_by) == ("Less, please.", ["use"], mayor)


def test_changes_request_by_the_delegate_in_force(signed_in, sent, delegate, mayor, city):
    allow(delegate, city)
    signed_in(delegate).post(page(city, "changes_request"), form(sent))
    assert ChangeRequest.objects.get().on_behalf_of == mayor


def test_changes_request_by_a_delegate_without_the_power(signed_in, sent, delegate, city):
    client = signed_in(delegate)
    assert client.get(page(city, "changes_request")).url == page(city)
    assert client.post(page(city, "changes_request"), form(sent)).status_code == 409
    assert not ChangeRequest.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "a\x00b"},
        {"text": "x" * 5001},
        {"blocks": ["other"]},
        {"sha256": ""},
        {"sha256": "' or 1=1"},
    ],
)
def test_changes_request_with_a_wrong_form(signed_in, sent, mayor, city, given):
    response = signed_in(mayor).post(page(city, "changes_request"), form(sent, **given))
    assert response.status_code == 422
    assert not ChangeRequest.objects.exists()


def test_changes_request_over_an_older_text(signed_in, sent, mayor, city):
    response = signed_in(mayor).post(page(city, "changes_request"), form(sent, sha256="a" * 64))
    assert response.status_code == 409
    assert "See what changed" in text_of(response)


def test_changes_request_before_anything_was_sent(signed_in, final, mayor, city):
    assert signed_in(mayor).get(page(city, "changes_request")).status_code == 404


# The whole text -------------------------------------------------------------------------------


def test_strategy_read_shows_the_frozen_text(signed_in, complete, told, final, lead, mayor, city):
    send_to_mayor(final, due_on=None, sentence="", whys={}, by=lead)
    Section.objects.filter(code="V1").update(blocks=[{"id": "n", "html": "<p>Later.</p>"}])
    text = text_of(signed_in(mayor).get(page(city, "strategy_read")))
    assert "Everybody waits less." in text
    assert "Later." not in text
    assert "City data committee" in text


def test_strategy_read_before_anything_was_frozen(signed_in, strategy, lead, city):
    assert signed_in(lead).get(page(city, "strategy_read")).status_code == 404


def test_strategy_read_by_a_member_leads_back_to_the_outline(signed_in, sent, member, city):
    html = signed_in(member).get(page(city, "strategy_read")).content.decode()
    assert reverse("strategy:strategy_detail", args=[city.slug]) in html


# The numbers ----------------------------------------------------------------------------------


def content(*initiatives, **fields):
    objective = {"key": "o", "title": "O", "initiatives": list(initiatives)}
    return a_content(goals=[a_goal(objectives=[objective])], **fields)


def test_summary_of_money():
    summary = Summary(
        content(an_initiative(cost="100.00", is_funded=True), an_initiative(cost="300.00"))
    )
    assert (summary.cost, summary.funded, summary.funded_percent) == (400, 100, 25)
    assert summary.early == 2


def test_summary_of_nothing():
    summary = Summary(a_content(goals=[], sections=[]))
    assert (summary.cost, summary.funded_percent, summary.minutes) == (0, 100, 1)
    assert (summary.vision, summary.risks, summary.policies) == ("", [], 0)
    assert (summary.dearest, summary.first_result, summary.busiest) == (None, None, None)
    assert five_things(summary) == []


@pytest.mark.parametrize(
    ("html", "risks"),
    [
        (["<p>Staff may leave. We train.</p>", "<p>Money.</p>"], ["Staff may leave.", "Money."]),
        (["<p>Intro.</p>", "<ul><li>One <b>bold</b></li><li>Two</li></ul>"], ["One bold", "Two"]),
        (
            [
                "<table><thead><tr><th>R</th><th>A</th></tr></thead>"
                "<tbody><tr><td>a</td><td>x</td></tr><tr><td>b</td><td>y</td></tr></tbody></table>"
            ],
            ["a", "b"],
        ),
    ],
)
def test_summary_finds_the_first_risks(html, risks):
    assert Summary(a_content(sections=[a_section("P6", *html)])).risks == risks


def test_summary_spreads_money_over_the_years():
    summary = Summary(content(an_initiative(cost="120.00", start_quarter=2, end_quarter=7)))
    assert summary.budget() == {"people": [40, 80, 0]}


def test_five_things():
    sentences = five_things(
        Summary(
            content(
                an_initiative(cost="1500000.00", first_result_quarter=None, title="Platform"),
                an_initiative(cost="500000.00", is_funded=True, owner_department=""),
                sections=[a_section("P7", "<ul><li>Policy</li></ul>")],
            )
        )
    )
    assert [sentence.replace(NBSP, " ") for sentence in sentences] == [
        "The initiative that costs most is “Platform”: USD 1.5 M.",
        "Residents see the first result in Q2 2027: “Committee”.",
        "USD 1.5 M is not in the budget yet and must be found.",
        "“Mayor’s office” carries most: 1 initiative.",
        "Your signature also covers 1 policy that is listed in it.",
    ]


def test_five_things_when_all_is_paid():
    sentences = five_things(Summary(content(an_initiative(is_funded=True))))
    assert "All of the money is already in the budget." in sentences
