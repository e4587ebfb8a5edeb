"""Items that follow each other, as the nested lists that a reader sees."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from strategy.exchange.wordml import Sign


@dataclass(frozen=True)
class Item:
    """One line of a list: how deep it stands, and to which list it belongs."""

    html: str
    level: int
    list_id: str
    sign: Sign

    @property
    def kind(self) -> tuple[str, bool]:
        return self.list_id, self.sign.is_ordered


def nested(items: Sequence[Item], counted: dict[tuple[str, int], int] | None = None) -> list[str]:
    """One piece of HTML for each outer list."""
    counted = {} if counted is None else counted
    return [_list(run, counted) for run in _runs(items)]


def _runs(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Items of one list with everything that hangs below them."""
    start = 0
    for place in range(1, len(items) + 1):
        if place == len(items) or _begins_anew(items[start], items[place]):
            yield items[start:place]
            start = place


def _begins_anew(first: Item, item: Item) -> bool:
    return item.level < first.level or (item.level == first.level and item.kind != first.kind)


def _list(items: Sequence[Item], counted: dict[tuple[str, int], int]) -> str:
    first = items[0]
    tag = "ol" if first.sign.is_ordered else "ul"
    key = (first.list_id, first.level)
    begins = counted.get(key, first.sign.start)
    written, place, number = [], 0, 0
    while place < len(items):
        end = place + 1
        while end < len(items) and items[end].level > first.level:
            end += 1
        below = "".join(nested(items[place + 1 : end]))
        written.append(f"<li>{items[place].html}{below}</li>")
        place, number = end, number + 1
    counted[key] = begins + number
    start = f' start="{begins}"' if tag == "ol" and begins != 1 else ""
    return f"<{tag}{start}>{''.join(written)}</{tag}>"
