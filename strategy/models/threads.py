"""Comments as they are read: threads on the paragraphs of a section."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from strategy.models.review import Comment
from strategy.models.section import Section
from strategy.models.text import Block, plain

SHORT = 80


@dataclass(frozen=True)
class Thread:
    """A comment with its answers, oldest first."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None


@dataclass(frozen=True)
class Discussion:
    """The threads of one section, by where they stand."""

    by_block: dict[str, list[Thread]]
    on_section: list[Thread]
    on_deleted: list[Thread]

    @property
    def threads(self) -> list[Thread]:
        return [*self.on_section, *chain(*self.by_block.values()), *self.on_deleted]

    @property
    def is_empty(self) -> bool:
        return not self.threads

    @property
    def count_open(self) -> int:
        return sum(thread.is_open for thread in self.threads)


def discussion_of(section: Section, comments: Iterable[Comment]) -> Discussion:
    """Sort comments (with authors) into threads. A paragraph that is gone keeps its threads."""
    threads: dict[int, Thread] = {}
    answers: list[Comment] = []
    for comment in comments:
        if comment.parent_id is None:
            threads[comment.pk] = Thread(comment)
        else:
            answers.append(comment)
    for answer in answers:
        threads[answer.parent_id or 0].replies.append(answer)
    found = Discussion({block["id"]: [] for block in section.blocks}, [], [])
    for thread in threads.values():
        place = thread.comment.block_id
        if not place:
            found.on_section.append(thread)
        elif place in found.by_block:
            found.by_block[place].append(thread)
        else:
            found.on_deleted.append(thread)
    return found


def paragraphs(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """(id, first words) of every paragraph, to choose from."""
    return [(block["id"], shortened(plain(block["html"]))) for block in blocks]


def shortened(text: str) -> str:
    """The first words, with a sign that there are more."""
    if len(text) <= SHORT:
        return text
    return text[:SHORT].rsplit(" ", 1)[0] + "…"
