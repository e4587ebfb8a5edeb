"""States of a strategy that people gave a name, and until when they have read it."""

from cda.demo.calendar import Calendar
from cda.demo.story import Chapter
from cda.demo.writing import strategy_of
from strategy.actions.history import mark_read, name_version

# In the languages of the three cities; the others send their text to the coach and that is it.
NAMES = {
    "maple-harbor": ("Workshop draft", -16),
    "cerro-nuevo": ("Borrador del taller", -45),
}
READ = {"maple-harbor": -6, "valle-sereno": -12, "cerro-nuevo": -20}


def tell_history(chapter: Chapter, calendar: Calendar) -> None:
    if chapter.slug in NAMES:
        name, day = NAMES[chapter.slug]
        chapter.on(calendar.open_day(day), 18.5, _name, chapter, name)
    if chapter.slug in READ:
        chapter.on(READ[chapter.slug], 21.5, _read, chapter)


def _name(chapter: Chapter, name: str) -> None:
    name_version(strategy_of(chapter), name, by=chapter.lead)


def _read(chapter: Chapter) -> None:
    """The lead and the coach have read what there is tonight."""
    for reader in (chapter.lead, chapter.coach):
        mark_read(strategy_of(chapter), chapter.story.clock.now(), by=reader)
