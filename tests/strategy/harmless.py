"""What may stand in a text, as a browser would see it: written by hand, not taken from the code."""

import re
from html.parser import HTMLParser

ALLOWED = {
    *("p", "h3", "h4", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br", "sup", "small"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "img", "figcaption"),
}
VALUES = {
    ("a", "href"): r"(?i)(https://|mailto:)[^\s<>\"\\]+",
    ("ol", "start"): r"[0-9]{1,9}",
    ("td", "colspan"): r"[2-9]|[12][0-9]|30",
    ("th", "colspan"): r"[2-9]|[12][0-9]|30",
    ("td", "rowspan"): r"[2-9]|[1-9][0-9]",
    ("th", "rowspan"): r"[2-9]|[1-9][0-9]",
    ("img", "alt"): r"(?s).*\S.*",
    ("img", "src"): r"picture:[A-Za-z0-9_-]{22}|/cities/[\w-]+/strategy/pictures/[\w-]{22}/",
}


class Elements(HTMLParser):
    """Every element and attribute that a browser would see."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, None, None), *((tag, name, value) for name, value in attrs)]

    def handle_comment(self, data):
        self.found.append(("comment", None, None))

    def handle_decl(self, decl):
        self.found.append(("declaration", None, None))

    def handle_pi(self, data):
        self.found.append(("instruction", None, None))


def harm_in(html, *, ids=False):
    """Everything in it that is not on the list. `ids`: in the rich field, elements carry one."""
    return [
        (tag, name, value)
        for tag, name, value in Elements(html).found
        if tag not in ALLOWED
        or (
            name is not None
            and not (ids and name == "data-id" and re.fullmatch(r"[\w-]+", value or ""))
            and not re.fullmatch(VALUES.get((tag, name), r"(?!)"), value or "")
        )
    ]
