"""Read a clerk's workbook: cells, formats and merged ranges, within strict caps.

The XML is read directly and not through openpyxl, whose two modes each miss what is needed here:
the fast one knows no merged ranges and, in one pass, either formulas or their results; the full
one takes ten times as long and gives up a whole workbook over one odd style.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lxml import etree

from pipeline.tools.workbook import cells
from pipeline.tools.workbook.archive import (
    DAMAGE,
    Archive,
    Caps,
    Related,
    explained,
    reference_of,
    refuse_other_formats,
    too_large,
)
from pipeline.tools.workbook.cells import CellValue, GridCell, Styles
from pipeline.tools.workbook.drawings import Floating, floating
from pipeline.tools.workbook.pictures import CellPictures

Range = tuple[int, int, int, int]
"""Cells of a sheet: first row, first column, last row, last column."""


@dataclass(slots=True)
class Grid:
    """One sheet.  Rows and columns count from 1.

    Attributes:
        hidden_rows: Rows that are hidden, by hand or by a filter.
        hidden_columns: Columns that are hidden, but for those folded behind a plus sign.
        floating: Pictures that float over the sheet.
    """

    title: str
    hidden: bool = False
    uses_1904: bool = False
    cells: dict[tuple[int, int], GridCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    floating: list[Floating] = field(default_factory=list)
    _merged: dict[int, list[Range]] = field(default_factory=dict)
    _indexed: int = 0

    @property
    def last_column(self) -> int:
        """The last column that holds something, 0 on an empty sheet."""
        return max((column for _, column in self.cells), default=0)

    def merge(self, span: Range, *, caps: Caps) -> None:
        """Note a merged range, as far as rows are read.

        Raises:
            ValueError: There are more than fit on a sheet side by side.
        """
        top, _, bottom, _ = span
        for row in range(top, min(bottom, caps.rows) + 1):
            self._merged.setdefault(row, []).append(span)
            self._indexed += 1
            if self._indexed > caps.rows * caps.columns:
                raise ValueError(span)

    def has_merged(self, row: int) -> bool:
        """Whether a merged range crosses a row."""
        return row in self._merged

    def range_of(self, row: int, column: int) -> Range:
        """The merged range that covers a cell, or the cell itself."""
        for span in self._merged.get(row, ()):
            if span[1] <= column <= span[3]:
                return span
        return row, column, row, column

    def day(self, value: CellValue) -> date | None:
        """The day a number stands for in the workbook's calendar, None where there is none."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return cells.day_of(value, uses_1904=self.uses_1904)

    def rows(self) -> Iterator[tuple[int, dict[int, GridCell]]]:
        """Rows that hold something, from the top, as columns to cells."""
        by_row: dict[int, dict[int, GridCell]] = {}
        for (row, column), cell in self.cells.items():
            by_row.setdefault(row, {})[column] = cell
        for row in sorted(by_row):
            yield row, by_row[row]


def read_book(
    path: Path, *, wanted: Callable[[str], bool] | None = None, caps: Caps | None = None
) -> tuple[Grid, ...]:
    """Read the sheets of a workbook.

    Args:
        path: The workbook.
        wanted: Whether a sheet of this title is read; all are without it.
        caps: Largest sizes.

    Raises:
        InputError: The file is no workbook, is encrypted, damaged, or larger than the caps.
    """
    reader_caps = caps or Caps()
    with explained(path.name):
        refuse_other_formats(path, reader_caps)
        with zipfile.ZipFile(path) as archive:
            return _BookReader(Archive(archive, path.name, reader_caps)).read(
                wanted or _every_sheet
            )


def take_parts(
    path: Path, parts: Iterable[str], *, caps: Caps | None = None
) -> Iterator[tuple[str, bytes | None]]:
    """Parts of a workbook one after the other, such as the files of pictures; None for a damaged one.

    Raises:
        InputError: The file is no workbook any more, or unpacks to more than the caps.
    """
    with explained(path.name), zipfile.ZipFile(path) as opened:
        archive = Archive(opened, path.name, caps or Caps())
        for part in parts:
            try:
                data: bytes | None = archive.bytes_of(part)
            except DAMAGE:
                data = None
            yield part, data


def _every_sheet(_title: str) -> bool:
    return True


class _BookReader:
    """Reads the sheets of one open archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.caps = archive, archive.caps
        self.uses_1904 = False

    def read(self, wanted: Callable[[str], bool]) -> tuple[Grid, ...]:
        book_part = self._book_part()
        root = self.archive.tree(book_part)
        properties = root.find("{*}workbookPr")
        if properties is not None:
            self.uses_1904 = properties.get("date1904", "") in {"1", "true", "on"}
        related = self.archive.related(book_part)
        parts = {each.type: each.part for each in related.values()}
        shared = cells.Shared(
            Styles(self.archive.tree(parts["styles"]) if "styles" in parts else None),
            self._strings(parts),
            CellPictures(self.archive, parts),
        )
        grids = []
        for entry in root.iterfind("{*}sheets/{*}sheet"):
            title = str(entry.get("name", ""))
            target = related.get(reference_of(entry))
            if target is None or target.type != "worksheet" or not wanted(title):
                continue
            hidden = entry.get("state", "visible") != "visible"
            grid = Grid(title, hidden=hidden, uses_1904=self.uses_1904)
            self._fill(grid, target.part, shared)
            grids.append(grid)
        return tuple(grids)

    def _book_part(self) -> str:
        for each in self.archive.related("").values():
            if each.type == "officeDocument":
                return each.part
        raise KeyError("officeDocument")

    def _strings(self, parts: Mapping[str, str]) -> list[cells.Text]:
        if "sharedStrings" not in parts:
            return []
        root = self.archive.tree(parts["sharedStrings"])
        return [cells.text_of(each) for each in root.iterfind("{*}si")]

    def _fill(self, grid: Grid, part: str, shared: cells.Shared) -> None:
        root = self.archive.parsed(_without_blanks(self.archive.bytes_of(part)))
        row = 0
        for element in root.iterfind("{*}sheetData/{*}row"):
            row = int(element.get("r") or row + 1)
            if _is_hidden(element, "ht"):
                grid.hidden_rows.add(row)
            self._fill_row(grid, row, cells.of_row(element, shared))
        for element in root.iterfind("{*}mergeCells/{*}mergeCell"):
            grid.merge(cells.parse_range(element.get("ref", "")), caps=self.caps)
        for element in root.iterfind("{*}cols/{*}col"):
            if _is_hidden(element, "width") and element.get("outlineLevel", "0") == "0":
                last = min(int(element.get("max", "0")), self.caps.columns)
                grid.hidden_columns.update(range(int(element.get("min", "1")), last + 1))
        for element in root.iterfind("{*}drawing"):
            drawing = self.archive.related(part).get(reference_of(element))
            if drawing is not None:
                tree = self.archive.tree(drawing.part)
                grid.floating = list(floating(tree, root, self._referred_by(drawing.part)))

    def _referred_by(self, part: str) -> Mapping[str, Related]:
        """The parts that a drawing refers to; one without pictures may refer to none."""
        try:
            return self.archive.related(part)
        except KeyError:
            return {}

    def _fill_row(self, grid: Grid, row: int, found: Iterator[tuple[int, GridCell]]) -> None:
        for column, cell in found:
            if row > self.caps.rows or column > self.caps.columns:
                raise too_large(
                    self.archive.name,
                    f"“{grid.title}”表第{row}行第{column}列还有内容，"
                    f"最多读 {self.caps.rows} 行、{self.caps.columns} 列",
                )
            grid.cells[row, column] = cells.with_moment(cell, uses_1904=self.uses_1904)


def _is_hidden(element: etree._Element, size: str) -> bool:
    """Whether a row or column is hidden, or has no size, which looks the same."""
    return element.get("hidden", "0") in {"1", "true"} or element.get(size) in {"0", "0.0"}


_LARGE_BYTES = 1_000_000
_BLANK_CELLS = re.compile(rb'<c r="[A-Z]+[0-9]+"[^<>]*?(?:/>|></c>)')
_BLANK_ROWS = re.compile(rb'<row r="[0-9]+"[^<>]*?(?:/>|>\s*</row>)')


def _without_blanks(data: bytes) -> bytes:
    """A sheet without cells and rows that hold nothing.

    Clerks format whole columns, and a sheet may come with a million blank rows, which would take
    long to parse.  A sheet that could hide the same letters in its text is left as it is.
    """
    if len(data) < _LARGE_BYTES or b"<![CDATA[" in data or b"<!--" in data:
        return data
    return _BLANK_ROWS.sub(b"", _BLANK_CELLS.sub(b"", data))
