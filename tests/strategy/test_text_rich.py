"""What a rich field sends becomes the same few words as marks, and comes back as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.models.text import as_html, clean, from_html, plain, to_blocks, to_html, to_text
from tests.strategy.test_text import htmls, ids

KEY = "abcDEF1234567890_-abcd"
PICTURE = f'<figure><img src="picture:{KEY}" alt="A map"></figure>'
PIECES = [
    "<p>", "</p>", "<ul>", "</ul>", "<ol>", "<ol start=4>", "</ol>", "<li>", "</li>", "a", " b ",
    "<b>", "</b>", "<em>", "</em>", "<strong>", "</strong>", "<small>", "</small>", "2", "<sup>",
    "</sup>", "<br>", "<a href='https://x.example/_a_(b)'>", "</a>", "<blockquote>", "x_y", "*",
    "</blockquote>", "<h2>", "</h2>", "<h5>", "</h5>", "<div>", "</div>", "<table>", "<tr>", "|",
    "<td>", "<th>", "</td>", "</th>", "</tr>", "</table>", "<td colspan=2>", "<td rowspan=3>",
    "<caption>", "</caption>", "<thead>", "<tbody>", "<figure>", "</figure>", "<figcaption>",
    "</figcaption>", f"<img src='picture:{KEY}' alt='A \"map\" [1] *x*'>", "<img src=x alt=smile>",
    f"<img src='/cities/x/strategy/pictures/{KEY}/' alt='b'>", "#", "1.", "- ", "> ", "^", "[",
    "]", "{=a= x}", f"![a](picture:{KEY})", "&nbsp;", "&lt;", "<hr>", "\n", "<span>", "</span>",
    "é", "_", "<p data-id=abc>", "<unknown>", "\\", "`", "https://x.example",
]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>Hello <b>bold</b><i> it</i></p>", "<p>Hello <strong>bold</strong> <em>it</em></p>"),
        ("<h1>T</h1>", "<h3>T</h3>"),
        ("<h5>T</h5>", "<h4>T</h4>"),
        ("<h2><p>T</p></h2>", "<h3>T</h3>"),
        ("<p></p><h3> </h3><ul><li></li></ul><table><tr><td></td></tr></table>", ""),
        ("free <u>words</u>", "<p>free words</p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p>|<p>b</p>|<p>c</p>"),
        ("<p>a<br><br>b<br></p>", "<p>a<br>\nb</p>"),
        ("<p>a<small>one</small></p>", "<p>a<small>one</small></p>"),
        ("<p>x<sup>2</sup> <sup>not so</sup></p>", "<p>x<sup>2</sup> not so</p>"),
        ("<p><a>no address</a> <a href='http://x'>x</a></p>", "<p>no address x</p>"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<ul>a<li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("<ol start=1><li>a</li></ol>", "<ol>\n<li>a</li>\n</ol>"),
        ("<p>Hi <img src=//x.example/a.png alt=smile></p>", "<p>Hi smile</p>"),
        ("<li>a</li>", "<p>a</p>"),
        ("<strong><p>a</p></strong>", "<p>a</p>"),
        ("<blockquote>a</blockquote>", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("<blockquote> </blockquote>", ""),
        ("<figure>words</figure>", "<p>words</p>"),
        ("<figure><table><tr><td>a</table></figure>",
         "<table>\n<tbody>\n<tr>\n<td>a</td>\n</tr>\n</tbody>\n</table>"),
        ("<table><caption>c</caption><tr><th>a</table>",
         "<p>c</p>|<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n</table>"),
        ("<table><tr><td colspan=2 rowspan=99>a<td colspan=1 rowspan=500>b</table>",
         '<table>\n<tbody>\n<tr>\n<td colspan="2" rowspan="99">a</td>\n<td>b</td>\n</tr>\n'
         "</tbody>\n</table>"),
        ("<table><tr>" + "<td><ul><li>a</ul></td>" * 41 + "</table>",
         "<p>" + " · ".join(["a"] * 41) + "</p>"),
        (PICTURE, PICTURE),
        ("<p>a" + PICTURE + "b</p>", f"<p>a</p>|{PICTURE}|<p>b</p>"),
        ("<ul><li>a" + PICTURE + "</li></ul>", f"<ul>\n<li>a</li>\n</ul>|{PICTURE}"),
        ("<blockquote>" + PICTURE + "</blockquote>", PICTURE),
        ("<ul><li>" + PICTURE + "</li></ul>", PICTURE),
        ("<table><tr><td>" + PICTURE + "</table>", PICTURE),
        (f"<img src='/cities/x/strategy/pictures/{KEY}/' alt=' A  map '>", PICTURE),
        (f"<img src='https://x.example/cities/x/strategy/pictures/{KEY}/' alt=a>", "<p>a</p>"),
        (f"<figure><img src='picture:{KEY}'><figcaption>Two <i>rivers</i></figcaption></figure>",
         f'<figure><img src="picture:{KEY}" alt="Two rivers">'
         "<figcaption>Two <em>rivers</em></figcaption></figure>"),
    ],
)  # fmt: skip
def test_what_is_sent_and_what_is_kept(sent, kept):
    assert "|".join(htmls(from_html(sent))) == kept


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_is_sent_comes_back_as_it_was(sent):
    blocks = from_html(sent)
    assert to_blocks(to_text(blocks), blocks) == blocks
    shown = to_html(blocks, "alto-verde")
    assert from_html(shown, blocks) == blocks
    assert htmls(from_html(shown)) == htmls(blocks)
    assert [clean(html) for html in htmls(blocks)] == htmls(blocks)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_no_word_is_lost(sent):
    def letters(text):
        return sorted(sign for sign in text if sign.isalnum())

    said = letters(plain(sent.replace("<img", "<hr").replace("alt=smile>", ">smile")))
    read = letters(plain("".join(htmls(from_html(sent)))))
    assert not [sign for sign in set(said) if said.count(sign) > read.count(sign)]


def test_both_ways_keep_what_the_other_one_wrote():
    marks = "A line\nthat goes on.\n\n- a\n\n- b\n\n| a |\n|---|\n| c |\n\n*a **b** c*"
    blocks = to_blocks(marks)
    assert from_html(to_html(blocks, "x"), blocks) == blocks
    assert ids(from_html(as_html(blocks), blocks)) == ids(blocks)


def test_an_element_says_which_paragraph_it_was():
    before = to_blocks("One.\n\nTwo.")
    one, two = ids(before)
    sent = f'<p data-id="{two}">Entirely new.</p><p data-id="{one}">One.</p><p data-id="x y">Z</p>'
    after = from_html(sent, before)
    assert ids(after)[:2] == [two, one]
    assert ids(after)[2] not in {one, two, "x y"}


def test_an_id_is_given_once_and_never_invented():
    """A rich field copies attributes when somebody divides a paragraph."""
    before = to_blocks("Rivers rise in May.")
    (id_,) = ids(before)
    sent = f'<p data-id="{id_}">Rivers</p><p data-id="{id_}">Rivers rise in May.</p>'
    after = from_html(sent + '<p data-id="stranger">Other.</p>', before)
    assert ids(after)[1] == id_
    assert len({*ids(after), "stranger"}) == 4


def test_an_id_inside_a_container_counts():
    before = to_blocks("One.")
    assert ids(from_html(f'<div data-id="{ids(before)[0]}"><p>New.</p></div>', before)) == (
        ids(before)
    )


def test_what_no_mark_can_say_keeps_its_place():
    table = "<table><tr><td>a<td rowspan=2>" + "long words " * 9 + "</table>"
    before = from_html("<p>One is here.</p>" + table)
    text = to_text(before)
    assert text.startswith(f"One is here.\n\n{{={before[1]['id']}= a long words")
    assert text.endswith(" …}")
    changed = to_blocks(text.replace("One", "Now one") + "\nand on", before)
    assert htmls(changed) == ["<p>Now one is here.</p>", before[1]["html"], "<p>and on</p>"]
    assert ids(changed)[:2] == ids(before)
    assert htmls(to_blocks("{=unknown= x}", before)) == ["<p>{=unknown= x}</p>"]


def test_marks_for_notes_and_pictures():
    marks = f'A^[see *here*] x^2^.\n\n![A \\] "map"](picture:{KEY} "Two **\\"rivers\\"**")'
    blocks = to_blocks(marks)
    assert htmls(blocks) == [
        "<p>A<small>see <em>here</em></small> x<sup>2</sup>.</p>",
        f'<figure><img src="picture:{KEY}" alt="A ] &quot;map&quot;">'
        '<figcaption>Two <strong>"rivers"</strong></figcaption></figure>',
    ]
    assert to_text(blocks) == marks
    assert plain(blocks[1]["html"]) == 'A ] "map" Two "rivers"'


@pytest.mark.parametrize(
    "marks", ["^[]", "^[a", "a^[b^[c]]", "^a b^", f"![](picture:{KEY})", "![a](picture:)", "^^"]
)
def test_what_looks_like_a_mark_stays_text(marks):
    blocks = to_blocks(marks)
    assert "<figure" not in htmls(blocks)[0]
    assert htmls(blocks)[0].count("<small>") == (marks == "a^[b^[c]]")


def test_pictures_have_the_address_of_their_city():
    blocks = from_html(PICTURE)
    address = "/cities/alto-verde/strategy/pictures/abcDEF1234567890_-abcd/"
    assert f'src="{address}"' in as_html(blocks, "alto-verde")
    assert f'<figure data-id="{blocks[0]["id"]}"><img src="{address}"' in (
        to_html(blocks, "alto-verde")
    )
