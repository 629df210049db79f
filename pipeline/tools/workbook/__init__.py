"""Excel workbooks: the adapter for openpyxl, and the guarded way in for clerks' files.

`read_book` reads; `Sheet`, `Cell` and the rest describe a workbook that `save_book` writes with
openpyxl.  A clerk's workbook is only ever read: loading and saving it would drop its drop-downs.
"""

from pipeline.tools.workbook.cells import GridCell, column_name
from pipeline.tools.workbook.reading import Caps, Grid, read_book
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
    "Sheet",
    "column_name",
    "read_book",
    "save_book",
]
