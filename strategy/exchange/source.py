"""What is written into a file: a frozen version or the text of now, in one language."""

from django.utils import timezone

from strategy.documents import Edition, edition_of
from strategy.models import Strategy, Version
from strategy.models.content import Content, canonical, fingerprint
from strategy.models.sources import trace_of
from strategy.models.translating import languages_of, newest_translations
from strategy.models.units import translated


def content_in(source: Strategy | Version, language: str) -> Content:
    """The content in that language; where a translation is missing, the source stands."""
    content: Content = source.content if isinstance(source, Version) else canonical(source)
    if language == content["language"]:
        return content
    strategy = source.strategy if isinstance(source, Version) else source
    rows = newest_translations(strategy).get(language, {})
    texts = {unit: row.text for unit, row in rows.items() if row.text}
    return translated(content, texts, language)


def edition_in(source: Strategy | Version, language: str, *, is_traced: bool = False) -> Edition:
    """The same with its number, its day and what was signed.

    Only a draft tells how its initiatives came about: what was agreed in sessions is the city's
    own, and a signed document can be public.
    """
    content = content_in(source, language)
    if isinstance(source, Version):
        made = edition_of(source)
        return Edition(content, made.number, made.dated, made.sha256, made.signature, made.public)
    sha256 = fingerprint(content)
    if is_traced:
        content = content | {"trace": trace_of(source)}
    return Edition(content, source.number, timezone.now(), sha256)


def languages_in(strategy: Strategy) -> list[str]:
    """Its own language first, then those into which something was translated."""
    there = newest_translations(strategy)
    return [strategy.language, *(code for code in languages_of(strategy) if there.get(code))]
