"""Words in a line and what they are marked with, whatever order the marks were opened in."""

import html as entities
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.html import escape

from strategy.models.reading import RAISED

# What the marks are called here, in the order in which equals are opened.
MARKS = {"small": "small", "a": "a", "strong": "strong", "b": "strong", "em": "em", "i": "em"} | {
    "sup": "sup",
}  # fmt: skip
ORDER = ["small", "a", "strong", "em", "sup"]
# Deeper than people write; what is deeper still stands in the deepest that counts.
DEEPEST = 40
BREAK = "\n"
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_WHITE = re.compile(r"[ \t\r\n\f]+")
_TOKEN = re.compile(r"\s+|\S+")

Mark = tuple[str, str]


@dataclass
class Element:
    """An element, with what it holds in order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    def within(self, tag: str) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag:
                    yield child
                yield from child.within(tag)


Node = Element | str


@dataclass(frozen=True)
class Run:
    """Words with the same marks: (name, address) each."""

    text: str
    marks: frozenset[Mark] = frozenset()


def tree(html: str) -> Element:
    """The elements of what nh3 wrote: balanced, every value quoted, "<" only before a name."""
    root = Element("")
    stack, place = [root], 0
    for found in _TAG.finditer(html):
        _say(stack[-1], html[place : found.start()])
        place = found.end()
        if found[1]:
            stack[:] = stack[:-1] or [root]
            continue
        element = Element(found[2], _attributes(found[3]))
        if len(stack) < DEEPEST:
            stack[-1].children.append(element)
        else:
            _say(stack[-1], " ")
            element = stack[-1]
        if found[2] not in {"br", "img", "hr"}:
            stack.append(element)
    _say(stack[-1], html[place:])
    return root


def _say(element: Element, text: str) -> None:
    if text:
        element.children.append(entities.unescape(text))


def _attributes(written: str) -> dict[str, str]:
    return {name: entities.unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def runs_of(nodes: Iterable[Node], marks: frozenset[Mark] = frozenset()) -> list[Run]:
    found: list[Run] = []
    for node in nodes:
        if isinstance(node, str):
            found.append(Run(_WHITE.sub(" ", node), marks))
        elif node.tag == "br":
            found.append(Run(BREAK, marks))
        elif node.tag == "img":
            found.append(Run("" if "src" in node.attributes else node.attributes.get("alt", "")))
        elif node.tag in MARKS:
            found += runs_of(node.children, _with(marks, node))
        else:
            found += [Run(" "), *runs_of(node.children, marks), Run(" ")]
    return found


def _with(marks: frozenset[Mark], element: Element) -> frozenset[Mark]:
    name = MARKS.get(element.tag, "")
    address = element.attributes.get("href", "") if name == "a" else ""
    if not name or (name == "a" and not address):
        return marks
    return frozenset(mark for mark in marks if mark[0] != name) | {(name, address)}


def without_breaks(runs: Iterable[Run]) -> list[Run]:
    return [Run(run.text.replace(BREAK, " "), run.marks) for run in runs]


def inline_html(runs: Iterable[Run]) -> str:
    """One spelling for the same words: spaces once, marks around words and never around spaces."""
    return _html(_merged(_raised(_merged(_tight(_spaced(runs))))), frozenset())


def _spaced(runs: Iterable[Run]) -> list[Run]:
    """One space where there are several; none at the ends, none beside a break."""
    found: list[Run] = []
    for run in runs:
        for text in _TOKEN.findall(run.text):
            if text.strip():
                found.append(Run(text, run.marks))
            elif found and BREAK in text:
                while not found[-1].text.strip():
                    found.pop()
                found.append(Run(BREAK, run.marks))
            elif found and found[-1].text not in {BREAK, " "}:
                found.append(Run(text, run.marks))
    while found and not found[-1].text.strip():
        found.pop()
    return found


def _tight(runs: list[Run]) -> Iterator[Run]:
    """A space is bold only between bold words."""
    for place, run in enumerate(runs):
        if run.text.strip():
            yield run
        else:
            yield Run(run.text, run.marks & runs[place - 1].marks & runs[place + 1].marks)


def _merged(runs: Iterable[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and found[-1].marks == run.marks:
            found[-1] = Run(found[-1].text + run.text, run.marks)
        else:
            found.append(run)
    return found


def _raised(runs: list[Run]) -> Iterator[Run]:
    """Only a number or a short word is raised: `^2^`."""
    for run in runs:
        is_short = RAISED.fullmatch(run.text)
        marks = run.marks if is_short else frozenset(m for m in run.marks if m[0] != "sup")
        yield Run(run.text, marks)


def _html(runs: list[Run], done: frozenset[Mark]) -> str:
    """The mark that reaches farthest is opened first."""
    out, place = "", 0
    while place < len(runs):
        rest = runs[place].marks - done
        if not rest:
            out += escape(runs[place].text).replace(BREAK, "<br>\n")
            place += 1
            continue
        mark = min(rest, key=lambda one: (-_reach(runs, place, one), ORDER.index(one[0])))
        end = place + _reach(runs, place, mark)
        name, address = mark
        href = f' href="{escape(address)}"' if name == "a" else ""
        out += f"<{name}{href}>{_html(runs[place:end], done | {mark})}</{name}>"
        place = end
    return out


def _reach(runs: list[Run], place: int, mark: Mark) -> int:
    end = place
    while end < len(runs) and mark in runs[end].marks:
        end += 1
    return end - place
