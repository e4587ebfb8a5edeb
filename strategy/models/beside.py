"""A section as it is read: each paragraph with what is said and proposed beside it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from strategy.models.anchors import Anchor, with_marks
from strategy.models.proposing import shown
from strategy.models.section import Section
from strategy.models.suggestion import Suggestion
from strategy.models.text import with_pictures
from strategy.models.threads import Discussion, Thread

Verdict = Suggestion.Verdict


@dataclass(frozen=True)
class Proposal:
    """A suggestion with its marks."""

    suggestion: Suggestion
    redline: SafeString


@dataclass(frozen=True)
class Proposals:
    """What waits for the team, the oldest first, and what was decided, the newest first."""

    waiting: list[Proposal]
    decided: list[Proposal]

    def decided_for(self, user_id: int) -> bool:
        """Has somebody an answer here?"""
        return any(row.suggestion.author_id == user_id for row in self.decided)


def sorted_out(rows: Iterable[Suggestion]) -> Proposals:
    """`rows` as they were written; what was taken back is nobody's business."""
    known = [Proposal(row, shown(row)) for row in rows if row.verdict != Verdict.WITHDRAWN]
    waiting = [row for row in known if row.suggestion.verdict == Verdict.WAITING]
    decided = [row for row in known if row.suggestion.decided_at]
    return Proposals(waiting, sorted(decided, key=_decided_at, reverse=True))


def _decided_at(row: Proposal) -> datetime:
    return row.suggestion.decided_at or row.suggestion.written_at


@dataclass(frozen=True)
class Paragraph:
    """One block of the text, and what stands beside it."""

    id: str
    html: SafeString
    threads: list[Thread]
    proposals: list[Proposal]


def read(
    section: Section, city: str, discussion: Discussion, waiting: Iterable[Proposal]
) -> tuple[list[Paragraph], list[Proposal]]:
    """The paragraphs, and proposals for paragraphs that are not there (any more)."""
    by_block: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in waiting:
        by_block[proposal.suggestion.block_id].append(proposal)
    paragraphs = [
        Paragraph(
            block["id"],
            _html(block["html"], city, discussion.by_block[block["id"]]),
            discussion.by_block[block["id"]],
            by_block.pop(block["id"], []),
        )
        for block in section.blocks
    ]
    return paragraphs, [proposal for left in by_block.values() for proposal in left]


def _html(html: str, city: str, threads: Sequence[Thread]) -> SafeString:
    comments = [thread.comment for thread in threads if thread.is_open]
    anchors = [Anchor(row.quote, row.quote_before, row.quote_after) for row in comments]
    return mark_safe(with_pictures(with_marks(html, anchors), city))  # noqa: S308  cleaned there
