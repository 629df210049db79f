"""Values go into the clerk's own workbook, whatever was taken out of it; what has no place there is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.collect.layouts import LAYOUTS
from tests.collect.returned import form
from tests.collect.test_collect import back, collect, read


def change(at: Path, how: Callable[[openpyxl.Workbook], None]) -> None:
    """What a clerk does to the workbook."""
    book = openpyxl.load_workbook(at / "dossier.xlsx")
    how(book)
    book.save(at / "dossier.xlsx")


def without(label: str, sheet: str = "项目", head: int = 4) -> Callable[[openpyxl.Workbook], None]:
    """Delete the column of a field."""

    def delete(book: openpyxl.Workbook) -> None:
        cells = book[sheet][head]
        (column,) = [each.column for each in cells if _label(each.value) == label]
        for row in book[sheet].iter_rows(min_row=head, min_col=column, max_col=column):
            row[0].value = None

    return delete


def _label(value: object) -> str:
    return str(value).strip("*").replace("\n", "")


def test_a_value_whose_column_was_taken_out_is_told_and_the_rest_is_written(at: Path) -> None:
    change(at, without("第一完成人-职务"))
    back(at, "表.docx", form(("职务", "班长"), ("学历", "大专")))
    outcome = collect(at)
    assert outcome.code == 4
    assert "工作簿里没有这一栏，没有写入；在“项目”表加上这一栏后再收集一次" in outcome.out
    (nomination,) = read(at).dossier.nominations
    assert (nomination.lead.job_title, nomination.lead.education) == (None, "大专")


def test_a_list_whose_sheet_was_taken_out_is_told_and_the_rest_is_written(at: Path) -> None:
    change(at, lambda book: book.remove(book["其他完成人"]))
    back(at, "表.docx", LAYOUTS["notice"]())
    outcome = collect(at)
    assert outcome.code == 4
    assert "工作簿里没有放它的工作表，没有写入" in outcome.out
    (nomination,) = read(at).dossier.nominations
    assert nomination.contributors == ()
    assert [each.name for each in nomination.lead.honours] == ["缆芯之星", "岗位能手"]


def test_a_column_of_a_list_that_was_taken_out_is_told_and_the_others_are_written(at: Path) -> None:
    change(at, without("学历", "其他完成人", 3))
    back(at, "表.docx", LAYOUTS["one table"]())
    outcome = collect(at)
    assert outcome.code == 4, outcome.err
    assert "“其他完成人”表里没有“学历”，没有写入；在表里加上后再收集一次" in outcome.out
    (nomination,) = read(at).dossier.nominations
    assert [(each.name, each.duty, each.education) for each in nomination.contributors] == [
        ("凤鸣岐", "装配", None),
        ("殳之昂", "试验", None),
    ]


def test_a_column_that_no_form_fills_in_may_be_taken_out(at: Path) -> None:
    change(at, without("学位", "其他完成人", 3))
    back(at, "表.docx", LAYOUTS["one table"]())
    outcome = collect(at)
    assert "没有写入" not in outcome.out
    (nomination,) = read(at).dossier.nominations
    assert [each.education for each in nomination.contributors] == ["中专", None]


def test_honours_of_which_nothing_would_say_whose_they_are_are_not_written(at: Path) -> None:
    change(at, without("类别", "荣誉", 3))
    back(at, "表.docx", LAYOUTS["notice"]())
    outcome = collect(at)
    assert outcome.code == 4, outcome.err
    assert "工作簿里没有放它的工作表，没有写入" in outcome.out
    (nomination,) = read(at).dossier.nominations
    assert nomination.lead.honours == ()
    assert [each.name for each in nomination.contributors] == ["凤鸣岐", "殳之昂"]


def test_without_a_sheet_of_projects_nothing_is_written(at: Path) -> None:
    def delete(book: openpyxl.Workbook) -> None:
        for name in [each for each in book.sheetnames if each.startswith("项目")]:
            book.remove(book[name])

    change(at, delete)
    back(at, "表.docx", form())
    before = (at / "dossier.xlsx").read_bytes()
    outcome = collect(at)
    assert outcome.code == 4
    assert "! 项目名称：工作簿里没有这一栏，没有写入" in outcome.out
    assert (at / "dossier.xlsx").read_bytes() == before
