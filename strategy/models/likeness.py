"""Which old paragraph a new one continues."""

import re
from collections import Counter, deque
from collections.abc import Sequence

ALIKE = 0.4
# Typing on: this many letters in common at the start, and nothing else before them.
BEGUN = 8
# Beyond this, likeness would cost more than it tells: then the place decides.
MOST_PAIRS = 2_500
LONGEST = 400
_TAG = re.compile("<[^>]*>")


def pair_up(olds: Sequence[str], news: Sequence[str]) -> list[int | None]:
    """For each new paragraph the place of the old one it continues, or None.

    The same words first, wherever they stand now; then the most similar, the nearest of equals.
    """
    pairs = _same(olds, news)
    taken = set(pairs)
    free_olds = [place for place in range(len(olds)) if place not in taken]
    free_news = [place for place, old in enumerate(pairs) if old is None]
    for new, old in _most_alike(olds, news, free_olds, free_news):
        pairs[new] = old
    return pairs


def _same(olds: Sequence[str], news: Sequence[str]) -> list[int | None]:
    places: dict[str, deque[int]] = {}
    for place, old in enumerate(olds):
        places.setdefault(old, deque()).append(place)
    return [places[new].popleft() if places.get(new) else None for new in news]


def _most_alike(
    olds: Sequence[str], news: Sequence[str], free_olds: list[int], free_news: list[int]
) -> list[tuple[int, int]]:
    if len(free_olds) * len(free_news) > MOST_PAIRS:
        return list(zip(free_news, free_olds, strict=False))
    bags = {html: _bag(html) for html in {*map(olds.__getitem__, free_olds), *news}}
    ranked = sorted(
        (-likeness(olds[old], news[new], bags), abs(old - new), new, old)
        for new in free_news
        for old in free_olds
    )
    pairs: dict[int, int] = {}
    for rank, _, new, old in ranked:
        if -rank >= ALIKE and new not in pairs and old not in pairs.values():
            pairs[new] = old
    return list(pairs.items())


def likeness(old: str, new: str, bags: dict[str, Counter[str]]) -> float:
    """0 to 1: the share of the words that both have. To write on is to stay the same paragraph."""
    if _continues(old, new):
        return 1.0
    before, after = bags[old], bags[new]
    return 2 * (before & after).total() / max(before.total() + after.total(), 1)


def _continues(old: str, new: str) -> bool:
    shorter, longer = sorted((html.rpartition("</")[0] for html in (old, new)), key=len)
    return len(shorter) > BEGUN and longer.startswith(shorter)


def _bag(html: str) -> Counter[str]:
    return Counter(_TAG.sub(" ", html).lower().split()[:LONGEST])
