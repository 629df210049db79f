"""What a clerk sees in a workbook is what is read; what cannot be read is named by its cell."""

from __future__ import annotations

import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from pipeline.dossier.findings import Severity
from pipeline.dossier.intake import Intake
from pipeline.tools.workbook.cells import at_level
from tests.load.cases import ROOT, read, read_rows
from tests.load.pictured import PROJECTS, change_part

CASES = ROOT / "tests" / "data" / "cases"

HEADER = [
    "编号",
    "项目名称",
    "项目简介",
    "第一完成单位-单位名称",
    "应用实施时间",
    "项目实施前-照片",
]
FIRST = ["P01", "甲", "简介一", "甲厂", date(2022, 7, 1), None]
SECOND = ["P02", "乙", "简介二", "乙厂", date(2022, 8, 2), None]


def case(folder: Path, name: str) -> Intake:
    """A case from the field, without its photos."""
    shutil.copy(CASES / name / "dossier.xlsx", folder)
    return read(folder)


def told(intake: Intake) -> list[tuple[str, str]]:
    """What is said of the cells of 项目, but for files that are not there."""
    return [
        (str(each.source), each.message)
        for each in intake.findings
        if "找不到文件" not in each.message
    ]


def projects(folder: Path, edit: Callable[[Any], object]) -> Intake:
    return read_rows(folder, [HEADER, FIRST, SECOND], edit=lambda book: edit(book["项目"]))


def run(text: str, **font: Any) -> TextBlock:
    return TextBlock(InlineFont(**font), text)


# ---------------------------------------------------------------- cases from the field


def test_raised_and_lowered_digits_are_read_as_such(tmp_path: Path) -> None:
    intake = case(tmp_path, "w3-superscript")
    assert intake.dossier.nominations[0].introduction == (
        "绝缘电阻由10⁵欧提高到10⁹欧，CO₂排放减少，面积12m²。"
    )
    assert told(intake) == []


def test_words_struck_out_are_left_out_and_named(tmp_path: Path) -> None:
    intake = case(tmp_path, "w4-strike")
    assert intake.dossier.nominations[0].introduction == "单台检测由3小时缩短到25分钟。"
    assert told(intake) == [("项目!H5", "划掉的“5小时”没有读取")]


def test_a_date_that_shows_no_day_is_none(tmp_path: Path) -> None:
    intake = case(tmp_path, "w20-month-only-custom")
    assert intake.dossier.nominations[0].in_use_since is None
    assert told(intake) == [("项目!J5", "应用实施时间：“2022年7月”不是完整的日期")]


def test_a_hidden_row_is_named(tmp_path: Path) -> None:
    intake = case(tmp_path, "w6-hidden-row")
    assert len(intake.dossier.nominations) == 2
    ((place, message),) = told(intake)
    assert (place, message[:7]) == ("项目!A6", "第6行是隐藏的")


def test_a_row_that_a_filter_leaves_out_is_named(tmp_path: Path) -> None:
    def choose(sheet: Any) -> None:
        sheet.auto_filter.ref = "A1:F3"
        sheet.auto_filter.add_filter_column(0, ["P01"])
        sheet.row_dimensions[3].hidden = True  # as programs write it down

    ((place, message),) = told(projects(tmp_path, choose))
    assert (place, message[:7]) == ("项目!A3", "第3行是隐藏的")


def test_a_merged_value_counts_for_all_its_rows(tmp_path: Path) -> None:
    intake = case(tmp_path, "w8-merged-employer")
    names = {each.employer.name for each in intake.dossier.nominations}
    assert names == {"苏岸安升电梯维保有限公司"}
    assert str(intake.sources["nominations[1].employer.name"]) == "项目!AT5"
    assert [(place, message[:7]) for place, message in told(intake)] == [
        ("项目!AT5", "AT5:AT6"), ("项目!AX5", "AX5:AX6"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cell"), [("w19-dispimg-in-text", "BO5"), ("w22-excel365-picture-in-cell", "BQ5")]
)
def test_a_picture_in_a_cell_is_no_text(tmp_path: Path, name: str, cell: str) -> None:
    intake = case(tmp_path, name)
    ((place, message),) = told(intake)
    assert place == f"项目!{cell}"
    assert "图片" in message
    (found,) = (each for each in intake.findings if each.message == message)
    assert found.severity is Severity.ERROR
    path = next(path for path, source in intake.sources.items() if str(source) == place)
    assert path in {"nominations[0].before.text", "nominations[0].after.text"}
    assert getattr(intake.dossier.nominations[0], path.split(".")[1]).text is None


def test_sheets_may_lie_in_any_folder_of_the_package(tmp_path: Path) -> None:
    intake = case(tmp_path, "w12-sheets-folder")
    assert len(intake.dossier.nominations) == 2
    assert told(intake) == []


# ---------------------------------------------------------------- of the same kinds


def test_raised_words_are_named_and_not_read(tmp_path: Path) -> None:
    power = CellRichText("10", run("n/2", vertAlign="superscript"), "倍")
    intake = projects(tmp_path, lambda sheet: sheet.__setitem__("C2", power))
    assert intake.dossier.nominations[0].introduction is None
    (finding,) = intake.findings
    assert (finding.severity, str(finding.source)) == (Severity.ERROR, "项目!C2")
    assert "“n/2”是上标或下标" in finding.message


def test_a_cell_struck_out_as_a_whole_holds_nothing(tmp_path: Path) -> None:
    intake = projects(tmp_path, lambda sheet: setattr(sheet["D2"], "font", Font(strike=True)))
    assert intake.dossier.nominations[0].employer.name is None
    assert told(intake) == [("项目!D2", "划掉的“甲厂”没有读取")]


def test_a_row_struck_out_as_a_whole_is_no_nomination(tmp_path: Path) -> None:
    def strike(sheet: Any) -> None:
        for cell in sheet[3]:
            cell.font = Font(strike=True)

    intake = projects(tmp_path, strike)
    assert [each.id for each in intake.dossier.nominations] == ["P01"]
    assert told(intake) == [("项目!A3", "第3行的内容都划掉了，没有读取")]


def test_a_hidden_column_that_is_filled_in_is_named(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.column_dimensions["D"].hidden = True
        sheet.column_dimensions["F"].hidden = True

    assert told(projects(tmp_path, hide)) == [("项目!D1", "D列是隐藏的，其中的内容照样读取")]


def test_a_column_folded_behind_a_plus_sign_is_not_hidden(tmp_path: Path) -> None:
    def fold(sheet: Any) -> None:
        sheet.column_dimensions.group("D", hidden=True)

    assert told(projects(tmp_path, fold)) == []


def test_a_value_below_a_merged_one_is_named(tmp_path: Path) -> None:
    def cover(data: bytes) -> bytes:
        merged = b'<mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells>'
        return data.replace(b"</sheetData>", b"</sheetData>" + merged)

    projects(tmp_path, lambda _: None)
    change_part(tmp_path / "dossier.xlsx", "xl/worksheets/sheet2.xml", cover)
    intake = read(tmp_path)
    assert [each.employer.name for each in intake.dossier.nominations] == ["甲厂", "甲厂"]
    assert [place for place, _ in told(intake)] == ["项目!D2", "项目!D3"]
    assert "盖住了“乙厂”" in told(intake)[1][1]


def test_a_merged_value_alone_makes_no_nomination(tmp_path: Path) -> None:
    intake = projects(tmp_path, lambda sheet: sheet.merge_cells("D3:D9"))
    assert len(intake.dossier.nominations) == 2


def test_a_range_over_several_fields_is_named(tmp_path: Path) -> None:
    intake = projects(tmp_path, lambda sheet: sheet.merge_cells("C2:D2"))
    assert told(intake) == [("项目!C2", "C2:D2合并了几栏，其中的内容只算作C列的")]


def test_names_of_parts_count_in_any_case(tmp_path: Path) -> None:
    projects(tmp_path, lambda _: None)
    file = tmp_path / "dossier.xlsx"
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("worksheets/sheet", "Worksheets/Sheet"), data)
    assert len(read(tmp_path).dossier.nominations) == 2


@given(st.text("0123456789+-"), st.sampled_from(["superscript", "subscript"]))
def test_every_raised_number_comes_back_by_its_digits(number: str, level: str) -> None:
    shown = at_level(number, level)
    assert shown is not None
    assert unicodedata.normalize("NFKC", shown).replace("\u2212", "-") == number


# ---------------------------------------------------------------- hidden sheets, hidden columns


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_with_nominations_is_named(tmp_path: Path, state: str) -> None:
    """Nobody expects what is read from a sheet that nobody sees (readxl#533, SheetJS#123)."""
    intake = projects(tmp_path, lambda sheet: setattr(sheet, "sheet_state", state))
    assert len(intake.dossier.nominations) == 2
    assert told(intake) == [("项目!A1", "“项目”表是隐藏的，其中的内容照样读取")]


def test_a_hidden_sheet_that_is_only_prepared_is_not_named(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["其他完成人"].sheet_state = "hidden"
        book["备案"].sheet_state = "hidden"

    others: dict[str, list[list[Any]]] = {
        "其他完成人": [["编号", "姓名"], ["P01", None]],
        "备案": [["社会组织全称", None]],
    }
    intake = read_rows(tmp_path, [HEADER, FIRST], others=others, edit=hide)
    assert told(intake) == []


def test_a_hidden_column_of_a_form_is_named_once(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["提名单位"].column_dimensions["B"].hidden = True

    ((place, message),) = told(read_rows(tmp_path, [HEADER, FIRST], edit=hide))
    assert (place, message) == ("提名单位!B1", "B列是隐藏的，其中的内容照样读取")


def test_a_value_of_a_form_in_a_hidden_row_or_struck_out_is_named(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book["提名单位"].row_dimensions[2].hidden = True

    ((place, message),) = told(read_rows(tmp_path, [HEADER, FIRST], edit=hide))
    assert (place, message) == (
        "提名单位!B2",
        "第2行是隐藏的（也可能被筛选掉了），其中的内容照样读取",
    )

    def strike(book: Any) -> None:
        book["提名单位"]["B2"].font = Font(strike=True)

    ((place, message),) = told(read_rows(tmp_path, [HEADER, FIRST], edit=strike))
    assert place == "提名单位!B2"
    assert "甲市总工会" in message


# ---------------------------------------------------------------- numbers and dates as they are shown


def shown_as(folder: Path, value: Any, code: str, cell: str = "C2") -> Intake:
    def put(sheet: Any) -> None:
        sheet[cell] = value
        sheet[cell].number_format = code

    return projects(folder, put)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.125, "0.0%", "12.5%"),
        (1234, "#,##0", "1,234"),
        (0.5, "0.00", "0.50"),
        (12, '0"项"', "12项"),
        (13800000001, "000-0000-0000", "138-0000-0001"),
        (99.5, "[$¥-804]#,##0.00", "¥99.50"),
        (2021.1, "0.00_", "2021.10"),
        (0.1 + 0.2, "General", "0.3"),
        ("甲", '@"厂"', "甲厂"),
    ],
)
def test_a_number_is_read_as_it_is_shown(tmp_path: Path, value: Any, code: str, text: str) -> None:
    """What the cell shows, not what it stores (ExcelDataReader#178, #520)."""
    intake = shown_as(tmp_path, value, code)
    assert intake.dossier.nominations[0].introduction == text
    assert told(intake) == []


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5678, "#,##0", "1,235"),
        (1234.5678, "0.00", "1234.57"),
        (656.685, "0.00", "656.69"),  # half a cent goes up, though its binary form lies below
        (0.125, "0%", "13%"),
        (123456789, '0.0,,"百万"', "123.5百万"),
        (100 / 3, "General", "33.33333333"),
    ],
)
def test_a_number_shown_rounded_is_read_so_and_both_are_named(
    tmp_path: Path, value: float, code: str, text: str
) -> None:
    """Digits that are not seen are not printed, and not dropped without a word (SheetJS#1105)."""
    intake = shown_as(tmp_path, value, code)
    assert intake.dossier.nominations[0].introduction == text
    assert told(intake) == [("项目!C2", f"这一格显示“{text}”，存的是{value:.15g}，读取的是显示的")]


@pytest.mark.parametrize("code", ["# ?/?", "0.00E+00", "[>9]0;0.0", "[DBNum1]0"])
def test_a_format_that_is_not_understood_is_named(tmp_path: Path, code: str) -> None:
    intake = shown_as(tmp_path, 2.5, code)
    assert intake.dossier.nominations[0].introduction == "2.5"
    assert told(intake) == [("项目!C2", f"这一格按“{code}”的格式显示，存的是2.5，读取的是存的")]


@pytest.mark.parametrize("value", [7, "甲"])
def test_a_value_that_its_format_hides_is_not_read_and_a_number_is_named(
    tmp_path: Path, value: Any
) -> None:
    intake = shown_as(tmp_path, value, ";;;")
    assert not intake.dossier.nominations[0].introduction
    assert len(told(intake)) == 1


def test_thousands_set_apart_are_the_same_number_where_digits_count(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["编号", "项目名称", "视频-时长（秒）", "第一完成人-手机号码"],
        ["P01", "甲", 1146, 13800000001],
    ]

    def show(book: Any) -> None:
        for cell in ("C2", "D2"):
            book["项目"][cell].number_format = "#,##0"

    (one,) = read_rows(tmp_path, rows, edit=show).dossier.nominations
    assert (one.video.seconds, one.lead.mobile) == (1146, "13800000001")


def test_an_id_that_its_format_completes_is_read_as_shown(tmp_path: Path) -> None:
    """`1` in the format `"P"00` is seen as P01, and other sheets name it so."""

    def show(book: Any) -> None:
        book["项目"]["A2"] = 1
        book["项目"]["A2"].number_format = '"P"00'

    others = {"其他完成人": [["编号", "姓名"], ["P01", "钱四"]]}
    (one,) = read_rows(tmp_path, [HEADER, FIRST], others=others, edit=show).dossier.nominations
    assert (one.id, [each.name for each in one.contributors]) == ("P01", ["钱四"])


def test_a_time_that_is_shown_beside_a_day_is_read(tmp_path: Path) -> None:
    moment = datetime(2023, 7, 3, 14, 5)  # noqa: DTZ001 - as a cell holds it
    assert shown_as(tmp_path, moment, "yyyy/m/d h:mm").dossier.nominations[0].introduction == (
        "2023年7月3日 14:05"
    )


def test_a_day_written_as_a_number_in_its_format_is_that_day(tmp_path: Path) -> None:
    intake = shown_as(tmp_path, 20220701, "0000-00-00", cell="E2")
    assert intake.dossier.nominations[0].in_use_since == date(2022, 7, 1)


def test_a_moment_before_midnight_is_shown_and_read_as_that_day(tmp_path: Path) -> None:
    intake = shown_as(tmp_path, 44_743.999_999_9, "yyyy/m/d", cell="E2")
    assert intake.dossier.nominations[0].in_use_since == date(2022, 7, 1)


@pytest.mark.parametrize("typed", ["٢٠٢٢-٧-١", "２０２２年７月１日", "𝟐𝟎𝟐𝟐/𝟕/𝟏", "२०२२.७.१"])
def test_digits_of_other_scripts_are_digits_in_a_date(tmp_path: Path, typed: str) -> None:
    intake = projects(tmp_path, lambda sheet: sheet.__setitem__("E2", typed))
    assert intake.dossier.nominations[0].in_use_since == date(2022, 7, 1)
    assert told(intake) == []


@pytest.mark.parametrize(
    ("typed", "code"), [("2022年⑦月1日", "U+2466"), ("2022/7/¹", "U+00B9"), ("2022-Ⅶ-1", "U+2166")]
)
def test_signs_that_are_no_digits_are_named_in_a_date(
    tmp_path: Path, typed: str, code: str
) -> None:
    intake = projects(tmp_path, lambda sheet: sheet.__setitem__("E2", typed))
    assert intake.dossier.nominations[0].in_use_since is None
    ((place, message),) = told(intake)
    assert place == "项目!E2"
    assert code in message


@pytest.mark.parametrize(
    ("typed", "seconds"), [("١٤٦", 146), ("１４６", 146), ("⑭⑥", None), ("146²", None)]
)
def test_digits_of_other_scripts_are_digits_in_a_number(
    tmp_path: Path, typed: str, seconds: int | None
) -> None:
    rows = [
        ["编号", "项目名称", "视频-时长（秒）", "第一完成人-身份证号"],
        ["P01", "甲", typed, typed],
    ]
    intake = read_rows(tmp_path, rows)
    (one,) = intake.dossier.nominations
    assert one.video.seconds == seconds
    assert (one.lead.id_number == "146") == (seconds == 146)
    assert bool(intake.findings) == (seconds is None)


def test_a_guide_to_pronunciation_is_no_part_of_the_text(tmp_path: Path) -> None:
    """拼音指南 stands in the same string as the text it is shown above (ExcelDataReader#12)."""
    projects(tmp_path, lambda _: None)
    guide = '<rPh sb="0" eb="2"><t>jiǎn jiè</t></rPh><phoneticPr fontId="1"/>'.encode()
    text = "简介一</t>".encode("ascii", "xmlcharrefreplace")
    file = tmp_path / "dossier.xlsx"
    change_part(file, PROJECTS, lambda data: data.replace(text, text + guide))
    assert guide in zipfile.ZipFile(file).read(PROJECTS)
    intake = read(tmp_path)
    assert intake.dossier.nominations[0].introduction == "简介一"
    assert told(intake) == []
