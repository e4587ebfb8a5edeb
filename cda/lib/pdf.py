"""Draw a template as a PDF."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STATIC = Path(settings.BASE_DIR) / "static"


def render_pdf(template: str, context: Mapping[str, object]) -> bytes:
    """A tagged PDF (PDF/UA-1): the same template and context give the same bytes.

    People write some of the text, so nothing in it may be fetched: neither from the
    network nor from our disk. Pictures come in as data: URLs.
    """
    return draw(render_to_string(template, dict(context)))


def draw(html: str) -> bytes:
    """Draw HTML that is already complete, with our print style sheet."""
    fonts, sheet = _print_style()
    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    pdf: bytes = document.write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        presentational_hints=False,
    )
    return pdf


@cache
def _print_style() -> tuple[FontConfiguration, CSS]:
    """Our own style sheet and fonts, parsed once: the only files that are ever read."""
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"file"})
    sheet = CSS(filename=STATIC / "css" / "print.css", font_config=fonts, url_fetcher=fetcher)
    return fonts, sheet
