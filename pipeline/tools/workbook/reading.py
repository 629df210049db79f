"""Read a clerk's workbook: cells, formats and merged ranges, within strict caps.

The XML is read directly and not through openpyxl, whose two modes each miss what is needed here:
the fast one knows no merged ranges and, in one pass, either formulas or their results; the full
one takes ten times as long and gives up a whole workbook over one odd style.  Nothing is unpacked
beyond the caps, whatever sizes the archive declares.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from pipeline.errors import InputError
from pipeline.tools.workbook import cells
from pipeline.tools.workbook.cells import CellValue, GridCell, Styles

_OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REL_ID_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Largest sizes that are read; more is refused.

    Attributes:
        file_bytes: The file itself.
        part_bytes: One part of the archive, unpacked.
        content_bytes: The same without blank rows and cells.
        total_bytes: All parts together, as declared and as found.
        parts: Number of parts in the archive.
        rows: Last row that may hold a value.
        columns: Last column that may hold a value.
    """

    file_bytes: int = 20_000_000
    part_bytes: int = 64_000_000
    content_bytes: int = 16_000_000
    total_bytes: int = 256_000_000
    parts: int = 1_000
    rows: int = 2_000
    columns: int = 500


Range = tuple[int, int, int, int]
"""Cells of a sheet: first row, first column, last row, last column."""


@dataclass(slots=True)
class Grid:
    """One sheet.  Rows and columns count from 1.

    Attributes:
        hidden_rows: Rows that are hidden, by hand or by a filter.
        hidden_columns: Columns that are hidden, but for those folded behind a plus sign.
        floating: Cells under the top left corner of a picture that floats over the sheet.
    """

    title: str
    hidden: bool = False
    uses_1904: bool = False
    cells: dict[tuple[int, int], GridCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    floating: list[tuple[int, int]] = field(default_factory=list)
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
    with _explained(path.name):
        _refuse_other_formats(path, reader_caps)
        with zipfile.ZipFile(path) as archive:
            return _BookReader(archive, path.name, reader_caps).read(wanted or _every_sheet)


@contextmanager
def _explained(name: str) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise InputError(
            "无法打开", where=name, why="可能正被其他程序占用", remedy="关闭该文件后重试"
        ) from error
    except DAMAGE as error:
        raise InputError(
            "不是完好的 Excel 工作簿",
            where=name,
            why="文件可能没有传完或已损坏",
            remedy="用 Excel 或 WPS 打开，另存为 .xlsx 后再用；打不开时请向对方重新索取",
        ) from error


def _every_sheet(_title: str) -> bool:
    return True


DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,  # what zipfile raises for an entry with a password
    OSError,
    etree.LxmlError,
)


def _refuse_other_formats(path: Path, caps: Caps) -> None:
    size = path.stat().st_size
    if size > caps.file_bytes:
        raise _too_large(path.name, f"文件有 {size // 1_000_000} MB")
    with path.open("rb") as stream:
        head = stream.read(len(_OLE_MAGIC))
        if head != _OLE_MAGIC:
            return
        if _ENCRYPTED_MARK in stream.read():
            raise InputError(
                "工作簿设了打开密码，无法读取", where=path.name, remedy="取消密码后保存再用"
            )
    raise InputError(
        "是旧版 .xls 格式，无法读取",
        where=path.name,
        remedy="用 Excel 或 WPS 打开，另存为 .xlsx 后再用",
    )


def _too_large(name: str, why: str) -> InputError:
    return InputError(
        "工作簿过大，未读取",
        where=name,
        why=why,
        remedy="把需要的内容复制到“wuxiao new”新建的工作簿中，删去多余的空行、空列和图片",
    )


class _Related(NamedTuple):
    """A part that another one refers to, and the last word of the reference's type."""

    type: str
    part: str


def _reference(element: etree._Element) -> str:
    return element.get(_REL_ID) or element.get(_REL_ID_STRICT) or ""


class _BookReader:
    """Reads one open archive and counts what it unpacks."""

    def __init__(self, archive: zipfile.ZipFile, name: str, caps: Caps) -> None:
        self.archive, self.name, self.caps = archive, name, caps
        self.unpacked_bytes = 0
        # Names of parts are the same in any case (ECMA-376 part 2, 6.2.2.3).
        self.names = {
            each.replace("\\", "/").casefold(): each for each in reversed(archive.namelist())
        }
        self.uses_1904 = False
        declared = archive.infolist()
        if len(declared) > caps.parts:
            raise _too_large(name, "内部文件过多")
        if sum(each.file_size for each in declared) > caps.total_bytes:
            raise _too_large(name, "展开后的内容过多")

    def read(self, wanted: Callable[[str], bool]) -> tuple[Grid, ...]:
        book_part = self._book_part()
        root = self._tree(book_part)
        properties = root.find("{*}workbookPr")
        if properties is not None:
            self.uses_1904 = properties.get("date1904", "") in {"1", "true", "on"}
        related = self._related(book_part)
        parts = {each.type: each.part for each in related.values()}
        styles = Styles(self._tree(parts["styles"]) if "styles" in parts else None)
        strings = self._strings(parts)
        grids = []
        for entry in root.iterfind("{*}sheets/{*}sheet"):
            title = str(entry.get("name", ""))
            target = related.get(_reference(entry))
            if target is None or target.type != "worksheet" or not wanted(title):
                continue
            hidden = entry.get("state", "visible") != "visible"
            grid = Grid(title, hidden=hidden, uses_1904=self.uses_1904)
            self._fill(grid, target.part, styles, strings)
            grids.append(grid)
        return tuple(grids)

    def _book_part(self) -> str:
        for each in self._related("").values():
            if each.type == "officeDocument":
                return each.part
        raise KeyError("officeDocument")

    def _related(self, owner: str) -> Mapping[str, _Related]:
        """Parts that a part refers to, by the id of the reference."""
        folder, name = posixpath.split(owner)
        found: dict[str, _Related] = {}
        for each in self._tree(posixpath.join(folder, "_rels", f"{name}.rels")):
            if each.get("TargetMode") != "External":
                target = unquote(str(each.get("Target", ""))).replace("\\", "/")
                full = posixpath.normpath(posixpath.join("/", folder, target))
                kind = str(each.get("Type", "")).rpartition("/")[2]
                found[str(each.get("Id", ""))] = _Related(kind, full.lstrip("/"))
        return found

    def _strings(self, parts: Mapping[str, str]) -> list[cells.Text]:
        if "sharedStrings" not in parts:
            return []
        root = self._tree(parts["sharedStrings"])
        return [cells.text_of(each) for each in root.iterfind("{*}si")]

    def _fill(self, grid: Grid, part: str, styles: Styles, strings: list[cells.Text]) -> None:
        root = self._parsed(_without_blanks(self._bytes(part)))
        row = 0
        for element in root.iterfind("{*}sheetData/{*}row"):
            row = int(element.get("r") or row + 1)
            if _is_hidden(element, "ht"):
                grid.hidden_rows.add(row)
            self._fill_row(grid, row, cells.of_row(element, styles, strings))
        for element in root.iterfind("{*}mergeCells/{*}mergeCell"):
            grid.merge(cells.parse_range(element.get("ref", "")), caps=self.caps)
        for element in root.iterfind("{*}cols/{*}col"):
            if _is_hidden(element, "width") and element.get("outlineLevel", "0") == "0":
                last = min(int(element.get("max", "0")), self.caps.columns)
                grid.hidden_columns.update(range(int(element.get("min", "1")), last + 1))
        for element in root.iterfind("{*}drawing"):
            grid.floating = self._floating(part, _reference(element))

    def _floating(self, sheet: str, reference: str) -> list[tuple[int, int]]:
        """The cells below the top left corners of a sheet's pictures; (1, 1) where none is named."""
        drawing = self._related(sheet).get(reference)
        if drawing is None:
            return []
        pictures = [each for each in self._tree(drawing.part) if each.find(".//{*}pic") is not None]
        corners = [
            (each.findtext("{*}from/{*}row"), each.findtext("{*}from/{*}col")) for each in pictures
        ]
        return [(int(row or 0) + 1, int(column or 0) + 1) for row, column in corners]

    def _fill_row(self, grid: Grid, row: int, found: Iterator[tuple[int, GridCell]]) -> None:
        for column, cell in found:
            if row > self.caps.rows or column > self.caps.columns:
                raise _too_large(
                    self.name,
                    f"“{grid.title}”表第{row}行第{column}列还有内容，"
                    f"最多读 {self.caps.rows} 行、{self.caps.columns} 列",
                )
            grid.cells[row, column] = cells.with_moment(cell, uses_1904=self.uses_1904)

    def _tree(self, part: str) -> etree._Element:
        return self._parsed(self._bytes(part))

    def _parsed(self, data: bytes) -> etree._Element:
        if len(data) > self.caps.content_bytes:
            raise _too_large(self.name, "内容过多")
        root: etree._Element = etree.fromstring(data, etree.XMLParser(**XML_GUARDS))
        return root

    def _bytes(self, part: str) -> bytes:
        """A part, at most one byte over the cap: a bomb is noticed and never unpacked."""
        left = min(self.caps.part_bytes, self.caps.total_bytes - self.unpacked_bytes)
        with self.archive.open(self.names[part.casefold()]) as stream:
            data = stream.read(left + 1)
        self.unpacked_bytes += len(data)
        if len(data) > left:
            raise _too_large(self.name, "展开后的内容过多，可能有大片带格式的空行")
        return data


def _is_hidden(element: etree._Element, size: str) -> bool:
    """Whether a row or column is hidden, or has no size, which looks the same."""
    return element.get("hidden", "0") in {"1", "true"} or element.get(size) in {"0", "0.0"}


XML_GUARDS: Any = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}
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
