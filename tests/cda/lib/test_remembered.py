"""Tags that are worked out once: the same words as Django's own, in every language."""

import pytest
from django.template import engines
from django.template.base import TextNode
from django.utils import translation


def read(text):
    return engines["django"].from_string(text)


def test_translate_follows_the_reader_from_language_to_language():
    template = read('{% translate "Save" %} {% translate "Text" as text %}{{ text }}')
    said = []
    for language in ("en", "es", "pt-br", "en"):
        with translation.override(language):
            said.append(template.render())
    assert said == ["Save Text", "Guardar Texto", "Salvar Texto", "Save Text"]


def test_translate_of_a_variable_is_looked_up_each_time():
    template = read("{% translate word %} {% translate word|lower %}")
    with translation.override("es"):
        assert template.render({"word": "Save"}) == "Guardar guardar"
        assert template.render({"word": "Text"}) == "Texto texto"


def test_translate_escapes_variables_and_not_its_own_words():
    template = read('{% translate word %} {% translate "<b>50%</b>" %}')
    assert template.render({"word": "<i>"}) == "&lt;i&gt; <b>50%</b>"


def test_icon_is_drawn_when_the_template_is_read():
    template = read('{% icon "check" "on" %}{% icon name %}').template
    drawn, asked = template.nodelist
    assert isinstance(drawn, TextNode)
    assert drawn.s.startswith('<svg class="ic on"')
    assert not isinstance(asked, TextNode)


def test_icon_of_an_unknown_name_says_so():
    with pytest.raises(KeyError):
        read('{% icon "nothing-of-the-kind" %}').render()
