"""Text in three languages, kept in one JSON field: {"en": "…", "es": "…", "pt-br": "…"}."""

from collections.abc import Mapping

from django.utils.translation import get_language

FALLBACK = "en"


def localised(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text in the reader's language, else in English, else in any (BR-30)."""
    wanted = language or get_language() or FALLBACK
    return texts.get(wanted) or texts.get(FALLBACK) or next(filter(None, texts.values()), "")
