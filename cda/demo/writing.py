"""The text of a strategy, as it grew: begun, written, declared ready, talked about."""

from collections.abc import Iterator
from datetime import date

from cda.accounts.models import User
from cda.demo.calendar import Calendar
from cda.demo.content import Data, section_text
from cda.demo.story import Chapter
from strategy.actions.commenting import add_comment, resolve_comment
from strategy.actions.drafting import (
    accept_section,
    assign_section,
    declare_ready,
    start_strategy,
    write_section,
)
from strategy.models import Section, Strategy
from strategy.models.text import plain

STARTED, ASSIGNED = -70, -69
BEGUN_BEFORE = 6  # days from the first words to the whole text
RESOLVED_AFTER = 3
FINISHED = {"ready", "commented", "accepted"}
MORNING = 9


def tell_writing(chapter: Chapter, calendar: Calendar) -> None:
    """From the first page to what the sections say today."""
    chapter.on(STARTED, MORNING, _start, chapter)
    for number, (code, told) in enumerate(chapter.data["strategy"]["sections"].items()):
        author = told["assignee"] or chapter.lead_address
        hour = MORNING + number % 9
        if told["assignee"]:
            chapter.on(ASSIGNED, hour, _assign, chapter, code, author)
        drafts = list(_drafts(calendar, told, section_text(chapter.slug, code)))
        for day, text in drafts:
            chapter.on(day, hour + 0.5, _write, chapter, code, author, text)
        for day, _text in drafts[1:] if told["status"] in FINISHED else ():
            chapter.on(day, hour + 0.75, _declare, chapter, code, author)
    for comment in chapter.data["strategy"]["comments"]:
        chapter.on(comment["days"], 19, _comment, chapter, comment)


def _drafts(calendar: Calendar, told: Data, text: str) -> Iterator[tuple[int, str]]:
    """The first half, the whole text some days later.

    What was touched after the first readers had it lacked its last paragraph when they read it.
    """
    if not text:
        return
    written = calendar.open_day(told["days_touched"])
    shown = min(written, calendar.first_deadline)
    yield calendar.open_day(shown - BEGUN_BEFORE), first_half(text)
    if shown < written:
        yield shown, without_end(text)
    yield written, text


def paragraphs(text: str) -> list[str]:
    return text.strip().split("\n\n")


def first_half(text: str) -> str:
    parts = paragraphs(text)
    return "\n\n".join(parts[: (len(parts) + 1) // 2])


def without_end(text: str) -> str:
    parts = paragraphs(text)
    return "\n\n".join(parts[:-1] if len(parts) > 2 else parts)


def strategy_of(chapter: Chapter) -> Strategy:
    return Strategy.objects.select_related("city", "participation").get(city__slug=chapter.slug)


def section_of(chapter: Chapter, code: str) -> Section:
    return Section.objects.get(city__slug=chapter.slug, code=code)


def _start(chapter: Chapter) -> None:
    told = chapter.data["strategy"]
    year = chapter.story.clock.today.year + told["start_year_offset"]
    draft = Strategy(
        title=told["title"],
        language=chapter.data["language"],
        starts_on=date(year, 1, 1),
        ends_on=date(year + 2, 12, 31),
    )
    start_strategy(chapter.participation, draft, by=chapter.lead)


def _assign(chapter: Chapter, code: str, address: str) -> None:
    assignee = chapter.person(address)
    section = section_of(chapter, code)
    assign_section(section, assignee=assignee, due_on=None, by=chapter.lead)


def _write(chapter: Chapter, code: str, address: str, text: str) -> None:
    section = section_of(chapter, code)
    author = chapter.person(address)
    write_section(section, text=text, base_version=section.version, by=author)


def _declare(chapter: Chapter, code: str, address: str) -> None:
    section = section_of(chapter, code)
    if not section.is_declared_ready:
        declare_ready(section, by=chapter.person(address))


def accept_what_is_done(chapter: Chapter) -> None:
    """Before the coach reads it, the lead has: what the lead agrees with is done."""
    for code, told in chapter.data["strategy"]["sections"].items():
        section = section_of(chapter, code)
        if told["status"] != "ready" and section.status == Section.Status.READY:
            accept_section(section, by=chapter.lead)


def _comment(chapter: Chapter, told: Data) -> None:
    section = section_of(chapter, told["section"])
    quoted = (block for block in section.blocks if told["quote"] in plain(block["html"]))
    block = next((block["id"] for block in quoted), "")
    author = chapter.person(told["author"])
    comment = add_comment(section, text=told["text"], block=block, by=author)
    if told["resolved"]:
        resolved = min(told["days"] + RESOLVED_AFTER, -1)
        by: User = chapter.lead
        chapter.on(resolved, 8, lambda: resolve_comment(comment, by=by))
