"""The third face of a document that is one table of nominations: a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from pipeline.papers.documents import Column
from pipeline.render.shown import Record
from pipeline.render.views import value_at
from pipeline.render.widths import em_width
from pipeline.tools.workbook import Cell, Look, Sheet, column_name
from pipeline.tools.workbook.writing import save_book
from pipeline.typefaces.table import BIAOSONG, HEI

_HEAD_ROW = 2
_CHARACTERS_PER_MM, _PADDING = 0.6, 1.5
"""Makes a width on paper, where the type is small, one on the screen, in characters of its font."""

_LINE_PT, _AIR_PT = 15, 7
"""Heights are set: not every program makes a row as high as its text when it opens a workbook."""

_TEXT = "@"
"""Number format of text: what looks like a number or a date stays what it is, also when edited."""

_TITLE = Look(font=BIAOSONG.word, size_pt=16, horizontal="center", border="", wrap=False)
_HEAD = Look(
    font=HEI.word, horizontal="center", fill="EDF1F5", border="808080", number_format=_TEXT
)
_VALUE = Look(border="808080", number_format=_TEXT)
_CENTRED = Look(border="808080", number_format=_TEXT, horizontal="center")


def render_sheet(
    context: Mapping[str, Any], columns: Sequence[Column], *, title: str, draft: bool = False
) -> bytes:
    """The bytes of a workbook with a row for each nomination; the same values give the same bytes.

    Args:
        context: What a template may name (`views.context`).
        columns: The columns of the document.
        title: Its title: above the table, and on the sheet's tab.
        draft: Say 草稿 in the title.

    Raises:
        InputError: A text is longer than a cell of a workbook can hold.
    """
    nominations = enumerate(context["nominations"].padded(1), start=1)
    rows = [[_text(number, each, column) for column in columns] for number, each in nominations]
    last_column, last_row = column_name(len(columns)), _HEAD_ROW + len(rows)
    widths = [round(each.width_mm * _CHARACTERS_PER_MM + _PADDING, 1) for each in columns]
    heights = [_height_pt(texts, widths) for texts in rows]
    sheet = Sheet(
        title=title,
        widths=dict(enumerate(widths, start=1)),
        heights={1: 36, _HEAD_ROW: 32, **dict(enumerate(heights, start=_HEAD_ROW + 1))},
        merged=[f"A1:{last_column}1"],
        frozen=f"A{_HEAD_ROW + 1}",
        filtered=f"A{_HEAD_ROW}:{last_column}{last_row}",
        repeated_rows=f"1:{_HEAD_ROW}",
    )
    named = ("（草稿）" if draft else "", context["unit"].name, context["activity"].name, title)
    sheet.cells[1, 1] = Cell(value="　".join(filter(None, named)), look=_TITLE)
    for place, column in enumerate(columns, start=1):
        head = column.label.replace("\n", "")
        sheet.cells[_HEAD_ROW, place] = Cell(value=head, look=_HEAD)
        look = _CENTRED if column.centred else _VALUE
        for row, texts in enumerate(rows, start=_HEAD_ROW + 1):
            sheet.cells[row, place] = Cell(value=texts[place - 1] or None, look=look)
    return save_book([sheet], title=title)


def _text(number: int, nomination: Record, column: Column) -> str:
    return str(value_at(nomination, column.value)) if column.value else str(number)


def _height_pt(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Height of a row in which every text is shown whole; a line holds a character less than it could."""
    lines = [
        ceil(2 * em_width(text) / (width - 2)) for text, width in zip(texts, widths, strict=True)
    ]
    return _AIR_PT + _LINE_PT * max(1, *lines)
