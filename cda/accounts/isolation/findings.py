"""Everything a proof found out."""

from dataclasses import dataclass, field

from cda.accounts.isolation.tally import Tally


@dataclass
class Findings:
    """What was there, what was tried, and what it showed."""

    database: str = ""
    server: str = ""
    strong: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    tables: int = 0
    rows: int = 0
    people: list[str] = field(default_factory=list)
    mutants: int = 0
    survivors: list[str] = field(default_factory=list)
    compared: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def holes(self) -> list[str]:
        """Every reason to answer: the cities are not kept apart."""
        return [
            *map(str, self.tally.holes),
            *(f"Broken on purpose, and not noticed: {mutant}." for mutant in self.survivors),
            *(f"The real database differs: {text}." for text in self.differences),
        ]
