"""Rules of tables that go on over a page, where WeasyPrint leaves them out.

WeasyPrint draws no rule where a row is split over two pages, nor where a page ends inside a cell that
spans several rows: the table looks torn open.  `install` closes the box on both pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import partial
from typing import Any

from weasyprint import draw

_Edges = Sequence[Any]
"""What WeasyPrint knows of the rules along one line of the grid: (score, (style, width, colour))."""


def install() -> None:
    """Close tables at page ends in this process; a second call does nothing."""
    if not isinstance(draw.draw_collapsed_borders, partial):
        draw.draw_collapsed_borders = partial(_draw, draw.draw_collapsed_borders)


def _draw(original: Any, stream: Any, table: Any) -> None:
    """Replace `draw_collapsed_borders`: the same, with a rule at the top and the foot of each page."""
    rows = sum(len(group.children) for group in table.children)
    if rows and table.column_widths:
        table = _closed(table, rows)
    original(stream, table)


def _closed(table: Any, rows: int) -> Any:
    vertical, horizontal = table.collapsed_border_grid
    first, past = _lines(table, rows, len(vertical))
    is_torn = table.skip_cell_border_top or table.skip_cell_border_bottom
    wanted = {line: _filled(horizontal[line]) for line in (first, past)}
    if not is_torn and all(horizontal[line] == edges for line, edges in wanted.items()):
        return table
    closed = copy(table)
    closed.skip_cell_border_top = closed.skip_cell_border_bottom = False
    grid = [wanted.get(number, line) for number, line in enumerate(horizontal)]
    closed.collapsed_border_grid = vertical, grid
    return closed


def _lines(table: Any, rows: int, all_rows: int) -> tuple[int, int]:
    """The grid's lines at the top of the page's first body row and below its last row."""
    header, footer = table.children[0], table.children[-1]
    header_rows = len(header.children) if header.is_header else 0
    offset = table.skipped_rows - header_rows if table.skipped_rows else 0
    first = 0 if header_rows else table.skipped_rows
    return first, all_rows if footer.is_footer else rows + offset


def _filled(edges: _Edges) -> list[Any]:
    """The rules of a line; where a spanning cell left one out, its neighbour's is taken."""
    drawn = [edge for edge in edges if edge[1][1]]
    return [edge if edge[1][1] or not drawn else drawn[0] for edge in edges]
