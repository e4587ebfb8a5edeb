"""What a claim rests on: cited, counted, printed, and handed out to those who may read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from strategy.actions.citing import add_citation, remove_citation
from strategy.documents import Edition, html_of
from strategy.documents.chapters import chapters
from strategy.documents.sources import numbered, sources
from strategy.models import Citation, PlanRevision, Strategy
from strategy.models.content import canonical
from strategy.models.coverage import Coverage, coverage_of, whole_of
from strategy.models.files import media_type_of, require_file, safe_name
from strategy.models.sources import sources_of
from tests import factories
from tests.strategy.conftest import fill
from tests.strategy.contents import a_content, a_section

TEXT = "### Heading\n\nEvery register has a steward.\n\nSeven of ten answers name the same street."
PDF = b"%PDF-1.7 small"


@pytest.fixture
def written(section):
    return fill(section, TEXT)


def cite(section, by, **fields):
    fields = {"kind": "dataset", "title": "Complaints 2026"} | fields
    return add_citation(Citation(section=section, **fields), by=by)


def page(name, city, key):
    return reverse(f"strategy:{name}", args=[city.slug, key])


# Pure


def test_a_file_is_what_it_says():
    for name, content in (
        ("a.pdf", PDF),
        ("a.PNG", b"\x89PNG\r\n\x1a\n..."),
        ("a.jpeg", b"\xff\xd8\xff.."),
        ("a.xlsx", b"PK\x03\x04.."),
        ("a.csv", "año;2026".encode()),
    ):
        require_file(name, content)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.html", b"<script>", "Files of this kind"),
        ("a.svg", b"<svg/>", "Files of this kind"),
        ("pdf", PDF[:3], "not what its name says"),
        ("a.pdf", b"MZ", "not what its name says"),
        ("a.csv", b"a\0b", "not what its name says"),
        ("a.txt", b"\xff\xfe", "not what its name says"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b"0" * 5 * 1024**2, "more than 5 MB"),
    ],
)
def test_a_file_that_is_refused(name, content, words):
    with pytest.raises(RuleBroken, match=words):
        require_file(name, content)


def test_names_of_files():
    assert safe_name('C:\\temp\\re"port\n.pdf') == "report.pdf"
    assert safe_name("../../x.csv") == "x.csv"
    assert safe_name(".csv") == "file.csv"
    assert len(safe_name("long" * 99 + ".pdf")) <= 120
    assert media_type_of("A.PDF") == "application/pdf"


def test_coverage_counts_paragraphs_that_claim_something():
    blocks = [
        {"id": "h", "html": "<h3>Heading</h3>"},
        {"id": "a", "html": "<p>One</p>"},
        {"id": "b", "html": "<p>Two</p>"},
    ]
    cited = [{"section": "k", "block_id": place} for place in ("a", "a", "", "gone")]
    content = a_content(
        sections=[a_section("V1") | {"key": "k", "blocks": blocks}, a_section("P6")],
        citations=cited,
    )
    (row,) = coverage_of(content)
    assert (row.cited, row.paragraphs, row.sources, row.share) == (1, 2, 4, 50)
    assert whole_of([row]) == 50
    assert whole_of([]) == 0
    assert Coverage("k", "Vision", "", 0, 0, 0).share == 0


def test_the_printed_list_follows_the_document():
    blocks = [{"id": "a", "html": "<p>One</p>"}, {"id": "b", "html": "<p>Two</p>"}]
    about = {"kind": "link", "detail": "", "url": "https://data.example/", "file_name": ""}
    cited = [
        about | {"section": "k", "block_id": "b", "title": "Second"},
        about | {"section": "k", "block_id": "gone", "title": "Of the section"},
        about | {"section": "k", "block_id": "a", "title": "First"},
        about | {"section": "hidden", "block_id": "", "title": "Not printed"},
    ]
    content = a_content(
        sections=[a_section("V1") | {"key": "k", "blocks": blocks}], citations=cited
    )
    rows = sources(content)
    assert [(row.number, row.title, row.words) for row in rows] == [
        (1, "Of the section", ""),
        (2, "First", "One"),
        (3, "Second", "Two"),
    ]
    del content["citations"]
    assert sources(content) == []


# Acts


def test_cite_a_paragraph(written, member):
    block = written.blocks[2]["id"]
    citation = cite(written, member, block_id=block, detail="The same street")
    assert citation.quote == "Seven of ten answers name the same street."
    assert canonical(Strategy.objects.get())["citations"][0]["block_id"] == block
    assert PlanRevision.objects.latest("pk").content["citations"][0]["title"] == "Complaints 2026"
    assert Entry.objects.filter(verb="citation.added").count() == 1
    remove_citation(citation, by=member)
    assert not Citation.objects.exists()
    assert PlanRevision.objects.latest("pk").content["citations"] == []


def test_cite_a_session_of_the_city(written, member, participation, other_city):
    log = factories.CoachingLogFactory(participation=participation)
    foreign = factories.CoachingLogFactory(
        participation=factories.ParticipationFactory(city=other_city)
    )
    (offered,) = sources_of(written.strategy)
    assert offered.title == "Sesión de coaching, 10 de noviembre de 2026"
    citation = cite(written, member, kind="session", target=log.key, title="typed")
    assert citation.title == offered.title
    with pytest.raises(RuleBroken, match="not one of this city"):
        cite(written, member, kind="session", target=foreign.key)


def test_what_is_not_there_cannot_be_cited(written, member, monkeypatch):
    with pytest.raises(RuleBroken, match="not there any more"):
        cite(written, member, block_id="gone")
    with pytest.raises(RuleBroken, match="not what its name says"):
        cite(written, member, kind="file", file_name="a.pdf", content=b"MZ")
    monkeypatch.setattr("strategy.actions.citing.MOST_FILES", 0)
    with pytest.raises(RuleBroken, match="0 files already"):
        cite(written, member, kind="file", file_name="a.pdf", content=PDF)
    monkeypatch.setattr("strategy.actions.citing.MOST_CITATIONS", 0)
    with pytest.raises(RuleBroken, match="are enough"):
        cite(written, member)


def test_nothing_is_cited_while_others_read(written, member, strategy):
    Strategy.objects.update(status="coach_review")
    with pytest.raises(RuleBroken):
        cite(written, member)


# Pages


def test_cite_by_the_form(signed_in, member, written, city, participation):
    client = signed_in(member)
    block = written.blocks[1]["id"]
    log = factories.CoachingLogFactory(participation=participation)
    add = page("evidence_add", city, written.key)
    assert "Every register has a steward." in client.get(f"{add}?on={block}").content.decode()
    for said, words in (
        ({"kind": "session"}, "Choose the session."),
        ({"kind": "file", "title": "Survey"}, "Choose the file."),
        ({"kind": "link", "title": "Portal"}, "Write the address of the page."),
        ({"kind": "link", "title": "P", "url": "http://a.example/"}, "begins with https://"),
        ({"kind": "dataset"}, "Say what it is called."),
        ({"kind": "file", "title": "F", "file": SimpleUploadedFile("a.exe", b"MZ")}, "Files of"),
    ):
        answer = client.post(add, {"block": block} | said)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    for said in (
        {"kind": "session", "session": log.key},
        {"kind": "file", "title": "Survey", "file": SimpleUploadedFile("s.pdf", PDF)},
        {"kind": "link", "title": "Portal", "url": "https://data.example/"},
        {"kind": "decision", "title": "Act 12", "block": ""},
    ):
        answer = client.post(add, {"block": block} | said)
        assert answer.status_code == 302, answer.content.decode()
    shown = client.get(page("evidence_list", city, written.key)).content.decode()
    for words in ("Survey", "Portal", "Act 12", "The whole section", f"/sessions/{log.key}/"):
        assert words in shown
    read = client.get(page("section_detail", city, written.key)).content.decode()
    assert "4 sources" in read
    ready = client.get(reverse("strategy:readiness", args=[city.slug])).content.decode()
    assert "1 of 2" in ready
    assert "50\xa0%" in ready or "50%" in ready


def test_without_sessions_there_is_none_to_choose(signed_in, member, written, city):
    shown = signed_in(member).get(page("evidence_add", city, written.key)).content.decode()
    assert 'name="session"' not in shown


def test_partners_read_which_session_but_are_not_led_there(
    signed_in, partner, member, written, city, participation
):
    log = factories.CoachingLogFactory(participation=participation)
    cite(written, member, kind="session", target=log.key)
    shown = signed_in(partner).get(page("evidence_list", city, written.key)).content.decode()
    assert "Sesión de coaching" in shown
    assert log.key not in shown
    assert "Cite something" not in shown


def test_take_a_source_out(signed_in, member, written, city):
    citation = cite(written, member, block_id=written.blocks[1]["id"])
    fill(written, "Another text.")
    shown = signed_in(member).get(page("evidence_list", city, written.key)).content.decode()
    assert "Paragraphs that are not there any more" in shown
    remove = page("evidence_remove", city, citation.key)
    client = signed_in(member)
    assert "Complaints 2026" in client.get(remove).content.decode()
    assert client.post(remove).status_code == 302
    assert not Citation.objects.exists()


def test_a_file_is_handed_out_as_itself(signed_in, member, partner, stranger, written, city):
    citation = cite(written, member, kind="file", file_name="año.pdf", content=PDF)
    address = page("evidence_file", city, citation.key)
    answer = signed_in(partner).get(address)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(stranger).get(address).status_code == 404
    foreign = reverse("strategy:evidence_file", args=["santa-brisa", citation.key])
    assert signed_in(stranger).get(foreign).status_code == 404
    other = cite(written, member)
    assert signed_in(member).get(page("evidence_file", city, other.key)).status_code == 404


def test_one_row_or_three_ask_the_same(
    signed_in, member, written, city, participation, django_assert_max_num_queries
):
    log = factories.CoachingLogFactory(participation=participation)
    cite(written, member, kind="session", target=log.key)
    client, address = signed_in(member), page("evidence_list", city, written.key)
    client.get(address)
    with django_assert_max_num_queries(15) as few:
        client.get(address)
    for number in range(3):
        cite(written, member, title=f"Source {number}", block_id=written.blocks[1]["id"])
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_the_document_prints_them(written, member):
    cite(written, member, block_id=written.blocks[1]["id"], url="https://data.example/")
    version = factories.VersionFactory(strategy=written.strategy)
    content = canonical(Strategy.objects.select_related("city").get())
    edition = Edition(content, "0.1", version.created_at, version.sha256)
    printed = html_of(edition, language="en", paper="letter")
    assert 'id="sources"' in printed
    assert "https://data.example/" in printed
    assert 'id="trace"' not in printed


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>Words.</p>", '<p>Words.<sup><a href="#source-2">[2]</a></sup></p>'),
        ("<ul><li>One.</li></ul>", '<ul><li>One.<sup><a href="#source-2">[2]</a></sup></li></ul>'),
        (
            "<table><tr><td>1</td></tr></table>",
            "<table><tr><td>1</td></tr></table>\n"
            '<p class="rests"><sup><a href="#source-2">[2]</a></sup></p>',
        ),
    ],
)
def test_a_paragraph_ends_with_the_numbers_of_its_sources(html, shown):
    assert numbered(html, [2]) == shown
    assert numbered(html, []) == html
    assert "[2]</a> <a" in numbered(html, [2, 3])


def test_a_document_says_in_the_text_what_rests_on_which_source():
    def cited(block):
        about = {"kind": "survey", "title": "S", "detail": "", "url": "", "file_name": ""}
        return {"section": "section-B1", "block_id": block, **about}

    content = a_content(
        sections=[a_section("B1", "<p>One.</p>", "<p>Two.</p>")],
        citations=[cited("B1-1"), cited("gone")],
    )
    (piece,) = chapters(content)[0].pieces
    assert piece.html == (
        '<p>One.</p>\n<p>Two.<sup><a href="#source-2">[2]</a></sup></p>'
        '<p><em>Sources of this section: <a href="#source-1">[1]</a></em></p>'
    )
