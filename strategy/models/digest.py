"""What the brief says of a version: worked out once, because a version never changes.

The answers are remembered in this process, under the unguessable keys of the versions: whoever
asks has come through the door and holds the version already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cda.lib import formats
from strategy.models.blocks import Block
from strategy.models.change_words import Words, in_words
from strategy.models.changes import difference
from strategy.models.content import Content
from strategy.models.document import Version
from strategy.models.highlights import five_things, money
from strategy.models.summary import Summary, minutes_for

BOILERPLATE = 120  # words of ours on the page
MOST_CHANGES = 12
REMEMBERED = 256


@dataclass(frozen=True, eq=False)
class Digest:
    """One version for somebody with three minutes, in one language. Each is itself alone."""

    text_language: str
    vision: str
    risks: list[str]
    initiatives: int
    facts: list[tuple[str, str]]
    pillars: list[tuple[str, str, str]]
    five: list[str]
    changes: list[Words]
    reading_minutes: int

    @cached_property
    def minutes(self) -> int:
        """To read this page."""
        changed = (" ".join(words.values()) for words in self.changes)
        texts: list[str] = [self.vision, *self.risks, *self.five, *changed]
        texts += [goal for _code, _name, goal in self.pillars] + [words for _n, words in self.facts]
        return minutes_for(BOILERPLATE + sum(len(text.split()) for text in texts))


@dataclass(frozen=True)
class Question:
    """Which version is asked about, and which one the reader knew, by their keys."""

    language: str
    version: str
    before: str


def digest_of(version: str, before: str = "") -> Digest:
    """In the active language, by their keys. `before` is what this reader read last."""
    return _answer(Question(get_language() or "en", version, before))


@lru_cache(maxsize=REMEMBERED)
def _answer(question: Question) -> Digest:
    """Only here are the texts read: both in one query."""
    versions = Version.objects.filter(key__in=[question.version, question.before])
    found = {version.key: version for version in versions}
    version, before = found[question.version], found.get(question.before)
    content, known = version.content, before.content if before else None
    summary = Summary(content)
    return Digest(
        text_language=content["language"],
        vision=summary.vision,
        risks=summary.risks,
        initiatives=len(summary.initiatives),
        facts=_facts(summary, question.language),
        pillars=[(code, str(Block(code).label), goal) for code, goal in summary.pillars if goal],
        five=[] if known else five_things(summary),
        changes=_changes(known, content, version.whys) if known else [],
        reading_minutes=summary.minutes,
    )


def _facts(summary: Summary, language: str) -> list[tuple[str, str]]:
    """What it commits the city to, in three numbers."""
    early = ngettext(
        "initiatives; %(count)s starts in the first 100 days",
        "initiatives; %(count)s start in the first 100 days",
        summary.early,
    )
    percent = formats.percent(summary.funded_percent, language)
    return [
        (str(len(summary.initiatives)), early % {"count": summary.early}),
        (
            money(summary, summary.cost),
            _("over three years; %(percent)s is already in the budget") % {"percent": percent},
        ),
        (str(len(summary.indicators)), _("indicators, measured and reported in public")),
    ]


def _changes(old: Content, new: Content, whys: dict[str, str]) -> list[Words]:
    found = difference(old, new)
    facts = [in_words(change, old, new, whys) for change in found.facts]
    return [*facts[:MOST_CHANGES], *_counted(len(facts) - MOST_CHANGES, found.wording)]


def _counted(more: int, wording: int) -> Iterator[Words]:
    """What is not told one by one."""
    sentences = []
    if more > 0:
        sentences.append(
            ngettext("and %(count)s more change", "and %(count)s more changes", more)
            % {"count": more}
        )
    if wording:
        sentences.append(
            ngettext("and %(count)s wording change", "and %(count)s wording changes", wording)
            % {"count": wording}
        )
    yield from ({"kind": "changed", "where": "", "text": text} for text in sentences)
