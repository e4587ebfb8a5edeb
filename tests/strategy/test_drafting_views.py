"""The outline, the editor and the merge, as people meet them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Participation
from strategy.actions import commenting, drafting
from strategy.models import Section, SectionRevision, Strategy, UnmergedText
from strategy.models.text import LONGEST_TEXT, to_text
from tests import factories
from tests.strategy.bad_texts import HOSTILE
from tests.strategy.conftest import fill

HERE = "valle-sereno"


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


def post_text(client, section, text, base, **more):
    return client.post(
        url("section_edit", section.key), {"text": text, "base_version": base, **more}
    )


# who may


@pytest.mark.parametrize(
    "who", ["lead", "member", "mayor", "delegate", "coach", "admin", "staff", "partner"]
)
def test_strategy_detail_is_read_by_everybody_with_a_part(who, request, signed_in, outline):
    client = signed_in(request.getfixturevalue(who))
    page = client.get(url("strategy_detail"))
    assert page.status_code == 200
    assert "Three-year vision" in page.content.decode()


def test_strategy_detail_is_not_for_observers_and_strangers(signed_in, outline, observer, stranger):
    assert signed_in(stranger).get(url("strategy_detail")).status_code == 404
    assert signed_in(observer).get(url("strategy_detail")).status_code == 403


@pytest.mark.parametrize("who", ["mayor", "delegate", "coach", "admin", "staff", "partner"])
def test_section_edit_is_for_the_team_alone(who, request, signed_in, section):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("section_edit", section.key)).status_code == 403
    assert post_text(client, section, "x", 0).status_code == 403
    autosave = url("section_autosave", section.key)
    assert client.post(autosave, {"text": "x", "base_version": 0}).status_code == 403
    assert client.get(url("section_detail", section.key)).status_code == 200
    assert SectionRevision.objects.count() == 0


def test_section_of_another_city_under_my_own_address(signed_in, section, stranger):
    client = signed_in(stranger)
    for name in ("section_detail", "section_edit"):
        path = reverse(f"strategy:{name}", args=["santa-brisa", section.key])
        assert client.get(path).status_code in {403, 404}
    path = reverse("strategy:section_detail", args=["santa-brisa", section.key])
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("who", ["member", "mayor", "coach", "staff"])
def test_strategy_start_is_for_the_lead(who, request, signed_in, participation):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(url("strategy_start")).status_code == 403


# start


def test_strategy_start(signed_in, lead, participation):
    client = signed_in(lead)
    empty = client.get(url("strategy_detail"))
    assert "Start the strategy" in empty.content.decode()
    assert client.get(url("strategy_start")).status_code == 200
    data = {"mode": "new", "title": "Datos", "language": "es", "starts_on": "2027-01-01"}
    answer = client.post(url("strategy_start"), data | {"ends_on": ""})
    assert answer.status_code == 302
    strategy = Strategy.objects.get()
    assert (strategy.starts_on, strategy.ends_on) == (date(2027, 1, 1), date(2029, 12, 31))
    assert client.get(url("strategy_start")).status_code == 302
    page = client.get(url("strategy_detail")).content.decode()
    assert "36 months, are usual" not in page


def test_strategy_start_of_another_length_is_said(signed_in, lead, participation):
    client = signed_in(lead)
    data = {"mode": "refine", "title": "Datos", "language": "es", "starts_on": "2027-01-01"}
    answer = client.post(url("strategy_start"), data | {"ends_on": "2030-12-31"}, follow=True)
    page = answer.content.decode()
    assert page.count("The strategy covers 48 months. Three years, 36 months, are usual.") == 2


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("", ""),
        ("2027-02-30", ""),
        ("9999-12-31", ""),
        ("0001-01-01", ""),
        ("2027-01-01", "2026-01-01"),
        ("2027-01-01", "x"),
        ("\x00", ""),
    ],
)
def test_strategy_start_with_odd_dates(signed_in, lead, participation, starts, ends):
    data = {"mode": "new", "title": "Datos", "language": "es", "starts_on": starts, "ends_on": ends}
    answer = signed_in(lead).post(url("strategy_start"), data)
    assert answer.status_code == 422
    assert Strategy.objects.count() == 0


def test_strategy_start_on_a_leap_day(signed_in, lead, participation):
    data = {"mode": "new", "title": "Datos", "language": "es", "starts_on": "2028-02-29"}
    signed_in(lead).post(url("strategy_start"), data)
    assert Strategy.objects.get().ends_on == date(2031, 2, 27)


def test_strategy_start_without_a_cohort(signed_in, lead):
    assert signed_in(lead).get(url("strategy_start")).status_code == 404


def test_strategy_none_for_a_reader(signed_in, coach, participation):
    page = signed_in(coach).get(url("strategy_detail")).content.decode()
    assert "The city lead starts it" in page
    assert signed_in(coach).get(url("plan_detail")).status_code == 404


# outline


def test_outline_says_who_when_and_how_quiet(signed_in, lead, member, outline):
    vision, letter = fill(outline["V1"]), outline["F2"]
    vision.touched_at = timezone.now() - timedelta(days=12)
    vision.touched_by = lead
    vision.save()
    letter.assignee, letter.due_on = member, factories.today() - timedelta(days=3)
    letter.save()
    commenting.add_comment(vision, text="Which number?", block="", by=member)
    page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert "12 days quiet" in page
    assert "1 open comment" in page
    assert "3 days late" in page
    assert "Diego Rojas" in page
    assert "things are missing before the coach can read it" in page
    assert "Shape of the document" in page


def test_outline_in_spanish(signed_in, lead, outline):
    lead.language = "es"
    lead.save()
    page = signed_in(lead).get(url("strategy_detail")).content.decode()
    assert "Visión de la ciudad" in page or "Visión" in page
    assert "Gobernanza" in page


def count_queries(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(
        [q for q in queries if not q["sql"].startswith(("SET", "RESET", "SELECT current_user"))]
    )


def test_outline_and_editor_ask_few_questions(signed_in, lead, member, outline, strategy):
    client = signed_in(lead)
    section = outline["V1"]
    few = count_queries(client, url("strategy_detail"))
    few_editor = count_queries(client, url("section_edit", section.key))
    few_reader = count_queries(client, url("section_detail", section.key))
    for number in range(20):
        extra = factories.SectionFactory(
            strategy=strategy, code="A6", level="O", position=100 + number, title=f"Extra {number}",
            assignee=member, touched_by=member, touched_at=timezone.now(),
        )  # fmt: skip
        comment = commenting.add_comment(extra, text="Why?", block="", by=member)
        commenting.reply_to(comment, text="So.", by=lead)
        own = commenting.add_comment(section, text="Why?", block="", by=member)
        commenting.reply_to(own, text="So.", by=lead)
    assert Section.objects.count() == 60
    assert count_queries(client, url("strategy_detail")) == few <= 15
    assert count_queries(client, url("section_edit", section.key)) == few_editor <= 20
    assert count_queries(client, url("section_detail", section.key)) == few_reader <= 15
    page = client.get(url("section_edit", section.key))
    assert len(page.content) < 200_000


# editor


def test_section_edit_shows_guidance_text_and_neighbours(signed_in, lead, outline):
    section = fill(outline["V1"], "Doce registros.")
    page = signed_in(lead).get(url("section_edit", section.key)).content.decode()
    assert "What good looks like" in page
    assert "Doce registros.</textarea>" in page
    assert f'href="{url("section_edit", outline["C5"].key)}"' in page
    assert "aim for 20 to 60" in page
    assert 'name="base_version" value="1"' in page
    assert 'data-autosave-url="' in page


def test_section_edit_without_script(signed_in, lead, section):
    client = signed_in(lead)
    answer = post_text(client, section, "Uno.\r\n\r\nDos.", 0, once="a" * 36)
    assert answer.status_code == 302
    section.refresh_from_db()
    assert to_text(section.blocks) == "Uno.\n\nDos."
    page = client.get(answer.url).content.decode()
    assert "last by Carla Peña" in page
    assert post_text(client, section, "Uno.\r\n\r\nDos.", 0, once="a" * 36).status_code == 302
    assert SectionRevision.objects.count() == 1


def test_section_edit_on_an_older_version_shows_both_texts(signed_in, lead, member, section):
    drafting.write_section(section, text="De Carla.", base_version=0, by=lead)
    answer = post_text(signed_in(member), section, "De Diego.", 0)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Carla Peña saved this section before you" in page
    assert "De Carla." in page
    assert "De Diego." in page
    unmerged = UnmergedText.objects.get()
    editor = signed_in(member).get(url("section_edit", section.key)).content.decode()
    assert url("section_merge", section.key, unmerged.key) in editor
    others = signed_in(lead).get(url("section_edit", section.key)).content.decode()
    assert url("section_merge", section.key, unmerged.key) not in others


@pytest.mark.parametrize("code", ["F1", "P3", "A5", "P1", "P4"])
def test_section_edit_of_what_nobody_writes(signed_in, lead, outline, code):
    assert signed_in(lead).get(url("section_edit", outline[code].key)).status_code == 404


def test_section_edit_while_the_coach_reads(signed_in, lead, section):
    fill(section)
    Strategy.objects.update(status="coach_review")
    client = signed_in(lead)
    page = client.get(url("section_edit", section.key)).content.decode()
    assert "cannot be changed while it is “Coach review”" in page
    answer = post_text(client, section, "A long text that must not be lost by this.", 1)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "cannot be changed while it is" in page
    assert "A long text that must not be lost by this." in page
    answer = client.post(url("section_autosave", section.key), {"text": "x", "base_version": 1})
    assert answer.status_code == 422
    assert "cannot be changed while it is" in answer.json()["error"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": "a\x00b", "base_version": "0"}, "Null characters"),
        ({"text": "x" * (LONGEST_TEXT + 1), "base_version": "0"}, "a section holds"),
        ({"text": "x", "base_version": "-1"}, "greater than or equal to 0"),
        ({"text": "x", "base_version": "x"}, "whole number"),
        ({"text": "x", "base_version": str(2**31)}, "less than or equal to"),
        ({"text": "x"}, "required"),
    ],
)
def test_section_edit_with_odd_input(signed_in, lead, section, data, words):
    client = signed_in(lead)
    page = client.post(url("section_edit", section.key), data)
    assert page.status_code == 422
    assert words in page.content.decode()
    answer = client.post(url("section_autosave", section.key), data)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    section.refresh_from_db()
    assert section.version == 0


def test_section_edit_with_far_too_much_text_keeps_the_beginning(signed_in, lead, section):
    answer = post_text(signed_in(lead), section, "palabra " * 620_000, 0)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a section holds" in page
    assert "palabra palabra" in page
    assert len(page) < LONGEST_TEXT + 60_000


def test_section_edit_with_broken_unicode(signed_in, lead, section):
    body = b"base_version=0&text=%FF%FE%ED%A0%80+ok"
    kind = "application/x-www-form-urlencoded"
    answer = signed_in(lead).post(url("section_edit", section.key), body, content_type=kind)
    assert answer.status_code == 302
    section.refresh_from_db()
    assert "ok" in to_text(section.blocks)


@pytest.mark.parametrize("hostile", HOSTILE[:12])
def test_hostile_text_does_nothing_on_any_page(signed_in, lead, section, hostile):
    client = signed_in(lead)
    assert post_text(client, section, hostile, 0).status_code == 302
    for name in ("section_edit", "section_detail"):
        page = client.get(url(name, section.key)).content.decode()
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page.replace("&gt;", "&")
        assert 'href="javascript' not in page


# autosave


def test_section_autosave_answers_in_few_words(signed_in, lead, member, section):
    path = url("section_autosave", section.key)
    client = signed_in(lead)
    answer = client.post(path, {"text": "Uno.", "base_version": 0})
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert ":" in answer.json()["at"]
    assert answer.json()["saved_at"]
    same = client.post(path, {"text": "Uno.", "base_version": 0})
    assert same.json()["version"] == 1
    nothing = client.post(path, {"text": "Uno.", "base_version": 1})
    assert nothing.json()["version"] == 1
    late = signed_in(member).post(path, {"text": "Dos.", "base_version": 0})
    assert late.status_code == 409
    merge = late.json()["merge"]
    assert merge == url("section_merge", section.key, UnmergedText.objects.get().key)
    assert "Dos." in signed_in(member).get(merge).content.decode()


def test_section_autosave_of_nothing_says_when(signed_in, lead, section):
    path = url("section_autosave", section.key)
    answer = signed_in(lead).post(path, {"text": "", "base_version": 0})
    assert answer.status_code == 200
    assert answer.json()["version"] == 0


def test_section_autosave_asks_few_questions(signed_in, lead, section):
    client, path = signed_in(lead), url("section_autosave", section.key)
    client.post(path, {"text": "Uno.", "base_version": 0})
    with CaptureQueriesContext(connection) as queries:
        client.post(path, {"text": "Uno dos.", "base_version": 1})
    assert len(queries) <= 24


# merge


@pytest.fixture
def unmerged(section, lead, member):
    drafting.write_section(section, text="Común.\n\nFinal.", base_version=0, by=lead)
    drafting.write_section(section, text="Común de Carla.\n\nFinal.", base_version=1, by=lead)
    text = "Común de Diego.\n\nFinal."
    return drafting.write_section(section, text=text, base_version=1, by=member).unmerged


def test_section_merge_by_choices(signed_in, member, section, unmerged):
    client, path = signed_in(member), url("section_merge", section.key, unmerged.key)
    page = client.get(path).content.decode()
    assert "1 paragraph differs" in page
    section.refresh_from_db()
    row = section.blocks[0]["id"]
    data = {"base_version": 2, "how": "choices", f"row-{row}": "mine", "text": "ignored"}
    answer = client.post(path, data)
    assert answer.status_code == 302
    section.refresh_from_db()
    assert to_text(section.blocks) == "Común de Diego.\n\nFinal."
    assert client.get(path).status_code == 302


def test_section_merge_by_default_keeps_both(signed_in, member, section, unmerged):
    client, path = signed_in(member), url("section_merge", section.key, unmerged.key)
    client.post(path, {"base_version": 2, "how": "choices", "row-x": "nonsense", "text": ""})
    section.refresh_from_db()
    assert to_text(section.blocks) == "Común de Carla.\n\nComún de Diego.\n\nFinal."


def test_section_merge_by_hand(signed_in, member, section, unmerged):
    path = url("section_merge", section.key, unmerged.key)
    signed_in(member).post(path, {"base_version": 2, "how": "text", "text": "De las dos."})
    section.refresh_from_db()
    assert to_text(section.blocks) == "De las dos."


def test_section_merge_that_is_late_again(signed_in, member, lead, section, unmerged):
    drafting.write_section(section, text="Otra vez Carla.", base_version=2, by=lead)
    path = url("section_merge", section.key, unmerged.key)
    answer = signed_in(member).post(path, {"base_version": 2, "how": "text", "text": "De Diego."})
    assert answer.status_code == 409
    assert "De Diego." in answer.content.decode()
    assert UnmergedText.objects.filter(merged_at=None).count() == 1


def test_section_merge_with_odd_input_keeps_the_text(signed_in, member, section, unmerged):
    path = url("section_merge", section.key, unmerged.key)
    data = {"base_version": 2, "how": "text", "text": "m" * (LONGEST_TEXT + 5)}
    answer = signed_in(member).post(path, data)
    assert answer.status_code == 422
    assert "mmmmm" in answer.content.decode()


def test_section_merge_after_a_signature_asks_why_and_keeps_what_was_chosen(
    signed_in, member, section, unmerged
):
    Strategy.objects.update(status=Strategy.Status.AMENDED)
    client, path = signed_in(member), url("section_merge", section.key, unmerged.key)
    assert "Why is this changed?" in client.get(path).content.decode()
    row = Section.objects.get(pk=section.pk).blocks[0]["id"]
    data = {"base_version": 2, "how": "choices", f"row-{row}": "mine", "text": "De Diego."}
    refused = client.post(path, data)
    page = refused.content.decode()
    assert (refused.status_code, refused.context["rows"][0][3]) == (422, "mine")
    assert "Say why." in page
    assert "De Diego." in page
    assert client.post(path, {**data, "why": "New figures"}).status_code == 302
    assert SectionRevision.objects.latest("pk").why == "New figures"


@pytest.mark.parametrize("name", ["section_autosave", "section_edit"])
def test_the_reason_waits_with_a_text_that_was_too_late(signed_in, lead, member, section, name):
    drafting.write_section(section, text="De Carla.", base_version=0, by=lead)
    Strategy.objects.update(status=Strategy.Status.AMENDED)
    client, typed = signed_in(member), {"text": "De Diego.", "base_version": 0}
    path = url(name, section.key)
    assert client.post(path, typed | {"why": "Old figures"}).status_code == 409
    assert client.post(path, typed | {"why": "New  figures"}).status_code == 409
    unmerged = UnmergedText.objects.get()
    page = client.get(url("section_merge", section.key, unmerged.key)).content.decode()
    assert 'value="New figures"' in page


def test_editor_says_that_paragraphs_came_from_a_file(signed_in, lead, section):
    saved = drafting.write_section(section, text="Uno.", base_version=0, by=lead).section
    page = url("section_edit", section.key)
    assert "from a file, untouched" not in signed_in(lead).get(page).content.decode()
    Section.objects.filter(pk=section.pk).update(imported=[saved.blocks[0]["id"]])
    assert "from a file, untouched" in signed_in(lead).get(page).content.decode()


def test_section_merge_is_for_its_author(signed_in, lead, section, unmerged):
    path = url("section_merge", section.key, unmerged.key)
    assert signed_in(lead).get(path).status_code == 404


# states


def test_section_state_accept_hide_assign(signed_in, lead, member, outline):
    section = fill(outline["V2"])
    client = signed_in(lead)
    assert client.post(url("section_state", section.key), {"state": "ready"}).status_code == 302
    section.refresh_from_db()
    assert section.status == "ready"
    assert "I agree: it is done" in client.get(url("section_edit", section.key)).content.decode()
    client.post(url("section_accept", section.key))
    section.refresh_from_db()
    assert section.status == "accepted"
    client.post(url("section_state", section.key), {"state": "unfinished"})
    client.post(url("section_hide", section.key), {"hidden": "1"})
    section.refresh_from_db()
    assert (section.status, section.is_hidden) == ("drafting", True)
    page = client.get(url("outline_edit")).content.decode()
    assert "Take in" in page
    client.post(url("section_hide", section.key), {"hidden": "0"})
    assert client.get(url("section_assign", section.key)).status_code == 200
    client.post(url("section_assign", section.key), {"assignee": member.pk, "due_on": "2026-12-01"})
    section.refresh_from_db()
    assert (section.is_hidden, section.assignee) == (False, member)


def test_section_assign_offers_the_team_alone(signed_in, lead, coach, section):
    answer = signed_in(lead).post(url("section_assign", section.key), {"assignee": coach.pk})
    assert answer.status_code == 422


def test_section_states_by_those_who_may_not(signed_in, member, coach, section):
    fill(section)
    for name in ("section_accept", "section_hide"):
        assert signed_in(member).post(url(name, section.key)).status_code == 403
    for name in ("section_state", "section_assign"):
        assert signed_in(coach).post(url(name, section.key)).status_code == 403


def test_section_state_without_text_says_why_not(signed_in, lead, section):
    answer = signed_in(lead).post(url("section_state", section.key), {"state": "ready"})
    assert answer.status_code == 409
    assert "no text in this section" in answer.content.decode()


def test_a_city_of_two_cohorts_shows_its_newest_strategy(signed_in, lead, city, strategy):
    cohort = factories.CohortFactory(number=8, starts_on=date(2028, 1, 1), ends_on=date(2028, 6, 1))
    later = factories.ParticipationFactory(city=city, cohort=cohort)
    factories.StrategyFactory(
        participation=later, title="Later", starts_on=date(2029, 1, 1), ends_on=date(2031, 12, 31)
    )
    assert Participation.objects.count() == 2
    assert "Later" in signed_in(lead).get(url("strategy_detail")).content.decode()
