"""The hidden sheet 选项: what the drop-downs of the workbook offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.activity.model import Activity
from pipeline.dossier.schema import Kind
from pipeline.forms.sheets import OPTIONS, Column
from pipeline.tools.workbook import Cell, Look, Sheet, column_name

_HEAD = Look(bold=True, fill="EDEDED")
_PLAIN = Look(wrap=False, number_format="@")
_LEVELS = ("field.level1", "field.level2", "field.level3")
_PRESENCE, _YES_NO = ("有", "无"), ("是", "否")


def yes_no_labels(column: Column) -> tuple[str, str]:
    """What yes and no are called in a column."""
    return _PRESENCE if column.field.asks_for_presence else _YES_NO


def offered(column: Column, activity: Activity, above: Sequence[str] = ()) -> tuple[str, ...]:
    """What a field offers to choose from; nothing where it may say anything.

    Args:
        column: The field.
        activity: Its options, levels and terms.
        above: The terms chosen above it: the first level for the second, both for the third.
    """
    if column.path in _LEVELS:
        below: Any = activity.taxonomy.tree
        for each in above[: _LEVELS.index(column.path)]:
            below = below.get(each, {})
        return tuple(below)
    if column.field.key == "skill_level":
        return tuple(each.name for each in activity.skill_levels.levels)
    if column.field.kind is Kind.YES_NO:
        return yes_no_labels(column)
    return tuple(each.label for each in column.field.options)


class Options:
    """Collects lists into columns of the sheet, each list once."""

    def __init__(self, activity: Activity) -> None:
        self.sheet = Sheet(title=OPTIONS, hidden=True)
        self._ranges: dict[tuple[str, ...], str] = {}
        self._activity = activity
        taxonomy = activity.taxonomy.tree
        self._level2 = self._pairs(
            ("一级", "二级"), [(one, two) for one, below in taxonomy.items() for two in below]
        )
        self._level3 = self._pairs(
            ("二级", "三级"),
            [
                (two, three)
                for below in taxonomy.values()
                for two, terms in below.items()
                for three in terms
            ],
        )

    def formula(self, column: Column, *, row: int, letters: dict[str, str]) -> str | None:
        """The source of a column's drop-down, for the cell in `row`; None where it has none.

        Args:
            column: The column.
            row: Row of the first cell that has the drop-down.
            letters: Letters of the sheet's columns by path.
        """
        cells = {path: f"${letter}{row}" for path, letter in letters.items()}
        return self.formula_in_form(column, cells)

    def formula_in_form(self, column: Column, cells: Mapping[str, str]) -> str | None:
        """The source of a field's drop-down; `cells` says in which cell others of its record stand, by path."""
        above = {
            "field.level2": ("field.level1", self._level2),
            "field.level3": ("field.level2", self._level3),
        }
        if column.path in above and self._activity.taxonomy.tree:
            path, pair = above[column.path]
            return _dependent(pair, cells[path])
        labels = self._labels(column)
        return self.range_of(column.field.label, labels) if labels else None

    def _labels(self, column: Column) -> tuple[str, ...]:
        return offered(column, self._activity)

    def range_of(self, title: str, labels: tuple[str, ...]) -> str:
        """The range that lists some labels."""
        if labels not in self._ranges:
            self._ranges[labels] = self._write(title, labels)
        return self._ranges[labels]

    def _write(self, title: str, labels: Sequence[str]) -> str:
        column = max((place[1] for place in self.sheet.cells), default=0) + 1
        self.sheet.cells[1, column] = Cell(value=title, look=_HEAD)
        for row, label in enumerate(labels, start=2):
            self.sheet.cells[row, column] = Cell(value=label, look=_PLAIN)
        letter = column_name(column)
        self.sheet.widths[column] = 24
        return f"{OPTIONS}!${letter}$2:${letter}${len(labels) + 1}"

    def _pairs(self, titles: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> tuple[str, str]:
        """Two columns side by side: what is picked above, and what it offers below."""
        columns = tuple(zip(*pairs, strict=True)) or ((), ())
        upper, lower = columns
        return self._write(titles[0], upper), self._write(titles[1], lower)


def _dependent(pair: tuple[str, str], picked: str) -> str:
    """The part of the lower column that belongs to what was picked.

    OFFSET, MATCH and COUNTIF work alike in Excel, WPS and LibreOffice.
    """
    upper, lower = pair
    head = lower.partition(":")[0].removesuffix("$2") + "$1"
    return f"OFFSET({head},MATCH({picked},{upper},0),0,COUNTIF({upper},{picked}),1)"
