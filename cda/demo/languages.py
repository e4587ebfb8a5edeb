"""Other languages of a strategy, the words agreed on, and words that somebody proposed."""

from cda.demo.calendar import Calendar
from cda.demo.content import Data, other_languages
from cda.demo.story import Chapter
from cda.demo.writing import section_of, strategy_of
from strategy.actions.suggesting import suggest
from strategy.actions.translating import Typed, seed_terms, translate
from strategy.models import Suggestion
from strategy.models.content import canonical
from strategy.models.text import to_blocks
from strategy.models.units import units_of

AGREED = -40


def tell_languages(chapter: Chapter, calendar: Calendar) -> None:
    told = other_languages(chapter.slug)
    if not told:
        return
    chapter.on(calendar.open_day(AGREED), 10, _agree, chapter, told)
    for language, texts in told["texts"].items():
        chapter.on(told["days"], 11, _translate, chapter, told["by"], language, texts)
    if "suggestion" in told:
        chapter.on(told["suggestion"]["days"], 16, _suggest, chapter, told["suggestion"])


def _agree(chapter: Chapter, told: Data) -> None:
    seed_terms(strategy_of(chapter), by=chapter.person(told["by"]))


def _translate(chapter: Chapter, address: str, language: str, texts: Data) -> None:
    """Paragraph by paragraph, in the order of the section."""
    strategy = strategy_of(chapter)
    units = units_of(canonical(strategy))
    typed = []
    for code, paragraphs in texts.items():
        place = section_of(chapter, code).key
        of_section = [unit for unit in units if unit.place == place]
        for unit, marks in zip(of_section, paragraphs, strict=False):
            html = "\n".join(block["html"] for block in to_blocks(marks))
            typed.append(Typed(unit, html, base=0))
    translate(strategy, language, typed, is_draft=False, by=chapter.person(address))


def _suggest(chapter: Chapter, told: Data) -> None:
    section = section_of(chapter, told["section"])
    block = section.blocks[0]
    draft = Suggestion(
        section=section,
        block_id=block["id"],
        base_html=block["html"],
        html=to_blocks(told["text"])[0]["html"],
        reason=told["reason"],
    )
    suggest(draft, by=chapter.coach)
