import pytest
from lxml import etree

from cda.lib import blocks, icons

ALLOWED = {"path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}


@pytest.mark.parametrize("name", icons.shapes())
def test_every_icon_is_a_plain_drawing(name):
    svg = etree.fromstring(icons.icon(name))
    assert {element.tag for element in svg} <= ALLOWED
    assert svg.attrib["aria-hidden"] == "true"


def test_icon_with_a_class_of_its_own():
    assert 'class="ic on"' in icons.icon("check", "on")
    assert 'class="ic"' in icons.icon("check")


def test_unknown_icon_is_an_error_at_once():
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")


def test_licence_travels_with_the_icons():
    assert "ISC" in icons.FILE.read_text(encoding="utf-8")
    assert "ISC License" in icons.FILE.with_name("icons.LICENCE.txt").read_text(encoding="utf-8")


def test_blocks_have_a_number_a_colour_and_an_icon():
    assert [blocks.block_number(block) for block in blocks.BLOCKS] == [1, 2, 3, 4, 5]
    assert blocks.block_class("use") == blocks.block_class(3) == "p3"
    assert {blocks.block_icon(block) for block in blocks.BLOCKS} <= set(icons.shapes())


@pytest.mark.parametrize("stranger", ["", "vision", 0, 6])
def test_what_is_no_block_takes_the_brands_own_look(stranger):
    assert blocks.block_number(stranger) == 0
    assert blocks.block_class(stranger) == ""
    assert blocks.block_icon(stranger) == "circle"
