"""The rich field, seen by the server: what it is given, what it sends, two texts in conflict."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from strategy.models import UnmergedText
from strategy.models.text import LONGEST_HTML, LONGEST_TEXT, from_html
from tests.strategy.bad_texts import HOSTILE
from tests.strategy.conftest import fill

HERE = "valle-sereno"
SCRIPT = {"X-Requested-With": "fetch"}
TABLE = (
    '<table>\n<tbody>\n<tr>\n<td colspan="2">{}</td>\n</tr>\n'
    "<tr>\n<td>a</td>\n<td>b</td>\n</tr>\n</tbody>\n</table>"
)


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


@pytest.fixture
def writer(signed_in, lead):
    return signed_in(lead)


def autosave(writer, section, html, base):
    data = {"html": html, "base_version": base}
    return writer.post(url("section_autosave", section.key), data, headers=SCRIPT)


def save(writer, section, html, base):
    return writer.post(url("section_edit", section.key), {"html": html, "base_version": base})


def test_section_rich_gives_the_text_with_its_ids(writer, section):
    fill(section, "One **bold** line.\n\n- a\n- b")
    answer = writer.get(url("section_rich", section.key)).json()
    assert answer["version"] == 1
    for block in section.blocks:
        assert f'data-id="{block["id"]}"' in answer["html"]
    assert 'role="toolbar"' in answer["tools"]
    assert "<script" not in answer["tools"]


def test_section_rich_asks_little(writer, outline):
    for text in ("One.", "One.\n\nTwo.\n\nThree."):
        fill(outline["V1"], text)
        with CaptureQueriesContext(connection) as asked:
            writer.get(url("section_rich", outline["V1"].key))
        assert len([q for q in asked if "strategy_" in q["sql"]]) == 1


def test_section_rich_of_a_section_that_nobody_types(writer, outline):
    assert writer.get(url("section_rich", outline["P1"].key)).status_code == 404


def test_what_was_given_and_comes_back_is_the_same(writer, section):
    fill(section, "Intro.\n\n### Why\n\n- a\n- b\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    html = writer.get(url("section_rich", section.key)).json()["html"]
    before = section.blocks
    assert autosave(writer, section, html, 1).json()["version"] == 1
    section.refresh_from_db()
    assert section.blocks == before


def test_html_is_kept_with_its_ids(writer, section):
    fill(section, "One.\n\nTwo.")
    one, two = (block["id"] for block in section.blocks)
    html = f'<p data-id="{two}">Two, first now.</p><p>New.</p><p data-id="{one}">One.</p>'
    assert autosave(writer, section, html, 1).json()["version"] == 2
    section.refresh_from_db()
    assert [block["html"] for block in section.blocks] == [
        "<p>Two, first now.</p>",
        "<p>New.</p>",
        "<p>One.</p>",
    ]
    assert [section.blocks[0]["id"], section.blocks[2]["id"]] == [two, one]
    assert save(writer, section, html + "<p>More.</p>", 2).status_code == 302


def test_hostile_html_is_kept_as_words_alone(writer, section):
    assert save(writer, section, "".join(HOSTILE).replace("\0", ""), 0).status_code == 302
    section.refresh_from_db()
    kept = " ".join(block["html"] for block in section.blocks)
    assert "<script" not in kept
    assert "onerror=" not in kept.replace("&lt;", "<").split("<img")[0]


def test_too_much_html_is_refused_in_words(writer, section):
    long = f"<p>{'word ' * (LONGEST_HTML // 5)}</p>"
    answer = autosave(writer, section, long, 0)
    assert answer.status_code == 422
    assert "divide it into sections" in answer.json()["error"]
    page = save(writer, section, long, 0)
    assert page.status_code == 422
    text = page.content.decode()
    assert "divide it into sections" in text
    assert "word word" in text
    # What was typed stands in both fields.
    assert "data-typed-html" in text
    assert 'name="base_version" value="0"' in text


def test_a_refused_plain_text_stays_plain(writer, section):
    data = {"text": "x" * (LONGEST_TEXT + 1), "base_version": 0}
    page = writer.post(url("section_edit", section.key), data)
    assert page.status_code == 422
    assert "data-tiptap" not in page.content.decode()


# two texts


@pytest.fixture
def conflict(section, lead, member, signed_in):
    """The same table, changed by two people; and a picture."""
    section.blocks = from_html(TABLE.format("ours") + "<p>End.</p>")
    section.words, section.version = 4, 1
    section.save()
    table, end = (block["id"] for block in section.blocks)
    mine = TABLE.format("mine").replace("<table", f'<table data-id="{table}"')
    picture = '<figure><img src="picture:sD6nqmwHqwMXsD6nqmwHqw" alt="A map"></figure>'
    theirs = TABLE.format("theirs").replace("<table", f'<table data-id="{table}"')
    last = f'<p data-id="{end}">End.</p>'
    assert autosave(signed_in(member), section, theirs + last, 1).status_code == 200
    writer = signed_in(lead)
    answer = autosave(writer, section, mine + picture + last, 1)
    assert answer.status_code == 409
    return UnmergedText.objects.get()


@pytest.fixture
def merge(signed_in, lead, conflict):
    """Send the form of the two texts."""
    path = url("section_merge", conflict.section.key, conflict.key)

    def send(**data):
        return signed_in(lead).post(path, {"base_version": 2, **data})

    send.page = signed_in(lead).get(path).content.decode()
    return send


def htmls(section):
    section.refresh_from_db()
    return [block["html"] for block in section.blocks]


def test_merge_shows_rich_blocks(merge):
    assert merge.page.count("<table") == 2
    assert f'src="/cities/{HERE}/strategy/pictures/sD6nqmwHqwMXsD6nqmwHqw/"' in merge.page
    assert "data-settles" in merge.page


@pytest.mark.parametrize(
    ("choice", "tables"), [("mine", ["mine"]), ("theirs", ["theirs"]), ("both", ["theirs", "mine"])]
)
def test_merge_by_choice_keeps_rich_blocks(merge, section, conflict, choice, tables):
    table = section.blocks[0]["id"]
    assert merge(how="choices", text="", **{f"row-{table}": choice}).status_code == 302
    kept = htmls(section)
    assert kept[: len(tables)] == [TABLE.format(words) for words in tables]
    assert kept[len(tables)].startswith("<figure>")
    assert len({block["id"] for block in section.blocks}) == len(section.blocks)


def test_merge_in_marks_keeps_a_table_that_marks_cannot_say(merge, section, conflict):
    area = merge.page.split('name="text"')[1].split("<textarea")[0]
    text = area.split(">", 1)[1].split("</textarea>")[0]
    assert "{=" in text
    assert merge(how="text", text=text.strip() + "\n\nAnd more.").status_code == 302
    kept = htmls(section)
    assert any("colspan" in html for html in kept)
    assert kept[-1] == "<p>And more.</p>"
