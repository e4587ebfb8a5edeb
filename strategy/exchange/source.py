"""What is written into a file: a frozen version or the text of now, in one language."""

from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from strategy.documents import Edition, edition_of
from strategy.documents.pictures import pictures_of
from strategy.models import Strategy, Version
from strategy.models import translating as languages
from strategy.models.content import Content, canonical, fingerprint
from strategy.models.sources import trace_of
from strategy.models.translating import languages_of, newest_translations


def content_in(source: Strategy | Version, language: str) -> Content:
    """The content in that language; where a translation is missing, the source stands."""
    if isinstance(source, Version):
        return languages.content_in(source.strategy, source.content, language)
    return languages.content_in(source, canonical(source), language)


def edition_in(source: Strategy | Version, language: str, *, is_traced: bool = False) -> Edition:
    """The same with its number and its day. What was signed is the text in its own language.

    Only a draft tells how its initiatives came about: what was agreed in sessions is the city's
    own, and a signed document can be public.
    """
    content = content_in(source, language)
    if isinstance(source, Version):
        edition = replace(edition_of(source), content=content)
        is_own = language == source.strategy.language
        return edition if is_own else replace(edition, signature=None, public=None)
    sha256, pictures = fingerprint(content), pictures_of(source.pk, content)
    if is_traced:
        with override(language):  # the worker has none of its own
            content = content | {"trace": trace_of(source)}
    return Edition(content, source.number, timezone.now(), sha256, pictures=pictures)


def languages_in(strategy: Strategy) -> list[str]:
    """Its own language first, then those into which something was translated."""
    there = newest_translations(strategy)
    return [strategy.language, *(code for code in languages_of(strategy) if there.get(code))]


def state_words(edition: Edition) -> str:
    """What every page of an unsigned file says of itself. In the active language."""
    if edition.content.get("translation"):
        return _("Translation for reading, not signed")
    return "" if edition.signature else _("Draft, not signed")
