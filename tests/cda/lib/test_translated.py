"""Texts in three languages: the reader's, else English, else any (BR-30)."""

import pytest
from django.utils.translation import override

from cda.lib.translated import localised

ALL = {"en": "Draft", "es": "Borrador", "pt-br": "Rascunho"}


@pytest.mark.parametrize(
    ("texts", "language", "expected"),
    [
        (ALL, "es", "Borrador"),
        (ALL, "pt-br", "Rascunho"),
        (ALL, "fr", "Draft"),
        ({"en": "Draft", "es": ""}, "es", "Draft"),
        ({"es": "Borrador"}, "pt-br", "Borrador"),
        ({}, "en", ""),
    ],
)
def test_localised(texts, language, expected):
    assert localised(texts, language) == expected


def test_localised_follows_the_active_language():
    with override("es"):
        assert localised(ALL) == "Borrador"
    with override(None):
        assert localised(ALL) == "Draft"
