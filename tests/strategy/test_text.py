"""Marks become sanitised paragraphs whose ids stay, and come back exactly as they were."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.models import text as module
from strategy.models.likeness import MOST_PAIRS, pair_up
from strategy.models.marks import marks_of
from strategy.models.text import (
    LONGEST_TEXT,
    clean,
    plain,
    to_blocks,
    to_text,
    words,
)

MARKS = [
    "*", "**", "_", "__", "a", "b ", "- ", "\n", "\n\n", "1. ", "2) ", "> ", "# ", "### ", "|",
    "| a | b |\n|---|---|\n| c | d |\n", "[x](https://a.example/b_c)", "[", "]", "(", ")", "\\",
    "<", ">", "&", "&amp;", "`", "```", "~", "!", "    ", "  \n", "\t", "https://x.example",
    "<https://x.example>", "<a@b.example>", "é", "\u00a0", "---", "===", ":-", "palabra ", "+ ",
    "* ", "3. ", "<br>", "<script>", "7. ", "#", "](", "- - ", "> > ",
]  # fmt: skip


def htmls(blocks):
    return [block["html"] for block in blocks]


def ids(blocks):
    return [block["id"] for block in blocks]


@pytest.mark.parametrize(
    ("marks", "html"),
    [
        ("Hello", "<p>Hello</p>"),
        ("# Big", "<h3>Big</h3>"),
        ("### Part", "<h3>Part</h3>"),
        ("##### Small", "<h4>Small</h4>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("7. seven", '<ol start="7">\n<li>seven</li>\n</ol>'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("a  \nb", "<p>a<br>\nb</p>"),
        ("[x](https://a.example)", '<p><a href="https://a.example">x</a></p>'),
        ("[x](mailto:a@b.example)", '<p><a href="mailto:a@b.example">x</a></p>'),
        ("`code` stays text", "<p>`code` stays text</p>"),
        ("    not code", "<p>not code</p>"),
        ("---", "<p>---</p>"),
        ("R&D &copy; 5 < 6", "<p>R&amp;D &amp;copy; 5 &lt; 6</p>"),
    ],
)
def test_to_blocks_knows_few_marks(marks, html):
    assert htmls(to_blocks(marks)) == [html]


def test_to_blocks_keeps_tables():
    (block,) = to_blocks("| a | b |\n|---|--:|\n| 1 | 2 \\| 3 |")
    assert block["html"].startswith("<table>\n<thead>")
    assert "style" not in block["html"]
    assert to_text([block]) == "| a | b |\n| --- | --- |\n| 1 | 2 \\| 3 |"


def test_to_blocks_of_nothing():
    assert to_blocks("") == []
    assert to_blocks(" \n\n\t\n") == []
    assert to_text([]) == ""
    assert words([]) == 0


def test_to_blocks_drops_what_cannot_be_printed_and_composes_letters():
    (block,) = to_blocks("n\u0303\x00o\x07 si\ud800\uffff\r\nla")
    assert block["html"] == "<p>ño si\nla</p>"


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MARKS), max_size=25).map("".join) | st.text(max_size=80))
def test_what_is_opened_and_saved_unchanged_stays_the_same(marks):
    blocks = to_blocks(marks)
    assert to_blocks(to_text(blocks), blocks) == blocks
    assert htmls(to_blocks(to_text(blocks))) == htmls(blocks)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(MARKS), max_size=20).map("".join))
def test_a_text_made_of_the_paragraphs_of_two_texts_survives(marks):
    """A merge puts paragraphs side by side that nobody typed side by side."""
    other = to_blocks("- one\n- two\n\nWords.\n\n1. a")
    blocks = [*other, *to_blocks(marks), *other[:1]]
    assert htmls(to_blocks(to_text(blocks))) == htmls(blocks)


def test_lists_beside_lists_stay_apart():
    blocks = to_blocks("- a") + to_blocks("- b") + to_blocks("- c")
    assert to_text(blocks) == "- a\n\n* b\n\n- c"
    assert htmls(to_blocks(to_text(blocks))) == htmls(blocks)
    nested = to_blocks("- a\n  - b\n  * c\n\n  words\n- > q\n  >\n  > r")
    assert htmls(to_blocks(to_text(nested))) == htmls(nested)


def test_what_no_mark_can_say_keeps_its_words(monkeypatch):
    monkeypatch.setattr(module, "read", lambda text: iter(["<p>never the same " + text + "</p>"]))
    monkeypatch.setattr(module, "ROUNDS", 1)
    assert "never the same" in module._settled("<p><strong>a</strong></p>")


def test_ids_stay_while_words_change():
    before = to_blocks("First paragraph.\n\nSecond one here.\n\nThird and last.")
    after = to_blocks("First paragraph.\n\nSecond one is here now.\n\nThird and last.", before)
    assert ids(after) == ids(before)


def test_ids_move_with_their_paragraph():
    before = to_blocks("One is first.\n\nTwo is second.\n\nThree is third.")
    after = to_blocks("Three is third.\n\nOne is first.\n\nTwo is second.", before)
    assert ids(after) == [before[2]["id"], before[0]["id"], before[1]["id"]]


def test_a_new_paragraph_gets_a_new_id_and_a_deleted_one_takes_its_id_along():
    before = to_blocks("The mayor meets the committee.\n\nResidents see the results.")
    after = to_blocks("Entirely different words.\n\nResidents see the results.", before)
    assert after[0]["id"] not in ids(before)
    assert after[1]["id"] == before[1]["id"]
    assert len(after[0]["id"]) >= 12


def test_typing_on_is_the_same_paragraph():
    before = to_blocks("The city")
    after = to_blocks("The city will publish every register that it keeps, and say when.", before)
    assert ids(after) == ids(before)


def test_equal_paragraphs_keep_their_own_ids():
    before = to_blocks("Same.\n\nSame.\n\nSame.")
    assert ids(to_blocks("Same.\n\nSame.\n\nSame.", before)) == ids(before)
    assert len(set(ids(before))) == 3


def test_pair_up_of_very_many_goes_by_place():
    olds = [f"<p>old {n}</p>" for n in range(60)]
    news = [f"<p>new {n}</p>" for n in range(60)]
    assert len(olds) * len(news) > MOST_PAIRS
    assert pair_up(olds, news) == list(range(60))


def test_plain_and_words():
    blocks = to_blocks("**Doce** de 12 registros, al día.\n\n- co-diseño\n- 1.234,5 %")
    assert plain(blocks[0]["html"]) == "Doce de 12 registros, al día."
    assert plain(blocks[1]["html"]) == "co-diseño 1.234,5 %"
    assert words(blocks) == 8


def test_marks_of_odd_html():
    """What no person typed (an import, another editor) still becomes readable marks."""
    assert marks_of("<p>a<sup>2</sup> <a>b</a></p>") == "a^2^ b"
    assert marks_of("<table></table>") == ""
    assert marks_of("<ul><li>a<p>b</p>c</li></ul>") == "- a\n\n  b\n\n  c"
    assert marks_of("<figure>b</figure>") == "b"
    assert marks_of("<h3>C#</h3>") == "### C\\#"
    assert marks_of("<table><tr><th>a<br>b</th></tr></table>") == "| a b |\n| --- |"
    assert marks_of("<blockquote>free <em>words</em></blockquote>") == "> free *words*"
    assert marks_of('<p><a href="https://a.example/(x)?a=1&amp;copy;">[x]</a></p>') == (
        "[\\[x\\]](https://a.example/\\(x\\)?a=1&amp;copy;)"
    )


def test_what_never_comes_to_rest_is_words_alone(monkeypatch):
    monkeypatch.setattr("strategy.models.vocabulary.ROUNDS", 0)
    assert clean("<p>a <em>b</em></p>") == "<p>a b</p>"


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["<", "[", "](", "*a ", "_a_ ", ">", "\\", "- a\n", "a\n\n"])
def test_the_longest_text_of_odd_signs_is_read_in_time(piece):
    long = (piece * LONGEST_TEXT)[:LONGEST_TEXT]
    start = time.process_time()
    to_blocks(long)
    assert time.process_time() - start < 10


EDITS = [
    "",
    "- b",
    "  more",
    "1. x",
    "\n\n",
    "> q",
    "| a |\n|---|",
    "words ",
    "\n",
    "* c",
    "> ",
    "#",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(MARKS), max_size=20).map("".join),
    st.integers(0, 60),
    st.integers(0, 12),
    st.sampled_from(EDITS),
)
def test_reading_only_what_changed_reads_the_same(marks, place, gone, typed):
    before = to_blocks("First words.\n\n- a\n\n" + marks + "\n\nA.\n\n- b\n\nLast words.")
    text = to_text(before)
    edited = text[:place] + typed + text[place + gone :]
    assert htmls(to_blocks(edited, before)) == htmls(to_blocks(edited))
