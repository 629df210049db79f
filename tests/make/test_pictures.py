"""A picture in a cell of the workbook goes the way of a photo's file: checked, printed, digested."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.settings import Settings
from tests.conftest import Command, Desk
from tests.load.pictured import float_in, png

FORM = "nomination_form"


@pytest.fixture
def pictured(desk: Desk) -> Desk:
    """The sample as a workbook; one photo is a picture in its cell, and there is no file for it."""
    find = Settings().find_activity
    dossier = load(desk.folder, find).dossier
    book = desk.folder / "dossier.xlsx"
    desk.source.unlink()
    write_workbook(book, find(dossier.activity or ""), dossier=dossier)
    for each in (desk.folder / "files").glob("P0?/before-*"):
        each.unlink()
    put(desk, png(1))
    return desk


def put(desk: Desk, *pictures: bytes) -> str:
    """Put pictures over the cells of the photos of P01, P02; gives the first cell."""
    file = desk.folder / "dossier.xlsx"
    book: Any = openpyxl.load_workbook(file)
    sheet = book["项目"]
    header = next(row for row in sheet.iter_rows() if row[0].value and "编号" in str(row[0].value))
    (cell,) = (each for each in header if str(each.value).replace("\n", "") == "项目实施前-照片")
    sheet._images.clear()
    for row in (1, 2):
        sheet.cell(header[0].row + row, cell.column).value = None
    for row, data in enumerate(pictures, start=header[0].row + 1):
        float_in(sheet, row, cell.column, data)
    book.save(file)
    return f"项目!{cell.column_letter}{header[0].row + 1}"


def pictures_of(desk: Desk) -> list[bytes]:
    """Pictures in P01's form, as raw pixels of a corner."""
    (file,) = (desk.out / "pdf").glob("P01-*-提名书.pdf")
    return [
        Image.open(io.BytesIO(each.data)).convert("RGB").resize((4, 3)).tobytes()
        for page in PdfReader(file).pages
        for each in page.images
    ]


def test_a_picture_in_a_cell_is_printed_and_a_change_makes_the_form_anew(
    pictured: Desk, wuxiao: Command
) -> None:
    build = ("build", pictured.folder, "-o", pictured.output, "--only", FORM, "--jobs", "1")
    before = wuxiao(*build)
    assert before.code == 0, before.err
    first = pictures_of(pictured)
    put(pictured, png(7))
    assert wuxiao(*build).code == 0
    second = pictures_of(pictured)
    assert len(first) == len(second)
    assert [a != b for a, b in zip(first, second, strict=True)].count(True) == 1


def test_the_check_judges_a_picture_in_a_cell_and_names_the_cell(
    pictured: Desk, wuxiao: Command
) -> None:
    cell = put(pictured, png(1, width=300))
    outcome = wuxiao("check", pictured.folder, "--format", "json")
    found = [
        (each["severity"], f"{each['source']['sheet']}!{each['source']['cell']}", each["message"])
        for each in json.loads(outcome.out)["findings"]
        if each["rule"] == "evidence.readable"
    ]
    assert found == [
        (
            "warning",
            cell,
            "“项目实施前-照片”一格里的第1张图片宽300像素，不到1000像素，印出来可能不清楚",
        )
    ]


def test_one_picture_in_two_cells_is_handed_in_twice(pictured: Desk, wuxiao: Command) -> None:
    put(pictured, png(1), png(1))
    outcome = wuxiao("check", pictured.folder)
    said = "“项目实施前-照片”一格里的第1张图片与P01“项目实施前-照片”一格里的第1张图片内容相同"
    assert said in outcome.out


def test_a_draft_with_a_picture_that_cannot_be_prepared_names_the_cell(
    pictured: Desk, wuxiao: Command
) -> None:
    data = png(1)
    cell = put(pictured, data)
    file = pictured.folder / "dossier.xlsx"
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:200] if content == data else content)
    outcome = wuxiao(
        "build", pictured.folder, "-o", pictured.output, "--only", FORM, "--draft", "--jobs", "1"
    )
    assert f"提名书：{cell}的图片：" in outcome.err
