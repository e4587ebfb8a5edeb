"""What a file says comes into the strategy: nothing overwritten, everything in the history."""

import base64
import io
import json
from datetime import timedelta

import docx
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import gettext, override

from cda.accounts.wall import inside
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from strategy import schedule, tasks
from strategy.actions import importing
from strategy.actions.drafting import write_section
from strategy.actions.exporting import ask_for_file
from strategy.actions.importing import bring_file, forget_files, read_forgotten, take_over
from strategy.exchange.bundle import bundled
from strategy.exchange.matching import match, same_words, without_number
from strategy.exchange.pieces import words_of
from strategy.exchange.placing import OWN, SKIP, proposed
from strategy.models import Import, Picture, PlanRevision, Section, SectionRevision, Strategy
from strategy.models.catalogue import sections as catalogue
from tests import factories
from tests.strategy import word_files as files
from tests.strategy.conftest import fill

TEXT = "Every decision of the council names the data behind it."


# Headings and sections ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("Gobernanza", "B1"),
        ("4.2 Gobernanza de los datos municipales", "B1"),
        ("GOBERNANSA DE DATOS", "B1"),
        ("Capítulo 3: Calidad de los datos", "B2"),
        ("Qualidade dos dados", "B2"),
        ("III. Visão", "V1"),
        ("Diagnóstico", "C4"),
        ("Riesgos y mitigación", "P6"),
        ("Monitoreo y evaluación", "P8"),
        ("Mensaje de la Alcaldesa", "F2"),
        ("Resumen Ejecutivo", "F6"),
        ("Data governance", "B1"),
        ("Dados abertos", "B5"),
        ("Plan de comunicación", "P9"),
        ("El mercado del sábado", ""),
        ("2.1", ""),
        ("", ""),
    ],
)
def test_headings_find_their_section_in_three_languages(heading, code):
    assert match(heading).code == code


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        ("4.2 Quality", "Quality"),
        ("Chapter 3: Use", "Use"),
        ("IV. Plan", "Plan"),
        ("a) First", "First"),
        ("1 Vision", "Vision"),
        ("100 days of work", "100 days of work"),
        ("3 ejes para crecer", "3 ejes para crecer"),
        ("2026", "2026"),
        ("I live here", "I live here"),
    ],
)
def test_numbers_in_front_of_headings_are_left_out(heading, rest):
    assert without_number(heading) == rest


def test_the_same_words_are_the_same_whatever_their_accents():
    assert same_words("1. Gobernanza de Datos", "gobernanza de los datos")
    assert not same_words("Gobernanza", "Calidad")


# Taking over -------------------------------------------------------------------------------


def a_file():
    document = files.new()
    document.add_paragraph("Data strategy of the city", style="Title")
    document.add_heading("1. Visión", 1)
    document.add_paragraph(TEXT)
    document.add_heading("Nuestro mercado", 1)
    document.add_paragraph("It opens on Saturdays.")
    document.add_heading("2. Calidad de los datos", 1)
    document.add_heading("Indicadores", 2)
    document.add_picture(io.BytesIO(files.picture_bytes()))
    document.add_paragraph("The register is complete.")
    return files.saved(document)


@pytest.fixture
def brought(outline, strategy, lead):
    return bring_file(strategy, file_name="plan.docx", content=a_file(), by=lead)


@pytest.fixture
def source(brought):
    tasks.read_import(brought.city_id, brought.pk)
    return Import.objects.get(pk=brought.pk)


@pytest.fixture
def targets(source, strategy):
    sections = Section.objects.filter(strategy=strategy).order_by("position")
    return proposed(source.reading, sections)


def section(strategy, **fields):
    return Section.objects.get(strategy=strategy, **fields)


def said(words):
    """In the language of the strategy."""
    with override("es"):
        return gettext(words)


def text_in(row):
    return "".join(block["html"] for block in row.blocks)


@pytest.mark.django_db
class TestTakeOver:
    def test_a_file_is_kept_and_read_by_the_worker(self, brought, lead):
        assert brought.is_waiting
        assert Entry.objects.filter(verb="strategy.file_brought", actor_id=lead.pk).exists()
        tasks.read_import(brought.city_id, brought.pk)
        tasks.read_import(brought.city_id, brought.pk)
        reading = Import.objects.get(pk=brought.pk).reading
        assert [row["code"] for row in reading["sections"]] == ["", "V1", "", "B2"]
        assert reading["words_in"] == reading["words_out"] + 2
        assert [row["kind"] for row in reading["losses"]] == ["undescribed", "numbers"]

    def test_what_cannot_be_read_says_why(self, strategy, lead):
        row = bring_file(strategy, file_name="plan.pdf", content=b"%PDF-1.7", by=lead)
        tasks.read_import(row.city_id, row.pk)
        row.refresh_from_db()
        assert row.status == Import.Status.REFUSED
        assert "PDF" in row.problem
        with pytest.raises(RuleBroken):
            take_over(row, [], by=lead)

    def test_sections_go_where_they_belong_and_the_rest_beside_them(
        self, source, targets, strategy, lead
    ):
        take_over(source, targets, by=lead)
        assert section(strategy, code="V1").blocks[0]["html"] == f"<p>{TEXT}</p>"
        own = section(strategy, title="Nuestro mercado")
        assert own.position == section(strategy, code="V1").position + 1
        assert section(strategy, title=said("Opening text")).words == 5
        quality = section(strategy, code="B2")
        assert quality.title == "Calidad de los datos"
        assert "<h3>Indicadores</h3>" in text_in(quality)
        assert Strategy.objects.get(pk=strategy.pk).mode == "refine"

    def test_every_word_arrives(self, source, targets, strategy, lead):
        take_over(source, targets, by=lead)
        rows = Section.objects.filter(strategy=strategy).exclude(blocks=[])
        inside = sum(words_of(block["html"]) for row in rows for block in row.blocks)
        titles = sum(words_of(row.title) for row in rows if row.title != said("Opening text"))
        assert inside + titles == source.reading["words_out"]

    def test_imported_paragraphs_are_marked_until_somebody_touches_them(
        self, source, targets, strategy, lead
    ):
        take_over(source, targets, by=lead)
        quality = section(strategy, code="B2")
        assert quality.imported == [block["id"] for block in quality.blocks]
        blocks = [*quality.blocks[:-1], {**quality.blocks[-1], "html": "<p>Ours now.</p>"}]
        write_section(quality, blocks=blocks, base_version=quality.version, by=lead)
        assert section(strategy, code="B2").imported == [block["id"] for block in blocks[:-1]]

    def test_it_has_a_history_like_everything_else(self, source, targets, strategy, lead):
        take_over(source, targets, by=lead)
        assert SectionRevision.objects.filter(author=lead).count() == 4
        assert PlanRevision.objects.filter(strategy=strategy).exists()
        note = Entry.objects.get(verb="strategy.imported").note
        assert (note["matched"], note["own"], note["skipped"]) == (2, 2, 0)

    def test_taking_over_twice_is_harmless(self, source, targets, strategy, lead):
        take_over(source, targets, by=lead)
        before = list(Section.objects.filter(strategy=strategy).values_list("pk", "version"))
        take_over(source, targets, by=lead)
        after = list(Section.objects.filter(strategy=strategy).values_list("pk", "version"))
        assert before == after

    def test_a_text_of_ones_own_is_never_overwritten(self, source, strategy, outline, lead):
        fill(outline["V1"], "Our own vision.")
        sections = Section.objects.filter(strategy=strategy).order_by("position")
        targets = proposed(source.reading, sections)
        assert targets[1] == OWN
        targets[1] = outline["V1"].key
        take_over(source, targets, by=lead)
        html = text_in(section(strategy, code="V1"))
        assert html == f"<p>Our own vision.</p><h3>Visión</h3><p>{TEXT}</p>"

    def test_sections_can_be_left_out(self, source, strategy, lead):
        take_over(source, [SKIP] * 4, by=lead)
        assert not Section.objects.filter(strategy=strategy, words__gt=0).exists()
        assert Entry.objects.get(verb="strategy.imported").note["skipped_words"] > 0

    def test_the_heading_of_a_plan_without_a_text_is_left_out(self, strategy, outline, lead):
        row = bring_file(strategy, file_name="a.md", content=b"# Plan de accion\n\n# Uso", by=lead)
        importing.read_now(row)
        sections = Section.objects.filter(strategy=strategy)
        assert proposed(row.reading, sections) == [SKIP, outline["B3"].key]

    def test_pictures_are_drawn_anew_and_described(self, source, targets, strategy, lead):
        take_over(source, targets, by=lead)
        picture = Picture.objects.get(strategy=strategy)
        assert f'src="picture:{picture.key}"' in text_in(section(strategy, code="B2"))
        assert said("Picture from the file, not described yet") in text_in(
            section(strategy, code="B2")
        )

    def test_pictures_come_with_an_archive_of_ours(self, strategy, outline, lead):
        text = "# Plan\n\n## Uso\n\n![A map](picture:k)\n"
        content = bundled(text.encode(), {"k": files.picture_bytes()})
        row = bring_file(strategy, file_name="plan.zip", content=content, by=lead)
        importing.read_now(row)
        take_over(row, proposed(row.reading, Section.objects.filter(strategy=strategy)), by=lead)
        picture = Picture.objects.get(strategy=strategy)
        assert text_in(section(strategy, code="B3")) == (
            f'<figure><img src="picture:{picture.key}" alt="A map"></figure>'
        )

    def test_pictures_come_back_inside_of_a_page_of_ours(self, strategy, outline, lead):
        data = base64.b64encode(files.picture_bytes()).decode()
        figure = '<figure><img src="data:image/png;base64,{}" alt="{}">{}</figure>'
        good = figure.format(data, "A map", "<figcaption>Two hills</figcaption>")
        bad = figure.format("AAAA", "No picture", "")
        said = "<p>Write data:image/png;base64,AAAA here.</p>"
        page = f"<html><body><h1>Plan</h1><h2>Uso</h2>{said}{good}{bad}</body></html>"
        row = bring_file(strategy, file_name="plan.html", content=page.encode(), by=lead)
        importing.read_now(row)
        assert [(one["kind"], one["samples"]) for one in row.reading["losses"]] == [
            ("picture", ["No picture"])
        ]
        take_over(row, proposed(row.reading, Section.objects.filter(strategy=strategy)), by=lead)
        picture = Picture.objects.get(strategy=strategy)
        assert text_in(section(strategy, code="B3")) == (
            f'{said}<figure><img src="picture:{picture.key}" alt="A map">'
            "<figcaption>Two hills</figcaption></figure>"
        )

    def test_a_picture_that_cannot_be_drawn_leaves_its_words(
        self, source, targets, strategy, lead, monkeypatch
    ):
        def broken(strategy, content, *, by):
            raise RuleBroken("no")

        monkeypatch.setattr(importing, "add_picture", broken)
        take_over(source, targets, by=lead)
        assert "<figure" not in text_in(section(strategy, code="B2"))
        source.refresh_from_db()
        assert {"kind": "picture", "count": 1, "words": 0}.items() <= source.reading["losses"][
            -1
        ].items()

    def test_a_hidden_section_is_shown_when_text_comes_into_it(
        self, source, targets, strategy, outline, lead
    ):
        Section.objects.filter(pk=outline["V2"].pk).update(is_hidden=True)
        targets[2] = outline["V2"].key
        take_over(source, targets, by=lead)
        mission = section(strategy, code="V2")
        assert not mission.is_hidden
        assert mission.title == "Nuestro mercado"

    def test_a_section_that_is_gone_or_a_list_too_short_is_refused(self, source, targets, lead):
        with pytest.raises(RuleBroken):
            take_over(source, ["nowhere", *targets[1:]], by=lead)
        with pytest.raises(RuleBroken):
            take_over(source, targets[1:], by=lead)

    def test_when_a_strategy_is_full_the_rest_stands_in_its_last_section(
        self, source, targets, strategy, lead, monkeypatch
    ):
        monkeypatch.setattr(importing, "MOST_SECTIONS", 0)
        take_over(source, targets, by=lead)
        assert "<h3>Nuestro mercado</h3>" in text_in(section(strategy, code="V1"))

    def test_what_does_not_fit_into_a_section_gets_one_of_its_own(
        self, source, targets, strategy, lead, monkeypatch
    ):
        monkeypatch.setattr(importing, "LONGEST_HTML", 0)
        take_over(source, targets, by=lead)
        assert section(strategy, title="Visión").words > 0

    def test_long_texts_are_divided_with_a_number(self, strategy, outline, lead):
        text = "# Gobernanza\n\n" + "\n\n".join(f"{TEXT} {n}" * 20 for n in range(80))
        row = bring_file(strategy, file_name="a.md", content=text.encode(), by=lead)
        importing.read_now(row)
        sections = Section.objects.filter(strategy=strategy).order_by("position")
        take_over(row, proposed(row.reading, sections), by=lead)
        assert section(strategy, code="B1").words
        second = said("%(title)s, part %(number)s") % {"title": "Gobernanza", "number": 2}
        assert section(strategy, title=second).words

    def test_closed_texts_big_files_and_too_many_are_refused(self, brought, strategy, lead):
        with pytest.raises(RuleBroken):
            bring_file(strategy, file_name="a", content=b"x" * (21 * 1024 * 1024), by=lead)
        for _ in range(2):
            bring_file(strategy, file_name="a", content=b"x", by=lead)
        with pytest.raises(RuleBroken):
            bring_file(strategy, file_name="a", content=b"x", by=lead)
        Strategy.objects.filter(pk=strategy.pk).update(status="signed")
        with pytest.raises(RuleBroken):
            bring_file(strategy, file_name="a", content=b"x", by=lead)

    def test_reading_now_refuses_like_the_worker(self, strategy, lead):
        row = bring_file(strategy, file_name="a.exe", content=b"x", by=lead)
        assert importing.read_now(row).status == Import.Status.REFUSED


def exported(strategy, lead):
    """The words of the Word file, without the header and what the clock says."""
    export = ask_for_file(strategy, format_="docx", language="es", by=lead)
    tasks.write_export(export.city_id, export.pk)
    export.refresh_from_db()
    return bytes(export.content)


def body_of(content):
    """Sections only: the cover names the title, and the plan stays where it was."""
    body = docx.Document(io.BytesIO(content)).element.body
    rows = [row for row in body if not row.tag.endswith("}sdt")]
    return [text for row in rows if (text := "".join(row.itertext()).strip())]


@pytest.mark.django_db
def test_out_in_and_out_again_says_the_same(source, targets, strategy, lead, other_city):
    """From one city into the empty strategy of another."""
    take_over(source, targets, by=lead)
    strategy = Strategy.objects.select_related("city").get(pk=strategy.pk)
    first = exported(strategy, lead)
    participation = factories.ParticipationFactory(city=other_city)
    there = factories.StrategyFactory(participation=participation, language="es")
    for place, entry in enumerate(catalogue()):
        factories.SectionFactory(
            strategy=there,
            code=entry.code,
            level=entry.level,
            block=entry.block,
            position=place,
            is_hidden=entry.is_custom,
        )
    row = bring_file(there, file_name="back.docx", content=first, by=lead)
    importing.read_now(row)
    assert row.reading["words_in"] == row.reading["words_out"] + sum(
        loss["words"] for loss in row.reading["losses"]
    )
    take_over(row, proposed(row.reading, Section.objects.filter(strategy=there)), by=lead)
    assert body_of(exported(there, lead)) == body_of(first)


@pytest.mark.django_db
class TestClock:
    def test_a_lost_bell_is_rung_again_and_half_an_hour_is_enough(self, brought, monkeypatch):
        rung = []
        monkeypatch.setattr(importing, "after_commit", lambda task, *args: rung.append(args))
        now = timezone.now()
        read_forgotten(now)
        assert rung == []
        read_forgotten(now + timedelta(minutes=3))
        assert rung == [(brought.city_id, brought.pk)]
        read_forgotten(now + timedelta(hours=1))
        brought.refresh_from_db()
        assert brought.status == Import.Status.REFUSED

    def test_files_are_forgotten_after_a_month(self, source, targets, brought, strategy, lead):
        take_over(source, targets, by=lead)
        other = bring_file(strategy, file_name="a", content=b"x", by=lead)
        forget_files(timezone.now() + timedelta(days=31))
        source.refresh_from_db()
        assert bytes(source.content) == b""
        assert not Import.objects.filter(pk=other.pk).exists()

    def test_the_clock_goes_through_all_cities(self, brought, monkeypatch):
        seen = []
        monkeypatch.setattr(schedule, "read_forgotten", seen.append)
        monkeypatch.setattr(schedule, "forget_files", seen.append)
        schedule.mind_files()
        assert len(seen) == 2


@pytest.mark.django_db
class TestCommand:
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "plan.docx"
        path.write_bytes(a_file())
        return path

    def run(self, *args):
        out = io.StringIO()
        call_command("import_strategy", *map(str, args), stdout=out)
        return json.loads(out.getvalue())

    def test_a_dry_run_changes_nothing(self, outline, strategy, path):
        report = self.run(strategy.city.slug, path, "--dry-run")
        assert (report["sections_matched"], report["custom_sections"]) == (2, 2)
        assert report["words_in"] == report["words_out"] + sum(
            row["words"] for row in report["losses"]
        )
        assert not Import.objects.exists()

    def test_it_takes_over_in_the_name_of_the_lead_or_of_another(
        self, outline, strategy, path, lead, member
    ):
        self.run(strategy.city.slug, path)
        assert Import.objects.get().added_by == lead
        self.run(strategy.city.slug, path, "--by", member.email)
        assert Import.objects.filter(added_by=member).exists()

    def test_what_cannot_be_is_refused_in_a_sentence(self, city, outline, strategy, path, tmp_path):
        other = tmp_path / "plan.pdf"
        other.write_bytes(b"%PDF")
        for args in (
            (strategy.city.slug, other),
            (strategy.city.slug, tmp_path / "none.docx"),
            ("nowhere", path),
            (strategy.city.slug, path, "--by", "nobody@city.example"),
        ):
            with pytest.raises(CommandError):
                self.run(*args)

    def test_without_a_strategy_it_can_only_be_looked_at(self, city, path):
        with inside([city.pk]):
            pass
        assert self.run(city.slug, path, "--dry-run")["sections_matched"] == 0
        with pytest.raises(CommandError, match="Start it first"):
            self.run(city.slug, path)
