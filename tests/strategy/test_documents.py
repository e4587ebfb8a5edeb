"""The document: drawn once from frozen content, kept, and the same bytes for everybody."""

import hashlib
import io
import itertools
import re
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from redis.exceptions import ConnectionError as LostRedis

from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.lib.limited import TooMuch
from cda.lib.pdf_engine import draw as draw_here
from strategy import schedule, tasks
from strategy.actions import drawing
from strategy.actions.drawing import ask_for_document
from strategy.documents import Edition, draw, edition_of, html_of
from strategy.documents.figures import money_bars, qr_code, target_path
from strategy.documents.tables import Tables
from strategy.models import Document, PublicRecord, Section, Signature, Version
from strategy.models.content import fingerprint
from strategy.models.summary import Summary
from strategy.models.text import to_blocks
from tests.strategy.contents import a_content, a_goal, a_section, an_indicator, an_initiative
from tests.wall import as_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Other tests empty the cache that all share."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


AT = datetime(2026, 2, 4, 15, 14, tzinfo=UTC)
SECTIONS = [
    a_section("F1", title="Cover"),
    a_section("F2", "<p>Dear residents.</p>", title="Letter"),
    a_section("F4", "<p>Second edition.</p>", title="Document control"),
    a_section("C4", "<h3>Strengths</h3><p>We count well.</p>", title="Where we are"),
    a_section("V1", "<p>Everybody waits less.</p>", title="Vision"),
    a_section("V2", title="Mission"),
    a_section(
        "B1", "<h3>Who decides</h3><p>A committee.</p>", title="Governance", block="governance"
    ),
    a_section("P1", title="Goals and objectives"),
    a_section("P2", title="Action plan"),
    a_section("P4", title="Indicators"),
    a_section("P5", "<p>It costs little.</p>", title="Budget"),
    a_section("A5", title="Signature page"),
]


def a_signature(**fields):
    return Signature(
        record="VS-2026-0204-7F3A",
        name="Lucía Montes Herrera",
        title="Alcaldesa",
        commitment="I approve it.",
        zone="America/Mexico_City",
        signed_at=AT,
        **fields,
    )


def an_edition(content=None, *, signed=True, **fields):
    content = content or a_content(sections=SECTIONS)
    sha256 = fingerprint(content)
    public = PublicRecord(chain_seq=7, chain_head="ab" * 32)
    marks = (a_signature(sha256=sha256), public) if signed else (None, None)
    return Edition(content, "1.0", AT, sha256, *marks, **fields)


def words_of(html):
    body = html[html.index("<body") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split()).replace("\u00a0", " ")


# What is printed ------------------------------------------------------------------------------


def test_the_parts_stand_in_the_order_of_the_catalogue():
    text = words_of(html_of(an_edition(), language="en", paper="letter"))
    wanted = [
        "Valle Sereno, Jalisco, Mexico",
        "Version 1.0, signed · February 4, 2026",
        "Contents",
        "Dear residents.",
        "Context",
        "Where we are We",
        "Vision Everybody waits less.",
        "Building block 1 of 5",
        "A committee.",
        "What we will do",
        "How we will know",
        "Action plan Goals and objectives",
        "Thousand USD",
        "Second edition.",
        "Signed by Lucía Montes Herrera, Alcaldesa",
        "I approve it.",
        "Record VS-2026-0204-7F3A.",
        "Entry 7 of the city’s history",
    ]
    places = [text.find(words.replace("Where we are We", "Where we are")) for words in wanted]
    assert -1 not in places, wanted[places.index(-1)]
    assert "Mission" not in text


def test_the_signature_page_says_local_time_and_zone():
    text = words_of(html_of(an_edition(), language="en", paper="letter"))
    assert "February 4, 2026, 9:14 AM Valle Sereno time (UTC−6)" in text
    assert "DRAFT" not in html_of(an_edition(), language="en", paper="letter")


def test_a_draft_says_so_on_every_page():
    html = html_of(an_edition(signed=False), language="en", paper="letter")
    assert 'class="draft" data-draft="DRAFT – deliberative"' in html
    assert "This version is not signed." in html
    assert '<svg viewBox="0 0 33 33"' not in html


def test_headings_do_not_skip_a_level():
    html = html_of(an_edition(), language="en", paper="letter")
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert "<h4>Strengths</h4>" in html
    assert "<h3>Who decides</h3>" in html


def test_every_drawing_has_words():
    html = html_of(an_edition(), language="en", paper="letter")
    drawings = re.findall(r"<svg(?! x=)[^>]*>(<title>)?", html)
    assert drawings
    assert set(drawings) == {"<title>"}


def test_text_of_people_is_cleaned_once_more():
    section = a_section("C4", "<p>ok</p><script>x()</script><img src=http://x/><p style=a>b</p>")
    html = html_of(an_edition(a_content(sections=[section])), language="en", paper="letter")
    assert "<script" not in html
    assert "<img" not in html
    assert "style=" not in html


def test_titles_of_people_are_escaped():
    content = a_content(title="<img src=x>", goals=[a_goal(title="<b>x</b>")], sections=SECTIONS)
    html = html_of(an_edition(content), language="en", paper="letter")
    assert "<img" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("pt-br", "pt-BR")])
def test_the_language_of_the_text_is_told_for_hyphenation(language, tag):
    content = a_content(sections=SECTIONS, language=language)
    assert f'<html lang="{tag}">' in html_of(an_edition(content), language="es", paper="a4")


def test_an_empty_strategy_can_be_printed():
    content = a_content(sections=[], goals=[])
    assert (
        draw_here(html_of(an_edition(content, signed=False), language="en", paper="a4")).pages >= 4
    )


# Tables ---------------------------------------------------------------------------------------


def tables(*goals, **fields):
    return Tables(Summary(a_content(goals=list(goals), **fields)))


def test_an_indicator_without_a_baseline_says_when():
    rows = [
        an_indicator(baseline_value=None, baseline_on=None, baseline_by="2027-06-01"),
        an_indicator(baseline_value=None, baseline_on=None, baseline_by=None),
    ]
    ((_, _, shown),) = tables(a_goal(indicators=rows)).indicators()
    assert [(row["today"], row["today_note"]) for row in shown] == [
        ("–", "to be measured by June 2027"),
        ("–", ""),
    ]


def test_a_bar_says_its_quarters():
    rows = [an_initiative(end_quarter=0, first_result_quarter=None), an_initiative()]
    goal = a_goal(objectives=[{"key": "o", "title": "O", "initiatives": rows}])
    bars = tables(goal).roadmap()["blocks"][0][2]
    assert "<title>Q1 2027</title>" in bars[0]["bar"]
    assert "<title>Q1 2027 to Q4 2027; first public result in Q2 2027</title>" in bars[1]["bar"]


def test_the_budget_adds_up():
    rows = [
        an_initiative(cost="300000.00", budget_kind="people", is_funded=True),
        an_initiative(cost="120000.00", budget_kind="platform", end_quarter=11),
    ]
    goal = a_goal(objectives=[{"key": "o", "title": "O", "initiatives": rows}])
    budget = tables(goal).budget()
    assert [(row["label"], row["years"], row["total"]) for row in budget["rows"]] == [
        ("People", ["300", "0", "0"], "300"),
        ("Platform", ["40", "40", "40"], "120"),
    ]
    assert (budget["total"]["total"], budget["funded"], budget["missing"]) == ("420", "300", "120")


def test_the_plan_as_a_list():
    assert tables(a_goal()).initiatives() == [
        {
            "title": "Committee",
            "owner": "Mayor’s office",
            "when": "Q1 2027 to Q4 2027",
            "phase": "",
            "measure": "",
            "cost": "90",
        }
    ]


def test_drawings_stand_without_values():
    assert "<circle" not in target_path([None] * 4, "use", "x")
    assert 'points=""' in target_path([None] * 4, "use", "x")
    assert "<rect" not in money_bars([], "x")
    assert "<title>a &amp; b</title>" in target_path([Decimal(1)], "use", "a & b")


def test_a_qr_code_is_one_path():
    assert str(qr_code("https://cda.example/v/X/", "Check")).count("<path") == 1


# Drawing --------------------------------------------------------------------------------------


def test_the_same_version_gives_the_same_bytes(signature):
    first = draw(edition_of(signature.version), language="es", paper="letter")
    again = Version.objects.get(pk=signature.version_id)
    assert draw(edition_of(again), language="es", paper="letter").sha256 == first.sha256


def test_the_document_is_a_tagged_book(signature):
    drawing = draw(edition_of(signature.version), language="es", paper="letter")
    with pikepdf.open(io.BytesIO(drawing.content)) as pdf:
        assert len(pdf.pages) == drawing.pages
        assert pdf.Root.Lang == "es"
        assert pdf.docinfo["/Title"] == "Estrategia de datos 2027–2029"
        assert pdf.docinfo["/CreationDate"] == f"D:{signature.signed_at:%Y%m%d%H%M%S}+00'00"
        sizes = {tuple(round(float(side)) for side in page.MediaBox[2:]) for page in pdf.pages}
        assert sizes == {(612, 792), (792, 612)}
        assert figures_without_words(pdf.Root.StructTreeRoot.K) == 0
        with pdf.open_outline() as outline:
            assert len(outline.root) > 5
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def figures_without_words(node):
    if isinstance(node, pikepdf.Array):
        return sum(figures_without_words(child) for child in node)
    if not isinstance(node, pikepdf.Dictionary):
        return 0
    missing = int(node.get("/S") == "/Figure" and "/Alt" not in node)
    return missing + figures_without_words(node.get("/K", pikepdf.Array()))


def run(version, language="es", paper="letter"):
    tasks.draw_document.delay(version.city_id, version.pk, language, paper)


def test_the_task_keeps_one_document_and_tells_the_public_record(signature, drawn):
    run(signature.version)
    run(signature.version)
    document = Document.objects.get()
    assert (bytes(document.content), document.pages, len(drawn)) == (b"%PDF-small", 3, 1)
    assert document.sha256 == hashlib.sha256(b"%PDF-small").hexdigest()
    assert PublicRecord.objects.get().document_sha256 == document.sha256
    assert Entry.objects.filter(verb="document.drawn").count() == 1


def test_documents_and_records_have_names(kept):
    assert str(kept) == f"{kept.version_id} es letter"
    assert str(PublicRecord.objects.get()).startswith("VS-")
    assert kept.size == len(b"%PDF-small")


def test_another_language_does_not_change_the_public_record(signature, drawn):
    run(signature.version, language="en")
    assert PublicRecord.objects.get().document_sha256 == ""


def test_a_draft_has_no_public_record(sent, drawn):
    run(sent)
    assert Document.objects.count() == 1


def test_the_first_of_two_drawings_stays(sent, monkeypatch):
    """Another worker was faster: its bytes are the ones that people have."""

    def draw(edition, **_):
        other = Document(version=sent, city=sent.city, language="es", paper="letter")
        other.content, other.sha256 = b"first", "f" * 64
        with inside([sent.city_id]):
            other.save()
        return tasks.Drawing(b"second", 1)

    monkeypatch.setattr("strategy.tasks.documents.draw", draw)
    run(sent)
    assert bytes(Document.objects.get().content) == b"first"
    assert not Entry.objects.filter(verb="document.drawn").exists()


def test_what_is_too_big_fails_and_is_remembered(sent, monkeypatch):
    def draw(edition, **_):
        raise TooMuch("MemoryError")

    monkeypatch.setattr("strategy.tasks.documents.draw", draw)
    run(sent)
    assert tasks.has_failed(sent.pk, "es", "letter")
    assert not Document.objects.exists()
    tasks.forget_failure(sent.pk, "es", "letter")
    assert not tasks.has_failed(sent.pk, "es", "letter")


class LostCache:
    def get(self, *args):
        raise LostRedis

    set = delete = get


def test_without_the_cache_nothing_is_remembered_and_nothing_breaks(monkeypatch):
    monkeypatch.setattr("strategy.tasks.cache", LostCache())
    tasks._remember_failure(1, "es", "letter")
    assert not tasks.has_failed(1, "es", "letter")
    tasks.forget_failure(1, "es", "letter")


def test_asking_rings_once_for_what_is_missing(
    sent, lead, drawn, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_document(sent, language="en", paper="a4", by=lead)
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_document(sent, language="en", paper="a4", by=lead)
    assert [(language, paper) for _, language, paper in drawn] == [("en", "a4")]
    assert Entry.objects.filter(verb="document.asked").count() == 1


def test_the_clock_finds_signed_copies_that_were_never_drawn(
    signature, drawn, monkeypatch, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), as_app():
        schedule.draw_missing_documents()
    assert not drawn
    monkeypatch.setattr(drawing, "PATIENCE", -drawing.PATIENCE)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True), as_app():
            schedule.draw_missing_documents()
    assert len(drawn) == 1
    assert Document.objects.get().version == signature.version


def test_the_clock_is_not_content_with_a_copy_in_another_language(
    signature, drawn, monkeypatch, django_capture_on_commit_callbacks
):
    run(signature.version, language="en")
    monkeypatch.setattr(drawing, "PATIENCE", -drawing.PATIENCE)
    with django_capture_on_commit_callbacks(execute=True), as_app():
        schedule.draw_missing_documents()
    assert [language for _, language, _ in drawn] == ["en", "es"]


def test_the_clock_leaves_alone_what_failed_within_the_hour(signature, drawn, monkeypatch):
    monkeypatch.setattr(drawing, "PATIENCE", -drawing.PATIENCE)
    tasks._remember_failure(signature.version_id, "es", "letter")
    with as_app():
        schedule.draw_missing_documents()
    assert not drawn


# Pages ----------------------------------------------------------------------------------------


def page(city):
    return reverse("strategy:document_draw", args=[city.slug])


def printed(name, version, language="es", paper="letter"):
    return reverse(f"strategy:{name}", args=[version.city.slug, version.key, language, paper])


@pytest.fixture
def kept(signature, drawn):
    run(signature.version)
    return Document.objects.get()


def test_document_draw_before_anything_was_frozen(signed_in, strategy, lead, city):
    assert "No PDF yet" in signed_in(lead).get(page(city)).content.decode()


def test_document_draw_of_a_draft(
    signed_in, sent, lead, city, drawn, django_capture_on_commit_callbacks
):
    client = signed_in(lead)
    assert "not signed" in client.get(page(city)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(page(city), {"language": "en", "paper": "a4", "once": "a"})
    assert response.url == printed("document_progress", sent, "en", "a4")
    assert "The PDF is ready" in client.get(response.url).content.decode()


@pytest.mark.parametrize(
    "given", [{}, {"language": "fr", "paper": "a4"}, {"language": "en", "paper": "A0"}]
)
def test_document_draw_with_a_wrong_form(signed_in, sent, lead, city, given):
    assert signed_in(lead).post(page(city), given | {"once": "a"}).status_code == 422


def test_document_draw_of_a_signed_strategy_offers_the_one_copy(signed_in, kept, lead, city):
    text = signed_in(lead).get(page(city)).content.decode()
    assert "There is one signed copy" in text
    assert printed("document_download", kept.version) in text
    assert 'name="language"' not in text


def test_document_draw_of_a_signed_strategy_again(signed_in, signature, lead, city):
    response = signed_in(lead).post(page(city), {"language": "en", "paper": "a4", "once": "a"})
    assert response.url == printed("document_progress", signature.version)


def test_document_progress_waits_without_a_script(signed_in, sent, lead):
    text = signed_in(lead).get(printed("document_progress", sent)).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in text
    assert 'hx-trigger="every 2s"' in text
    assert "<progress" in text


def test_document_progress_asks_no_more_when_it_is_there(signed_in, kept, lead):
    url = printed("document_progress", kept.version)
    text = signed_in(lead).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert "hx-trigger" not in text
    assert kept.sha256 in text


def test_document_progress_says_when_it_failed(signed_in, sent, lead):
    tasks._remember_failure(sent.pk, "es", "letter")
    text = signed_in(lead).get(printed("document_progress", sent)).content.decode()
    assert "The PDF could not be made" in text
    assert "hx-trigger" not in text


def test_document_download_is_the_same_for_everybody(
    signed_in, kept, lead, member, mayor, coach, staff
):
    url = printed("document_download", kept.version)
    bodies = set()
    for person in (lead, member, mayor, coach, staff):
        response = signed_in(person).get(url)
        assert response.status_code == 200
        bodies.add(response.content)
    assert bodies == {bytes(kept.content)}
    assert response["Content-Type"] == "application/pdf"
    name = "valle-sereno-1.0-es-letter.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["ETag"] == f'"{kept.sha256}"'


def test_document_download_of_what_the_browser_has(signed_in, kept, lead):
    url, tag = printed("document_download", kept.version), f'"{kept.sha256}"'
    response = signed_in(lead).get(url, headers={"If-None-Match": tag})
    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(("language", "paper"), [("fr", "letter"), ("es", "a5"), ("en", "a4")])
def test_document_download_of_what_there_is_not(signed_in, kept, lead, language, paper):
    url = printed("document_download", kept.version, language, paper)
    assert signed_in(lead).get(url).status_code == 404


def test_documents_of_another_city_do_not_exist(signed_in, kept, stranger, other_city):
    client = signed_in(stranger)
    for name in ("document_progress", "document_download"):
        for slug in (kept.city.slug, other_city.slug):
            url = printed(name, kept.version).replace(kept.city.slug, slug)
            assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["delegate", "partner"])
def test_documents_are_not_for_everybody(request, signed_in, kept, name):
    client = signed_in(request.getfixturevalue(name))
    assert client.get(printed("document_download", kept.version)).status_code == 403


# The command ----------------------------------------------------------------------------------


def test_export_writes_the_very_bytes_that_people_download(kept, tmp_path):
    out = tmp_path / "out.pdf"
    with as_app():
        call_command("export_strategy", "valle-sereno", str(out))
    assert out.read_bytes() == bytes(kept.content)


def test_export_draws_what_was_not_kept(signature, drawn, tmp_path):
    out = tmp_path / "out.pdf"
    call_command("export_strategy", "valle-sereno", str(out), language="en")
    assert [(language, paper) for _, language, paper in drawn] == [("en", "letter")]
    assert out.read_bytes() == b"%PDF-small"


def test_export_of_a_draft_is_the_text_of_now(sent, drawn, tmp_path):
    Section.objects.filter(code="V1").update(blocks=to_blocks("Only now.", []))
    call_command("export_strategy", "valle-sereno", str(tmp_path / "out.pdf"), draft=True)
    ((edition, _, _),) = drawn
    assert edition.signature is None
    assert "Only now." in str(edition.content)


@pytest.mark.parametrize("slug", ["nowhere", "santa-brisa", "valle-sereno"])
def test_export_of_what_there_is_not(strategy, other_city, tmp_path, slug):
    with pytest.raises(CommandError):
        call_command("export_strategy", slug, str(tmp_path / "out.pdf"))


def test_export_says_when_it_is_too_big(strategy, tmp_path, monkeypatch):
    def draw(*_, **__):
        raise TooMuch("MemoryError")

    monkeypatch.setattr("strategy.documents.draw", draw)
    with pytest.raises(CommandError, match="could not be drawn"):
        call_command("export_strategy", "valle-sereno", str(tmp_path / "x.pdf"), draft=True)


def test_the_glossary_stands_in_its_chapter_and_a_translation_says_that_it_is_one():
    term = {"key": "t", "en": "goal", "es": "meta", "pt-br": "objetivo", "meaning": "By 2029."}
    content = a_content(
        sections=[a_section("A2", title="Glossary")],
        terms=[term],
        translation={"of": "es", "missing": 0, "changed": 0, "drafts": 0, "total": 9},
    )
    html = html_of(Edition(content, "0.3", AT, "0" * 64), language="en", paper="letter")
    assert "By 2029." in html
    content["terms"] = [term | {"meaning": ""}]
    bare = html_of(Edition(content, "0.3", AT, "0" * 64), language="en", paper="letter")
    assert ("What it means here" in html, "What it means here" in bare) == (True, False)
    assert "objetivo" in html
    assert "The text that is signed is the one in Spanish." in html
