"""Two wordings of one paragraph in one: what went is struck out, what came is underlined."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from lxml.html.diff import htmldiff

from strategy.models.vocabulary import INLINE, STRUCTURE

_MARKED = nh3.Cleaner(tags=STRUCTURE | INLINE | {"ins", "del"}, attributes={}, link_rel=None)


def redline(before: str, after: str) -> SafeString:
    """<del> and <ins> around the words that differ. Links and pictures lose their address."""
    html = htmldiff(_MARKED.clean(before), _MARKED.clean(after))
    return mark_safe(_MARKED.clean(html))  # noqa: S308  this is the cleaning
