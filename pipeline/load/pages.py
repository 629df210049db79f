"""Pages of single projects: each field of a project beside its label, one below the other.

A page that we wrote beside the sheet 项目 shows what stands there by formulas.  What a clerk types over
them counts as if it were typed there; where both say something else, that is for the clerk to settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.dossier.findings import Source
from pipeline.dossier.words import squash
from pipeline.forms import sheets
from pipeline.load.faults import Notes
from pipeline.load.grids import form_row
from pipeline.load.headers import Labels
from pipeline.load.once import Fields, put_unless_other
from pipeline.load.raw import Branch, Node, Scalar
from pipeline.load.seen import Row, first_cell
from pipeline.load.values import id_in, nomination_id
from pipeline.tools.workbook import Grid

_VIEW = re.compile(rf"IF\(('?[^'!()]*{sheets.PROJECTS}[^'!()]*'?!|#REF!)")
"""How our formulas begin that show what stands elsewhere, also where that has another name or is gone."""
_LEAST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Page:
    """What a clerk typed on the page of a project."""

    grid: Grid
    source: Source
    row: Row


def is_page(grid: Grid, labels: Labels) -> bool:
    """Whether a sheet is the page of a project: by its title, and by labels below each other."""
    title, start = squash(grid.title), squash(sheets.PROJECTS)
    if not title.startswith(start) or title == start:
        return False
    texts = (cell.value for (_, column), cell in grid.cells.items() if column == 1)
    known = (isinstance(text, str) and labels.find(text.strip()) is not None for text in texts)
    return sum(known) >= _LEAST_LABELS


def read_page(grid: Grid, labels: Labels, file: str, notes: Notes) -> Page:
    """Read a page; formulas of ours are passed over."""
    typed = {place: cell for place, cell in grid.cells.items() if not _VIEW.match(cell.code)}
    row = form_row(replace(grid, cells=typed), labels, file, notes)
    return Page(grid, first_cell(grid, file), row)


def name_on(page: Page) -> str:
    """The id of a page's project: as it was typed, or as the title of the sheet has it."""
    node = page.row.nodes.get("id")
    typed = id_in(node) if isinstance(node, Scalar) else ""
    return typed or nomination_id(page.grid.title.strip()[len(sheets.PROJECTS) :])


def put_page(branch: Branch, page: Page, fields: Fields, notes: Notes) -> None:
    """Put what was typed on a page into its project.

    Args:
        branch: The project.
        page: Its page.
        fields: The fields of a project by path.
        notes: Takes what the page says otherwise than the sheet 项目; there it stays as it is.
    """
    for path, node in typed_on(page):
        put_unless_other(branch, path, node, fields, notes)


def typed_on(page: Page) -> Iterator[tuple[str, Node]]:
    """What was typed on a page, but for whose it is."""
    for path, node in page.row.nodes.items():
        if path not in {"id", "activity"}:
            yield path, node
