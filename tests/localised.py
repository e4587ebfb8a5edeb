"""Walk a data file and yield its texts in three languages."""

from collections.abc import Iterator
from typing import Any

LANGUAGES = ("en", "es", "pt-br")


def localised(node: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Each localised text, or list of texts, with the way to it."""
    if isinstance(node, dict) and "en" in node:
        yield where, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from localised(value, f"{where}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            name = value.get("code", index) if isinstance(value, dict) else index
            yield from localised(value, f"{where}/{name}")
