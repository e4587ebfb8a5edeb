"""The pages of files: bringing in, looking, taking over; asking, waiting, downloading."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.lib.limited import TooMuch
from strategy import tasks
from strategy.actions import exporting
from strategy.actions.exporting import ask_for_file, forget_exports, version_for, write_forgotten
from strategy.exchange.package import LARGEST_FILE
from strategy.exchange.placing import OWN, SKIP
from strategy.exchange.source import content_in, languages_in
from strategy.models import Export, Import, Section, Strategy, Translation
from tests import factories
from tests.strategy.conftest import fill
from tests.strategy.word_files import new, saved

pytestmark = pytest.mark.django_db

TEXT = b"# Vision\n\nEverybody waits less.\n\n# Market\n\nIt opens on Saturdays."


@pytest.fixture
def team(signed_in, lead):
    return signed_in(lead)


@pytest.fixture
def brought(outline, strategy, lead):
    return Import.objects.create(
        strategy=strategy, city=strategy.city, file_name="plan.md", content=TEXT, added_by=lead
    )


@pytest.fixture
def read(brought):
    tasks.read_import(brought.city_id, brought.pk)
    brought.refresh_from_db()
    return brought


def address(name, strategy, *keys):
    return reverse(f"strategy:{name}", args=[strategy.city.slug, *keys])


class TestBringing:
    def test_a_file_is_kept_and_its_page_waits(self, team, outline, strategy):
        file = SimpleUploadedFile("plan.md", TEXT)
        page = team.post(address("import_add", strategy), {"file": file, "text": ""})
        source = Import.objects.get()
        assert page.url == address("import_detail", strategy, source.key)
        waiting = team.get(page.url)
        assert b'http-equiv="refresh"' in waiting.content
        assert b"hx-get" in waiting.content
        assert b"plan.md" in team.get(address("import_add", strategy)).content

    def test_a_text_can_be_pasted(self, team, outline, strategy):
        team.post(address("import_add", strategy), {"text": "<h1>Vision</h1><p>Less waiting.</p>"})
        source = Import.objects.get()
        tasks.read_import(source.city_id, source.pk)
        source.refresh_from_db()
        assert source.reading["sections"][0]["code"] == "V1"

    @pytest.mark.parametrize("size", [0, LARGEST_FILE + 1])
    def test_neither_both_nor_too_much(self, team, outline, strategy, size):
        data = {"text": ""}
        if size:
            data["file"] = SimpleUploadedFile("plan.md", b"x" * size)
        assert team.post(address("import_add", strategy), data).status_code == 422
        assert not Import.objects.exists()

    def test_a_refusal_says_why_in_the_language_of_the_reader(self, team, brought, strategy):
        brought.refuse("This is a PDF. Send the .docx it was made from, or paste its text.")
        brought.save()
        page = team.get(address("import_detail", strategy, brought.key))
        assert b"PDF" in page.content
        assert b'http-equiv="refresh"' not in page.content

    def test_the_waiting_page_hears_that_it_is_read(self, team, read, strategy):
        page = team.get(
            address("import_detail", strategy, read.key), headers={"hx-request": "true"}
        )
        assert b"<html" not in page.content
        assert address("import_detail", strategy, read.key).encode() in page.content

    def test_the_preview_shows_what_goes_where_and_the_account(self, team, read, strategy):
        page = team.get(address("import_detail", strategy, read.key))
        assert page.content.count(b"<select") == 2
        assert b"Market" in page.content

    def test_what_is_chosen_is_taken_over_once(self, team, read, strategy, outline):
        here = address("import_detail", strategy, read.key)
        data = {"target_0": outline["V1"].key, "target_1": SKIP}
        assert team.post(here, data).url == here
        assert Section.objects.get(pk=outline["V1"].pk).words == 3
        page = team.get(here)
        assert page.status_code == 200
        assert b"<select" not in page.content

    def test_nothing_chosen_is_nothing_taken(self, team, read, strategy):
        team.post(
            address("import_detail", strategy, read.key), {"target_0": SKIP, "target_1": SKIP}
        )
        assert not Section.objects.filter(strategy=strategy, words__gt=0).exists()

    def test_the_account_counts_what_was_left_out(self, team, read, strategy):
        page = address("import_detail", strategy, read.key)
        rows = read.reading["sections"]
        team.post(page, {"target_0": OWN, "target_1": SKIP})
        answer = team.get(page)
        assert [number for number, _words in answer.context["facts"]] == [
            read.reading["words_in"],
            read.reading["words_out"] - rows[1]["words"],
            rows[1]["words"],
        ]
        text = answer.content.decode()
        assert "Sections left out by your choice" in text
        assert "Nothing of the file is lost." not in text

    def test_another_citys_section_is_no_choice(self, team, read, strategy):
        other = factories.SectionFactory(code="V1", position=0)
        data = {"target_0": other.key, "target_1": SKIP}
        page = team.post(address("import_detail", strategy, read.key), data)
        assert page.status_code == 422
        assert read.is_read

    def test_sections_with_a_text_are_offered_with_their_words(self, team, read, strategy, outline):
        fill(outline["V2"], "Our mission.")
        page = team.get(address("import_detail", strategy, read.key))
        assert b"<optgroup" in page.content
        Strategy.objects.filter(pk=strategy.pk).update(status="signed")
        page = team.get(address("import_detail", strategy, read.key))
        assert b'<button class="btn btn-1"' not in page.content

    def test_queries_do_not_grow(self, team, read, strategy, django_assert_max_num_queries):
        for name, keys in (("import_add", ()), ("import_detail", (read.key,))):
            team.get(address(name, strategy, *keys))
            with django_assert_max_num_queries(16):
                team.get(address(name, strategy, *keys))


@pytest.fixture
def export(complete, lead):
    return ask_for_file(complete, format_="md", language="es", by=lead)


def test_what_came_from_a_file_is_marked_until_somebody_touches_it(team, read, strategy, outline):
    data = {"target_0": outline["V1"].key, "target_1": SKIP}
    team.post(address("import_detail", strategy, read.key), data)
    assert Section.objects.get(pk=outline["V1"].pk).imported
    for page in (
        address("strategy_detail", strategy),
        address("section_detail", strategy, outline["V1"].key),
    ):
        used = [template.name for template in team.get(page).templates]
        assert "strategy/_imported.html" in used


class TestExporting:
    def test_a_file_is_asked_for_written_and_downloaded(self, team, complete):
        here = address("export_list", complete)
        page = team.post(here, {"format": "docx", "language": "es"})
        export = Export.objects.get()
        assert b'http-equiv="refresh"' in team.get(page.url).content
        tasks.write_export(export.city_id, export.pk)
        tasks.write_export(export.city_id, export.pk)
        assert b'http-equiv="refresh"' not in team.get(page.url).content
        file = team.get(address("export_download", complete, export.key))
        assert file["Content-Disposition"].startswith('attachment; filename="')
        assert file["Content-Disposition"].endswith('-draft-es.docx"')
        assert file["X-Content-Type-Options"] == "nosniff"
        assert file.content.startswith(b"PK")
        assert Entry.objects.filter(verb="strategy.exported").exists()
        assert b"Word" in team.get(here).content

    def test_what_is_not_offered_is_refused(self, team, complete):
        page = team.post(address("export_list", complete), {"format": "exe", "language": "xx"})
        assert page.status_code == 422

    def test_a_file_that_waits_cannot_be_downloaded(self, team, complete, export):
        assert team.get(address("export_download", complete, export.key)).status_code == 404

    def test_a_stranger_finds_nothing(self, signed_in, complete, export):
        stranger = signed_in(factories.UserFactory())
        for name in ("export_progress", "export_download"):
            assert stranger.get(address(name, complete, export.key)).status_code == 404

    def test_markdown_with_pictures_is_called_what_it_is(self, team, complete, export):
        for content, ending in ((b"# Plan", "md"), (b"PK\x03\x04", "zip")):
            export.finish(content)
            export.save()
            file = team.get(address("export_download", complete, export.key))
            assert file["Content-Disposition"].endswith(f'-es.{ending}"')

    def test_progress_is_counted_by_sections(self, complete, lead):
        export = ask_for_file(complete, format_="docx", language="es", by=lead)
        tasks.write_export(export.city_id, export.pk)
        export.refresh_from_db()
        assert export.done == export.total > 10

    def test_a_text_that_is_too_much_says_so(self, team, complete, export, monkeypatch):
        def too_much(*args, **kwargs):
            raise TooMuch("long")

        monkeypatch.setattr(tasks, "write", too_much)
        tasks.write_export(export.city_id, export.pk)
        export.refresh_from_db()
        assert export.status == Export.Status.FAILED
        page = team.get(address("export_progress", complete, export.key))
        assert address("export_list", complete).encode() in page.content

    def test_too_many_wait(self, complete, lead, monkeypatch):
        monkeypatch.setattr(exporting, "MOST_WAITING", 0)
        with pytest.raises(RuleBroken):
            ask_for_file(complete, format_="md", language="es", by=lead)

    def test_what_is_signed_is_exported_as_it_was_signed(self, signature, lead, team):
        strategy = Strategy.objects.get(pk=signature.strategy_id)
        assert version_for(strategy) == signature.version
        export = ask_for_file(strategy, format_="html", language="es", by=lead)
        tasks.write_export(export.city_id, export.pk)
        file = team.get(address("export_download", strategy, export.key))
        assert b'class="draft"' not in file.content
        assert f'-{signature.version.number}-es.html"' in file["Content-Disposition"]
        page = team.get(address("export_list", strategy))
        assert b'value="docx"' in page.content
        assert b'value="pdf"' not in page.content

    def test_sent_but_unsigned_is_a_draft(self, sent):
        assert version_for(sent.strategy) is None

    def test_languages_are_those_with_a_translation(self, complete, lead):
        assert languages_in(complete) == ["es"]
        section = Section.objects.get(strategy=complete, code="V1")
        unit = f"section:{section.key}:{section.blocks[0]['id']}"
        Translation.objects.create(
            strategy=complete,
            city=complete.city,
            language="en",
            unit=unit,
            text="<p>In English.</p>",
            source_sha256="0" * 64,
            author=lead,
        )
        assert languages_in(complete) == ["es", "en"]
        vision = next(s for s in content_in(complete, "en")["sections"] if s["code"] == "V1")
        assert vision["blocks"][0]["html"] == "<p>In English.</p>"

    def test_the_clock_rings_again_gives_up_and_forgets(self, export, monkeypatch):
        rung = []
        monkeypatch.setattr(exporting, "after_commit", lambda task, *args: rung.append(args))
        now = timezone.now()
        write_forgotten(now)
        write_forgotten(now + timedelta(minutes=3))
        assert rung == [(export.city_id, export.pk)]
        write_forgotten(now + timedelta(hours=1))
        export.refresh_from_db()
        assert export.status == Export.Status.FAILED
        forget_exports(now + timedelta(days=8))
        assert not Export.objects.exists()

    def test_queries_do_not_grow(self, team, complete, lead, django_assert_max_num_queries):
        for _ in range(3):
            ask_for_file(complete, format_="md", language="es", by=lead)
        team.get(address("export_list", complete))
        with django_assert_max_num_queries(16):
            team.get(address("export_list", complete))


def test_a_word_file_through_the_page(team, outline, strategy):
    document = new()
    document.add_heading("Gobernanza", 1)
    document.add_paragraph("Everybody answers for a register.")
    file = SimpleUploadedFile("../../plan.docx", saved(document))
    team.post(address("import_add", strategy), {"file": file, "text": ""})
    source = Import.objects.get()
    assert source.file_name == "plan.docx"
    tasks.read_import(source.city_id, source.pk)
    source.refresh_from_db()
    assert source.reading["sections"][0]["code"] == "B1"
