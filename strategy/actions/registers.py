"""Fill in the structured chapters: rows of a register, several people at a time."""

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.history import keep_plan
from strategy.models import RegisterRow, Section, Strategy
from strategy.models.progress import keep_progress
from strategy.models.register_schemas import Kind, Register, of_section, register
from strategy.models.register_values import Values, heading

MOST_ROWS = 200


def _held(strategy_id: int) -> Strategy:
    strategy = Strategy.objects.locked(strategy_id)
    strategy.require_open()
    return strategy


def _of(row: RegisterRow) -> Register:
    found = register(row.register)
    if found is None:
        raise RuleBroken(_("This table does not exist any more."))
    return found


@transaction.atomic
def add_row(strategy: Strategy, schema: Register, values: Values, *, by: User) -> RegisterRow:
    """Put a new row at the end of its register."""
    strategy = _held(strategy.pk)
    rows = RegisterRow.objects.filter(strategy=strategy, register=schema.code)
    if rows.count() >= MOST_ROWS:
        raise RuleBroken(_("This table is full: it holds %(count)s rows.") % {"count": MOST_ROWS})
    last = rows.aggregate(last=Max("position"))["last"]
    row = RegisterRow.objects.create(
        city_id=strategy.city_id,
        strategy=strategy,
        register=schema.code,
        position=0 if last is None else last + 1,
        values=dict(values),
    )
    _settle(strategy, schema, row, "added", by)
    return row


@transaction.atomic
def edit_row(row: RegisterRow, values: Values, *, base_version: int, by: User) -> bool:
    """Write what was typed over the version it was typed on. False: somebody was faster."""
    strategy, schema = _held(row.strategy_id), _of(row)
    rows = RegisterRow.objects.filter(pk=row.pk, version=base_version)
    if not rows.update(values=dict(values), version=F("version") + 1):
        return False
    row.values, row.version = dict(values), base_version + 1
    _settle(strategy, schema, row, "changed", by)
    return True


@transaction.atomic
def delete_row(row: RegisterRow, *, by: User) -> None:
    """Rows that named this one name nobody now. The history keeps what it said."""
    strategy, schema = _held(row.strategy_id), _of(row)
    _forget(strategy, schema, row.key)
    RegisterRow.objects.filter(pk=row.pk).delete()
    _settle(strategy, schema, row, "deleted", by)


def _forget(strategy: Strategy, schema: Register, key: str) -> None:
    fields = [field.code for field in schema.fields if field.kind == Kind.ROW]
    rows = RegisterRow.objects.filter(strategy=strategy, register=schema.code)
    for other in rows if fields else ():
        named = [code for code in fields if other.values.get(code) == key]
        for code in named:
            other.values[code] = ""
        if named:
            other.version += 1
            other.save(update_fields=["values", "version"])


@transaction.atomic
def move_row(row: RegisterRow, *, step: int, by: User) -> None:
    """One place up (-1) or down (1) in its register. At the end it stays where it is."""
    strategy, schema = _held(row.strategy_id), _of(row)
    rows = list(
        RegisterRow.objects.filter(strategy=strategy, register=row.register).order_by(
            "position", "pk"
        )
    )
    place = next((index for index, other in enumerate(rows) if other.pk == row.pk), 0)
    rows.insert(min(max(place + step, 0), len(rows) - 1), rows.pop(place))
    for index, other in enumerate(rows):
        other.position = index
    RegisterRow.objects.bulk_update(rows, ["position"])
    _settle(strategy, schema, row, "moved", by)


def _settle(strategy: Strategy, schema: Register, row: RegisterRow, past: str, by: User) -> None:
    """What every act on a row leaves behind: the section's count, the history, the log."""
    for section in Section.objects.filter(strategy=strategy, code=schema.section):
        section.count_rows(rows_in(section))
        section.touched_at, section.touched_by_id = timezone.now(), by.pk
        section.save(update_fields=["rows", "status", "touched_at", "touched_by"])
    keep_progress(strategy)
    keep_plan(strategy, by=by)
    note = {"register": schema.code, "title": heading(schema, row.values), "key": row.key}
    record(f"register.{past}", row, by=by, note=note)


def rows_in(section: Section) -> int:
    """How many rows of the registers that are its content."""
    codes = [schema.code for schema in of_section(section.code) if schema.is_content]
    if not codes:
        return 0
    return RegisterRow.objects.filter(strategy_id=section.strategy_id, register__in=codes).count()


def recount(strategy: Strategy) -> None:
    """After rows came in another way: from a file, or from the history. The lock is held."""
    for section in Section.objects.filter(strategy=strategy).defer("blocks"):
        rows = rows_in(section)
        if rows != section.rows:
            section.count_rows(rows)
            section.save(update_fields=["rows", "status"])
