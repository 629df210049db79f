"""Excel workbooks: the adapter for openpyxl, and the guarded way in for clerks' files.

`read_book` reads; `Sheet`, `Cell` and the rest describe a workbook that `writing.save_book` writes with
openpyxl, which takes longer to load than most dossiers.  A clerk's workbook is only ever read: loading
and saving it would drop its drop-downs.
`marking.mark_book` makes a copy of it with marks, part by part.
"""

from pipeline.tools.workbook.archive import Caps
from pipeline.tools.workbook.cells import (
    LAST_COLUMN,
    LAST_ROW,
    GridCell,
    column_name,
    parse_cell,
)
from pipeline.tools.workbook.drawings import Floating
from pipeline.tools.workbook.formats import shown, shown_text
from pipeline.tools.workbook.pictures import Picture
from pipeline.tools.workbook.reading import Grid, Range, read_book, take_parts
from pipeline.tools.workbook.sheets import Alarm, Cell, DateRule, DropDown, Look, Sheet

__all__ = [
    "LAST_COLUMN",
    "LAST_ROW",
    "Alarm",
    "Caps",
    "Cell",
    "DateRule",
    "DropDown",
    "Floating",
    "Grid",
    "GridCell",
    "Look",
    "Picture",
    "Range",
    "Sheet",
    "column_name",
    "parse_cell",
    "read_book",
    "shown",
    "shown_text",
    "take_parts",
]
