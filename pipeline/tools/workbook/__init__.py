"""Excel workbooks: the adapter for openpyxl, and the guarded way in for clerks' files.

`read_book` reads; `Sheet`, `Cell` and the rest describe a workbook that `save_book` writes with
openpyxl.  A clerk's workbook is only ever read: loading and saving it would drop its drop-downs.
`mark_book` makes a copy of it with marks, part by part.
"""

from pipeline.tools.workbook.bookxml import quoted
from pipeline.tools.workbook.cells import GridCell, column_name, parse_cell
from pipeline.tools.workbook.marking import Mark, is_our_copy, mark_book
from pipeline.tools.workbook.reading import Caps, Grid, grids_of, read_book
from pipeline.tools.workbook.writing import (
    Alarm,
    Cell,
    DateRule,
    DropDown,
    Look,
    Sheet,
    save_book,
)

__all__ = [
    "Alarm",
    "Caps",
    "Cell",
    "DateRule",
    "DropDown",
    "Grid",
    "GridCell",
    "Look",
    "Mark",
    "Sheet",
    "column_name",
    "grids_of",
    "is_our_copy",
    "mark_book",
    "parse_cell",
    "quoted",
    "read_book",
    "save_book",
]
