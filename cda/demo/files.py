"""A paper of before the programme that a city has brought, and its strategy as a file."""

from cda.demo.calendar import Calendar
from cda.demo.content import brought_file
from cda.demo.story import Chapter
from cda.demo.writing import strategy_of
from strategy import tasks
from strategy.actions.exporting import ask_for_file
from strategy.actions.importing import bring_file, read_now

# Long enough before today that nobody waits for it, recent enough to be on somebody's mind.
BROUGHT, ASKED = -2, -1


def tell_files(chapter: Chapter, calendar: Calendar) -> None:
    content = brought_file(chapter.slug)
    if content:
        chapter.on(calendar.open_day(BROUGHT), 15, _bring, chapter, content)
        chapter.on(ASKED, 16, _ask, chapter)


def _bring(chapter: Chapter, content: bytes) -> None:
    source = bring_file(
        strategy_of(chapter), file_name="open-data-plan.md", content=content, by=chapter.lead
    )
    read_now(source)


def _ask(chapter: Chapter) -> None:
    strategy = strategy_of(chapter)
    language = strategy.language
    export = ask_for_file(strategy, format_="md", language=language, by=chapter.lead)
    tasks.write_export(export.city_id, export.pk)
