"""The structured chapters of a strategy: rows and pillars, put in on one day by the lead."""

from collections.abc import Iterator
from typing import Any

from cda.demo.calendar import Calendar
from cda.demo.content import Data, chapters
from cda.demo.story import Chapter
from cda.demo.writing import strategy_of
from cda.lib.ids import public_id
from strategy.actions.history import keep_plan
from strategy.actions.registers import rows_in
from strategy.models import Initiative, Pillar, RegisterRow, Section, Strategy
from strategy.models.register_schemas import Kind, Register, register
from strategy.models.register_values import heading

FILLED_IN = -38  # the goals are there by then: policies name initiatives


def tell_registers(chapter: Chapter, calendar: Calendar) -> None:
    told = chapters(chapter.slug)
    if told:
        chapter.on(calendar.open_day(FILLED_IN), 17.5, _fill_in, chapter, told)


def _fill_in(chapter: Chapter, told: Data) -> None:
    """All at once: what counts here is what stands in the tables, not who typed which row."""
    strategy = strategy_of(chapter)
    rows = [row for code in told["registers"] for row in _rows(chapter, strategy, code, told)]
    RegisterRow.objects.bulk_create(rows)
    Pillar.objects.bulk_create(
        Pillar(city_id=strategy.city_id, strategy=strategy, position=place, **pillar)
        for place, pillar in enumerate(told["pillars"])
    )
    for section in Section.objects.filter(strategy=strategy).defer("blocks"):
        count = rows_in(section)
        if count:
            Section.objects.filter(pk=section.pk).update(rows=count)
    keep_plan(strategy, by=chapter.lead)


def _rows(chapter: Chapter, strategy: Strategy, code: str, told: Data) -> Iterator[RegisterRow]:
    schema = register(code)
    if schema is None:
        return
    initiatives = Initiative.objects.filter(objective__goal__strategy=strategy)
    keys = dict(initiatives.values_list("title", "key"))
    named = [(public_id(), values) for values in told["registers"][code]]
    keys |= {heading(schema, values): key for key, values in named}
    for place, (key, values) in enumerate(named):
        yield RegisterRow(
            key=key,
            city_id=strategy.city_id,
            strategy=strategy,
            register=code,
            position=place,
            values=_values(chapter, schema, values, keys),
        )


def _values(
    chapter: Chapter, schema: Register, values: Data, keys: dict[str, str]
) -> dict[str, Any]:
    """As a form keeps them: days as dates, other rows and initiatives by their keys."""
    kept = {}
    for field in schema.fields:
        value = values.get(field.code, "")
        if field.kind in {Kind.ROW, Kind.INITIATIVE}:
            value = keys.get(value, "")
        if field.kind == Kind.DATE and value:
            value = chapter.story.clock.day(value["days"]).isoformat()
        kept[field.code] = value
    return kept
