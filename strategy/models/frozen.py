"""A frozen version as a coach reads it: text with its threads, plan, and what changed since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from strategy.models.change_words import in_words
from strategy.models.changes import difference
from strategy.models.content import Content
from strategy.models.review import Comment
from strategy.models.text import as_html
from strategy.models.threads import Thread


@dataclass(frozen=True)
class Chapter:
    """One section of a frozen version."""

    key: str
    title: str
    block: str
    html: SafeString
    threads: list[Thread]
    is_changed: bool

    @property
    def count_open(self) -> int:
        return sum(thread.is_open for thread in self.threads)


def chapters_of(
    content: Content, comments: Iterable[Comment], before: Content | None, city: str
) -> list[Chapter]:
    """The written sections, their pictures from `city` (its slug).

    `comments` come with their section, the first of a thread before.
    """
    threads = _threads_by_section(comments)
    old = {section["key"]: section["blocks"] for section in (before or {}).get("sections", [])}
    return [
        Chapter(
            key=section["key"],
            title=section["title"],
            block=section["block"],
            html=as_html(section["blocks"], city),
            threads=threads.get(section["key"], []),
            is_changed=before is not None and old.get(section["key"], []) != section["blocks"],
        )
        for section in content.get("sections", [])
        if section["blocks"] or section["key"] in threads
    ]


def _threads_by_section(comments: Iterable[Comment]) -> dict[str, list[Thread]]:
    found: dict[str, list[Thread]] = {}
    threads: dict[int, Thread] = {}
    for comment in comments:
        if comment.parent_id is None:
            threads[comment.pk] = Thread(comment)
            found.setdefault(comment.section.key, []).append(threads[comment.pk])
        elif comment.parent_id in threads:
            threads[comment.parent_id].replies.append(comment)
    return found


def plan_of(content: Content) -> list[Mapping[str, Any]]:
    """The goals of a frozen version, with everything under them."""
    goals: list[Mapping[str, Any]] = content.get("goals", [])
    return goals


def changes_since(before: Content | None, after: Content) -> list[dict[str, str]]:
    """What became of goals, money, dates and owners since the coach last read them."""
    if not before or not after:
        return []
    return [in_words(change, before, after) for change in difference(before, after).facts]
