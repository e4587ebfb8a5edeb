"""A measured figure against its budget, and how several rounds become one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A ratio: how many times the other one. `is_floor`: it may not be less than its budget."""

    name: str
    ratio: float
    budget: float
    is_floor: bool = False

    @property
    def is_ok(self) -> bool:
        return self.ratio >= self.budget if self.is_floor else self.ratio <= self.budget

    def line(self) -> str:
        verdict = "ok" if self.is_ok else "over budget"
        return f"{self.name} ratio {self.ratio:.2f} budget {self.budget:.2f} {verdict}"


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def ratios(costs: Sequence[float], floors: Sequence[float]) -> list[float]:
    """Each cost beside the mean of the floor measured just before and just after it.

    There is one floor more than there are costs: A B A B A.
    """
    pairs = zip(costs, pairwise(floors), strict=True)
    return [2 * cost / (before + after) for cost, (before, after) in pairs]


def middle(values: Sequence[float]) -> float:
    return median(values)
