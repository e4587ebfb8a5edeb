"""Remarks that call people, remarks on a few words, and words that are proposed."""

import pytest
from django.urls import reverse

from cda.accounts.permissions import Role
from cda.lib.errors import RuleBroken
from cda.outbox.delivery import composed
from cda.outbox.models import Letter
from strategy.actions import commenting, suggesting
from strategy.actions.drafting import Saved
from strategy.models import (
    Comment,
    Mention,
    SectionRevision,
    Strategy,
    Suggestion,
    UnmergedText,
)
from strategy.models.anchors import Anchor, anchor_in, find, with_marks
from strategy.models.mentions import Reader, called_by, readers_of
from strategy.models.proposing import NotThere, applied
from tests.conftest import person
from tests.strategy.conftest import fill
from tests.strategy.test_drafting_views import count_queries

ANA = Reader(1, "Ana Duarte", frozenset({Role.COACH}))
ANA_MARIA = Reader(2, "Ana Duarte Ríos", frozenset({Role.MEMBER}))
CARLA = Reader(3, "Carla Peña", frozenset({Role.LEAD}))
READERS = [ANA, ANA_MARIA, CARLA]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Ana Duarte, is that so?", {1}),
        ("@ana duarte rios: yes", {2}),
        ("Ask @Carla Pena and @coach.", {1, 3}),
        ("@equipo, read", {2, 3}),
        ("@team", {2, 3}),
        ("carla@city.example", set()),
        ("@@carla peña", set()),
        ("@nobody @ @", set()),
        ("@Ana Duartes", set()),
    ],
)
def test_who_is_called(text, ids):
    assert called_by(text, READERS) == ids


HTML = "<p>We count waiting days, and <strong>waiting days</strong> fall.</p>"


def test_an_anchor_survives_what_is_written_around_it():
    anchor = anchor_in(HTML, " waiting  days ")
    assert anchor == Anchor("waiting days", "We count ", ", and waiting days fall.")
    longer = "<p>Every year waiting days are told. We count waiting days, and they fall.</p>"
    assert find(longer, anchor) == longer.replace("<p>", "").index("waiting days, and")
    assert find("<p>Nothing.</p>", anchor) is None
    assert anchor_in(HTML, "queues") is None
    assert anchor_in(HTML, "  ") is None


def test_words_that_are_talked_about_are_marked():
    assert "<mark>waiting days</mark>, and" in with_marks(HTML, [Anchor("waiting days", "x", "")])
    inside = with_marks(HTML, [Anchor("fall.", "days ", "")])
    assert inside.endswith("<mark>fall.</mark></p>")
    assert "mark" not in with_marks(HTML, [Anchor("waiting days")])
    assert "mark" not in with_marks(HTML, [Anchor("not there", "x", "")])
    assert "script" not in with_marks("<p>a<script>b</script></p>", [Anchor("a", "", "x")])


class Words:
    """A suggestion as far as `applied` looks at it."""

    def __init__(self, kind, block_id, html, base_html=""):
        self.kind, self.block_id, self.html, self.base_html = kind, block_id, html, base_html


BLOCKS = [{"id": "a", "html": "<p>One.</p>"}, {"id": "b", "html": "<p>Two.</p>"}]


def htmls(blocks):
    return [block["html"] for block in blocks]


def test_what_a_suggestion_makes_of_a_text():
    change = Words("change", "b", "<p>Three.</p>", "<p>Two.</p>")
    assert applied(change, BLOCKS) == [BLOCKS[0], {"id": "b", "html": "<p>Three.</p>"}]
    remove = Words("remove", "a", "", "<p>One.</p>")
    assert applied(remove, BLOCKS) == [BLOCKS[1]]
    after = Words("insert", "a", "<p>Half.</p>")
    assert htmls(applied(after, BLOCKS)) == ["<p>One.</p>", "<p>Half.</p>", "<p>Two.</p>"]
    first = Words("insert", "", "<p>Zero.</p>")
    assert htmls(applied(first, BLOCKS))[0] == "<p>Zero.</p>"
    orphan = Words("insert", "gone", "<p>Last.</p>")
    assert htmls(applied(orphan, BLOCKS))[-1] == "<p>Last.</p>"


@pytest.mark.parametrize("kind", ["change", "remove"])
def test_a_paragraph_that_changed_is_not_written_over_unasked(kind):
    late = Words(kind, "a", "<p>New.</p>" if kind == "change" else "", "<p>Older.</p>")
    with pytest.raises(NotThere):
        applied(late, BLOCKS)
    assert htmls(applied(late, BLOCKS, even_if_changed=True))[-1] == "<p>Two.</p>"
    gone = Words(kind, "gone", late.html, "<p>Older.</p>")
    with pytest.raises(NotThere):
        applied(gone, BLOCKS)
    if kind == "change":
        assert htmls(applied(gone, BLOCKS, even_if_changed=True))[-1] == "<p>New.</p>"


# With the database

db = pytest.mark.django_db


@pytest.fixture
def written(section):
    return fill(section, "One here.\n\nTwo here.")


def proposal(section, author, place=0, html="<p>Three.</p>", **fields):
    block = section.blocks[place]
    draft = Suggestion(
        section=section, block_id=block["id"], base_html=block["html"], html=html, **fields
    )
    return suggesting.suggest(draft, by=author)


@db
def test_whoever_is_named_hears_of_it_once(written, coach, lead, member, stranger):
    text = "@Carla Peña and @team: why? @Bruno Vidal"
    comment = commenting.add_comment(written, text=text, block="", tell=[stranger.pk], by=coach)
    called = set(Mention.objects.filter(comment=comment).values_list("user_id", flat=True))
    assert called == {lead.pk, member.pk}, "strangers are out of reach"
    mention = Mention.objects.get(comment=comment, user=lead)
    assert str(mention) == f"{comment.pk} {lead.pk}"
    assert Letter.objects.filter(kind="mentioned").count() == 2
    letter = Letter.objects.get(kind="mentioned", reader=lead)
    message = composed(letter)
    assert "why?" in message.body
    commenting.resolve_comment(comment, by=lead)
    assert composed(letter) is None


@db
def test_an_answer_calls_too_and_never_its_author(written, coach, lead):
    comment = commenting.add_comment(written, text="Why?", block="", by=coach)
    reply = commenting.reply_to(comment, text="@coach @lead", by=lead)
    assert set(reply.mentions.values_list("user_id", flat=True)) == {coach.pk}


@db
def test_who_left_the_city_hears_nothing(written, coach, lead):
    comment = commenting.add_comment(written, text="@lead?", block="", by=coach)
    letter = Letter.objects.get(kind="mentioned")
    lead.parts.update(starts_on="2020-01-01", ends_on="2020-02-01")
    assert composed(letter) is None
    assert comment.pk


@db
def test_readers_are_those_of_the_city_who_may_read(city, lead, coach, observer, admin, stranger):
    assert {reader.id for reader in readers_of(city.pk)} == {lead.pk, coach.pk}


@db
def test_a_remark_on_a_few_words(signed_in, coach, written, city):
    url = reverse("strategy:comment_add", args=[city.slug, written.key])
    form = {"block": written.blocks[0]["id"], "text": "Which one?", "quote": "One"}
    assert signed_in(coach).post(url, form).status_code == 302
    comment = Comment.objects.get()
    assert (comment.quote, comment.quote_after) == ("One", " here.")
    page = reverse("strategy:section_detail", args=[city.slug, written.key])
    assert "<mark>One</mark> here." in signed_in(coach).get(page).content.decode()
    answer = signed_in(coach).post(url, form | {"quote": "Nowhere"})
    assert answer.status_code == 422
    assert "not in that paragraph" in answer.content.decode()


@db
def test_an_accepted_suggestion_keeps_its_author(written, coach, lead):
    suggestion = proposal(written, coach, reason="Clearer")
    suggesting.accept(suggestion, by=lead)
    written.refresh_from_db()
    assert htmls(written.blocks) == ["<p>Three.</p>", "<p>Two here.</p>"]
    assert written.blocks[0]["id"] == suggestion.block_id
    revision = SectionRevision.objects.latest("pk")
    assert (revision.author, revision.suggested_by) == (lead, coach)
    assert str(suggestion) == f"{suggestion.kind} {written.pk}"
    letter = Letter.objects.get(kind="suggestion_decided")
    assert "accepted your suggestion" in composed(letter).body
    with pytest.raises(RuleBroken):
        suggesting.decline(suggestion, by=lead)


@db
def test_a_text_that_was_faster_leaves_the_suggestion_waiting(written, coach, lead, monkeypatch):
    suggestion = proposal(written, coach)
    beside = Saved(written, UnmergedText(section=written))
    monkeypatch.setattr(suggesting, "write_section", lambda *_args, **_more: beside)
    with pytest.raises(NotThere):
        suggesting.accept(suggestion, by=lead)
    suggestion.refresh_from_db()
    assert suggestion.verdict == Suggestion.Verdict.WAITING


@db
def test_only_its_author_takes_it_back(written, coach, lead):
    suggestion = proposal(written, coach)
    with pytest.raises(RuleBroken):
        suggesting.withdraw(suggestion, by=lead)
    assert suggesting.withdraw(suggestion, by=coach).verdict == "withdrawn"
    assert not Letter.objects.filter(kind="suggestion_decided").exists()


@db
def test_a_declined_suggestion_says_why(written, coach, lead):
    suggesting.decline(proposal(written, coach), answer="Too early.", by=lead)
    assert "Too early." in composed(Letter.objects.get(kind="suggestion_decided")).body


@db
def test_its_author_reads_the_answer_on_the_pages(signed_in, written, coach, lead, partner, city):
    declined, accepted = proposal(written, coach, 1), proposal(written, partner)
    back = suggesting.withdraw(proposal(written, coach), by=coach)
    suggesting.decline(declined, answer="Too early.", by=lead)
    suggesting.accept(accepted, by=lead)
    read = reverse("strategy:section_detail", args=[city.slug, written.key])
    assert f"{read}#s-{declined.key}" in composed(Letter.objects.first()).body
    page = signed_in(coach).get(read).content.decode()
    for words in ("Too early.", f'id="s-{declined.key}"', "2 suggestions were decided", " open>"):
        assert words in page, words
    assert back.key not in page
    everything = reverse("strategy:suggestion_list", args=[city.slug])
    page = signed_in(lead).get(everything).content.decode()
    assert "Too early." in page
    assert f"{lead.name} let it into the text" in page
    mine = signed_in(partner).get(everything, {"of": "me"}).content.decode()
    assert "Too early." not in mine
    assert accepted.key in mine


@db
def test_the_list_of_suggestions_costs_the_same_for_many(signed_in, written, coach, lead, city):
    client, path = signed_in(lead), reverse("strategy:suggestion_list", args=[city.slug])
    proposal(written, coach)
    suggesting.decline(proposal(written, coach, 1), by=lead)
    client.get(path)
    few = count_queries(client, path)
    for place in (0, 1):
        proposal(written, coach, place)
        suggesting.decline(proposal(written, coach, place), by=lead)
    assert count_queries(client, path) == few <= 15
    assert "No reason was given." in client.get(path).content.decode()


@db
def test_accepting_in_an_amendment_says_why(signed_in, written, coach, lead, city):
    suggestion = proposal(written, coach)
    Strategy.objects.update(status=Strategy.Status.AMENDED)
    client = signed_in(lead)
    read = reverse("strategy:section_detail", args=[city.slug, written.key])
    assert f"because-{suggestion.key}" in client.get(read).content.decode()
    accept = reverse("strategy:suggestion_accept", args=[city.slug, suggestion.key])
    assert client.post(accept).status_code == 409
    assert client.post(accept, {"why": "New figures"}).status_code == 302
    assert SectionRevision.objects.latest("pk").why == "New figures"


@db
def test_nothing_is_suggested_to_what_is_signed(written, coach):
    Strategy.objects.filter(pk=written.strategy_id).update(status="signed")
    with pytest.raises(RuleBroken):
        proposal(written, coach)


@db
def test_letters_about_what_is_gone_are_moot(written, coach, lead):
    proposal(written, coach)
    for kind in ("mentioned", "suggestion_decided"):
        letter = Letter(kind=kind, reader=lead, city_key=written.city_id, target_id=0, address="x")
        assert composed(letter) is None


@db
def test_a_partner_suggests_and_a_member_decides(signed_in, partner, member, written, city):
    url = reverse("strategy:suggestion_add", args=[city.slug, written.key])
    block = written.blocks[0]["id"]
    page = signed_in(partner).get(f"{url}?on={block}").content.decode()
    assert "One here." in page
    form = {"kind": "change", "block_id": block, "text": "One **there**.", "reason": "Place"}
    assert signed_in(partner).post(url, form).status_code == 302
    suggestion = Suggestion.objects.get()
    read = reverse("strategy:section_detail", args=[city.slug, written.key])
    body = signed_in(member).get(read).content.decode()
    assert "<ins>" in body
    assert "<del>" in body
    accept = reverse("strategy:suggestion_accept", args=[city.slug, suggestion.key])
    assert signed_in(partner).post(accept).status_code == 403
    assert signed_in(member).post(accept).status_code == 302
    written.refresh_from_db()
    assert written.blocks[0]["html"] == "<p>One <strong>there</strong>.</p>"


@db
def test_a_paragraph_that_changed_is_shown_before_it_is_written_over(
    signed_in, partner, member, written, city
):
    suggestion = proposal(written, partner)
    fill(written, "Another one here.\n\nTwo here.")
    accept = reverse("strategy:suggestion_accept", args=[city.slug, suggestion.key])
    answer = signed_in(member).post(accept)
    assert answer.status_code == 409
    assert "Another one here." in answer.content.decode()
    assert signed_in(member).post(accept, {"anyway": "1"}).status_code == 302
    written.refresh_from_db()
    assert htmls(written.blocks)[0] == "<p>Three.</p>"


@db
def test_decline_and_take_back_by_hand(signed_in, partner, member, written, city):
    first, second = proposal(written, partner), proposal(written, partner, 1)
    decline = reverse("strategy:suggestion_decline", args=[city.slug, first.key])
    assert signed_in(member).post(decline, {"answer": "x" * 600}).status_code == 302
    first.refresh_from_db()
    assert len(first.answer) == 500
    back = reverse("strategy:suggestion_withdraw", args=[city.slug, second.key])
    assert signed_in(partner).post(back).status_code == 302


@db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"block_id": ""}, "Choose the paragraph."),
        ({"text": ""}, "Write your words."),
        ({"text": "One here."}, "what the paragraph says already"),
        ({"kind": ""}, "required"),
    ],
)
def test_a_form_that_says_nothing_new(signed_in, partner, written, city, changes, words):
    url = reverse("strategy:suggestion_add", args=[city.slug, written.key])
    form = {"kind": "change", "block_id": written.blocks[0]["id"], "text": "Other."}
    answer = signed_in(partner).post(url, form | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()


@db
def test_the_reading_page_costs_the_same_for_one_suggestion_and_for_three(
    signed_in, written, city, django_assert_num_queries, mayor
):
    author = person(Role.PARTNER, city, name="Noor", email="noor2@partner.example")
    page = reverse("strategy:section_detail", args=[city.slug, written.key])
    client = signed_in(mayor)
    proposal(written, author)
    client.get(page)
    with django_assert_num_queries(15):
        client.get(page)
    proposal(written, author, 1)
    proposal(written, author, kind="insert")
    with django_assert_num_queries(15):
        client.get(page)
