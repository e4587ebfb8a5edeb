"""Draw a strategy as a document, from its frozen content and its signature: nothing live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from cda.lib import charts, formats, pdf
from strategy.documents import chapters
from strategy.documents.figures import qr_code, titled
from strategy.documents.pictures import pictures_of, placed
from strategy.documents.registers import pillars
from strategy.documents.sources import sources
from strategy.documents.tables import Tables
from strategy.models.content import Content
from strategy.models.document import Version
from strategy.models.signature import PublicRecord, Signature
from strategy.models.summary import Summary

WIDTHS = {"letter": 215.9, "a4": 210.0}


@dataclass(frozen=True)
class Edition:
    """What is printed, and about what: a version, signed or still deliberated."""

    content: Content
    number: str
    dated: datetime
    sha256: str
    signature: Signature | None = None
    public: PublicRecord | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    earlier: Sequence[Version] = ()


def edition_of(version: Version) -> Edition:
    """A version with everything that was fixed when it was signed; a draft without."""
    signature = Signature.objects.filter(version=version).first()
    public = PublicRecord.objects.filter(record=signature.record).first() if signature else None
    dated = signature.signed_at if signature else version.created_at
    pictures = pictures_of(version.strategy_id, version.content)
    content, sha256, earlier = version.content, version.sha256, versions_until(version)
    return Edition(content, version.number, dated, sha256, signature, public, pictures, earlier)


def versions_until(version: Version) -> list[Version]:
    """The document's own history: it is added to, so what is printed once stays true."""
    rows = Version.objects.filter(strategy=version.strategy_id, pk__lte=version.pk)
    return list(rows.defer("content", "whys").select_related("created_by").order_by("pk"))


def draw(edition: Edition, *, language: str, paper: str) -> pdf.Drawing:
    """The document, in a process of its own that may not take more than its share."""
    html = html_of(edition, language=language, paper=paper)
    return pdf.draw_limited(html, paper=paper, assets=edition.pictures)


def html_of(edition: Edition, *, language: str, paper: str) -> str:
    """The pages before they are drawn. `language` is that of the labels, not of the text."""
    with override(language):
        context = _context(edition, language, paper)
        return placed(render_to_string("strategy/document.pdf.html", context))


def _context(edition: Edition, language: str, paper: str) -> dict[str, object]:
    content = edition.content
    summary = Summary(content)
    tables = Tables(summary)
    return {
        "content": content,
        "lang": _tag(content["language"]),
        "edition": edition,
        "dated": _day(edition, language),
        "summary": summary,
        "tables": tables,
        "pillars": pillars(content),
        "sources": sources(content),
        "cover": _cover(summary, WIDTHS[paper]),
        "chapters": _chapters(content, tables),
        "history": _history(edition, language),
        **_made_by_us(content),
        "stamp": _stamp(edition, language),
        "translated_from": _source_of(content),
        "terms": [row | {"pt": row["pt-br"]} for row in content.get("terms", [])],
        "decided": any(row.decisions for row in content.get("trace", [])),
        "explained": any(row["meaning"] for row in content.get("terms", [])),
        "fingerprint": _in_fours(edition.sha256),
        "doc": f"{content['title']}, {content['period']}",
    }


def _made_by_us(content: Content) -> dict[str, object]:
    """Pages that stand in no chapter: cover, contents, control, signatures."""
    return {
        "coat": chapters.text_of(content, chapters.COVER),
        "figures": chapters.figures_in(content),
        "control": chapters.text_of(content, chapters.CONTROL),
        "control_title": chapters.title_of(content, chapters.CONTROL),
        "sign_title": chapters.title_of(content, chapters.SIGNATURES),
    }


def _chapters(content: Content, tables: Tables) -> list[chapters.Chapter]:
    """Each building block brings its part of the plan along."""
    found = chapters.chapters(content)
    for chapter in found:
        if chapter.block:
            chapter.tables = {
                "initiatives": tables.initiatives_of(chapter.block),
                "indicators": tables.indicators_of(chapter.block),
            }
    return found


def _tag(language: str) -> str:
    """pt-BR, as documents write it: hyphenation looks for this."""
    main, _, region = language.partition("-")
    return f"{main}-{region.upper()}" if region else main


def _day(edition: Edition, language: str) -> str:
    return _day_of(edition.dated, edition, language)


def _day_of(moment: datetime, edition: Edition, language: str) -> str:
    """On the city's own calendar."""
    zone = edition.content["city"]["zone"]
    return formats.long_date(formats.in_zone(moment, zone), language)


def _history(edition: Edition, language: str) -> list[dict[str, str]]:
    """Every version up to this one: its number, day, author, and what it was made for."""
    return [
        {
            "number": row.number,
            "on": _day_of(row.created_at, edition, language),
            "by": str(row.created_by),
            "why": capfirst(row.name or row.get_reason_display()),
        }
        for row in edition.earlier
    ]


def _source_of(content: Content) -> str:
    """The name of the language that was translated from; nothing for the text itself."""
    source = content.get("translation", {}).get("of")
    return str(get_language_info(source)["name_translated"]) if source else ""


def _cover(summary: Summary, width: float) -> str:
    bars = [(row["block"], Decimal(row["cost"])) for row in summary.initiatives]
    words = _("One bar for each initiative: colour is the building block, height is the money")
    return titled(charts.cover_bars(bars, width), words)


def _stamp(edition: Edition, language: str) -> dict[str, object] | None:
    """Everything that lets somebody check the signature without us."""
    signature, public = edition.signature, edition.public
    if signature is None or public is None:
        return None
    address = f"{settings.SITE_URL}/v/{signature.record}/"
    return {
        "signature": signature,
        "moment": formats.moment(signature.signed_at, signature.zone, language),
        "zone": formats.zone_words(
            edition.content["city"]["name"], formats.offset(signature.signed_at, signature.zone)
        ),
        "address": address,
        "shown_address": address.partition("://")[2].rstrip("/"),
        "qr": qr_code(address, _("The address where this document can be checked")),
        "sha256": _in_fours(edition.sha256),
        "chain_seq": public.chain_seq,
        "chain_head": _in_fours(public.chain_head),
    }


def _in_fours(digest: str) -> str:
    """Sixty-four letters in groups that an eye can follow."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))
