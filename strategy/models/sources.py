"""What other parts of the project know that a strategy can cite, or that leads to it.

They fill these lists in when the project starts: this package does not know them.
"""

from collections.abc import Callable
from typing import NamedTuple

from strategy.models.document import Strategy


class Source(NamedTuple):
    """Something of the city that a claim can rest on. `url` leads to it, for those who may."""

    key: str
    kind: str
    title: str
    url: str


class Step(NamedTuple):
    """One line of the appendix: what an initiative came from, and what it is measured by."""

    initiative: str
    sessions: tuple[str, ...]
    steps: tuple[str, ...]
    indicator: str
    decisions: tuple[str, ...]


SOURCES: list[Callable[[Strategy], list[Source]]] = []
TRACES: list[Callable[[Strategy], list[Step]]] = []


def sources_of(strategy: Strategy) -> list[Source]:
    """One query for each part that has something to offer."""
    return [source for offer in SOURCES for source in offer(strategy)]


def trace_of(strategy: Strategy) -> list[Step]:
    """How the initiatives came about, for the appendix of a draft."""
    return [step for trace in TRACES for step in trace(strategy)]
