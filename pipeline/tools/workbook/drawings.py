"""Pictures that float over a sheet, and the cell that each lies on (ECMA-376 part 1, 20.5.2)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from pipeline.tools.workbook.archive import Related
from pipeline.tools.workbook.pictures import Picture, shown

_ANCHORS = ("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor")
_EMU_PER_POINT, _EMU_PER_PIXEL = 12_700, 9_525
_DEFAULT_HEIGHT_PT, _DEFAULT_WIDTH_CHARS = 15.0, 9.14
_PIXELS_PER_CHAR = 7
"""Of the default font, as Excel counts the widths of columns."""
_MOST_CELLS = 5_000
"""A picture is not followed over more cells."""

IN_A_GROUP = "和别的图片组合在一起"


@dataclass(frozen=True, slots=True)
class Floating:
    """A picture over a sheet.  Rows and columns count from 1.

    Attributes:
        row, column: The cell on which more than half of it lies, else that under its top left corner.
        last_row: The last row that it covers; `row` where more than half of it lies on that.
        picture: The picture.
    """

    row: int
    column: int
    last_row: int
    picture: Picture


def floating(
    drawing: etree._Element, sheet: etree._Element, parts: Mapping[str, Related]
) -> Iterator[Floating]:
    """The pictures of a drawing, but for those that are hidden.

    Args:
        drawing: The drawing.
        sheet: The sheet it lies over, which says how high and wide its cells are.
        parts: The parts that the drawing refers to, by the id of the reference.
    """
    sizes = _Sizes(sheet)
    for anchor in drawing.iter(*_ANCHORS):
        pictures = list(_pictures_in(anchor))
        if not pictures:
            continue
        row, last_row = _along(anchor, "row", sizes.height)
        column, _ = _along(anchor, "col", sizes.width)
        for each in pictures:
            found = shown(each, parts) if len(pictures) == 1 else Picture(flaw=IN_A_GROUP)
            yield Floating(row, column, last_row, found)


def _pictures_in(anchor: etree._Element) -> Iterator[etree._Element]:
    """Pictures and shapes filled with one; what is there for old programs alone is left out."""
    for blip in anchor.iter("{*}blip"):
        around = [*blip.iterancestors("{*}pic", "{*}sp")][:1]
        fallback = next(blip.iterancestors("{*}Fallback"), None)
        about = around[0].find("*/{*}cNvPr") if around else None
        hidden = about is not None and about.get("hidden", "0") in {"1", "true"}
        if around and fallback is None and not hidden:
            yield around[0]


class _Sizes:
    """Heights of rows and widths of columns, counted from 0, in EMU."""

    def __init__(self, sheet: etree._Element) -> None:
        usual = sheet.find("{*}sheetFormatPr")
        usual_height = usual.get("defaultRowHeight") if usual is not None else None
        usual_width = usual.get("defaultColWidth") if usual is not None else None
        self._height_pt = _number(usual_height, _DEFAULT_HEIGHT_PT)
        self._width_chars = _number(usual_width, _DEFAULT_WIDTH_CHARS)
        self._rows = {
            int(each.get("r", "0")) - 1: each
            for each in sheet.iterfind("{*}sheetData/{*}row[@r]")
            if each.get("ht") or each.get("hidden")
        }
        self._columns = [
            (int(each.get("min", "1")) - 1, int(each.get("max", "0")) - 1, each)
            for each in sheet.iterfind("{*}cols/{*}col")
        ]

    def height(self, row: int) -> float:
        return self._size(self._rows.get(row), "ht", self._height_pt) * _EMU_PER_POINT

    def width(self, column: int) -> float:
        own = next((each for low, high, each in self._columns if low <= column <= high), None)
        return self._size(own, "width", self._width_chars) * _PIXELS_PER_CHAR * _EMU_PER_PIXEL

    def _size(self, element: etree._Element | None, key: str, usual: float) -> float:
        if element is None:
            return usual
        return 0 if element.get("hidden") in {"1", "true"} else _number(element.get(key), usual)


def _along(anchor: etree._Element, axis: str, size: Callable[[int], float]) -> tuple[int, int]:
    """The row or column that a picture lies on, and the last one that it covers, counted from 1."""
    first, start = _corner(anchor, axis, size)
    parts = _covered(anchor, axis, size, first, start) if size(first) else {}
    most = max(parts, key=lambda cell: parts[cell], default=first)
    if parts and parts[most] * 2 > sum(parts.values()):
        return most + 1, most + 1
    return first + 1, max(parts, default=first) + 1


def _corner(anchor: etree._Element, axis: str, size: Callable[[int], float]) -> tuple[int, float]:
    """The row or column of the top left corner, counted from 0, and how far into it in EMU."""
    if anchor.find("{*}from") is not None:
        first = int(_number(anchor.findtext(f"{{*}}from/{{*}}{axis}"), 0))
        start = _number(anchor.findtext(f"{{*}}from/{{*}}{axis}Off"), 0)
        return first, min(start, size(first))
    position = anchor.find("{*}pos")
    first, key = 0, "y" if axis == "row" else "x"
    start = _number(position.get(key), 0) if position is not None else 0
    while start >= size(first) and first < _MOST_CELLS:
        start, first = start - size(first), first + 1
    return first, start


def _covered(
    anchor: etree._Element, axis: str, size: Callable[[int], float], first: int, start: float
) -> Mapping[int, float]:
    """How much of a picture lies on each row or column from `first`, in EMU."""
    last = anchor.findtext(f"{{*}}to/{{*}}{axis}")
    if last is not None:
        end = int(_number(last, first))
        rest = _number(anchor.findtext(f"{{*}}to/{{*}}{axis}Off"), 0)
        if end < first:
            return {}
        until = min(end, first + _MOST_CELLS)
        parts = {cell: size(cell) for cell in range(first, until)}
        parts[until] = min(rest, size(until)) if until == end else size(until)
    else:
        extent = anchor.find("{*}ext")
        key = "cy" if axis == "row" else "cx"
        left = start + (_number(extent.get(key), 0) if extent is not None else 0)
        parts = {}
        for cell in range(first, first + _MOST_CELLS):
            parts[cell] = min(left, size(cell))
            left -= size(cell)
            if left <= 0:
                break
    parts[first] = max(parts.get(first, 0) - start, 0)
    return {cell: part for cell, part in parts.items() if part > 0}


def _number(text: str | None, otherwise: float) -> float:
    """A number that a part says, within what a sheet can hold; another one where it says none."""
    try:
        number = float(text or "")
    except ValueError:
        return otherwise
    return otherwise if math.isnan(number) else min(max(number, 0), 1e9)
