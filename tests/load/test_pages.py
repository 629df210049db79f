"""Projects on pages of their own: each field beside its label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier
from pipeline.dossier.schema import Kind, fields_of
from pipeline.errors import InputError
from pipeline.forms.writer import pages_bytes
from tests.load.cases import ID, YAML, activity, read, read_rows, read_yaml
from tests.render.cases import CASES

HEAD: list[Any] = ["编号", "项目名称", "类型", "第一完成人-姓名", "应用实施时间"]
ROW = ["P01", "阀门快拆装置", "小发明", "张三", "2022-6-30"]


def on_page(**typed: Any) -> Sequence[Sequence[Any]]:
    """A page with everything of `ROW` but what is typed over."""
    return [["栏目", "填写内容"], *([label, typed.get(label)] for label in HEAD)]


def from_both(folder: Path, page: Sequence[Sequence[Any]], row: Sequence[Any] = ROW) -> Intake:
    return read_rows(folder, [HEAD, row], others={"项目P01": page})


@pytest.mark.parametrize("case", ["full", "sparse", "extreme"])
def test_pages_alone_give_the_same_projects(case: str, tmp_path: Path) -> None:
    nominations = CASES[case].nominations
    bare = tuple(map(without_files, nominations))
    (tmp_path / "填报表.xlsx").write_bytes(pages_bytes(activity(), bare))
    found = read(tmp_path)
    assert found.findings == ()
    assert found.dossier == Dossier(activity=ID, nominations=bare)


def without_files(record: Any) -> Any:
    """A record without files, which are not there in these tests."""
    found = {}
    model: type = type(record)
    for field in fields_of(model):
        value = getattr(record, field.key)
        if field.kind is Kind.RECORD:
            found[field.key] = without_files(value)
        elif field.kind in {Kind.FILE, Kind.FILES}:
            found[field.key] = None if field.kind is Kind.FILE else ()
    return replace(record, **found)


def test_a_page_alone_names_its_activity(tmp_path: Path) -> None:
    (tmp_path / "填报表.xlsx").write_bytes(pages_bytes(activity(), CASES["full"].nominations[:1]))
    assert read(tmp_path).dossier.activity == ID
    book = openpyxl.load_workbook(tmp_path / "填报表.xlsx")
    for row in book.worksheets[0].iter_rows():
        if row[0].value == "*活动":
            row[1].value = None
    book.save(tmp_path / "填报表.xlsx")
    with pytest.raises(InputError, match="没有写明是哪个活动"):
        read(tmp_path)


def test_what_is_typed_on_a_page_counts_as_if_it_were_typed_in_the_row(tmp_path: Path) -> None:
    row = ["P01", "阀门快拆装置", None, "/", None]
    found = from_both(tmp_path, on_page(类型="小设计", **{"第一完成人-姓名": "李四"}), row)
    (nomination,) = found.dossier.nominations
    assert (nomination.title, nomination.category, nomination.lead.name) == (
        "阀门快拆装置", "design", "李四",
    )  # fmt: skip
    assert str(found.sources["nominations[0].lead.name"].sheet) == "项目P01"
    assert found.findings == ()


def test_the_same_in_both_places_is_no_matter(tmp_path: Path) -> None:
    found = from_both(tmp_path, on_page(项目名称=" 阀门快拆装置", 编号="p01"))
    assert found.findings == ()
    assert len(found.dossier.nominations) == 1


def test_something_else_in_both_places_is_named_and_the_row_stays(tmp_path: Path) -> None:
    found = from_both(tmp_path, on_page(项目名称="另一个装置"))
    (finding,) = found.findings
    assert "这里与“项目”表填的不一样（那里在B2）" in finding.message
    place = finding.source
    assert place is not None
    assert (place.sheet, place.cell) == ("项目P01", "B3")
    assert found.dossier.nominations[0].title == "阀门快拆装置"


def test_a_prepared_row_with_a_filled_page_is_a_project_in_its_place(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEAD, ["P01"], ["P02", "乙"], ["P03"]]
    found = read_rows(tmp_path, rows, others={"项目P01": on_page(项目名称="甲")})
    assert [(each.id, each.title) for each in found.dossier.nominations] == [
        ("P01", "甲"), ("P02", "乙"),
    ]  # fmt: skip


def test_a_page_without_a_row_is_a_project_too(tmp_path: Path) -> None:
    found = read_rows(tmp_path, [HEAD, ROW], others={"项目P07": on_page(项目名称="庚")})
    assert [(each.id, each.title) for each in found.dossier.nominations] == [
        ("P01", "阀门快拆装置"), ("P07", "庚"),
    ]  # fmt: skip
    home = next(found.places("nominations[1].lead.name"))
    assert (home.sheet, home.cell) == ("项目P07", "B5")


def test_two_pages_of_one_project_are_named(tmp_path: Path) -> None:
    pages = {"项目P07": on_page(项目名称="庚"), "项目7": on_page(编号="P07", 项目名称="辛")}
    found = read_rows(tmp_path, [HEAD, ROW], others=pages)
    assert any("还有一张“项目P07”表" in each.message for each in found.findings)
    assert [each.title for each in found.dossier.nominations] == ["阀门快拆装置", "庚"]


def test_an_empty_page_is_no_project(tmp_path: Path) -> None:
    found = read_rows(tmp_path, [HEAD, ROW], others={"项目P02": on_page(编号="P02")})
    assert len(found.dossier.nominations) == 1


@pytest.mark.parametrize("place", ["项目!B{}", "'2023 项目表'!B{}", "#REF!"])
def test_formulas_that_show_the_row_are_passed_over(place: str, tmp_path: Path) -> None:
    def shown(book: openpyxl.Workbook) -> None:
        for number in range(2, 7):
            there = place.format(number)
            book["项目P01"].cell(number, 2).value = f'=IF({there}="","",{there})'

    found = read_rows(tmp_path, [HEAD, ROW], others={"项目P01": on_page()}, edit=shown)
    assert found.findings == ()
    assert found.dossier.nominations[0].title == "阀门快拆装置"


def test_a_formula_of_the_clerks_is_not_passed_over(tmp_path: Path) -> None:
    def typed(book: openpyxl.Workbook) -> None:
        book["项目P01"]["B3"].value = '="阀门"&"装置"'

    found = read_rows(tmp_path, [HEAD, ROW], others={"项目P01": on_page()}, edit=typed)
    assert found.findings != ()


def test_a_sheet_of_the_clerks_own_is_no_page(tmp_path: Path) -> None:
    own = [["项目统计"], ["已交", "3"], ["未交", "5"]]
    found = read_rows(tmp_path, [HEAD, ROW], others={"项目统计": own})
    assert any("工作表“项目统计”没有读取" in each.message for each in found.findings)


def test_yaml_has_no_pages(tmp_path: Path) -> None:
    assert len(read_yaml(tmp_path / "y", YAML).dossier.nominations) == 2
