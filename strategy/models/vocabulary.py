"""The few elements that a text is made of. Whatever else came in is dropped; its words stay.

nh3 drops elements and attributes. What it cannot say is said here: a picture stands alone in its
figure, is one of ours, and has words for those who do not see it.
"""

import html as entities
import re
import unicodedata

import nh3
from django.utils.html import escape

INLINE = {"strong", "em", "a", "br", "sup", "small"}
STRUCTURE = {"p", "h3", "h4", "ul", "ol", "li", "blockquote"} | {
    "table", "thead", "tbody", "tr", "th", "td", "figure", "img", "figcaption",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "img": {"src", "alt"},
}
# Read when somebody pastes or a rich field sends it, and then said in the words above.
FOREIGN = {"b", "i", "h1", "h2", "h5", "h6", "hr", "tfoot", "caption", "summary", "details"} | {
    "div", "section", "article", "header", "footer", "main", "aside", "nav", "address", "pre",
    "dl", "dt", "dd", "fieldset", "form", "center", "option", "legend",
}  # fmt: skip

ROUNDS = 5
# What no mark can write but an address or a database may choke on.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WHERE_PICTURES_ARE = re.compile(r"/cities/[\w-]+/strategy/pictures/([A-Za-z0-9_-]{22})/")
_ID = re.compile(r"[A-Za-z0-9_-]{1,22}")
_RULES = {
    ("a", "href"): re.compile(r"(?i)(?:https://|mailto:)[^\s<>\"\\]+"),
    ("ol", "start"): re.compile(r"[0-9]{1,9}"),
    ("img", "src"): re.compile(r"picture:[A-Za-z0-9_-]{22}"),
    ("img", "alt"): re.compile(r"(?s).*"),
} | {
    # A cell spans two to thirty columns, two to ninety-nine rows; one is no span.
    (cell, span): re.compile(r"[2-9]|[12][0-9]|30" if span == "colspan" else r"[2-9]|[1-9][0-9]")
    for cell in ("td", "th")
    for span in ("colspan", "rowspan")
}
# nh3 writes "<" only to begin a tag, and every value between double quotes.
_PICTURE = re.compile(r'(<figure>\s*)?<img((?: [a-z]+="[^"]*")*)>')
_VALUES = re.compile(r'([a-z]+)="([^"]*)"')


def _only_safe(tag: str, attribute: str, value: str) -> str | None:
    """Links lead to https:// or mailto: and nowhere else; a list may begin with another number."""
    rule = _RULES.get((tag, attribute))
    return value if rule and rule.fullmatch(value) else None


def _as_ours(tag: str, attribute: str, value: str) -> str | None:
    """The same for what comes in: there a picture has the address under which it is served."""
    if (tag, attribute) == ("img", "src"):
        address = _WHERE_PICTURES_ARE.fullmatch(value)
        value = f"picture:{address[1]}" if address else value
    if attribute == "data-id":
        return value if _ID.fullmatch(value) else None
    return _only_safe(tag, attribute, value)


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes=ATTRIBUTES,
        attribute_filter=_only_safe,
        url_schemes={"https", "mailto", "picture"},
        link_rel=None,
    )


_FULL = _cleaner(STRUCTURE | INLINE)
_PLAIN = _cleaner(STRUCTURE)
_BARE = _cleaner(set())
_INCOMING = nh3.Cleaner(
    tags=STRUCTURE | INLINE | FOREIGN,
    attributes=ATTRIBUTES | {"*": {"data-id"}},
    attribute_filter=_as_ours,
    url_schemes={"https", "mailto", "picture"},
    link_rel=None,
)


def cleaned(html: str) -> str:
    """Nothing in it but our elements, in the spelling in which they are stored.

    A browser mends what is badly nested, and may read it in another way the second time: so it is
    read until nothing changes. What was stored is read once.
    """
    for _ in range(ROUNDS):
        again = _only_our_pictures(_FULL.clean(html)).strip()
        if again == html:
            return html
        html = again
    return f"<p>{escape(plain(html))}</p>"


def without_runs(html: str) -> str:
    """The same without bold, italic, links and notes: their words stay."""
    return cleaned(_PLAIN.clean(html))


def incoming(html: str) -> str:
    """What a rich field sent: harmless, but not yet in our words."""
    return _INCOMING.clean(printable(html))


def pictures_in(html: str) -> int:
    """How many pictures of ours a rich field sent."""
    return incoming(html).count('src="picture:') if "<img" in html else 0


def plain(html: str) -> str:
    """The words alone, to quote and to compare. A picture is the words that describe it."""
    if "<img" in html:
        html = _PICTURE.sub(lambda found: f" {_value(found[2], 'alt')} ", _FULL.clean(html))
    return " ".join(entities.unescape(_BARE.clean(html.replace("<", " <"))).split())


def printable(text: str) -> str:
    """One kind of line end, no signs that nobody sees, composed letters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", lines))


def picture(key: str, alt: str) -> str:
    """The picture itself, as it stands in its figure."""
    return f'<img src="picture:{key}" alt="{escape(" ".join(alt.split()))}">'


def _only_our_pictures(html: str) -> str:
    return _PICTURE.sub(_kept, html) if "<img" in html else html


def _kept(found: re.Match[str]) -> str:
    source, alt = _value(found[2], "src"), _value(found[2], "alt")
    if not (found[1] and source and alt.strip()):
        return found[1] or ""
    return f'<figure><img src="{source}" alt="{" ".join(alt.split())}">'


def _value(attributes: str, name: str) -> str:
    """As it is written, with its entities."""
    return str(dict(_VALUES.findall(attributes)).get(name, ""))
