"""Lay out the tables of the workbook: bands, headers with notes, a row for each record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pipeline.activity.model import Activity
from pipeline.activity.tables import Limit
from pipeline.dossier.schema import is_empty
from pipeline.forms import sheets, styles
from pipeline.forms.cells import add_count, as_cell, validations_of
from pipeline.forms.options import Options
from pipeline.forms.sheets import Column, SheetPlan
from pipeline.tools.workbook import Cell, DropDown, Sheet, column_name

Record = Mapping[str, Any]
"""Values of a row by path; `#1` and `#2` for 编号 and 类别."""

_BAND_ROW = 3
_LEADING_NOTES = {
    sheets.ID_LABEL: "所属项目的编号，与“项目”表一致，如 P01",
    sheets.HONOUR_KIND_LABEL: "第一完成人本人的荣誉填“个人”，项目团队获奖填“团队”",
}


def id_range(count: int) -> str:
    """Where the sheet 项目 lists its ids."""
    first = _BAND_ROW + 2
    return f"{sheets.PROJECTS}!$A${first}:$A${first + count - 1}"


@dataclass(frozen=True, slots=True)
class Basis:
    """What all sheets of a workbook are made from; `ids` is the range that lists the ids."""

    activity: Activity
    options: Options
    ids: str

    def limit_of(self, column: Column) -> Limit | None:
        """The limit in characters of a field."""
        return self.activity.limits.text.get(column.path)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a table's column stands; `count` is the column with its characters, if it has one."""

    column: Column
    at: int
    count: int | None


class Table:
    """One table: bands where it has several, a header, a row for each record."""

    def __init__(self, basis: Basis, plan: SheetPlan, rows: Sequence[Record]) -> None:
        self.basis, self.plan, self.rows = basis, plan, rows
        self.leading = [sheets.ID_LABEL] * plan.has_id
        self.leading += [sheets.HONOUR_KIND_LABEL] * plan.has_honour_kind
        self.places = list(self._places())
        owners = dict.fromkeys(row.get("#1") for row in rows)
        self.groups = {owner: number for number, owner in enumerate(owners)}
        self.banded = len({each.band for each in plan.columns}) > 1
        self.header_row = _BAND_ROW + 1 if self.banded else _BAND_ROW
        self.first, self.last = self.header_row + 1, self.header_row + len(rows)
        self.colours = styles.colours_of(plan.columns)
        self.sheet = Sheet(
            title=plan.title,
            heights={1: 34, 2: 20, self.header_row: 46},
            frozen=f"{'C' if self.banded else 'B'}{self.first}",
            repeated_rows=f"{_BAND_ROW}:{self.header_row}",
            repeated_columns="A:B" if self.banded else "",
            pages_wide=12 if self.banded else 1,
            default_height_pt=30 if self.banded else 24,
            tab_colour="A14000" if self.banded else "2E6B3A",
        )

    def _places(self) -> Iterator[_Place]:
        at = len(self.leading)
        for column in self.plan.columns:
            at += 1
            limited = self.basis.limit_of(column) is not None and not self.plan.has_id
            yield _Place(column, at, at + 1 if limited else None)
            at += limited

    def write(self) -> None:
        """Write all but the title."""
        if self.banded:
            self._write_bands()
        self._write_leading()
        letters = {each.column.path: column_name(each.at) for each in self.places}
        for place in self.places:
            self._write_column(place)
            formula = self.basis.options.formula(place.column, row=self.first, letters=letters)
            cells = f"{column_name(place.at)}{self.first}:{column_name(place.at)}{self.last}"
            self.sheet.rules += validations_of(place.column, cells, formula)
        self._set_heights()
        filled = any(
            not is_empty(row.get(each.column.path)) for row in self.rows for each in self._seldom()
        )
        if not filled:
            self.sheet.folded = tuple(each.at for each in self._seldom())

    def _set_heights(self) -> None:
        for row, values in enumerate(self.rows, start=self.first):
            texts = ((each.column, values.get(each.column.path) or "") for each in self.places)
            height = styles.height_pt(texts)
            if height is not None:
                self.sheet.heights[row] = max(height, self.sheet.default_height_pt)

    def _seldom(self) -> list[_Place]:
        return [each for each in self.places if each.column.seldom]

    def _write_bands(self) -> None:
        self.sheet.heights[_BAND_ROW] = 22
        for band, group in groupby(self.places, key=lambda each: each.column.band):
            members = list(group)
            first, last = members[0].at, members[-1].count or members[-1].at
            for at in range(first, last + 1):
                text = band if at == first else None
                look = self.colours.band(band)
                self.sheet.cells[_BAND_ROW, at] = Cell(value=text, look=look)
            if last > first:
                self.sheet.merged.append(
                    f"{column_name(first)}{_BAND_ROW}:{column_name(last)}{_BAND_ROW}"
                )

    def _write_leading(self) -> None:
        """编号 and 类别 of the sheets that belong to 项目."""
        kinds = self.basis.options.range_of("类别", tuple(sheets.HONOUR_LISTS))
        choices = (self.basis.ids, kinds)
        for at, (label, formula) in enumerate(zip(self.leading, choices, strict=False), start=1):
            header = Cell(value=f"*{label}", look=styles.LEADING_HEAD, note=_LEADING_NOTES[label])
            self.sheet.cells[self.header_row, at] = header
            self.sheet.widths[at] = 9
            letter = column_name(at)
            cells = f"{letter}{self.first}:{letter}{self.last}"
            self.sheet.rules.append(DropDown(cells=cells, formula=formula, strict=at > 1))
            for row, values in enumerate(self.rows, start=self.first):
                value = values.get(f"#{at}")
                self.sheet.cells[row, at] = Cell(value=value, look=styles.ID_CELL)

    def _write_column(self, place: _Place) -> None:
        column, at = place.column, place.at
        limit = self.basis.limit_of(column) if place.count else None
        self.sheet.cells[self.header_row, at] = Cell(
            value=styles.header_text(column),
            look=self.colours.header(column),
            note=styles.note(column, limit),
        )
        self.sheet.widths[at] = styles.width(column)
        look = styles.ID_CELL if column.path == "id" else styles.value_look(column)
        for row, values in enumerate(self.rows, start=self.first):
            value = as_cell(column, values.get(column.path))
            group = self.groups.get(values.get("#1"), 0)
            self.sheet.cells[row, at] = Cell(value=value, look=styles.grouped(look, group))
        if limit is not None and place.count is not None:
            self.sheet.cells[self.header_row, place.count] = Cell(
                value=sheets.COUNT_LABEL, look=styles.COUNT
            )
            self.sheet.widths[place.count] = 9
            add_count(self.sheet, self.first, self.last, at, limit)
