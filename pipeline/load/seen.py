"""The cells of a sheet as a reader sees them: what is merged, hidden, struck out, or a picture.

What is seen is read; what cannot be read, and what is seen otherwise than it is read, is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.dossier.findings import Source
from pipeline.dossier.text import is_nothing
from pipeline.load import headers
from pipeline.load.faults import Notes, UnreadableError, shown
from pipeline.load.pictures import HOME
from pipeline.load.raw import Broken, Embedded, Items, Node, Scalar
from pipeline.load.values import trimmed
from pipeline.tools.workbook import Floating, Grid, GridCell, Range, column_name, shown_text
from pipeline.tools.workbook import shown as shown_number

_PLAIN_TEXT = frozenset({"", "@"})
"""Formats that show a text as it is."""


@dataclass(slots=True, kw_only=True)
class Row:
    """The values of one record: by path, or by what `headers` calls the columns of ours.

    Attributes:
        number: The row, 0 for a form.
        source: Its first cell.
        nodes: What it holds.
        homes: On a form, where the value of each field belongs.
    """

    number: int
    source: Source
    nodes: dict[str, Node] = field(default_factory=dict)
    homes: dict[str, Source] = field(default_factory=dict)


@dataclass(frozen=True)
class Cells:
    """Turns cells into nodes of the raw tree, as a reader sees them.

    Attributes:
        grid, file, notes: The sheet, its file, and who is told.
        of_files: Paths of the fields that list files, where a picture may stand for one.
        top: The row of the header; a range that is merged with it holds no values.
        told, told_columns: Merged ranges, and hidden columns, that were mentioned.
        taken: Floating pictures that were read.
    """

    grid: Grid
    file: str
    notes: Notes
    of_files: Container[str] = ()
    top: int = 0
    told: set[Range] = field(default_factory=set)
    told_columns: set[int] = field(default_factory=set)
    taken: set[Floating] = field(default_factory=set)

    def record(self, number: int, paths: Mapping[int, str]) -> Row:
        """What a row holds in the columns that are understood."""
        row = Row(number=number, source=self._source(number, min(paths)))
        spans = self._spans(number, paths)
        for column, path in paths.items():
            top, left, *_ = spans.get(path, (number, column))
            node = self._node(top, left, path) if column == left else None
            if node is not None:
                row.nodes[path] = node
        own = row.nodes.keys() - {path for path, span in spans.items() if span[0] < number}
        if not _says_more_than_whose(own):
            self._pass_over(row, paths)
            return row
        self._mention_struck(row, paths)
        self._mention_wide_pictures(number, paths)
        if spans:
            self._mention_merged(row, spans, paths)
        if number in self.grid.hidden_rows:
            self._mention_hidden(number, row.source)
        return row

    def beside(self, row: int, column: int, path: str | None) -> Node | None:
        """The value beside a label of a form."""
        span = self._span(row, column)
        top, left = span[:2]
        node = self._node(top, left, path or "") if column == left else None
        cell = self.grid.cells.get((top, left))
        if cell is not None and cell.struck and top == row:
            self._warn_struck(cell.struck, self._source(top, left))
        if node is not None and top < row:
            self._warn_shared(span)
        if node is not None and row in self.grid.hidden_rows:
            self._mention_hidden(row, node.source)
        if node is not None and column in self.grid.hidden_columns:
            self.mention_hidden_column(column, node.source)
        return node

    def _spans(self, number: int, paths: Mapping[int, str]) -> Mapping[str, Range]:
        """The merged ranges of a row, by the field whose column they cover."""
        if not self.grid.has_merged(number):
            return {}
        found = {path: self._span(number, column) for column, path in paths.items()}
        return {path: span for path, span in found.items() if span[:2] != span[2:]}

    def _span(self, row: int, column: int) -> Range:
        """The merged range around a cell below the header, or the cell itself."""
        span = self.grid.range_of(row, column)
        return span if span[0] > self.top else (row, column, row, column)

    def _pass_over(self, row: Row, paths: Mapping[int, str]) -> None:
        """Leave out a row that holds nothing of its own, with a word if that is struck out."""
        cells = (self.grid.cells.get((row.number, column)) for column in paths)
        if any(cell is not None and cell.struck for cell in cells):
            row.nodes.clear()
            what = f"第{row.number}行的内容都划掉了，没有读取"
            remedy = "去掉删除线（还要的），或删去这一行（不要的）"
            self.notes.warning(UnreadableError(what, remedy), row.source)
            return
        row.nodes = {
            path: node for path, node in row.nodes.items() if not _says_more_than_whose([path])
        }

    def _mention_struck(self, row: Row, paths: Mapping[int, str]) -> None:
        for column in paths:
            cell = self.grid.cells.get((row.number, column))
            if cell is not None and cell.struck:
                self._warn_struck(cell.struck, self._source(row.number, column))

    def _warn_struck(self, text: str, source: Source) -> None:
        what = f"划掉的“{shown(text)}”没有读取"
        self.notes.warning(UnreadableError(what, "去掉删除线（还要的），或删去（不要的）"), source)

    def _mention_merged(
        self, row: Row, spans: Mapping[str, Range], paths: Mapping[int, str]
    ) -> None:
        for path, span in spans.items():
            top, left, _, right = span
            if path in row.nodes and top < row.number and path != headers.ID:
                self._warn_shared(span)
            elif sum(left <= column <= right for column in paths) > 1:
                self._warn_wide(span)
        for column in paths:
            self._mention_covered(row.number, column)

    def _warn_shared(self, span: Range) -> None:
        if span not in self.told:
            self.told.add(span)
            top, left, bottom, _ = span
            cell = self.grid.cells.get((top, left))
            has_text = cell is not None and cell.value is not None
            said = f"“{shown(str(cell.value))}”" if cell and has_text else "其中的内容"
            what = f"{_name_of(span)}是合并的单元格，{said}算作第{top}至{bottom}行每一行的内容"
            remedy = "核对这几行是否都是这样；不是的，取消合并后逐行填写"
            self.notes.warning(UnreadableError(what, remedy), self._source(top, left))

    def _warn_wide(self, span: Range) -> None:
        top, left = span[:2]
        if span not in self.told and (top, left) in self.grid.cells:
            self.told.add(span)
            what = f"{_name_of(span)}合并了几栏，其中的内容只算作{column_name(left)}列的"
            self.notes.warning(
                UnreadableError(what, "取消合并，各栏分别填写"), self._source(top, left)
            )

    def _mention_covered(self, row: int, column: int) -> None:
        """A value that a merged range covers is not seen, and not read."""
        cell = self.grid.cells.get((row, column))
        span = self._span(row, column)
        if cell is None or cell.formula or cell.value is None or span[:2] == (row, column):
            return
        seen = self.grid.cells.get(span[:2])
        if seen is None or seen.value != cell.value:
            what = f"合并的单元格{_name_of(span)}盖住了“{shown(str(cell.value))}”，没有读取"
            remedy = "取消合并，看一看盖住的内容，留下该留的"
            self.notes.warning(UnreadableError(what, remedy), self._source(row, column))

    def mention_hidden_column(self, column: int, source: Source) -> None:
        """Name a hidden column in which something was read; once."""
        if column not in self.told_columns:
            self.told_columns.add(column)
            name = column_name(column)
            what = f"{name}列是隐藏的，其中的内容照样读取"
            remedy = f"取消隐藏{name}列，看一看内容；不该有的删去"
            self.notes.warning(UnreadableError(what, remedy), source)

    def _mention_hidden(self, row: int, source: Source) -> None:
        what = f"第{row}行是隐藏的（也可能被筛选掉了），其中的内容照样读取"
        remedy = f"取消隐藏或清除筛选，看一看第{row}行；不该有的删去"
        self.notes.warning(UnreadableError(what, remedy), source)

    def _node(self, row: int, column: int, path: str) -> Node | None:
        """The node of a cell; None for a blank one."""
        cell = self.grid.cells.get((row, column))
        if path in self.of_files and (pictures := self._pictures(row, column, cell)):
            return pictures
        if cell is None or (cell.value is None and cell.struck):
            return None
        source = self._source(row, column)
        why = _why_unreadable(cell)
        if why is not None:
            return Broken(message=why[0], remedy=why[1], source=source)
        assert cell.value is not None  # noqa: S101 - or there is a reason
        value = cell.value
        if isinstance(value, str) and not trimmed(value):
            return None
        if isinstance(value, str) and cell.number_format not in _PLAIN_TEXT:
            value = shown_text(value, cell.number_format)
            if not value:
                self._warn_unseen(str(cell.value), source)
                return None
        self._mention_rounded(cell, source)
        return Scalar(
            value=value,
            source=source,
            number_format=cell.number_format,
            day=self.grid.day(value),
        )

    def _pictures(self, row: int, column: int, cell: GridCell | None) -> Node | None:
        """The pictures in and over a cell that lists files; names of files that it says count more."""
        source = self._source(row, column)
        over = self._over.get((row, column), ())
        found = [cell.picture] if cell is not None and cell.picture else []
        found += [each.picture for each in over]
        self.taken.update(over)
        if found and cell is not None and not _is_blank(cell):
            what = "这一格里的图片没有采用，以格里所写的文件名为准"
            remedy = "用文件的，删去图片；用图片的，清空格里的文字"
            self.notes.warning(UnreadableError(what, remedy), source)
        elif found:
            items = [Embedded(picture=each, source=source) for each in found]
            return Items(source=source, items=[*items])
        return None

    @cached_property
    def _over(self) -> Mapping[tuple[int, int], list[Floating]]:
        """The floating pictures by the cell, or the first one of the merged range, that they lie on."""
        found: dict[tuple[int, int], list[Floating]] = {}
        for each in self.grid.floating:
            top, left, *_ = self._span(each.row, each.column)
            found.setdefault((top, left), []).append(each)
        return found

    def _mention_wide_pictures(self, row: int, paths: Mapping[int, str]) -> None:
        """Name the pictures that lie over several records: whose they are, nobody can see."""
        own = [column for column, path in paths.items() if _says_more_than_whose([path])]
        for each in (each for each in self.taken if each.row == row < each.last_row):
            if any(
                (below, column) in self.grid.cells
                for below in range(row + 1, each.last_row + 1)
                for column in own
            ):
                what = f"这一格上的图片盖到了第{each.last_row}行，算作第{row}行的照片"
                remedy = "把图片缩小到所属的一行以内"
                source = self._source(row, each.column)
                self.notes.warning(UnreadableError(what, remedy), source)

    def mention_other_pictures(self) -> None:
        """Name the cells below floating pictures from which nothing was read."""
        left = [each for each in self.grid.floating if each not in self.taken]
        for (row, column), count in Counter((each.row, each.column) for each in left).items():
            what = f"有{f'{count}张' if count > 1 else ''}图片浮在这一格上，没有读取"
            remedy = f"要用的移到那个项目照片一栏的格子上，或另存为文件{HOME}；只作装饰的可不管"
            self.notes.warning(UnreadableError(what, remedy), self._source(row, column))

    def _warn_unseen(self, text: str, source: Source) -> None:
        what = f"这一格的格式让其中的“{shown(text)}”不显示，没有读取"
        remedy = "把单元格的格式改为“常规”（还要的），或删去（不要的）"
        self.notes.warning(UnreadableError(what, remedy), source)

    def _mention_rounded(self, cell: GridCell, source: Source) -> None:
        """Name a number of which the cell does not show all."""
        value, code = cell.value, cell.number_format
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        seen = shown_number(value, code)
        if seen is not None and seen.whole:
            return
        said = f"显示“{seen.text}”" if seen else f"按“{shown(code)}”的格式显示"
        taken = "读取的是显示的" if seen else "读取的是存的"
        what = f"这一格{said}，存的是{value:.15g}，{taken}"
        self.notes.warning(UnreadableError(what, "核对；把要印的样子按文本填写"), source)

    def _source(self, row: int, column: int) -> Source:
        return source_of(self.grid, self.file, row, column)


def _says_more_than_whose(paths: Iterable[str]) -> bool:
    """Whether there is more than ids and kinds, which say whose a row is."""
    return any(path != "id" and not path.startswith("#") for path in paths)


def _why_unreadable(cell: GridCell) -> tuple[str, str] | None:
    """What is wrong with a cell and what to do, None if it can be read."""
    if cell.picture:
        return "这一格里是图片，这一栏不能用图片", "删去图片，照这一栏的要求填写；照片插入照片一栏"
    if cell.unsaid:
        return (
            f"“{shown(cell.unsaid)}”是上标或下标，不能照样印到文书上",
            "改用平常的字写明，如“10的n次方”；只有数字和 + - = ( ) 可以是上标、下标",
        )
    if cell.error:
        return f"单元格显示错误值 {cell.error}", "改正公式，或直接填写内容"
    if cell.value is None:
        return "公式没有计算结果", "用Excel或WPS打开并保存一次，或直接填写内容"
    return None


def _is_blank(cell: GridCell) -> bool:
    return cell.picture is not None or cell.value is None or is_nothing(str(cell.value))


def _name_of(span: Range) -> str:
    top, left, bottom, right = span
    return f"{column_name(left)}{top}:{column_name(right)}{bottom}"


def first_cell(grid: Grid, file: str) -> Source:
    """The first cell of a sheet that holds something; `A1` of an empty one."""
    return source_of(grid, file, *min(grid.cells, default=(1, 1)))


def mention_hidden_sheet(grid: Grid, file: str, notes: Notes) -> None:
    """Name a hidden sheet in which something was read."""
    if grid.hidden:
        what = f"“{grid.title}”表是隐藏的，其中的内容照样读取"
        remedy = "取消隐藏这张表，看一看内容；不该有的删去"
        notes.warning(UnreadableError(what, remedy), first_cell(grid, file))


def source_of(grid: Grid, file: str, row: int, column: int) -> Source:
    """The place of a cell."""
    return Source(file, sheet=grid.title, cell=f"{column_name(column)}{row}")
