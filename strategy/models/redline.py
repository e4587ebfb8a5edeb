"""Two wordings of one paragraph in one, and words of a paragraph that are talked about."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from lxml.html.diff import htmldiff

from strategy.models.vocabulary import ATTRIBUTES, INLINE, STRUCTURE

_BARE = nh3.Cleaner(tags=STRUCTURE | INLINE | {"ins", "del"}, attributes={}, link_rel=None)
_MARKED = nh3.Cleaner(
    tags=STRUCTURE | INLINE | {"mark"},
    attributes=ATTRIBUTES,
    url_schemes={"https", "mailto"},
    link_rel=None,
)


def redline(before: str, after: str) -> SafeString:
    """<del> and <ins> around the words that differ. Links and pictures lose their address."""
    html = htmldiff(_BARE.clean(before), _BARE.clean(after))
    return mark_safe(_BARE.clean(html))  # noqa: S308  this is the cleaning


def marked_clean(html: str) -> SafeString:
    """A paragraph that was clean before <mark> was put around some of its words."""
    return mark_safe(_MARKED.clean(html))  # noqa: S308  this is the cleaning
