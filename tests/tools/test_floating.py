"""On which cell of a sheet a picture lies, and which pictures are none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.drawing.image
import pytest
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor, AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPoint2D, XDRPositiveSize2D

from pipeline.tools.workbook import read_book
from pipeline.tools.workbook.drawings import Floating
from pipeline.tools.workbook.pictures import Picture
from tests.load.pictured import (
    add_excel_pictures,
    add_wps_pictures,
    change_part,
    dispimg,
    float_between,
    float_in,
    mark_values,
    png,
)

DRAWING, SHEET = "xl/drawings/drawing1.xml", "xl/worksheets/sheet1.xml"
EMU_PER_POINT = 12_700


def book(folder: Path, place: Callable[[Any], object]) -> Path:
    """A workbook whose rows are 20 points high, with what is placed over its sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in range(1, 9):
        sheet.cell(row, 1, f"P{row}")
        sheet.row_dimensions[row].height = 20
    place(sheet)
    path = folder / "book.xlsx"
    made.save(path)
    return path


def floating(path: Path) -> list[Floating]:
    (grid,) = read_book(path)
    return grid.floating


def anchored(anchor: Any) -> Callable[[Any], None]:
    def place(sheet: Any) -> None:
        image = openpyxl.drawing.image.Image(io.BytesIO(png()))
        image.anchor = anchor
        sheet.add_image(image)

    return place


@pytest.mark.parametrize(
    ("points_down", "row"), [(0, 1), (19, 1), (20, 2), (45, 3), (20 * 8 + 14, 9), (20 * 8 + 15, 10)]
)
def test_a_picture_that_moves_with_no_cell_lies_where_its_corner_is(
    points_down: int, row: int, tmp_path: Path
) -> None:
    where = XDRPoint2D(0, points_down * EMU_PER_POINT)
    size = XDRPositiveSize2D(EMU_PER_POINT, EMU_PER_POINT)
    (found,) = floating(book(tmp_path, anchored(AbsoluteAnchor(pos=where, ext=size))))
    assert (found.row, found.column, found.last_row) == (row, 1, row)


def test_a_picture_without_a_place_lies_in_the_corner_of_the_sheet(tmp_path: Path) -> None:
    size = XDRPositiveSize2D(EMU_PER_POINT, EMU_PER_POINT)
    path = book(tmp_path, anchored(AbsoluteAnchor(pos=XDRPoint2D(9, 9), ext=size)))
    change_part(path, DRAWING, lambda text: re.sub(rb"<pos [^>]*/>", b"", text))
    (found,) = floating(path)
    assert (found.row, found.column) == (1, 1)


def test_a_picture_that_ends_before_it_begins_lies_where_it_begins(tmp_path: Path) -> None:
    (found,) = floating(book(tmp_path, lambda sheet: float_between(sheet, (5, 3), (2, 2), png())))
    assert (found.row, found.column, found.last_row) == (5, 3, 5)


def test_a_picture_is_not_followed_without_end(tmp_path: Path) -> None:
    size = XDRPositiveSize2D(EMU_PER_POINT, 100_000_000 * EMU_PER_POINT)
    anchor = OneCellAnchor(_from=AnchorMarker(row=1, col=0), ext=size)
    (found,) = floating(book(tmp_path, anchored(anchor)))
    assert (found.row, found.last_row) == (2, 5_001)


def test_hidden_pictures_and_shapes_without_one_are_none(tmp_path: Path) -> None:
    def place(sheet: Any) -> None:
        float_in(sheet, 2, 1, png(1))
        float_in(sheet, 3, 1, png(2))

    path = book(tmp_path, place)
    shape = (
        b"<oneCellAnchor><from><row>4</row></from><ext cx='9' cy='9'/>"
        b"<sp><nvSpPr><cNvPr id='9' name='a'/></nvSpPr></sp></oneCellAnchor>"
    )

    def change(text: bytes) -> bytes:
        hidden = text.replace(b'name="Image 1"', b'name="Image 1" hidden="1"')
        return hidden.replace(b"</wsDr>", shape + b"</wsDr>")

    change_part(path, DRAWING, change)
    assert [each.row for each in floating(path)] == [3]


def test_a_sheet_that_lost_its_drawing_or_the_parts_of_it_is_read(tmp_path: Path) -> None:
    path = book(tmp_path, lambda sheet: float_in(sheet, 2, 1, png()))
    change_part(path, SHEET, lambda text: text.replace(b'r:id="rId1"', b'r:id="gone"'))
    assert floating(path) == []

    path = book(tmp_path, lambda sheet: float_in(sheet, 2, 1, png()))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            if name != "xl/drawings/_rels/drawing1.xml.rels":
                archive.writestr(name, data)
    (found,) = floating(path)
    assert (found.row, found.picture.flaw) == (2, "在工作簿里找不到")


# ---------------------------------------------------------------- in cells


def in_cell(path: Path) -> Picture | None:
    (grid,) = read_book(path)
    return grid.cells[2, 1].picture


@pytest.mark.parametrize(
    ("formula", "flaw"),
    [
        ("=_xlfn.DISPIMG(B1,1)", "在工作簿里找不到"),
        ('=_xlfn.IMAGE("https://example.com/a.png")', "不在工作簿里，只写了网址或位置"),
    ],
)
def test_a_picture_that_a_formula_does_not_name_is_told(
    formula: str, flaw: str, tmp_path: Path
) -> None:
    path = book(tmp_path, lambda sheet: sheet.__setitem__("A2", formula))
    assert in_cell(path) == Picture(flaw=flaw)


@pytest.mark.parametrize(
    ("old", "new", "flaw"),
    [
        (b'<a:blip r:embed="rId1"/>', b"", "在工作簿里找不到"),
        (b'r:embed="rId1"', b'r:link="rId1"', "不在工作簿里，只写了网址或位置"),
    ],
)
def test_a_picture_of_wps_that_is_not_in_the_workbook_is_told(
    old: bytes, new: bytes, flaw: str, tmp_path: Path
) -> None:
    path = book(tmp_path, lambda sheet: sheet.__setitem__("A2", dispimg("ID_A")))
    add_wps_pictures(path, {"ID_A": png()})
    change_part(path, "xl/cellimages.xml", lambda text: text.replace(old, new))
    assert in_cell(path) == Picture(flaw=flaw)


def test_a_value_that_counts_from_nowhere_is_no_picture_of_another_cell(tmp_path: Path) -> None:
    path = book(tmp_path, lambda sheet: None)
    mark_values(path, {"A2": 0}, SHEET)
    add_excel_pictures(path, [png()])
    assert in_cell(path) == Picture(flaw="在工作簿里找不到")
