"""What a page shows of two states: signs and words first, what is the same folded away."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from strategy.models.change import Change
from strategy.models.change_row_words import noun_of
from strategy.models.change_rows import row_changes
from strategy.models.change_words import Words, in_words
from strategy.models.changes import difference, wording_changes
from strategy.models.compare import Kind, Pair, Place, SectionPair, compare
from strategy.models.content import Content
from strategy.models.redline import redline
from strategy.models.text import as_html, plain

# A whole register that is new would push the text off the page.
FOLDED_FROM = 8


@dataclass(frozen=True)
class Piece:
    """One paragraph, drawn: `note` says in words what colour and signs say as well."""

    kind: str
    html: SafeString
    note: str = ""


@dataclass(frozen=True)
class Run:
    """Neighbours of the same fate: unchanged ones are folded."""

    is_same: bool
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Chapter:
    """One section that is not the same in both."""

    key: str
    title: str
    old_title: str
    block: str
    kind: str
    runs: Sequence[Run]


@dataclass(frozen=True)
class Group:
    """The changes of one kind of rows, and how many of each sort."""

    noun: str
    counts: Sequence[str]
    words: Sequence[Words]

    @property
    def is_long(self) -> bool:
        """So many that they are folded."""
        return len(self.words) > FOLDED_FROM


@dataclass(frozen=True)
class Comparison:
    """Two states of a strategy. `same` counts the sections without any change."""

    chapters: Sequence[Chapter]
    same: int
    groups: Sequence[Group]
    total: int

    @property
    def plan(self) -> list[Group]:
        """The groups that have something to list: sections are shown as text."""
        return [group for group in self.groups if group.words]


def comparison_of(before: Content, after: Content, only: str = "", city: str = "") -> Comparison:
    """In the active language. `only`: one section by its key, and nothing of the plan.

    `city` is the slug under which the pictures of the text have their addresses.
    """
    sections = compare(before, after, only)
    about = About(_titles(before) | _titles(after), city)
    chapters = [_chapter(row, about) for row in sections if not row.is_same]
    changes = [] if only else _changes(before, after)
    groups = [*_sections_counted(chapters), *_grouped(changes, before, after)]
    return Comparison(
        chapters=chapters,
        same=sum(row.is_same for row in sections),
        groups=groups,
        total=len(chapters) + len(changes),
    )


def _changes(before: Content, after: Content) -> list[Change]:
    """Each once: policies are among the facts already."""
    found = [
        *difference(before, after).facts,
        *wording_changes(before, after),
        *row_changes(before, after),
    ]
    return list({(one.what, one.key, one.field, one.kind): one for one in found}.values())


def plan_groups(before: Content, after: Content, wanted: Callable[[Change], bool]) -> list[Group]:
    """The wanted differences of the plan and the registers, in words."""
    changes = [change for change in _changes(before, after) if wanted(change)]
    return list(_grouped(changes, before, after))


class About(NamedTuple):
    """What a paragraph needs to be drawn: what the sections are called, whose pictures it has."""

    titles: Mapping[str, str]
    city: str


def _titles(content: Content) -> dict[str, str]:
    return {row["key"]: row["title"] for row in content["sections"]}


def _chapter(row: SectionPair, about: About) -> Chapter:
    runs = [
        Run(is_same, [_piece(pair, about) for pair in pairs])
        for is_same, pairs in groupby(row.pairs, key=lambda pair: pair.kind == Kind.SAME)
    ]
    return Chapter(row.key, row.title, row.old_title, row.block, row.kind, runs)


def _piece(pair: Pair, about: About) -> Piece:
    return Piece(pair.kind, _html(pair, about.city), _note(pair, about.titles))


def _html(pair: Pair, city: str) -> SafeString:
    if pair.kind == Kind.ADDED:
        return whole("ins", drawn(pair.after, city))
    if pair.kind in {Kind.REMOVED, Kind.GONE}:
        return whole("del", drawn(pair.before, city))
    if not pair.is_reworded:
        return drawn(pair.after, city)
    if "<img" in pair.before + pair.after:  # a picture is shown whole, before and after
        both = whole("del", drawn(pair.before, city)), whole("ins", drawn(pair.after, city))
        return format_html("{}{}", *both)
    return signed(redline(pair.before, pair.after))


def drawn(html: str, city: str) -> SafeString:
    """One paragraph, cleaned, with the addresses of its pictures."""
    return as_html([{"id": "", "html": html}], city)


def whole(tag: str, html: SafeString) -> SafeString:
    """A paragraph that stands in one text only; the word for it is read out, too."""
    word = gettext("now") if tag == "ins" else gettext("was")
    sign = format_html('<span class="vh">{} </span>', word)
    return format_html("<{}>{}{}</{}>", mark_safe(tag), sign, html, mark_safe(tag))  # noqa: S308  ours


def signed(html: SafeString) -> SafeString:
    """Every mark with its word for those who hear the page. `html` is cleaned already."""
    for tag, word in (("ins", gettext("now")), ("del", gettext("was"))):
        sign = format_html('<span class="vh">{} </span>', word)
        html = mark_safe(html.replace(f"<{tag}>", f"<{tag}>{sign}"))  # noqa: S308  cleaned above
    return html


def _note(pair: Pair, titles: Mapping[str, str]) -> str:
    if pair.kind in {Kind.MOVED, Kind.GONE} and pair.was_at and pair.is_at:
        return _moved(pair.was_at, pair.is_at, titles)
    if pair.is_reworded and plain(pair.before) == plain(pair.after):
        return gettext("The words are the same: bold, a link, a picture or a table changed.")
    return ""


def _moved(was: Place, now: Place, titles: Mapping[str, str]) -> str:
    if was.section == now.section:
        return gettext("moved from paragraph %(before)s to paragraph %(after)s") % {
            "before": was.number,
            "after": now.number,
        }
    return gettext("moved from “%(before)s” to “%(after)s”") % {
        "before": titles[was.section],
        "after": titles[now.section],
    }


def _sections_counted(chapters: Sequence[Chapter]) -> Iterator[Group]:
    if chapters:
        yield Group(noun_of("section"), _counts(row.kind for row in chapters), [])


def _grouped(changes: Iterable[Change], before: Content, after: Content) -> Iterator[Group]:
    """In the order in which the kinds turn up first."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.what, []).append(change)
    for what, rows in found.items():
        words = [in_words(change, before, after) for change in rows]
        yield Group(noun_of(what), _counts(_by_row(rows)), words)


def _by_row(changes: Sequence[Change]) -> list[str]:
    """A row that changed in three fields changed once."""
    return [kind for kind, _key in dict.fromkeys((one.kind, one.key) for one in changes)]


def _counts(kinds: Iterable[str]) -> list[str]:
    """How many of each, as whole phrases."""
    listed = list(kinds)
    phrases = (
        (Kind.CHANGED, ngettext("%(count)s changed", "%(count)s changed", _n(listed, "changed"))),
        (Kind.ADDED, ngettext("%(count)s added", "%(count)s added", _n(listed, "added"))),
        (Kind.REMOVED, ngettext("%(count)s removed", "%(count)s removed", _n(listed, "removed"))),
        (Kind.MOVED, ngettext("%(count)s moved", "%(count)s moved", _n(listed, "moved"))),
    )
    return [phrase % {"count": _n(listed, kind)} for kind, phrase in phrases if _n(listed, kind)]


def _n(kinds: Sequence[str], kind: str) -> int:
    return sum(one == kind for one in kinds)
