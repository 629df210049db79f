"""Where in the clerk's workbook values are written: the cell of each, free rows for new ones.

Rows stay where they are; columns and sheets of the clerk's own are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.collect.models import Write
from pipeline.collect.values import LISTS, Fields
from pipeline.dossier.findings import Source
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Nomination
from pipeline.dossier.words import squash
from pipeline.forms import sheets, styles
from pipeline.forms.cells import as_cell
from pipeline.forms.sheets import HONOUR_LISTS, Column
from pipeline.forms.values import at
from pipeline.tools.workbook import LAST_ROW, Grid, column_name, parse_cell
from pipeline.tools.workbook.editing import Edits, Place

ID, KIND = "#id", "#kind"
_OF_NOMINATION = re.compile(r"nominations\[(\d+)\]")
_NO_COLUMN = "工作簿里没有这一栏，没有写入；在“项目”表加上这一栏后再收集一次"
_NO_SHEET = "工作簿里没有放它的工作表，没有写入；用 wuxiao new 新建的工作簿里有"
_SHARED = "这一格几个项目共用（合并的格，或“第一完成单位”“统一内容”表），没有写入；要改的请在表里改"
_LETTERS = re.compile(r"[A-Z]+")
_KINDS = {path: label for label, path in HONOUR_LISTS.items()}


@dataclass(slots=True)
class _SheetOf:
    """A sheet with a row per record.

    Attributes:
        grid: What it holds.
        columns: Number of the column of each field that it has, and of `#id` and `#kind`.
        top: The first row below the header.
        taken: Rows that have been given away.
    """

    grid: Grid
    columns: Mapping[str, int]
    top: int
    taken: set[int] = field(default_factory=set)

    def text(self, row: int, key: str) -> str:
        """What a cell of a row says, squashed."""
        column = self.columns.get(key)
        cell = self.grid.cells.get((row, column)) if column else None
        return squash(str(cell.value)) if cell is not None and cell.value is not None else ""

    def is_free(self, row: int) -> bool:
        """Whether nothing is filled in on a row but whose it is."""
        keys = (key for key in self.columns if key not in {ID, KIND, "id"})
        return row not in self.taken and not any(
            (row, self.columns[key]) in self.grid.cells for key in keys
        )

    def free_rows(self) -> Iterator[int]:
        """Rows that are free, from the top."""
        return (row for row in range(self.top, LAST_ROW) if self.is_free(row))


@dataclass(slots=True)
class Ledger:
    """Turns values into edits of the workbook.

    Attributes:
        intake: The dossier as it was read.
        grids: The sheets of its workbook.
        fields: The fields of the activity.
        edits: What is to be written.
        unplaced: Values that the workbook has no place for: number of the nomination, path, why.
    """

    intake: Intake
    grids: Sequence[Grid]
    fields: Fields
    edits: Edits = field(default_factory=Edits)
    unplaced: list[tuple[int, str, str]] = field(default_factory=list)
    _sheets: dict[str, _SheetOf | None] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)
    _shared: dict[Place, set[int]] = field(default_factory=dict)

    def free_ids(self) -> Iterator[str]:
        """The ids that are prepared in free rows of 项目, as they stand there."""
        sheet = self._sheet(sheets.PROJECTS)
        rows = (
            range(sheet.top, max((row for row, _ in sheet.grid.cells), default=0) + 1)
            if sheet
            else ()
        )
        for row in rows:
            cell = sheet.grid.cells.get((row, sheet.columns.get("id", 0))) if sheet else None
            if sheet and sheet.is_free(row) and cell is not None and cell.value:
                yield str(cell.value).strip()

    def write(self, writes: Sequence[Write], nominations: Sequence[Nomination]) -> None:
        """Put values into the cells where they belong."""
        known = len(self.intake.dossier.nominations)
        for index, nomination in enumerate(nominations[known:], start=known):
            self._begin_row(index, nomination)
        for each in writes:
            name = nominations[each.nomination].id or ""
            if each.path in LISTS:
                self._list(each, name)
            else:
                self._value(each)

    # ------------------------------------------------------------ rows of 项目

    def _begin_row(self, index: int, nomination: Nomination) -> None:
        """A free row for a new nomination, one with its id where there is one."""
        sheet = self._sheet(sheets.PROJECTS)
        if sheet is None:
            return
        word = squash(nomination.id or "")
        rows = sheet.free_rows()
        last = max((row for row, _ in sheet.grid.cells), default=sheet.top)
        prepared = (row for row in range(sheet.top, last + 1) if sheet.is_free(row))
        row = next((each for each in prepared if sheet.text(each, "id") == word), None)
        row = row or next(each for each in rows if not sheet.text(each, "id"))
        sheet.taken.add(row)
        self._rows[index] = row
        if sheet.text(row, "id") != word and "id" in sheet.columns:
            self._put(sheet, row, "id", nomination.id)

    def _value(self, write: Write) -> None:
        place = self._place_of(write.nomination, write.path)
        if place is None:
            self.unplaced.append((write.nomination, write.path, _NO_COLUMN))
            return
        if self._is_shared(place, write.nomination):
            self.unplaced.append((write.nomination, write.path, _SHARED))
            return
        column = self.fields.column(write.path)
        put_into(self.edits, place, column, as_cell(column, write.value))

    def _place_of(self, index: int, path: str) -> Place | None:
        """The cell of a value: where one stands, or where it belongs."""
        full = f"nominations[{index}].{path}"
        stands = as_place(self.intake.sources.get(full))
        belongs = as_place(self.intake.homes.places.get(full))
        return stands or self._in_row(index, path) or belongs

    def _in_row(self, index: int, path: str) -> Place | None:
        """The cell in the row of the project; what its employer's row leaves open is written there, too."""
        sheet = self._sheet(sheets.PROJECTS)
        row = self._rows.get(index) or _row_of(self.intake.sources.get(f"nominations[{index}]"))
        if sheet is None or not row or path not in sheet.columns:
            return None
        return Place(sheet.grid.title, f"{column_name(sheet.columns[path])}{row}")

    def _is_shared(self, place: Place, index: int) -> bool:
        """Whether a cell holds values of other nominations too: of merged rows, or of one employer."""
        row, column = parse_cell(place.cell)
        grid = next((each for each in self.grids if each.title == place.sheet), None)
        if grid is not None:
            top, _, bottom, _ = grid.range_of(row, column)
            if top != bottom:
                return True
        return any(each != index for each in self._owners().get(place, ()))

    def _owners(self) -> Mapping[Place, set[int]]:
        """The nominations whose values stand in a cell."""
        if not self._shared:
            for path, source in self.intake.sources.items():
                found = _OF_NOMINATION.match(path)
                if found and source.sheet and source.cell:
                    place = Place(source.sheet, source.cell)
                    self._shared.setdefault(place, set()).add(int(found[1]))
        return self._shared

    # ------------------------------------------------------------ rows of lists

    def _list(self, write: Write, name: str) -> None:
        """A list in the rows that it had, then in rows prepared for it, then in free ones."""
        title = sheets.CONTRIBUTORS if write.path == "contributors" else sheets.HONOURS
        sheet = self._sheet(title)
        kind = _KINDS.get(write.path, "")
        if sheet is None or ID not in sheet.columns or (kind and KIND not in sheet.columns):
            self.unplaced.append((write.nomination, write.path, _NO_SHEET))
            return
        if lacking := [each.label for each in self._lacking(sheet, write)]:
            why = f"“{title}”表里没有“{'”“'.join(lacking)}”，没有写入；在表里加上后再收集一次"
            self.unplaced.append((write.nomination, write.path, why))
        rows = self._rows_of_list(sheet, write, name, kind)
        for record in write.value:
            row = next(rows)
            sheet.taken.add(row)
            self._put(sheet, row, ID, name)
            if kind:
                self._put(sheet, row, KIND, kind)
            for column in self.fields.columns_of(write.path):
                self._put_field(sheet, row, column, at(record, column.path))
        for row in self._held(write):
            if row not in sheet.taken:
                for column in self.fields.columns_of(write.path):
                    self._put_field(sheet, row, column, None)

    def _lacking(self, sheet: _SheetOf, write: Write) -> Iterator[Column]:
        """The fields of a list that are given, and have no column."""
        for column in self.fields.columns_of(write.path):
            values = (as_cell(column, at(record, column.path)) for record in write.value)
            if column.path not in sheet.columns and any(each is not None for each in values):
                yield column

    def _held(self, write: Write) -> list[int]:
        """The rows that a list has now."""
        found = []
        source = self.intake.sources.get(f"nominations[{write.nomination}].{write.path}[0]")
        while source is not None:
            found.append(_row_of(source) or 0)
            path = f"nominations[{write.nomination}].{write.path}[{len(found)}]"
            source = self.intake.sources.get(path)
        return [each for each in found if each]

    def _rows_of_list(self, sheet: _SheetOf, write: Write, name: str, kind: str) -> Iterator[int]:
        yield from self._held(write)
        last = max((row for row, _ in sheet.grid.cells), default=sheet.top)
        for row in range(sheet.top, last + 1):
            is_mine = sheet.text(row, ID) == squash(name)
            if is_mine and sheet.is_free(row) and sheet.text(row, KIND) in {"", squash(kind)}:
                yield row
        for row in sheet.free_rows():
            if not sheet.text(row, ID):
                yield row

    # ------------------------------------------------------------ sheets and cells

    def _sheet(self, title: str) -> _SheetOf | None:
        if title not in self._sheets:
            self._sheets[title] = self._find(title)
        return self._sheets[title]

    def _find(self, title: str) -> _SheetOf | None:
        for grid in self.grids:
            letters = self.intake.homes.columns.get(grid.title)
            if squash(grid.title).removesuffix("表") == title and letters:
                columns = {key: parse_cell(f"{each}1")[1] for key, each in letters.items()}
                return _SheetOf(grid, columns, self._top(grid, columns))
        return None

    def _top(self, grid: Grid, columns: Mapping[str, int]) -> int:
        """The row below the header: the last row in which 编号 is a heading."""
        column = columns.get(ID) or columns.get("id") or 1
        heads = [
            row
            for (row, at), cell in grid.cells.items()
            if at == column and squash(str(cell.value)) == sheets.ID_LABEL
        ]
        return max(heads, default=1) + 1

    def _put(self, sheet: _SheetOf, row: int, key: str, value: str | None) -> None:
        place = Place(sheet.grid.title, f"{column_name(sheet.columns[key])}{row}")
        self.edits.values[place] = value

    def _put_field(self, sheet: _SheetOf, row: int, column: Column, value: Any) -> None:
        if column.path in sheet.columns:
            place = Place(sheet.grid.title, f"{column_name(sheet.columns[column.path])}{row}")
            put_into(self.edits, place, column, as_cell(column, value))


def put_into(edits: Edits, place: Place, column: Column, value: Any) -> None:
    """Put what `as_cell` gives of a field into a cell, whose row grows where it must."""
    edits.values[place] = value
    height = styles.height_pt([(column, value)]) if value is not None else None
    if height is not None:
        row = int(_LETTERS.sub("", place.cell))
        key = (place.sheet, row)
        edits.heights_pt[key] = max(height, edits.heights_pt.get(key, 0))


def as_place(source: Source | None) -> Place | None:
    """The cell of a source; None where it is none."""
    if source is None or not source.sheet or not source.cell:
        return None
    return Place(source.sheet, source.cell)


def _row_of(source: Source | None) -> int | None:
    """The row of a record's source."""
    if source is None or not source.sheet or not source.cell:
        return None
    return parse_cell(source.cell)[0]
