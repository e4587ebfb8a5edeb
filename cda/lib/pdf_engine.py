"""WeasyPrint, and what it may read: our style sheets and fonts, and nothing else."""

import hashlib
import logging
from functools import cache
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from cda.lib.pdf import Drawing

STYLES = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = {"letter": ["print.css"], "a4": ["print.css", "print-a4.css"]}

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells every page
logging.getLogger("fontTools").setLevel(logging.WARNING)


class Nothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """People write some of the text: nothing in it is fetched, from no network and no disk."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        raise ValueError("A document fetches nothing.")


def draw(html: str, *, paper: str = "letter") -> Drawing:
    """A tagged PDF (PDF/UA-1). The same HTML gives the same bytes: the clock is not asked."""
    fonts, sheets = style(paper)
    source = HTML(string=html, url_fetcher=Nothing())
    document = source.render(font_config=fonts, stylesheets=sheets, presentational_hints=False)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    content = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier)
    return Drawing(content, len(document.pages))


@cache
def style(paper: str) -> tuple[FontConfiguration, list[CSS]]:
    """Our own style sheets and fonts, parsed once."""
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"file"})
    sheets = [
        CSS(filename=STYLES / name, font_config=fonts, url_fetcher=fetcher)
        for name in SHEETS[paper]
    ]
    return fonts, sheets
