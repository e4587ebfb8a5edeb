"""What stands between paragraphs, on paper: pictures with their words, notes, joined cells."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from cda.lib.pdf import draw_limited
from cda.lib.pdf_engine import Nothing, draw
from strategy.actions.drafting import write_section
from strategy.actions.picturing import add_picture
from strategy.actions.versions import freeze
from strategy.documents import edition_of, html_of
from strategy.documents.pictures import placed
from strategy.models import Picture
from strategy.models.text import as_html, figure, from_html

KEY = "abcDEF1234567890_-abcd"
NOTE = "<p>The council<small>Its register, page 4.</small> decides.</p>"
JOINED = (
    "<table><tr><th colspan=2>Office</th></tr><tr><th rowspan=2>Water</th><td>2026</td></tr>"
    "<tr><td><p>One</p><p>Two</p></td></tr></table>"
)


def drawing(kind="PNG"):
    stream = BytesIO()
    Image.new("RGB", (90, 50), "teal").save(stream, kind)
    return stream.getvalue()


def page(html):
    text = as_html(from_html(html))
    return placed(
        '<!doctype html><html lang="en"><head><title>T</title></head><body><section>'
        f'<div class="text">{text}</div></section></body></html>'
    )


def opened(html, assets=None):
    return pikepdf.open(BytesIO(draw(html, assets=assets).content))


def structure(document, kind):
    """The elements of that kind in what a screen reader is told."""
    found, todo = [], [document.Root.StructTreeRoot]
    while todo:
        node = todo.pop()
        if isinstance(node, pikepdf.Array):
            todo += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            found += [node] if node.get("/S") == kind else []
            todo += [node["/K"]] if "/K" in node else []
    return found


def images(document):
    return [name for sheet in document.pages for name in sheet.get_images()]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_printed_with_its_words(kind):
    html = page(figure(KEY, "A map", "The rivers")["html"])
    with opened(html, {KEY: drawing(kind)}) as document:
        assert len(images(document)) == 1
        assert [str(one.Alt) for one in structure(document, "/Figure")] == ["A map"]


@pytest.mark.parametrize("assets", [{}, {KEY: b"<svg/>"}, {KEY: b""}, {"other": drawing()}])
def test_without_its_bytes_a_picture_is_its_words(assets):
    with opened(page(figure(KEY, "A map")["html"]), assets) as document:
        assert images(document) == []


@pytest.mark.parametrize(
    "url", ["cda-asset:", "cda-asset:x", f"cda-asset:cda-asset:{KEY}", f"x:{KEY}", KEY]
)
def test_only_what_was_handed_over_is_handed_out(url):
    with pytest.raises(ValueError, match="fetches nothing"):
        Nothing({KEY: drawing()}).fetch(url)


def test_what_was_handed_over_cannot_be_changed():
    given = {KEY: drawing()}
    fetcher = Nothing(given)
    given["other"] = drawing()
    assert list(fetcher.assets) == [KEY]
    with pytest.raises(TypeError):
        fetcher.assets["other"] = b""


def test_notes_and_joined_cells_are_tagged():
    with opened(page(NOTE + JOINED)) as document:
        assert len(structure(document, "/Table")) == 1
        assert {int(one.A.ColSpan) for one in structure(document, "/TH") if "/A" in one
                and "/ColSpan" in one.A} == {2}  # fmt: skip


def test_the_child_draws_the_same_pictures():
    html, assets = page(figure(KEY, "A map")["html"]), {KEY: drawing()}
    assert draw_limited(html, paper="letter", assets=assets) == draw(html, assets=assets)


def test_words_that_look_like_a_picture_stay_words():
    words = '<p>&lt;figure&gt;&lt;img src="picture:x"</p>'
    assert placed(words) == words


def test_a_version_brings_its_pictures_while_they_are_what_was_frozen(section, lead):
    kept = add_picture(section.strategy, drawing(), by=lead)
    write_section(section, blocks=[figure(kept.key, "Un mapa")], base_version=0, by=lead)
    version = freeze(section.strategy, reason="team", by=lead)
    edition = edition_of(version)
    assert edition.pictures == {kept.key: bytes(kept.content)}
    html = html_of(edition, language="es", paper="letter")
    assert f'<figure><img src="cda-asset:{kept.key}" alt="Un mapa">' in html
    Picture.objects.update(content=b"something else")
    assert edition_of(version).pictures == {}
