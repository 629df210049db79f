"""Which header cells head a cell of a table, for those who have it read to them.

Half of the tables of the official forms are no lists: a header stands before the cell it heads, several to a row.
So a header in a row with other cells heads those to its right, up to the next header; a header in a row of headers
heads the cells below it.  The rules are those of HTML (4.9.12.2, forming relationships between data cells and
header cells), but that a header of a column heads only what stands wholly below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from msgspec.structs import replace

from pipeline.tools.weasyprint.drawn import Cell, Tag

COLUMN, ROW = "Column", "Row"
"""What a header heads, as PDF says it (ISO 32000-1, table 349)."""

_GROUPS = frozenset({"THead", "TBody", "TFoot"})
_TABLE_ROLES = _GROUPS | {"TR", "TH", "TD"}


@dataclass(eq=False)
class _Place:
    """A cell in the grid of a table.

    Attributes:
        tag: The cell.
        row, column: Where it starts, counted from 0.
        rows, columns: How many it spans.
        heads: What it heads, `COLUMN` or `ROW`; "" if it is no header.
    """

    tag: Tag
    row: int
    column: int
    rows: int
    columns: int
    heads: str
    headers: list[_Place] = field(default_factory=list)

    @cached_property
    def extent(self) -> tuple[int, int]:
        """What a later header of the same extent hides: rows of a header of rows, and so on."""
        if self.heads == ROW:
            return self.row, self.rows
        return self.column, self.columns

    def stands_over(self, other: _Place) -> bool:
        """Whether each column of another cell is one of its own."""
        end = other.column + other.columns
        return self.column <= other.column and end <= self.column + self.columns


def with_headers(table: Tag, ids: Iterator[int]) -> tuple[Tag, ...]:
    """A table whose cells name their headers, and what stands in it without being part of it.

    Args:
        table: The table.
        ids: Numbers for headers, unique within the page.

    Returns:
        The table.  A row of a single cell that nothing heads is text below a table, or between two.  A table
        without headers is there for its looks: its cells are read one after the other, as any text.
    """
    rows = list(_rows(table))
    places = _placed(rows)
    for place in places.values():
        if not place.heads and not place.headers:
            place.headers = _headers(place, places)
    cells = {id(place.tag): place for place in places.values()}
    if not any(place.heads for place in cells.values()):
        return (_untabled(table),)
    width = 1 + max(column for _, column in places)
    free = {
        id(row)
        for row in rows
        for place in (cells.get(id(row.kids[0])),)
        if len(row.kids) == 1 and place and place.columns == width
        if not place.heads and not place.headers
    }
    named = _named(cells, ids)
    return tuple(_rebuilt(table, free, named))


def _rows(tag: Tag) -> Iterator[Tag]:
    for kid in tag.kids:
        if isinstance(kid, Tag):
            if kid.role == "TR" and kid.kids:
                yield kid
            elif kid.role in _GROUPS:
                yield from _rows(kid)


def _placed(rows: Sequence[Tag]) -> dict[tuple[int, int], _Place]:
    """By row and column, the cell that stands there."""
    places: dict[tuple[int, int], _Place] = {}
    for y, row in enumerate(rows):
        cells = [(kid, kid.cell) for kid in row.kids if isinstance(kid, Tag) and kid.cell]
        heads = ROW if any(tag.role == "TD" for tag, _ in cells) else COLUMN
        x = 0
        for tag, cell in cells:
            while (y, x) in places:
                x += 1
            own = heads if tag.role == "TH" else ""
            place = _Place(tag, y, x, min(cell.rows, len(rows) - y), cell.columns, own)
            for down in range(place.rows):
                places |= {(y + down, x + right): place for right in range(place.columns)}
            x += place.columns
    return places


def _headers(cell: _Place, places: Mapping[tuple[int, int], _Place]) -> list[_Place]:
    """The headers of a cell, the outermost first, those of columns before those of rows."""
    above = [places.get((y, cell.column)) for y in reversed(range(cell.row))]
    columns = [each for each in _seen(above, COLUMN) if each.stands_over(cell)]
    rows: list[_Place] = []
    for y in range(cell.row, cell.row + cell.rows):
        left = [places.get((y, x)) for x in reversed(range(cell.column))]
        rows += (each for each in _seen(left, ROW) if each not in rows)
    return columns + rows


def _seen(line: Sequence[_Place | None], heads: str) -> list[_Place]:
    """The headers along a line away from a cell; one behind other cells is hidden by a nearer one."""
    found: list[_Place] = []
    block: set[tuple[int, int]] = set()
    hidden: set[tuple[int, int]] = set()
    for place in line:
        if place is None or place in found:
            continue
        if place.heads != heads:
            hidden |= block
            block = set()
        elif place.extent not in hidden:
            found.append(place)
            block.add(place.extent)
    return found[::-1]


def _named(cells: Mapping[int, _Place], ids: Iterator[int]) -> dict[int, Cell]:
    """What is said of each cell, by the identity of its tag."""
    names = {id(place): str(next(ids)) for place in cells.values() if place.heads}
    said = {}
    for key, place in cells.items():
        cell = place.tag.cell or Cell()
        if place.heads:
            said[key] = replace(cell, own_id=names[id(place)], heads=place.heads, headers=None)
        else:
            headers = tuple(names[id(each)] for each in place.headers)
            said[key] = replace(cell, own_id="", headers=headers)
    return said


def _rebuilt(tag: Tag, free: Set[int], cells: Mapping[int, Cell]) -> Iterator[Tag]:
    """A table or a group of its rows, parted where a free row stands."""
    kept: list[Tag | int] = []
    for kid in tag.kids:
        for part in _parts(kid, free, cells):
            if isinstance(part, Tag) and part.role == "Div":
                if kept:
                    yield replace(tag, kids=tuple(kept))
                    kept = []
                yield part
            else:
                kept.append(part)
    if kept:
        yield replace(tag, kids=tuple(kept))


def _parts(kid: Tag | int, free: Set[int], cells: Mapping[int, Cell]) -> Iterator[Tag | int]:
    if isinstance(kid, int) or kid.role not in _TABLE_ROLES:
        yield kid
    elif id(kid) in free:
        yield _untabled(kid)
    elif kid.role in _GROUPS:
        yield from _rebuilt(kid, free, cells)
    else:
        row = (
            replace(each, cell=cells.get(id(each), each.cell)) if isinstance(each, Tag) else each
            for each in kid.kids
        )
        yield replace(kid, kids=tuple(row))


def _untabled(tag: Tag) -> Tag:
    """A table, a group, a row or a cell as a stretch of text; tables within its cells stay tables."""
    kids = tuple(
        _untabled(kid) if isinstance(kid, Tag) and kid.role in _TABLE_ROLES else kid
        for kid in tag.kids
    )
    return replace(tag, role="Div", kids=kids, cell=None)
