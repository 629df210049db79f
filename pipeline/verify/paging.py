"""How pages are filled that go on with a table or a text: no holes, no lonely rows and lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.tools.geometry import MeasuredPage
from pipeline.verify import figures
from pipeline.verify.figures import MM
from pipeline.verify.form import Block, Form
from pipeline.verify.grid import Grid, area_of
from pipeline.verify.reading import Line, Reading
from pipeline.verify.typefaces import FontKind, kind_of
from pipeline.verify.verdict import Result, several

_HEADINGS = {FontKind.HEI, FontKind.KAI, FontKind.BIAOSONG}
_HEADING_PT = 15.0
_FEWEST_ROWS = 3


def table_fill(form: Form) -> Result | None:
    """A page that is gone on with is filled, unless what comes next begins afresh or has no room there."""
    rooms = [
        (grid.page.number, room, _first_height(form, after))
        for grid, after in pairwise(form.grids)
        if (room := _room(form, grid)) is not None and not _begins_afresh(form, after)
    ]
    if not rooms:
        return None
    most = figures.TABLE_FILL.tolerance * MM
    wrong = (
        f"第{page}面下边空{room / MM:.0f} mm"
        for page, room, next_pt in rooms
        if room > max(most, next_pt)
    )
    return several(wrong, f"最多空{max(room for _, room, _ in rooms) / MM:.0f} mm")


def _room(form: Reading, grid: Grid) -> float | None:
    page: MeasuredPage = grid.page
    lines = [line.bottom_pt for line in form.running if line.page == page.number]
    pictures = [each.bottom_pt for each in page.pictures]
    lowest = max([*lines, *pictures, *(bottom for _, bottom in grid.spans)], default=None)
    return None if lowest is None else area_of(page).bottom_mm * MM - lowest


def _first_line(form: Reading, grid: Grid) -> Line | None:
    """The first line of a page, if it stands above its tables."""
    line = next((each for each in form.running if each.page == grid.page.number), None)
    return line if line and (not grid.spans or line.baseline_pt < grid.spans[0][0]) else None


def _begins_afresh(form: Reading, grid: Grid) -> bool:
    """Whether a page begins with a title or a heading."""
    line = _first_line(form, grid)
    return bool(line and line.size_pt >= _HEADING_PT and kind_of(line.glyphs[-1].font) in _HEADINGS)


def _first_height(form: Reading, grid: Grid) -> float:
    """Height of the first thing of a page that cannot be parted: a row, a picture, two lines."""
    if _first_line(form, grid) is None and grid.spans:
        rows = grid.rows(grid.spans[0])
        heights = [second - first for first, second in pairwise(rows)]
        return max(heights[:2], default=0.0)
    pictures = [each.height_pt for each in grid.page.pictures]
    return max([*pictures[:1], 3 * _HEADING_PT])


def lonely_row(reading: Reading) -> Result | None:
    """No page goes on with a table for one row, or with the last line of a paragraph alone."""
    if len(reading.pages) < 2:
        return None
    lines = _lonely_lines(reading) if isinstance(reading, Form) else ()
    return several((*_lonely_rows(reading), *lines), "没有")


def _lonely_rows(form: Reading) -> Iterator[str]:
    for grid, after in pairwise(form.grids):
        if not (grid.spans and after.spans) or _first_line(form, after) is not None:
            continue
        rows = after.rows(after.spans[0])
        is_same = _is_same_table(grid, after)
        others = len(after.spans) > 1 or any(
            line.page == after.page.number and line not in form.numbers for line in form.running
        )
        head = grid.head(-1) == after.head(0)
        if is_same and len(rows) - 1 - head == 1 and not others and _has_rows(grid):
            yield f"第{after.page.number}面表格只有一栏"


def _has_rows(grid: Grid) -> bool:
    """Whether the last table of a page has rows enough for one to go to the next page with another."""
    return len(grid.rows(grid.spans[-1])) > _FEWEST_ROWS


def _is_same_table(grid: Grid, after: Grid) -> bool:
    first, second = grid.edges(grid.spans[-1]), after.edges(after.spans[0])
    return all(abs(one - other) <= 1 for one, other in zip(first, second, strict=True))


def _lonely_lines(form: Form) -> Iterator[str]:
    """Text outside tables: a page whose first paragraph is one line that the page before began."""
    outside = [block for block in form.blocks if not block.cell.is_table]
    for before, block in pairwise(outside):
        if block.cell.page != before.cell.page + 1 or not before.paragraphs:
            continue
        first, left = block.lines[0], block.cell.left_pt
        flush = first.left_pt - left < 0.1 * first.size_pt
        alone = len(block.lines) == 1 or block.lines[1].left_pt - left > first.size_pt
        if flush and alone and before.lines[-1].size_pt == first.size_pt and _is_last(form, before):
            yield f"第{block.cell.page}面“{first.text[:8]}…”"


def _is_last(form: Form, block: Block) -> bool:
    """Whether nothing stands below a block on its page."""
    grid = form.grids[block.cell.page - 1]
    room = _room(form, grid)
    return room is not None and abs(_bottom(grid) - room - block.lines[-1].bottom_pt) < 1


def _bottom(grid: Grid) -> float:
    return area_of(grid.page).bottom_mm * MM
