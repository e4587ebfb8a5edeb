"""What a plan costs and who carries how much: sums over its initiatives."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from strategy.models.blocks import Block, BudgetKind
from strategy.models.document import HORIZON_YEARS
from strategy.models.plan import QUARTERS, Initiative

QUARTERS_A_YEAR = QUARTERS // HORIZON_YEARS
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    """What it costs: by year, by building block, by kind, and what of it has its money."""

    total: Decimal
    funded: Decimal
    by_kind: Sequence[tuple[str, Decimal]]
    by_year: Sequence[tuple[int, Decimal]]
    by_block: Sequence[tuple[str, str, Decimal]]

    @property
    def open(self) -> Decimal:
        return self.total - self.funded


@dataclass(frozen=True)
class Load:
    """How many initiatives one owner has at once, quarter by quarter."""

    owner: str
    quarters: Sequence[int]

    @property
    def most(self) -> int:
        return max(self.quarters)

    @property
    def busiest(self) -> int:
        """The first quarter with the most."""
        return list(self.quarters).index(self.most)


def totals_of(rows: Sequence[Initiative]) -> Totals:
    """The sums. A cost is spread evenly over the quarters of its initiative, which has its goal."""
    kinds: dict[str, Decimal] = defaultdict(Decimal)
    blocks: dict[str, Decimal] = defaultdict(Decimal)
    years = [Decimal(0)] * HORIZON_YEARS
    for row in rows:
        kinds[row.budget_kind] += row.cost
        blocks[row.objective.goal.block] += row.cost
        for year, amount in spread(row).items():
            years[year] += amount
    return Totals(
        total=sum((row.cost for row in rows), Decimal(0)),
        funded=sum((row.cost for row in rows if row.is_funded), Decimal(0)),
        by_kind=[(str(kind.label), kinds[kind]) for kind in BudgetKind],
        by_year=list(enumerate(years, start=1)),
        by_block=[(block.value, str(block.label), blocks[block]) for block in Block],
    )


def spread(row: Initiative) -> Mapping[int, Decimal]:
    """Its cost by year, to the cent: the last year takes what rounding left."""
    quarters = range(row.start_quarter, row.end_quarter + 1)
    years = [quarter // QUARTERS_A_YEAR for quarter in quarters]
    shares = {
        year: (row.cost * years.count(year) / len(years)).quantize(CENT) for year in set(years)
    }
    shares[years[-1]] += row.cost - sum(shares.values())
    return shares


def loads_of(rows: Sequence[Initiative]) -> list[Load]:
    """Owners with their quarters, the busiest first."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        if owner := (row.owner.name if row.owner else row.owner_department):
            quarters = counts.setdefault(owner, [0] * QUARTERS)
            for quarter in range(row.start_quarter, row.end_quarter + 1):
                quarters[quarter] += 1
    loads = [Load(owner, quarters) for owner, quarters in counts.items()]
    return sorted(loads, key=attrgetter("most"), reverse=True)
