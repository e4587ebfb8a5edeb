"""One fact that is different between two contents."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One fact: of which row of the plan, in which building block, from what to what."""

    kind: str
    what: str
    key: str
    block: str
    title: str
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def id(self) -> str:
        """Under this name the city lead may say why."""
        return f"{self.key}:{self.field or self.kind}"
