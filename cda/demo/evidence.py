"""What the claims of a strategy rest on, and which initiative each next step serves."""

from collections.abc import Iterator

from cda.demo.calendar import Calendar
from cda.demo.content import Data, evidence
from cda.demo.story import Chapter
from cda.demo.writing import strategy_of
from coaching.models import ActionItem, CoachingLog
from strategy.actions.history import keep_plan
from strategy.models import Citation, Initiative, Section, Strategy
from strategy.models.sources import Source, sources_of
from strategy.models.text import plain

YESTERDAY = -1


def tell_evidence(chapter: Chapter, calendar: Calendar) -> None:
    told = evidence(chapter.slug)
    if told:
        chapter.on(calendar.open_day(YESTERDAY), 20, _cite, chapter, told["citations"])
        chapter.on(YESTERDAY, 20.5, _link, chapter, told["steps"])


def _cite(chapter: Chapter, rows: list[Data]) -> None:
    """All at once, on the last evening on which the text is open."""
    strategy = strategy_of(chapter)
    Citation.objects.bulk_create(list(_citations(chapter, strategy, rows)))
    keep_plan(strategy, by=chapter.lead)


def _citations(chapter: Chapter, strategy: Strategy, rows: list[Data]) -> Iterator[Citation]:
    sections = {row.code: row for row in Section.objects.filter(strategy=strategy)}
    logs = CoachingLog.objects.filter(participation=strategy.participation_id)
    held = list(logs.order_by("held_at").values_list("key", flat=True))
    offered = {source.key: source for source in sources_of(strategy)}
    for row in rows:
        section = sections[row["section"]]
        session = offered[held[row["session"]]] if "session" in row else None
        citation = _citation(row, section, session)
        citation.strategy, citation.city_id = strategy, strategy.city_id
        citation.added_by = chapter.lead
        yield citation


def _citation(row: Data, section: Section, session: Source | None) -> Citation:
    texts = ((block["id"], plain(block["html"])) for block in section.blocks)
    block, quote = next((pair for pair in texts if row["words"] in pair[1]), ("", ""))
    return Citation(
        section=section,
        block_id=block,
        quote=quote[:300],
        kind=row["kind"],
        title=session.title if session else row["title"],
        target=session.key if session else "",
        detail=row["detail"],
        file_name=row.get("file_name", ""),
        content=row["content"].encode() if "content" in row else None,
    )


def _link(chapter: Chapter, steps: dict[str, str]) -> None:
    """By their words: steps and initiatives are told elsewhere."""
    strategy = strategy_of(chapter)
    rows = Initiative.objects.filter(objective__goal__strategy=strategy)
    initiatives = {row.title: row for row in rows}
    items = list(ActionItem.objects.filter(participation=strategy.participation_id))
    for item in items:
        item.initiative = initiatives.get(steps.get(item.text, ""))
    ActionItem.objects.bulk_update(items, ["initiative"])
