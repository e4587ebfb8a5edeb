"""Send, read, return, clear, agree, take back; and the comments beside the text."""

import pytest
from django.urls import reverse

from strategy.actions import commenting, drafting, planning, reviewing
from strategy.models import Agreement, Comment, Initiative, Review, Section, Strategy
from tests import factories
from tests.strategy.test_drafting_views import count_queries

HERE = "valle-sereno"


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


@pytest.fixture
def review(complete, lead, coach):
    return reviewing.send_to_coach(complete, by=lead)


@pytest.fixture
def cleared(review, coach):
    return reviewing.clear_strategy(review, checklist=Review.CHECKLIST, note="", by=coach)


def test_review_send_says_what_is_missing_with_links(signed_in, lead, outline):
    page = signed_in(lead).get(url("review_send")).content.decode()
    assert f'href="{url("section_edit", outline["V1"].key)}"' in page
    assert "things are missing" in page
    assert "The suggested section" in page
    answer = signed_in(lead).post(url("review_send"))
    assert answer.status_code == 409
    assert "Not yet: " in answer.content.decode()


def test_review_send(signed_in, lead, coach, complete):
    client = signed_in(lead)
    page = client.get(url("review_send")).content.decode()
    assert "Everything is there" in page
    assert "Ana Duarte" in page
    answer = client.post(url("review_send"), follow=True)
    assert "The coach is reading" in answer.content.decode()
    assert Strategy.objects.get().status == "coach_review"
    assert "cannot be sent while it is" in client.get(url("review_send")).content.decode()


def test_review_send_without_a_coach_says_so(signed_in, lead, complete):
    assert "No coach is assigned" in signed_in(lead).get(url("review_send")).content.decode()


@pytest.mark.parametrize("who", ["member", "mayor", "coach", "staff", "partner"])
def test_review_send_is_for_the_lead(signed_in, request, complete, who):
    client = signed_in(request.getfixturevalue(who))
    for name in ("review_send", "strategy_recall", "strategy_resume", "strategy_finish"):
        assert client.post(url(name)).status_code == 403


@pytest.mark.parametrize("who", ["lead", "member", "mayor", "coach", "staff", "partner"])
def test_review_detail_is_read_by_all_and_decided_by_the_coach(signed_in, request, review, who):
    client = signed_in(request.getfixturevalue(who))
    page = client.get(url("review_detail", review.key))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Every decision of the council" in text
    assert ("Clear the strategy" in text) == (who == "coach")
    for name in ("review_return", "review_clear"):
        expected = 422 if (who, name) == ("coach", "review_clear") else 409
        status = client.post(url(name, review.key)).status_code
        assert status == (expected if who == "coach" else 403)


def test_review_of_another_city(signed_in, stranger, review):
    path = reverse("strategy:review_detail", args=["santa-brisa", review.key])
    assert signed_in(stranger).get(path).status_code == 404


def test_review_return(signed_in, coach, lead, review, outline):
    commenting.add_comment(outline["B1"], text="Who decides?", block="", by=coach)
    client = signed_in(coach)
    page = client.get(url("review_detail", review.key)).content.decode()
    assert "Who decides?" in page
    answer = client.post(url("review_return", review.key), {"note": "See governance."}, follow=True)
    page = answer.content.decode()
    assert "See governance." in page
    assert "Return it" not in page
    outline_page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert "See governance." in outline_page
    assert "Changes asked" in outline_page


def test_review_return_with_odd_input(signed_in, coach, review):
    answer = signed_in(coach).post(url("review_return", review.key), {"note": "x\x00"})
    assert answer.status_code == 422


def test_review_clear(signed_in, coach, review):
    client, path = signed_in(coach), url("review_clear", review.key)
    answer = client.post(path, {"checklist": ["blocks"], "note": "Nearly."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Tick every point" in page
    assert "Nearly." in page
    answer = client.post(path, {"checklist": list(Review.CHECKLIST), "note": "Good."}, follow=True)
    assert "The budget is realistic." in answer.content.decode()
    assert client.post(path, {"checklist": list(Review.CHECKLIST)}).status_code == 409


def test_a_second_review_says_what_changed(signed_in, coach, lead, review, outline):
    reviewing.recall_strategy(Strategy.objects.get(), by=lead)
    section = Section.objects.get(code="V1")
    drafting.write_section(section, text="Another vision.", base_version=1, by=lead)
    row = Initiative.objects.select_related("objective__goal").order_by("pk").first()
    row.cost = 90000
    planning.edit_row(row, base_version=1, by=lead)
    second = reviewing.send_to_coach(Strategy.objects.get(), by=lead)
    page = signed_in(coach).get(url("review_detail", second.key)).content.decode()
    assert "Changed since version 0.1" in page
    assert "Cost of “City data committee”" in page
    assert page.count("changed since the last review") == 1
    first = signed_in(coach).get(url("review_detail", review.key)).content.decode()
    assert "Changed since" not in first


def test_a_second_review_of_the_same_plan(signed_in, coach, lead, review):
    reviewing.recall_strategy(Strategy.objects.get(), by=lead)
    second = reviewing.send_to_coach(Strategy.objects.get(), by=lead)
    page = signed_in(coach).get(url("review_detail", second.key)).content.decode()
    assert "Goals, money, dates and owners are the same." in page


def test_review_detail_asks_the_same_number_of_questions(signed_in, coach, lead, review, outline):
    client = signed_in(coach)
    few = count_queries(client, url("review_detail", review.key))
    for code in ("B1", "B2", "B2"):
        comment = commenting.add_comment(outline[code], text="Why?", block="", by=coach)
        commenting.reply_to(comment, text="So.", by=lead)
    commenting.resolve_comment(comment, by=lead)
    assert count_queries(client, url("review_detail", review.key)) == few <= 12


def test_strategy_agree(signed_in, lead, member, coach, cleared):
    path = url("strategy_agree")
    client = signed_in(member)
    page = client.get(path).content.decode()
    assert "not yet heard" in page
    assert "This is the team’s final text" not in page
    assert client.post(path, {"once": "a" * 36}).status_code == 422
    answer = client.post(path, {"agrees": "no", "note": ""})
    assert answer.status_code == 422
    assert "Say what you disagree with." in answer.content.decode()
    client.post(path, {"agrees": "no", "note": "Too slow."})
    page = client.get(path).content.decode()
    assert "Too slow." in page
    assert Agreement.objects.get().agrees is False
    assert signed_in(coach).get(path).status_code == 403
    client = signed_in(lead)
    assert client.post(url("strategy_finish")).status_code == 409
    client.post(path, {"agrees": "yes"})
    assert "This is the team’s final text" in client.get(path).content.decode()
    answer = client.post(url("strategy_finish"), follow=True)
    assert "Now it can go to the mayor." in answer.content.decode()
    page = signed_in(member).get(url("strategy_detail")).content.decode()
    assert "The city lead sends it to the mayor." in page


def test_strategy_agree_before_the_coach_cleared(signed_in, member, complete):
    answer = signed_in(member).get(url("strategy_agree"))
    assert answer.status_code == 409
    assert "nothing to agree to" in answer.content.decode()


def test_outline_after_clearing(signed_in, lead, coach, mayor, cleared):
    assert "Say what you think" in signed_in(lead).get(url("strategy_detail")).content.decode()
    page = signed_in(coach).get(url("strategy_detail")).content.decode()
    assert "Now every member of the team says whether they agree." in page
    assert "Say what you think" not in page


def test_outline_when_everything_is_there(signed_in, lead, complete):
    page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert "Send to coach" in page


def test_outline_in_review_without_a_review(signed_in, lead, complete):
    """A strategy that came from elsewhere may have none."""
    Strategy.objects.update(status="coach_review")
    assert signed_in(lead).get(url("strategy_detail")).status_code == 200


def test_strategy_recall(signed_in, lead, review):
    page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert "Take the strategy back" in page
    answer = signed_in(lead).post(url("strategy_recall"), follow=True)
    assert "The text is open again for the team." in answer.content.decode()
    assert Strategy.objects.get().status == "drafting"


def test_strategy_resume(signed_in, lead, member, complete):
    Strategy.objects.update(status="changes_requested")
    page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert f'action="{url("strategy_resume")}"' in page
    page = signed_in(member).get(url("strategy_detail")).content.decode()
    assert "The mayor asked for changes" in page
    assert f'action="{url("strategy_resume")}"' not in page
    signed_in(lead).post(url("strategy_resume"))
    assert Strategy.objects.get().status == "drafting"


def test_outline_of_a_signed_strategy(signed_in, lead, complete):
    Strategy.objects.update(status="signed")
    page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert "Signed" in page
    assert "Take the strategy back" not in page


# comments


@pytest.fixture
def written(section, lead):
    text = "First paragraph.\n\nSecond paragraph."
    drafting.write_section(section, text=text, base_version=0, by=lead)
    section.refresh_from_db()
    return section


@pytest.mark.parametrize(
    "who", ["lead", "member", "mayor", "delegate", "coach", "staff", "partner"]
)
def test_comment_add(signed_in, request, written, who):
    client, block = signed_in(request.getfixturevalue(who)), written.blocks[1]["id"]
    page = client.get(url("section_detail", written.key), {"on": block}).content.decode()
    assert f'<option value="{block}" selected>' in page
    answer = client.post(url("comment_add", written.key), {"text": "Why?", "block": block})
    comment = Comment.objects.get()
    assert answer.url == f"{url('section_detail', written.key)}#c-{comment.key}"
    assert comment.quote == "Second paragraph."
    page = client.get(answer.url).content.decode()
    assert "Why?" in page
    assert "1 comment" in page


def test_comments_beside_the_editor(signed_in, lead, written):
    client = signed_in(lead)
    answer = client.post(url("comment_add", written.key), {"text": "Why?", "back": "edit"})
    comment = Comment.objects.get()
    assert answer.url == f"{url('section_edit', written.key)}#c-{comment.key}"
    client.post(url("comment_reply", comment.key), {"text": "So.", "back": "edit"})
    client.post(url("comment_resolve", comment.key), {"back": "edit"})
    page = client.get(url("section_edit", written.key)).content.decode()
    assert "So." in page
    assert "Resolved" in page
    client.post(url("comment_resolve", comment.key), {"open": "1"})
    comment.refresh_from_db()
    assert comment.resolved_at is None


def test_comment_on_text_that_was_deleted(signed_in, lead, coach, written):
    block = written.blocks[0]["id"]
    commenting.add_comment(written, text="Why?", block=block, by=coach)
    drafting.write_section(written, text="Second paragraph.", base_version=1, by=lead)
    page = signed_in(lead).get(url("section_edit", written.key)).content.decode()
    assert "On deleted text" in page
    assert "First paragraph." in page


@pytest.mark.parametrize(
    "data",
    [{}, {"text": ""}, {"text": "x" * 3001}, {"text": "a\x00"}, {"text": "x", "block": "nowhere"}],
)
def test_comment_add_with_odd_input(signed_in, coach, written, data):
    answer = signed_in(coach).post(url("comment_add", written.key), data)
    assert answer.status_code == 422
    assert Comment.objects.count() == 0


def test_comment_reply_with_odd_input(signed_in, coach, lead, written):
    comment = commenting.add_comment(written, text="Why?", block="", by=lead)
    answer = signed_in(coach).post(url("comment_reply", comment.key), {"text": ""})
    assert answer.status_code == 422
    assert "Write what you want to say." in answer.content.decode()
    long = signed_in(coach).post(url("comment_reply", comment.key), {"text": "y" * 3001})
    assert "yyyyy" in long.content.decode()
    reply = commenting.reply_to(comment, text="So.", by=lead)
    assert signed_in(coach).post(url("comment_reply", reply.key), {"text": "z"}).status_code == 404


def test_comments_of_another_city(signed_in, stranger, written, lead):
    comment = commenting.add_comment(written, text="Why?", block="", by=lead)
    for name, key in (
        ("comment_add", written.key),
        ("comment_reply", comment.key),
        ("comment_resolve", comment.key),
    ):
        path = reverse(f"strategy:{name}", args=["santa-brisa", key])
        assert signed_in(stranger).post(path, {"text": "x"}).status_code == 404


def test_a_frozen_version_of_an_old_format_is_still_shown(signed_in, coach, complete):
    review = Review.objects.create(
        strategy=complete,
        city=complete.city,
        version=factories.VersionFactory(strategy=complete),
        due_on="2026-12-01",
    )
    assert signed_in(coach).get(url("review_detail", review.key)).status_code == 200
