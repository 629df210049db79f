"""What a person reads in the workbook is what stands on paper, in both faces."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from pypdf import PdfReader

from pipeline.forms.writer import write_workbook
from pipeline.load import load
from pipeline.settings import Settings
from tests.conftest import Command, Desk

SEEN = "电阻由10⁵提高到10⁹欧，CO₂排放减少，人工检查改为机检。"


def raised(text: str) -> TextBlock:
    return TextBlock(InlineFont(vertAlign="superscript"), text)


INTRODUCTION = CellRichText(
    "电阻由10", raised("5"), "提高到10", raised("9"), "欧，CO", TextBlock(InlineFont(vertAlign="subscript"), "2"),
    "排\u200b放减少，", TextBlock(InlineFont(strike=True), "节约三百万元，"), "⼈⼯检查改为机检。",
)  # fmt: skip


def test_words_of_a_cell_stand_on_paper_as_they_are_seen(desk: Desk, wuxiao: Command) -> None:
    find = Settings().find_activity
    intake = load(desk.folder, find)
    desk.source.unlink()
    book = desk.folder / "dossier.xlsx"
    write_workbook(book, find(intake.dossier.activity or ""), dossier=intake.dossier)
    sources = load(desk.folder, find).sources

    opened = openpyxl.load_workbook(book)
    put(opened, sources["nominations[0].introduction"].cell, INTRODUCTION)
    put(opened, sources["nominations[1].title"].cell, 1234.5678, "#,##0")
    opened.save(book)

    outcome = wuxiao(
        "build", desk.folder, "-o", desk.output, "--only", "publicity_notice", "--jobs", "1"
    )
    assert outcome.code == 0, outcome.err
    for text in (word_text(desk.out), pdf_text(desk.out)):
        assert SEEN in text
        assert "1,235" in text
        assert "三百万" not in text
        assert "1234.5678" not in text


def put(book: openpyxl.Workbook, cell: str | None, value: Any, code: str = "") -> None:
    place = book["项目"][str(cell)]
    place.value = value
    if code:
        place.number_format = code


def word_text(out: Path) -> str:
    (file,) = (out / "word").glob("*公示.docx")
    with zipfile.ZipFile(file) as archive:
        xml = archive.read("word/document.xml").decode()
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))


def pdf_text(out: Path) -> str:
    (file,) = (out / "pdf").glob("*公示.pdf")
    return "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)
