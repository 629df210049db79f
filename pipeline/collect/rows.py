"""A Word file as rows: of tables, and paragraphs as rows of one cell, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.tools.word.contents import Cell, Line, Table


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or a paragraph outside of all tables."""

    cells: tuple[Cell, ...]
    table: int


def rows_of(blocks: Iterable[Line | Table]) -> Iterator[Row]:
    """Rows and paragraphs one after the other; tables in cells follow the row they stand in."""
    counted = [0]
    yield from _rows_in(blocks, counted)


def _rows_in(blocks: Iterable[Line | Table], counted: list[int]) -> Iterator[Row]:
    for block in blocks:
        if isinstance(block, Line):
            yield Row((Cell((block,), block.place),), 0)
            continue
        counted[0] += 1
        number = counted[0]
        for row in block.rows:
            yield Row(tuple(each for each in row if not each.goes_on), number)
            for cell in row:
                tables = [each for each in cell.blocks if isinstance(each, Table)]
                yield from _rows_in(tables, counted)


def lines_in(cell: Cell) -> list[Line]:
    """The paragraphs of a cell, but those of tables in it."""
    return [each for each in cell.blocks if isinstance(each, Line)]


def text_in(cell: Cell) -> str:
    """The text of a cell, but that of tables in it."""
    return "\n".join(line.text for line in lines_in(cell)).strip()


def pictures_in(cell: Cell) -> list[str]:
    """The pictures of a cell."""
    return [part for line in lines_in(cell) for part in line.pictures]


@dataclass(slots=True)
class Header:
    """Labels over columns: the key of each, and the columns of the grid that it covers."""

    table: int
    path: str
    columns: list[tuple[str, int, int]]

    def key_at(self, cell: Cell, place: int, count: int) -> str | None:
        """The key over a cell; by its number in rows of another grid that have as many cells."""
        if count == len(self.columns):
            return self.columns[place][0]
        end = cell.column + cell.span
        shared = [
            (min(end, last) - max(cell.column, first), key) for key, first, last in self.columns
        ]
        width, key = max(shared, key=lambda each: each[0])
        return key if width > 0 else None
