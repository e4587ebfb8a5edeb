"""What is measured, in which order, and what is printed on the way."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from django.urls import reverse

from cda.bench.compare import compare_figures
from cda.bench.documents import document_figures
from cda.bench.figures import Figure, middle, percentile, ratios
from cda.bench.growth import grow_cohort
from cda.bench.pages import STAFF, Autosave, Page, cookies_of, floor, pages
from cda.bench.processes import Meter
from cda.bench.scratch import Env, analyse
from cda.bench.server import web_server
from cda.bench.visitor import Answer, Sample, Visitor, measure

ROUNDS = 3
FLOOR_SECONDS, PAGE_SECONDS = 0.8, 1.6
# A page of fifty is full with 120 cities; the lists may not grow with those on other pages.
FEW, MANY, GREW = 12, 120, 1.5
HUNDRED, TEN_THOUSAND, LIST_GREW = 100, 10_000, 1.3


@dataclass
class Series:
    """The rounds of one page, and the floor before and after each."""

    page: Page | Autosave
    ask: Callable[[], Answer]
    samples: list[Sample] = field(default_factory=list)
    floors: list[Sample] = field(default_factory=list)

    def figure(self) -> Figure:
        return Figure(self.page.name, middle(self.rounds()), self.page.budget)

    def round_trip(self) -> Figure:
        """How long nineteen of twenty take at most, as the visitor sees it."""
        ours, bare = slow(self.samples), slow(self.floors)
        return Figure(f"{self.page.name}_p95", ours / bare, self.page.budget)

    def rounds(self) -> list[float]:
        costs = [sample.cpu for sample in self.samples]
        return [
            ratio
            for place, cost in enumerate(costs)
            for ratio in ratios([cost], [one.cpu for one in self.floors[2 * place : 2 * place + 2]])
        ]

    def line(self, counted: Answer) -> str:
        ordered = sorted(self.rounds())
        queries, size = counted.headers.get("X-Queries", "?"), len(counted.body.encode()) / 1000
        costs = f"{ordered[0]:.2f}–{ordered[-1]:.2f} × the floor"
        return f"{told(self.page.name, self.samples)}{queries:>4} queries{size:6.0f} kB   {costs}"


def told(name: str, samples: list[Sample]) -> str:
    """Processor time of a request, and how long it took."""
    cpu = 1000 * middle([one.cpu for one in samples])
    p50, p95 = 1000 * slow(samples, 0.5), 1000 * slow(samples)
    return f"{name:<16}{cpu:7.1f} ms CPU{p50:8.1f} ms p50{p95:8.1f} ms p95"


def slow(samples: list[Sample], share: float = 0.95) -> float:
    """Seconds that so large a share of all requests does not exceed."""
    return percentile([one for sample in samples for one in sample.latencies], share)


def all_figures(env: Env) -> list[Figure]:
    figures = web_figures(env)
    figures += growth_figures(env)
    figures += document_figures()
    figures += compare_figures(env)
    return figures


@contextmanager
def measuring(env: Env) -> Iterator[tuple[int, Meter]]:
    with web_server(env) as (process, port):
        meter = Meter(process, env["DATABASE_OWNER_URL"])
        try:
            yield port, meter
        finally:
            meter.close()


def web_figures(env: Env) -> list[Figure]:
    """Every page in turn, the floor before and after it, three times."""
    with measuring(env) as (port, meter), ExitStack() as open_browsers:
        browse = Browsers(port, open_browsers)
        bare = floor()
        ask_bare = bare.asking(browse.visitor(bare.person))
        shown: list[Page | Autosave] = [*pages(), Autosave()]
        series = [Series(page, page.asking(browse.visitor(page.person))) for page in shown]
        for _ in range(ROUNDS):
            before = measure(ask_bare, bare.check, meter, FLOOR_SECONDS)
            for one in series:
                one.samples.append(measure(one.ask, one.page.check, meter, PAGE_SECONDS))
                after = measure(ask_bare, bare.check, meter, FLOOR_SECONDS)
                one.floors += [before, after]
                before = after
        print(told("the floor", [sample for one in series for sample in one.floors]))
        browse.count()
        for one in series:
            print(one.line(one.ask()), flush=True)
    return [*(one.figure() for one in series), series[-1].round_trip()]


@dataclass
class Browsers:
    """One for each person."""

    port: int
    stack: ExitStack
    known: dict[str, Visitor] = field(default_factory=dict)

    def count(self) -> None:
        """From now on every answer says how many queries it took."""
        for visitor in self.known.values():
            visitor.is_counted = True

    def visitor(self, person: str) -> Visitor:
        if person not in self.known:
            visitor = Visitor(self.port, cookies_of(person))
            self.stack.callback(visitor.close)
            self.known[person] = visitor
        return self.known[person]


def growth_figures(env: Env) -> list[Figure]:
    """The same page with ten times the cities, and with a hundred times."""
    small, large = grow_cohort(1000, FEW), grow_cohort(1001, MANY)
    analyse(env)
    return [compared(env, "cohort_grid_12_to_120", small.number, large.number, GREW)]


def compared(env: Env, name: str, small: int, large: int, budget: float) -> Figure:
    """Two cohorts in turn, three times: A B A B A B A."""
    with measuring(env) as (port, meter):
        visitor = Visitor(port, cookies_of(STAFF))
        costs: dict[int, list[float]] = {small: [], large: []}
        for number in [small, large] * ROUNDS + [small]:
            path = reverse("cohorts:cohort_detail", args=[number])
            page = Page(name, STAFF, path, f"{number}</", budget)
            sample = measure(page.asking(visitor), page.check, meter, PAGE_SECONDS)
            costs[number].append(sample.cpu)
        visitor.close()
    figure = Figure(name, middle(ratios(costs[large], costs[small])), budget)
    print(f"{name}: {1000 * middle(costs[small]):.1f} → {1000 * middle(costs[large]):.1f} ms CPU")
    return figure
