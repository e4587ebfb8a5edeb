"""From a session to the mayor's decision, and back: what led to what.

session → next step → initiative → indicator → decision (a signature, or changes asked for).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cda.lib.formats import in_zone, long_date
from coaching.models.sources import title_of
from coaching.models.work import ActionItem
from strategy.models import ChangeRequest, Goal, Indicator, Initiative, Signature, Strategy
from strategy.models.sources import Step

SESSION, STEP, INITIATIVE, INDICATOR, DECISION = (
    "session", "step", "initiative", "indicator", "decision",
)  # fmt: skip
KINDS = {
    SESSION: gettext_lazy("Session"),
    STEP: gettext_lazy("Next step"),
    INITIATIVE: gettext_lazy("Initiative"),
    INDICATOR: gettext_lazy("Indicator"),
    DECISION: gettext_lazy("Mayor’s decision"),
}


@dataclass(frozen=True)
class Node:
    """One thing of the chain. `page` is what its own page is called by."""

    kind: str
    key: str
    title: str
    note: str = ""
    block: str = ""
    page: str = ""

    @property
    def id(self) -> str:
        return f"{self.kind}-{self.key}"

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Branch:
    node: Node
    branches: list["Branch"] = field(default_factory=list)


class Trace:
    """The nodes in their order, and what leads from each to the next."""

    def __init__(self, nodes: Iterable[Node], edges: Iterable[tuple[str, str]]) -> None:
        self.nodes = {node.id: node for node in nodes}
        self.edges = [pair for pair in edges if self.nodes.keys() >= set(pair)]
        self.after: dict[str, list[str]] = defaultdict(list)
        self.before: dict[str, list[str]] = defaultdict(list)
        for first, then in self.edges:
            self.after[first].append(then)
            self.before[then].append(first)

    def down(self, id_: str) -> Branch:
        """What came of it."""
        return Branch(self.nodes[id_], [self.down(then) for then in self.after[id_]])

    def up(self, id_: str) -> Branch:
        """What it came from."""
        return Branch(self.nodes[id_], [self.up(first) for first in self.before[id_]])

    def of_kind(self, kind: str) -> list[Node]:
        return [node for node in self.nodes.values() if node.kind == kind]

    @property
    def beginnings(self) -> list[Branch]:
        """From the first we know of: a session, or a step or an initiative without one."""
        first = [node.id for node in self.nodes.values() if not self.before[node.id]]
        ends = {INDICATOR, DECISION}
        return [self.down(id_) for id_ in first if self.nodes[id_].kind not in ends]

    @property
    def endings(self) -> list[Branch]:
        """From the last we know of: a decision of the mayor, or what waits for one."""
        last = [node for node in self.nodes.values() if not self.after[node.id]]
        ordered = sorted(last, key=lambda node: node.kind != DECISION)
        told = [node.id for node in ordered if node.kind == INITIATIVE or self.before[node.id]]
        return [self.up(id_) for id_ in told]

    def around(self, id_: str) -> "Trace":
        """Only what leads to a node and what came of it."""
        near = {id_, *_reached(self.after, id_), *_reached(self.before, id_)}
        return Trace((node for node in self.nodes.values() if node.id in near), self.edges)


def _reached(ways: dict[str, list[str]], id_: str) -> Iterator[str]:
    for other in ways.get(id_, []):
        yield other
        yield from _reached(ways, other)


def trace_of(strategy: Strategy, *, has_sessions: bool) -> Trace:
    """Five queries at most. Without sessions, neither they nor what was agreed there is read."""
    goals = list(Goal.objects.filter(strategy=strategy).order_by("position", "pk"))
    blocks = {goal.pk: goal.block for goal in goals}
    nodes, edges = _work(strategy, blocks)
    if has_sessions:
        agreed, ways = _agreed(strategy)
        nodes, edges = [*agreed, *nodes], [*ways, *edges]
    for node, covered in _decisions(strategy):
        nodes.append(node)
        edges += [(id_, node.id) for id_ in covered]
    return Trace(nodes, edges)


def _work(strategy: Strategy, blocks: dict[int, str]) -> tuple[list[Node], list[tuple[str, str]]]:
    measures = list(Indicator.objects.filter(goal__strategy=strategy).order_by("goal_id", "pk"))
    rows = Initiative.objects.filter(objective__goal__strategy=strategy)
    placed = rows.select_related("objective").order_by("objective__goal_id", "position", "pk")
    keys = {row.pk: row.key for row in measures}
    nodes, edges = [], []
    for row in placed:
        block = blocks[row.objective.goal_id]
        node = Node(INITIATIVE, row.key, row.title, row.owner_department, block, row.key)
        nodes.append(node)
        if row.measured_by_id in keys:
            edges.append((node.id, f"{INDICATOR}-{keys[row.measured_by_id]}"))
    nodes += [
        Node(INDICATOR, row.key, row.name, row.unit, blocks[row.goal_id], row.key)
        for row in measures
    ]
    return nodes, edges


def _agreed(strategy: Strategy) -> tuple[list[Node], list[tuple[str, str]]]:
    """The steps that serve an initiative of this strategy, and the sessions they come from."""
    items = ActionItem.objects.filter(initiative__objective__goal__strategy=strategy)
    city, language = strategy.city, _language()
    sessions: dict[str, Node] = {}
    steps, edges = [], []
    for item in items.select_related("log", "initiative").order_by("log__held_at", "pk"):
        step = Node(STEP, item.key, item.text, str(item.get_status_display()), page=item.key)
        steps.append(step)
        if item.initiative:
            edges.append((step.id, f"{INITIATIVE}-{item.initiative.key}"))
        if item.log:
            title = title_of(item.log, city.time_zone, language)
            session = Node(SESSION, item.log.key, title, page=item.log.key)
            sessions[session.id] = session
            edges.append((session.id, step.id))
    return [*sessions.values(), *steps], edges


def _decisions(strategy: Strategy) -> Iterator[tuple[Node, list[str]]]:
    """Each with the ids of what it decided about: what was in the version the mayor read."""
    signed = Signature.objects.filter(strategy=strategy).order_by("signed_at", "pk")
    for key, number, at, record, goals in signed.values_list(
        "key", "version__number", "signed_at", "record", "version__content__goals"
    ):
        title = _("Signed: version %(number)s") % {"number": number}
        note = _("%(day)s, record %(record)s") % {"day": _day(strategy, at), "record": record}
        yield Node(DECISION, key, title, note, page="signed"), _covered(goals, [])
    asked = ChangeRequest.objects.filter(strategy=strategy).order_by("asked_at", "pk")
    for key, number, at, blocks, goals in asked.values_list(
        "key", "version__number", "asked_at", "blocks", "version__content__goals"
    ):
        title = _("Changes asked: version %(number)s") % {"number": number}
        yield Node(DECISION, key, title, _day(strategy, at)), _covered(goals, blocks)


def _covered(goals: Any, blocks: list[str]) -> list[str]:
    """The indicators, and the initiatives that have none; of some building blocks or of all."""
    found: list[str] = []
    for goal in goals or []:
        if blocks and goal["block"] not in blocks:
            continue
        found += [f"{INDICATOR}-{row['key']}" for row in goal["indicators"]]
        for objective in goal["objectives"]:
            rows = objective["initiatives"]
            found += [f"{INITIATIVE}-{row['key']}" for row in rows if not row.get("measured_by")]
    return found


def _day(strategy: Strategy, at: datetime) -> str:
    return long_date(in_zone(at, strategy.city.time_zone), _language())


def _language() -> str:
    """Words and days in one language: that of the reader."""
    return get_language() or "en"


def lines_of(strategy: Strategy) -> list[Step]:
    """The appendix of a draft: initiatives that something led to, one line each."""
    trace = trace_of(strategy, has_sessions=True)
    return [_line(trace, node) for node in trace.of_kind(INITIATIVE) if trace.before[node.id]]


def _line(trace: Trace, node: Node) -> Step:
    near = trace.around(node.id)

    def titles(kind: str) -> tuple[str, ...]:
        return tuple(row.title for row in near.of_kind(kind))

    return Step(
        initiative=node.title,
        sessions=titles(SESSION),
        steps=titles(STEP),
        indicator=", ".join(titles(INDICATOR)),
        decisions=titles(DECISION),
    )
