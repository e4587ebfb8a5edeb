"""The registers of the section catalogue, as data: what is asked for, and where it stands."""

import functools
from collections.abc import Mapping

from strategy.models.register_schemas import annex, blocks, context, money, plan, workforce
from strategy.models.register_schemas.kinds import Field, Kind, Label, Place, Register

__all__ = ["Field", "Kind", "Label", "Place", "Register", "of_section", "register", "registers"]


@functools.cache
def _by_code() -> Mapping[str, Register]:
    found = (
        *context.REGISTERS,
        *blocks.REGISTERS,
        *workforce.REGISTERS,
        *money.REGISTERS,
        *plan.REGISTERS,
        *annex.REGISTERS,
    )
    return {row.code: row for row in found}


def registers() -> tuple[Register, ...]:
    """All of them, in the order of the printed document."""
    return tuple(_by_code().values())


def register(code: str) -> Register | None:
    """The register with this code, if there is one."""
    return _by_code().get(code)


@functools.cache
def of_section(code: str) -> tuple[Register, ...]:
    """The registers that stand in this section of the catalogue."""
    return tuple(row for row in registers() if row.section == code)
