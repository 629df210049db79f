"""Find headers and values on a sheet, in a table or in a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from itertools import islice

from pipeline.dossier.findings import Source
from pipeline.load import headers
from pipeline.load.faults import Notes, UnreadableError, shown
from pipeline.load.headers import Labels
from pipeline.load.seen import Cells, Row, first_cell, source_of
from pipeline.tools.workbook import LAST_COLUMN, LAST_ROW, Grid, GridCell

_HEADER_ROWS = 30
"""A header stands within as many rows that hold something."""
_LONGEST_HEADER = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet with a row per record.

    Attributes:
        grid, file: The sheet, and the file it is in.
        top: The first row below the header.
        columns: What each column that is understood holds; none where no header was found.
        rows: The records; prepared empty rows are left out.
        repeated: Rows that hold the header once more.
    """

    grid: Grid
    file: str
    top: int = 1
    columns: Mapping[int, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    repeated: frozenset[int] = frozenset()

    def free_row(self, taken: Container[int]) -> Source:
        """The start of the first row that is free, where those in `taken` are not."""
        if not self.columns:
            return first_cell(self.grid, self.file)
        number, first = self.top, min(self.columns)
        while True:
            top, _, bottom, _ = self.grid.range_of(number, first)
            if top < number:  # merged with a row above
                number = bottom + 1
            elif number in taken or number in self.repeated:
                number += 1
            else:
                return source_of(self.grid, self.file, min(number, LAST_ROW), first)


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the values of a table stand.

    Attributes:
        row: The row of the header.
        paths: What each column that is understood holds.
        unknown: Texts of the columns that are not.
        doubled: Columns whose field another column holds already.
    """

    row: int
    paths: dict[int, str]
    unknown: dict[int, str]
    doubled: dict[int, str]


# ---------------------------------------------------------------- tables


def read_table(grid: Grid, labels: Labels, file: str, notes: Notes) -> Table:
    """The records of a table, one a row below the header, and where they stand."""
    header = _find_header(grid, labels)
    if header is None:
        if grid.cells:
            notes.error(
                "",
                UnreadableError(
                    f"“{grid.title}”表找不到表头，没有读取", "保留表头一行，不要改动栏目名称"
                ),
                first_cell(grid, file),
            )
        Cells(grid, file, notes).mention_other_pictures()
        return Table(grid=grid, file=file)
    _mention_columns(grid, header, labels, file, notes)
    reader = Cells(grid, file, notes, of_files=labels.of_files, top=header.row)
    below = [(number, cells) for number, cells in grid.rows() if number > header.row]
    repeated = frozenset(number for number, cells in below if _repeats(header, cells, labels))
    rows = [reader.record(number, header.paths) for number, _ in below if number not in repeated]
    for column in sorted(grid.hidden_columns & header.paths.keys()):
        if any(header.paths[column] in row.nodes for row in rows):
            reader.mention_hidden_column(column, source_of(grid, file, header.row, column))
    reader.mention_other_pictures()
    return Table(
        grid=grid,
        file=file,
        top=max(grid.range_of(header.row, column)[2] for column in header.paths) + 1,
        columns=header.paths,
        rows=tuple(row for row in rows if row.nodes),
        repeated=repeated,
    )


def _find_header(grid: Grid, labels: Labels) -> _Header | None:
    best, best_count = None, 1
    enough = len(labels.names) / 2
    for number, cells in islice(grid.rows(), _HEADER_ROWS):
        if len(cells) < 2 or best_count >= enough:
            continue
        found = _read_header(grid, number, labels)
        if len(found.paths) > best_count:
            best, best_count = found, len(found.paths)
    return best


def _read_header(grid: Grid, number: int, labels: Labels) -> _Header:
    header = _Header(number, {}, {}, {})
    bands = _bands(grid, number)
    for column in range(1, grid.last_column + 1):
        text = _header_text(grid, number, column)
        if not text or len(text) > _LONGEST_HEADER:
            continue
        path = labels.find(text, bands.get(column, ""))
        if path is None:
            header.unknown[column] = text
        elif path in header.paths.values():
            header.doubled[column] = text
        elif path != headers.IGNORED:
            header.paths[column] = path
    return header


def _header_text(grid: Grid, number: int, column: int) -> str:
    """A header; of headers merged side by side the first column has it, the others are empty."""
    top, left, _, right = grid.range_of(number, column)
    if right > left and column > left:
        return ""
    return _text(grid.cells.get((top, left)))


def _bands(grid: Grid, number: int) -> dict[int, str]:
    """The heading above each column of a header; one that is not merged reaches to the next."""
    found: dict[int, str] = {}
    current, until = "", 0
    last = grid.last_column
    for column in range(1, last + 1):
        top, left, bottom, right = grid.range_of(number - 1, column)
        own = _text(grid.cells.get((top, left))) if bottom < number else ""
        if own and left == column:
            current, until = own, right if right > left else last
        elif column > until:
            current = ""
        if current:
            found[column] = current
    return found


def _repeats(header: _Header, cells: Mapping[int, GridCell], labels: Labels) -> bool:
    """Whether a row is the header once more, as clerks repeat it for printing."""
    texts = ((path, _text(cells.get(column))) for column, path in header.paths.items())
    same = sum(
        path == labels.find(text) for path, text in texts if text and len(text) <= _LONGEST_HEADER
    )
    return same >= 2 and same * 2 > len(cells)


def _mention_columns(grid: Grid, header: _Header, labels: Labels, file: str, notes: Notes) -> None:
    filled = {
        column
        for (row, column), cell in grid.cells.items()
        if row > header.row and (cell.value is not None or cell.error or cell.picture)
    }
    for column, text in header.unknown.items():
        if column in filled:
            near = labels.nearest(text)
            hint = f"如指“{near}”，请把表头改成这个名称" if near else "不需要时可不管"
            notes.warning(
                UnreadableError(f"“{shown(text)}”一栏不认识，没有读取", hint),
                source_of(grid, file, header.row, column),
            )
    for column, text in header.doubled.items():
        if column in filled:
            notes.error(
                "",
                UnreadableError(f"“{shown(text)}”一栏重复，后一栏没有读取", "只留一栏"),
                source_of(grid, file, header.row, column),
            )


# ---------------------------------------------------------------- forms


def form_row(grid: Grid, labels: Labels, file: str, notes: Notes) -> Row:
    """The one record of a form: labels with values beside them, or a table of one row."""
    columns, count = _label_columns(grid, labels)
    header = _find_header(grid, labels) if count < len(labels.names) / 2 else None
    if header is not None and len(header.paths) > max(2, count):
        return _only_row(grid, labels, file, notes)
    reader = Cells(grid, file, notes, of_files=labels.of_files)
    form = _Form(grid, labels, reader, notes)
    for number, cells in grid.rows():
        for column in columns:
            text = _text(cells.get(column))
            if text:
                form.take(number, column, text)
    reader.mention_other_pictures()
    form.found.homes |= {
        path: home for path, home in form.bands.items() if path not in form.found.homes
    }
    return form.found


def _only_row(grid: Grid, labels: Labels, file: str, notes: Notes) -> Row:
    table = read_table(grid, labels, file, notes)
    for more in table.rows[1:]:
        what = UnreadableError(f"“{grid.title}”表只读取一行，这一行没有读取", "只留一行")
        notes.warning(what, more.source)
    found = table.rows[0] if table.rows else Row(number=table.top, source=table.free_row(()))
    found.homes = {
        path: source_of(grid, file, found.number, column) for column, path in table.columns.items()
    }
    return found


def _label_columns(grid: Grid, labels: Labels) -> tuple[list[int], int]:
    """The columns with labels that are understood, and how many the fullest of them has."""
    count: Counter[int] = Counter()
    for (_, column), cell in grid.cells.items():
        text = _text(cell)
        if text and len(text) <= _LONGEST_HEADER:
            count[column] += labels.find(text) not in {None, headers.IGNORED}
    most = max(count.values(), default=0)
    if not most:
        return [], 0
    enough = max(most / 4, min(2, most))  # a value may be the same word as a label now and then
    return sorted(column for column, marks in count.items() if marks >= enough), most


class _Form:
    """Takes the labels of a form one by one, with the values beside them.

    An empty label may be a heading over fields as well, 提名单位 or 联系人: what is beside it is kept
    apart in `bands`, where the last one counts, for headings come first.
    """

    def __init__(self, grid: Grid, labels: Labels, cells: Cells, notes: Notes) -> None:
        self.grid, self.labels, self.cells, self.notes = grid, labels, cells, notes
        self.found = Row(number=0, source=first_cell(grid, cells.file))
        self.bands: dict[str, Source] = {}
        self.band = ""

    def take(self, row: int, column: int, text: str) -> None:
        """Take a label and the value beside it."""
        beside = self.grid.range_of(row, column)[3] + 1
        path = self.labels.find(text, self.band)
        node = self.cells.beside(row, beside, path)
        source = source_of(self.grid, self.cells.file, row, column)
        is_band = node is None and self.labels.is_band(text)
        if path not in {None, headers.IGNORED}:
            home = source_of(self.grid, self.cells.file, row, min(beside, LAST_COLUMN))
            if is_band:
                self.bands[path] = home
            else:
                self.found.homes.setdefault(path, home)
        if is_band:
            self.band = text
        elif node is None or path == headers.IGNORED:
            return
        elif path is None:
            _mention_label(self.labels, text, source, self.notes)
        elif path in self.found.nodes:
            what = UnreadableError(f"“{shown(text)}”一栏重复，后一栏没有读取", "只留一栏")
            self.notes.error("", what, source)
        else:
            self.found.nodes[path] = node


def _mention_label(labels: Labels, text: str, source: Source, notes: Notes) -> None:
    near = labels.nearest(text)
    hint = f"如指“{near}”，请改成这个名称" if near else "不需要时可不管"
    notes.warning(UnreadableError(f"“{shown(text)}”一栏不认识，没有读取", hint), source)


def _text(cell: GridCell | None) -> str:
    return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""
