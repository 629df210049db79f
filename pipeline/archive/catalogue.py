"""归档文件目录 as a workbook (DA/T 22-2015, 5.5.1): the columns of the standard, then where each paper lies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import NamedTuple

from pipeline.archive.events import Head
from pipeline.archive.models import Kept
from pipeline.tools.workbook import Cell, Look, Sheet, column_name
from pipeline.tools.workbook.writing import save_book
from pipeline.typefaces.table import BIAOSONG, HEI

TITLE = "归档文件目录"
_TEXT = "@"
_HEAD_ROW = 2
_LINE_PT, _AIR_PT = 15, 7

_TITLE = Look(font=BIAOSONG.word, size_pt=16, horizontal="center", border="", wrap=False)
_HEAD = Look(
    font=HEI.word, horizontal="center", fill="EDF1F5", border="808080", number_format=_TEXT
)
_VALUE = Look(border="808080", number_format=_TEXT)
_CENTRED = Look(border="808080", number_format=_TEXT, horizontal="center")
_FOOT = Look(border="", colour="5B636D", size_pt=9)


def say_state(kept: Kept) -> str:
    """Where a paper is, in a word or two."""
    if kept.loan:
        return f"借出：{kept.loan.to}"
    return kept.state.label + ("，冻结" if kept.holds else "")


class Column(NamedTuple):
    """A column: its head, its width in characters, what stands in it, whether in the middle."""

    label: str
    width: float
    value: Callable[[Kept], str | int]
    centred: bool = True


COLUMNS = (
    Column("档号", 24, lambda kept: str(kept.paper.number)),
    Column("文号", 16, lambda kept: kept.paper.reference),
    Column("责任者", 22, lambda kept: kept.paper.responsible, False),
    Column("题名", 44, lambda kept: kept.paper.title, False),
    Column("日期", 11, lambda kept: f"{kept.paper.dated:%Y%m%d}" if kept.paper.dated else ""),
    Column("密级", 7, lambda kept: kept.paper.secrecy),
    Column("页数", 7, lambda kept: kept.paper.pages or ""),
    Column("备注", 14, lambda kept: kept.paper.remark, False),
    Column("盒号", 8, lambda kept: kept.box),
    Column("存放位置", 14, lambda kept: kept.shelf, False),
    Column("现状", 14, say_state),
)
"""The columns, behind 序号."""


def catalogue(papers: Sequence[Kept], head: Head, *, name: str = "") -> bytes:
    """The bytes of the workbook; the same papers give the same bytes.

    Args:
        papers: The papers, in their order.
        head: The last event of the register: printed below, it proves later that nothing was changed.
        name: Whose catalogue it is, above the table.

    Raises:
        InputError: A text is longer than a cell of a workbook can hold.
    """
    last_column, last_row = column_name(len(COLUMNS) + 1), _HEAD_ROW + len(papers)
    rows = [[number, *_values(each)] for number, each in enumerate(papers, start=1)]
    sheet = Sheet(
        title=TITLE,
        widths=dict(enumerate([6.0, *(each.width for each in COLUMNS)], start=1)),
        heights={1: 36, _HEAD_ROW: 28, **_heights(rows)},
        merged=[f"A1:{last_column}1", f"A{last_row + 2}:{last_column}{last_row + 2}"],
        frozen=f"A{_HEAD_ROW + 1}",
        filtered=f"A{_HEAD_ROW}:{last_column}{max(last_row, _HEAD_ROW)}",
        repeated_rows=f"1:{_HEAD_ROW}",
    )
    sheet.cells[1, 1] = Cell(value="　".join(filter(None, (name, TITLE))), look=_TITLE)
    for place, label in enumerate(["序号", *(each.label for each in COLUMNS)], start=1):
        sheet.cells[_HEAD_ROW, place] = Cell(value=label, look=_HEAD)
    looks = [_CENTRED, *(_CENTRED if each.centred else _VALUE for each in COLUMNS)]
    for row, values in enumerate(rows, start=_HEAD_ROW + 1):
        for place, (value, look) in enumerate(zip(values, looks, strict=True), start=1):
            sheet.cells[row, place] = Cell(value=value or None, look=look)
    sheet.cells[last_row + 2, 1] = Cell(value=say_head(head, len(papers)), look=_FOOT)
    return save_book([sheet], title=TITLE)


def _values(kept: Kept) -> list[str | int]:
    return [column.value(kept) for column in COLUMNS]


def _heights(rows: Sequence[Sequence[str | int]]) -> dict[int, float]:
    """Heights are set: not every program makes a row as high as its text."""
    widths = [6.0, *(each.width for each in COLUMNS)]
    return {
        row: _AIR_PT
        + _LINE_PT
        * max(ceil(2 * len(str(text)) / (w - 2)) for text, w in zip(values, widths, strict=True))
        for row, values in enumerate(rows, start=_HEAD_ROW + 1)
    }


def say_head(head: Head, many: int) -> str:
    """The end of a catalogue: how many papers, and the last event of the register."""
    if not head.number:
        return f"共{many}件。"
    return f"共{many}件。登记簿到第{head.number}条记录为止，校验值（SHA-256）{head.sha256}。"
