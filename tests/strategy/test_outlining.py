"""The shape of the document: names, order, sections of one's own, pillars."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cda.lib.errors import RuleBroken
from strategy.actions import outlining, pillars
from strategy.models import Comment, Pillar, PlanRevision, Section, Strategy
from strategy.models.catalogue import parts_along
from strategy.models.content import canonical
from strategy.models.outline import in_parts, lines_of
from tests.strategy.conftest import fill
from tests.strategy.test_pictures import drawing

HERE = "valle-sereno"


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


def codes(strategy):
    rows = Section.objects.filter(strategy=strategy).order_by("position")
    return list(rows.values_list("code", flat=True))


def own(strategy, after, lead, title="Water"):
    return outlining.add_section(strategy, title=title, after=after, by=lead)


def test_parts_along():
    assert list(parts_along(["A6", "F2", "C1", "A6", "V1"])) == [
        "front", "front", "context", "context", "vision",
    ]  # fmt: skip


# names


def test_rename_and_back_to_the_usual_title(strategy, outline, lead):
    section = outline["C3"]
    assert outlining.rename_section(section, title="Our troubles", was="", by=lead)
    section.refresh_from_db()
    assert section.heading == "Our troubles"
    assert not outlining.rename_section(section, title="Late", was="", by=lead)
    usual = "The problems we want to solve"
    assert outlining.rename_section(section, title=usual, was="Our troubles", by=lead)
    section.refresh_from_db()
    assert section.title == ""
    assert PlanRevision.objects.count() == 2


def test_a_section_of_ones_own_keeps_a_title(strategy, outline, lead):
    with pytest.raises(RuleBroken, match="needs a title"):
        outlining.rename_section(outline["A6"], title="", was="", by=lead)


def test_rename_strategy(strategy, lead):
    outlining.rename_strategy(strategy, title="Datos para todos", by=lead)
    strategy.refresh_from_db()
    assert strategy.title == "Datos para todos"


# order


def test_move_one_place(strategy, outline, lead):
    outlining.move_section(outline["C3"], step=-1, by=lead)
    assert codes(strategy)[6:10] == ["C1", "C3", "C2", "C4"]
    outlining.move_section(outline["C3"], step=1, by=lead)
    assert codes(strategy)[6:10] == ["C1", "C2", "C3", "C4"]


def test_move_steps_over_what_is_left_out(strategy, outline, lead):
    Section.objects.filter(pk=outline["C2"].pk).update(is_hidden=True)
    outlining.move_section(outline["C3"], step=-1, by=lead)
    assert codes(strategy)[6:9] == ["C3", "C1", "C2"]


def test_a_section_of_the_catalogue_stays_in_its_part(strategy, outline, lead):
    before = codes(strategy)
    outlining.move_section(outline["C1"], step=-1, by=lead)
    outlining.move_section(outline["F1"], step=-1, by=lead)
    outlining.place_section(outline["C1"], at=outline["P1"], by=lead)
    assert codes(strategy) == before
    assert PlanRevision.objects.count() == 0


def test_one_of_ones_own_goes_anywhere(strategy, outline, lead):
    section = own(strategy, outline["A4"], lead)
    outlining.place_section(section, at=outline["V1"], by=lead)
    order = codes(strategy)
    assert order[order.index("V1") - 1] == "A6"
    outlining.place_section(section, at=outline["A1"], by=lead)
    order = codes(strategy)
    assert order[order.index("A1") - 1] == "A6"


def test_place_before(strategy, outline, lead):
    outlining.place_section(outline["C5"], at=outline["C1"], by=lead)
    assert codes(strategy)[6:8] == ["C5", "C1"]
    outlining.place_section(outline["C5"], at=outline["C4"], by=lead)
    assert codes(strategy)[6:11] == ["C1", "C2", "C3", "C5", "C4"]


def test_place_after(strategy, outline, lead):
    first, *_, last = (code for code in codes(strategy) if code.startswith("C"))
    outlining.place_section(outline[first], at=outline[last], is_after=True, by=lead)
    assert [code for code in codes(strategy) if code.startswith("C")][-1] == first
    outlining.place_section(outline[first], at=outline["C2"], is_after=True, by=lead)
    assert [code for code in codes(strategy) if code.startswith("C")][:2] == ["C2", first]


# sections of one's own


def test_add_section_joins_the_part_before_it(strategy, outline, lead):
    section = own(strategy, outline["C2"], lead)
    parts = {part.code: part for part in in_parts(lines_of(strategy))}
    assert [line.section.code for line in parts["context"].lines][2] == "A6"
    assert section.heading == "Water"
    assert [row.position for row in strategy.sections.order_by("position")] == list(
        range(len(outline) + 1)
    )


def test_a_strategy_is_not_endless(strategy, outline, lead, monkeypatch):
    monkeypatch.setattr(outlining, "MOST_SECTIONS", 3)
    with pytest.raises(RuleBroken, match="holds 3 sections"):
        own(strategy, outline["C2"], lead)


def test_remove_an_empty_one(strategy, outline, lead):
    section = own(strategy, outline["C2"], lead)
    outlining.remove_section(section, by=lead)
    assert not Section.objects.filter(pk=section.pk).exists()
    assert codes(strategy) == list(outline)


def test_remove_refuses_what_has_a_past(strategy, outline, lead):
    with pytest.raises(RuleBroken, match="belongs to every strategy"):
        outlining.remove_section(outline["C2"], by=lead)
    section = own(strategy, outline["C2"], lead)
    Comment.objects.create(city=strategy.city, section=section, author=lead, text="Why?")
    with pytest.raises(RuleBroken, match="written here"):
        outlining.remove_section(section, by=lead)
    with pytest.raises(RuleBroken, match="written here"):
        outlining.remove_section(fill(own(strategy, outline["C3"], lead)), by=lead)


# pillars


def pillar(strategy, lead, title="Trust", blocks=("governance",)):
    row = Pillar(strategy=strategy, title=title, blocks=list(blocks))
    return pillars.add_pillar(row, by=lead)


def test_a_pillar_is_dropped_in_front_of_another_or_behind_it(signed_in, strategy, lead):
    one, two, three = (
        pillars.add_pillar(Pillar(strategy=strategy, title=title), by=lead) for title in "abc"
    )
    order = Pillar.objects.order_by("position").values_list("title", flat=True)
    pillars.place_pillar(one, at=three, by=lead)
    assert "".join(order.all()) == "bac"
    client = signed_in(lead)
    path = url("pillar_move", one.key)
    assert client.post(path, {"beside": three.key, "to": "after"}).status_code == 302
    assert "".join(order.all()) == "bca"
    assert client.post(path, {"beside": two.key, "to": "before"}).status_code == 302
    assert "".join(order.all()) == "abc"
    assert client.post(path, {"beside": "x" * 22}).status_code == 404


def test_pillars_are_added_moved_changed_and_deleted(strategy, lead):
    first, second = pillar(strategy, lead), pillar(strategy, lead, "Care", ["use", "quality"])
    assert second.labels == [("quality", "Quality"), ("use", "Use")]
    pillars.move_pillar(second, step=-1, by=lead)
    order = Pillar.objects.order_by("position").values_list("title", flat=True)
    assert list(order) == ["Care", "Trust"]
    first.title = "Confidence"
    assert pillars.edit_pillar(first, base_version=1, by=lead)
    assert not pillars.edit_pillar(first, base_version=1, by=lead)
    pillars.delete_pillar(first, by=lead)
    newest = PlanRevision.objects.order_by("-pk").first().content
    assert [row["title"] for row in newest["pillars"]] == ["Care"]


def test_a_building_block_belongs_to_one_pillar(strategy, lead):
    pillar(strategy, lead)
    with pytest.raises(RuleBroken, match="“Governance” belongs to “Trust” already"):
        pillar(strategy, lead, "Care", ["use", "governance"])


def test_pillars_are_few(strategy, lead, monkeypatch):
    monkeypatch.setattr(pillars, "MOST_PILLARS", 1)
    pillar(strategy, lead)
    with pytest.raises(RuleBroken, match="1 pillars are enough"):
        pillar(strategy, lead, "Care", [])


# pages


def test_outline_page(signed_in, lead, outline, strategy):
    client = signed_in(lead)
    text = client.get(url("outline_edit")).content.decode()
    assert "Shape of the document" in text
    assert "Leave out" in text
    answer = client.post(url("outline_edit"), {"title": "Water", "after": outline["C2"].key})
    assert answer.status_code == 302
    section = Section.objects.get(title="Water")
    text = client.get(url("outline_edit")).content.decode()
    assert url("section_remove", section.key) in text
    assert client.post(url("outline_edit"), {"title": ""}).status_code == 422
    assert client.post(url("section_remove", section.key)).status_code == 302
    client.post(url("section_move", outline["C2"].key), {"to": "up"})
    client.post(url("section_move", outline["C2"].key), {"to": "down"})
    client.post(
        url("section_move", outline["C5"].key), {"beside": outline["C1"].key, "to": "before"}
    )
    assert codes(strategy)[6:8] == ["C5", "C1"]
    assert client.post(url("section_move", outline["C5"].key), {"beside": "x"}).status_code == 404


def test_rename_pages(signed_in, lead, outline, strategy):
    client = signed_in(lead)
    page = url("section_rename", outline["C3"].key)
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Troubles", "was": ""}).status_code == 302
    stale = client.post(page, {"title": "Late", "was": ""})
    assert stale.status_code == 409
    assert "Troubles" in stale.content.decode()
    assert 'value="Late"' in stale.content.decode()
    assert client.post(page, {"title": "x" * 200}).status_code == 422


def test_cover_page(signed_in, lead, outline, strategy):
    client, page = signed_in(lead), url("cover_edit")
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Datos"}).status_code == 302
    assert client.post(page, {"title": ""}).status_code == 422
    assert Strategy.objects.get().title == "Datos"
    arms = SimpleUploadedFile("arms.png", drawing(), "image/png")
    assert client.post(page, {"title": "Datos", "file": arms}).status_code == 422
    arms.seek(0)
    data = {"title": "Datos", "file": arms, "alt": "Two hills and a river"}
    assert client.post(page, data).status_code == 302
    content = canonical(Strategy.objects.get())
    cover = content["sections"][0]
    assert "Two hills and a river" in cover["blocks"][0]["html"]
    assert len(content["pictures"]) == 1
    assert "Two hills" in client.get(page).content.decode()
    odd = SimpleUploadedFile("arms.png", b"no picture", "image/png")
    assert client.post(page, data | {"file": odd}).status_code == 422
    assert client.post(page, {"title": "Datos", "remove": "on"}).status_code == 302
    assert canonical(Strategy.objects.get())["pictures"] == {}


def test_pillar_pages(signed_in, lead, outline, strategy):
    client = signed_in(lead)
    assert client.get(url("pillar_add")).status_code == 200
    assert client.post(url("pillar_add"), {"title": ""}).status_code == 422
    data = {"title": "Trust", "blocks": ["governance", "use"], "base_version": 1}
    assert client.post(url("pillar_add"), data).status_code == 302
    row = Pillar.objects.get()
    page = url("pillar_edit", row.key)
    assert client.get(page).status_code == 200
    assert client.post(page, data | {"blocks": ["weather"]}).status_code == 422
    assert client.post(page, data | {"title": "Care"}).status_code == 302
    stale = client.post(page, data | {"title": "Mine", "blocks": ["use"]})
    assert stale.status_code == 409
    assert "Care" in stale.content.decode()
    assert "Mine" in stale.content.decode()
    assert client.post(url("pillar_move", row.key), {"to": "up"}).status_code == 302
    assert client.get(url("pillar_delete", row.key)).status_code == 200
    assert client.post(url("pillar_delete", row.key)).status_code == 302


def test_the_strategy_page_groups_by_pillar(signed_in, coach, lead, outline, strategy):
    client = signed_in(coach)
    pillar(strategy, lead, "Care", ["use", "capacity"])
    client.get(url("strategy_detail"))
    with CaptureQueriesContext(connection) as few:
        text = client.get(url("strategy_detail")).content.decode()
    assert text.index("Care") < text.index("Without a pillar")
    pillar(strategy, lead)
    with CaptureQueriesContext(connection) as more:
        client.get(url("strategy_detail"))
    assert len(few) == len(more)


def test_the_outline_page_asks_constant_questions(signed_in, lead, outline, strategy):
    client = signed_in(lead)
    client.get(url("outline_edit"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("outline_edit"))
    own(strategy, outline["C2"], lead)
    pillar(strategy, lead)
    with CaptureQueriesContext(connection) as more:
        client.get(url("outline_edit"))
    assert len(few) == len(more) <= 20


def test_once_signed_the_shape_changes_with_a_reason(signed_in, lead, outline, strategy):
    row = Pillar.objects.create(city=strategy.city, strategy=strategy, title="Trust")
    Strategy.objects.filter(pk=strategy.pk).update(status="amended")
    client = signed_in(lead)
    rename = url("section_rename", outline["C3"].key)
    assert client.post(rename, {"title": "Troubles", "was": ""}).status_code == 422
    assert client.post(url("pillar_delete", row.key), {}).status_code == 422
    data = {"title": "Troubles", "was": "", "why": "The council asked."}
    assert client.post(rename, data).status_code == 302
    newest = PlanRevision.objects.order_by("-pk").first()
    assert newest.why == "The council asked."
    # Who has said why goes on without being asked again.
    assert client.post(url("section_move", outline["C3"].key), {"to": "up"}).status_code == 302
