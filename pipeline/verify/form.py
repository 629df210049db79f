"""From a measured page to the parts of a form: what stands in which cell, paragraph by paragraph."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.tools.geometry import Glyph, MeasuredPaper, Shape
from pipeline.verify.figures import MM
from pipeline.verify.grid import Cell, Grid, area_of, grid_of
from pipeline.verify.reading import Line, Reading, is_blank, is_page_number, page_lines

_TITLE_PT = 18.0
_APART_EM = 3.0
_FULL = 0.8
"""Share of the width that the lines of a paragraph fill, but for the last."""
_INDENT_EM = (1.6, 2.4)


@dataclass(frozen=True, eq=False)
class Block:
    """The lines of a cell, or those outside tables that no table parts, from top to bottom.

    Attributes:
        cell: Where they stand.
        lines: The lines.
        rules: Drawn lines of their page, where they stand outside tables: some are blanks.
    """

    cell: Cell
    lines: tuple[Line, ...]
    rules: tuple[Shape, ...] = ()

    @property
    def left_pt(self) -> float:
        """Where its lines begin: with some air from the line to the left of a cell."""
        return min(line.left_pt for line in self.lines) if self.cell.is_table else self.cell.left_pt

    @cached_property
    def paragraphs(self) -> tuple[tuple[Line, ...], ...]:
        """Paragraphs of running text: their first lines two characters in, the others not."""
        left = self.left_pt
        parts: list[list[Line]] = []
        for line in self.lines:
            indent = (line.left_pt - left) / line.size_pt
            if _INDENT_EM[0] <= indent <= _INDENT_EM[1]:
                parts.append([line])
            elif parts and parts[-1] and indent < 0.1 and self._goes_on(parts[-1][-1], line):
                parts[-1].append(line)
            else:
                parts.append([])
        return tuple(tuple(part) for part in parts if part)

    @cached_property
    def running(self) -> tuple[tuple[Line, ...], ...]:
        """The paragraphs without blanks; those with them are not justified."""
        return tuple(
            part
            for part in self.paragraphs
            if not any(is_blank(line, rule) for line in part for rule in self.rules)
        )

    def _goes_on(self, line: Line, after: Line) -> bool:
        """Whether a line can be in the middle of a paragraph: of the same type as the next one, and full."""
        full = self.left_pt + _FULL * (self.cell.right_pt - self.left_pt)
        return line.right_pt > full and abs(line.size_pt - after.size_pt) < 0.5


@dataclass(frozen=True)
class Form(Reading):
    """A form's parts.

    Attributes:
        blocks: Cells with text in them, and text outside tables.
    """

    blocks: tuple[Block, ...] = ()

    @cached_property
    def in_tables(self) -> tuple[Block, ...]:
        """The cells with text in them."""
        return tuple(block for block in self.blocks if block.cell.is_table)


def read_form(paper: MeasuredPaper) -> Form:
    """Find the parts of a form."""
    grids = tuple(map(grid_of, paper.pages))
    outside = list(map(page_lines, grids))
    numbers = {
        line
        for page, lines in zip(paper.pages, outside, strict=True)
        for line in lines
        if is_page_number(line, area_of(page))
    }
    blocks: list[Block] = []
    for grid, lines in zip(grids, outside, strict=True):
        blocks.extend(_outside(grid, [line for line in lines if line not in numbers]))
        blocks.extend(_inside(grid))
    first = [line for line in outside[0] if line not in numbers]
    return Form(
        paper=paper,
        title=tuple(line for line in first if line.size_pt >= _TITLE_PT),
        grids=grids,
        numbers=tuple(line for lines in outside for line in lines if line in numbers),
        lines=tuple(line for lines in outside for line in lines),
        blocks=tuple(blocks),
    )


# ---------------------------------------------------------------- text


def _inside(grid: Grid) -> Iterator[Block]:
    cells: defaultdict[Cell, list[tuple[Glyph, ...]]] = defaultdict(list)
    cell = None
    for run in _runs(grid):
        x = run[0].left_pt + 0.2 * run[0].size_pt
        y = run[0].baseline_pt - 0.3 * run[0].size_pt
        if cell is None or not cell.holds(x, y):
            cell = grid.cell_at(x, y)
        cells[cell].append(run)
    for cell, runs in cells.items():
        yield Block(cell, tuple(_lines(cell.page, runs)))


def _runs(grid: Grid) -> Iterator[tuple[Glyph, ...]]:
    """The glyphs in tables, those that follow each other on a line together."""
    run: list[Glyph] = []
    places, baselines = sorted(grid.upright), grid.baselines
    for glyph in grid.page.glyphs:
        if glyph.baseline_pt not in baselines:
            continue
        if run and not _goes_on(run[-1], glyph, places):
            yield tuple(run)
            run = []
        run.append(glyph)
    if run:
        yield tuple(run)


def _goes_on(before: Glyph, glyph: Glyph, places: Sequence[float]) -> bool:
    """Whether a glyph follows another on its line, no upright line of any row between them."""
    if abs(glyph.baseline_pt - before.baseline_pt) >= 0.5:
        return False
    near = -1 <= glyph.left_pt - before.right_pt < _APART_EM * glyph.size_pt
    return near and bisect_left(places, before.left_pt) == bisect_left(places, glyph.left_pt)


def _lines(page: int, runs: Sequence[tuple[Glyph, ...]]) -> Iterator[Line]:
    rows: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda each: each[0].baseline_pt):
        if rows and run[0].baseline_pt - rows[-1][0].baseline_pt <= 0.35 * run[0].size_pt:
            rows[-1].extend(run)
        else:
            rows.append(list(run))
    for row in rows:
        yield Line(page, tuple(sorted(row, key=lambda each: each.left_pt)))


def _outside(grid: Grid, lines: Sequence[Line]) -> Iterator[Block]:
    """Lines outside tables, parted where a table, a picture or a heading stands between them."""
    area, page = area_of(grid.page), grid.page
    things = [*grid.spans, *((each.top_pt, each.bottom_pt) for each in page.pictures)]
    edges = (area.left_mm * MM, area.top_mm * MM, area.right_mm * MM, area.bottom_mm * MM)
    cell = Cell(page.number, *edges, is_table=False)
    part: list[Line] = []
    for line in lines:
        if part and _is_parted(part[-1], line, things):
            yield Block(cell, tuple(part), page.rules)
            part = []
        part.append(line)
    if part:
        yield Block(cell, tuple(part), page.rules)


def _is_parted(before: Line, line: Line, things: Sequence[tuple[float, float]]) -> bool:
    changes = before.size_pt != line.size_pt or before.glyphs[0].font != line.glyphs[0].font
    between = any(before.baseline_pt < bottom and top < line.baseline_pt for top, bottom in things)
    return changes or between
