"""The workbook of a document that is one table: all of it text, ready to filter and to print."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.dossier.models import Dossier
from pipeline.papers.documents import Scope, read_document
from pipeline.render.sheet import render_sheet
from pipeline.render.views import Subject, context
from tests.render.cases import CASES, TEMPLATES, activity

TABLE = read_document(TEMPLATES / "summary_table" / "document.toml")


def made(dossier: Dossier, *, draft: bool = False) -> bytes:
    subject = Subject(
        scope=Scope.DOSSIER, dossier=dossier, nominations=dossier.nominations, columns=TABLE.columns
    )
    values = context(subject, activity())
    return render_sheet(values, TABLE.columns, title=TABLE.title, draft=draft)


def read(data: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(data)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_it_says_what_the_printed_table_says() -> None:
    head, *lines = rows(read(made(CASES["full"])))
    assert head == [column.label.replace("\n", "") for column in TABLE.columns]
    assert [line[0] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    first, nomination = dict(zip(head, lines[0], strict=True)), CASES["full"].nominations[0]
    assert first["项目名称"] == nomination.title
    assert first["第一完成人"] == nomination.lead.name
    assert first["类型"] == "小发明"
    assert first["专利号"] == ("、".join(nomination.patent_numbers) or None)


def test_nothing_turns_into_a_number_a_date_or_a_formula() -> None:
    tricky = ("0012", "2023-08-20", "=1+1", "1/2", "123456789012345678")
    nominations = tuple(
        replace(CASES["full"].nominations[0], id=text, remark=text) for text in tricky
    )
    sheet = read(made(replace(CASES["full"], nominations=nominations)))
    for row, text in zip(sheet.iter_rows(min_row=3), tricky, strict=True):
        assert row[1].value == row[-1].value == text
        for cell in row:
            assert cell.data_type in {"s", "n"}
            assert cell.value is None or isinstance(cell.value, str)
            assert cell.number_format == "@"


def test_heads_stay_in_sight_filter_and_come_again_on_every_printed_page() -> None:
    sheet = read(made(CASES["full"]))
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:O8"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape"


def test_the_table_without_data_keeps_its_heads_and_a_line() -> None:
    assert len(rows(read(made(Dossier())))) == 2


def test_a_draft_says_so() -> None:
    assert "草稿" in str(read(made(CASES["full"], draft=True))["A1"].value)
    assert "草稿" not in str(read(made(CASES["full"]))["A1"].value)


def test_the_same_values_give_the_same_bytes() -> None:
    assert made(CASES["full"]) == made(CASES["full"])


def test_no_number_of_a_person_and_no_address_stands_in_it(tmp_path: Path) -> None:
    lead = CASES["full"].nominations[0].lead
    shown = [str(value) for line in rows(read(made(CASES["full"]))) for value in line]
    for secret in (lead.id_number, lead.mobile, lead.email, lead.address):
        assert secret
        assert not [text for text in shown if secret in text]


def test_the_columns_fill_a_landscape_page_and_name_values_that_exist() -> None:
    assert sum(column.width_mm for column in TABLE.columns) == pytest.approx(225)
