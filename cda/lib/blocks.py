"""The five building blocks of every strategy, in their fixed order, with icon and colour."""

BLOCKS = ("governance", "quality", "use", "capacity", "transparency")

ICONS = {
    "governance": "scale",
    "quality": "badge-check",
    "use": "chart-no-axes-column",
    "capacity": "users",
    "transparency": "eye",
}


def block_number(block: str | int) -> int:
    """1..5 for a code or a number; 0 for anything that is not a building block."""
    if isinstance(block, int):
        return block if 1 <= block <= len(BLOCKS) else 0
    return BLOCKS.index(block) + 1 if block in BLOCKS else 0


def block_class(block: str | int) -> str:
    """The class that carries the block's colour, or nothing for the brand's own."""
    number = block_number(block)
    return f"p{number}" if number else ""


def block_icon(block: str | int) -> str:
    """The icon that always stands beside the block's colour."""
    number = block_number(block)
    return ICONS[BLOCKS[number - 1]] if number else "circle"
