"""What goes into the cells of one field: its value, its drop-down, its count of characters."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.activity.tables import Limit
from pipeline.dossier.schema import Kind, is_empty
from pipeline.forms import styles
from pipeline.forms.options import yes_no_labels
from pipeline.forms.sheets import Column
from pipeline.tools.workbook import Alarm, Cell, DateRule, DropDown, Sheet, column_name

_FIRST_DAY, _LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)
_SUGGESTED = frozenset({"level3", "skill_level"})
"""Drop-downs that only suggest."""


def as_cell(column: Column, value: Any) -> str | int | date | None:
    """A value as a clerk would type it."""
    if is_empty(value):
        return None
    field = column.field
    if field.kind is Kind.YES_NO:
        return yes_no_labels(column)[0 if value else 1]
    if field.options:
        labels = {each.key: each.label for each in field.options}
        return "\n".join(labels[str(each)] for each in _listed(value))
    if isinstance(value, date):
        return value if value.year >= _FIRST_DAY.year else value.isoformat()
    return value if isinstance(value, int) else "\n".join(_listed(value))


def _listed(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def validations_of(
    column: Column, cells: str, formula: str | None
) -> list[DropDown | DateRule | Alarm]:
    """What cells of a field accept; `formula` is the source of their drop-down."""
    if column.field.kind is Kind.DATE:
        return [DateRule(cells=cells, first=_FIRST_DAY, last=_LAST_DAY)]
    if formula is None:
        return []
    strict = column.field.kind is not Kind.CHOICES and column.field.key not in _SUGGESTED
    return [DropDown(cells=cells, formula=formula, strict=strict)]


def add_count(sheet: Sheet, first: int, last: int, at: int, limit: Limit) -> None:
    """Count characters beside a column, without white space as the limits do, and warn in red."""
    text, count = column_name(at), column_name(at + 1)
    for row in range(first, last + 1):
        formula = f'=IF({text}{row}="","",{_length(f"{text}{row}")}&"/{limit.max}")'
        sheet.cells[row, at + 1] = Cell(value=formula, look=styles.COUNT, formula=True)
    over = f"{_length(f'{text}{first}')}>{limit.max}"
    sheet.rules.append(Alarm(cells=f"{count}{first}:{count}{last}", formula=over))


def _length(cell: str) -> str:
    inner = cell
    for white in ('" "', '"　"', "CHAR(10)", "CHAR(13)", "CHAR(9)"):
        inner = f'SUBSTITUTE({inner},{white},"")'
    return f"LEN({inner})"
