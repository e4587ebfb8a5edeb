"""WeasyPrint, and what it may read: our style sheets and fonts, and nothing else."""

import hashlib
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from cda.lib.pdf import ASSET, Drawing

STYLES = Path(settings.BASE_DIR) / "static" / "css"
SHEETS = {"letter": ["print.css"], "a4": ["print.css", "print-a4.css"]}
# What a picture that we drew ourselves begins with: anything else is not handed out.
PICTURES = {b"\x89PNG\r\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells every page
logging.getLogger("fontTools").setLevel(logging.WARNING)


class Nothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """People write some of the text: nothing in it is fetched, from no network and no disk.

    But the pictures that were handed over with it, under the names they were given.
    """

    def __init__(self, assets: Mapping[str, bytes] | None = None) -> None:
        super().__init__()
        self.assets = MappingProxyType(dict(assets or {}))

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        content = self.assets.get(url.removeprefix(ASSET)) if url.startswith(ASSET) else None
        kinds = [kind for sign, kind in PICTURES.items() if (content or b"").startswith(sign)]
        if not kinds:
            raise ValueError("A document fetches nothing.")
        return URLFetcherResponse(url, content, {"Content-Type": kinds[0]})


def draw(html: str, *, paper: str = "letter", assets: Mapping[str, bytes] | None = None) -> Drawing:
    """A tagged PDF (PDF/UA-1). The same HTML gives the same bytes: the clock is not asked."""
    fonts, sheets = style(paper)
    source = HTML(string=html, url_fetcher=Nothing(assets))
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
