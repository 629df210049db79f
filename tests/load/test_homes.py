"""Where values belong that are missing: the reader knows it of every field of every record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipeline.dossier.intake import Intake
from pipeline.dossier.models import UnitKind
from pipeline.dossier.words import squash
from pipeline.forms.file_names import ROLES
from pipeline.forms.new_dossier import start_dossier
from pipeline.forms.sheets import Column, plan_of
from tests.load.cases import ID, Rows, activity, nomination_yaml, read, read_rows, read_yaml

PLAN = plan_of(activity().fields)
ROWS: list[list[str | None]] = [
    ["编号", "项目名称", "类型"],
    ["P01", "甲", None],
    ["P02", "乙", None],
]
HEADER: list[str | None] = ["编号", "姓名", "负责本项目具体工作内容"]


def place(intake: Intake, path: str) -> str:
    return str(next(intake.places(path)))


# ---------------------------------------------------------------- our own workbook


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> tuple[openpyxl.Workbook, Intake]:
    """A new workbook in which nothing is filled in but the titles of two nominations."""
    folder = tmp_path_factory.mktemp("homes") / "新"
    start_dossier(folder, activity(), UnitKind.PROVINCIAL_SOCIETY)
    book = openpyxl.load_workbook(folder / "dossier.xlsx")
    book["项目"]["B5"], book["项目"]["B6"] = "阀门", "轴承"
    book.save(folder / "dossier.xlsx")
    return book, read(folder)


def label_of(book: openpyxl.Workbook, home: str, *, beside: bool) -> str:
    """The label of a cell: on its left on a form, in the header of a table."""
    sheet, _, name = home.partition("!")
    cell = book[sheet][name]
    assert cell.value is None or beside or cell.column == 1
    label = (
        book[sheet].cell(cell.row, cell.column - 1) if beside else book[sheet].cell(4, cell.column)
    )
    return squash(str(label.value))


@pytest.mark.parametrize("column", [*PLAN.unit.columns, *PLAN.filing.columns], ids=lambda c: c.path)
def test_a_field_of_a_form_belongs_beside_its_label(
    column: Column, fresh: tuple[openpyxl.Workbook, Intake]
) -> None:
    book, intake = fresh
    if column.path == "unit.publicity.files":
        assert place(intake, column.path) == "附件/本级公示"
    else:
        assert label_of(book, place(intake, column.path), beside=True) == squash(column.label)


@pytest.mark.parametrize("column", PLAN.projects.columns, ids=lambda c: c.path)
def test_a_field_of_a_nomination_belongs_into_its_row_below_its_header(
    column: Column, fresh: tuple[openpyxl.Workbook, Intake]
) -> None:
    book, intake = fresh
    for index, row in enumerate(("5", "6")):
        home = place(intake, f"nominations[{index}].{column.path}")
        if column.path in ROLES:
            assert home == f"附件/P0{index + 1}"
        elif column.path != "title":
            assert home.endswith(row)
            assert home.startswith("项目!")
            assert label_of(book, home, beside=False) == squash(column.label)


def test_lists_go_on_in_the_first_row_that_is_prepared_for_them(
    fresh: tuple[openpyxl.Workbook, Intake],
) -> None:
    book, intake = fresh
    assert place(intake, "nominations") == "项目!A7"
    for path, sheet, kind in (
        ("contributors", "其他完成人", None),
        ("lead.honours", "荣誉", "个人"),
        ("team.award", "荣誉", "团队"),
    ):
        title, _, cell = place(intake, f"nominations[1].{path}").partition("!")
        assert (title, cell[0]) == (sheet, "A")
        assert book[sheet][cell].value == "P02"
        assert kind is None or book[sheet][f"B{cell[1:]}"].value == kind


def test_a_whole_form_begins_at_its_first_needed_field(
    fresh: tuple[openpyxl.Workbook, Intake],
) -> None:
    _, intake = fresh
    assert place(intake, "filing") == place(intake, "filing.full_name")
    assert place(intake, "unit.publicity") == place(intake, "unit.publicity.start")


def test_without_nominations_the_first_row_is_free(tmp_path: Path) -> None:
    start_dossier(tmp_path / "新", activity(), UnitKind.CITY)
    assert place(read(tmp_path / "新"), "nominations") == "项目!A5"


# ---------------------------------------------------------------- what clerks make of it


def test_a_value_belongs_where_it_stands_once_it_is_there(tmp_path: Path) -> None:
    rows: Rows = [
        ["类型", "编号", "我的", "项目名称"],
        [None, "P01", None, "甲"],
        ["小发明", "P02"],
    ]
    intake = read_rows(tmp_path, rows)
    assert place(intake, "nominations[0].category") == "项目!A2"
    assert place(intake, "nominations[1].category") == "项目!A3"
    assert place(intake, "nominations[1].title") == "项目!D3"


def merge(*ranges: str, sheet: str = "项目") -> Callable[[openpyxl.Workbook], None]:
    def edit(book: openpyxl.Workbook) -> None:
        for each in ranges:
            book[sheet].merge_cells(each)

    return edit


def test_a_header_of_two_rows_is_no_free_row(tmp_path: Path) -> None:
    rows: Rows = [["编号", "项目名称", "第一完成人", None], [None, None, "姓名", "手机号码"]]
    edit = merge("A1:A2", "B1:B2", "C1:D1")
    assert place(read_rows(tmp_path / "1", rows, edit=edit), "nominations") == "项目!A3"
    intake = read_rows(tmp_path / "2", ROWS[:1], edit=merge("B1:B2", "C1:C2"))
    assert place(intake, "nominations") == "项目!A3"


def test_a_row_merged_with_the_one_above_is_not_free(tmp_path: Path) -> None:
    rows: Rows = [*ROWS[:2], [None, None, None]]
    assert place(read_rows(tmp_path / "1", rows), "nominations") == "项目!A3"
    intake = read_rows(tmp_path / "2", rows, edit=merge("A2:A4", "B2:B4", "C2:C4"))
    assert place(intake, "nominations") == "项目!A5"
    assert place(intake, "nominations[0].category") == "项目!C2"


def test_rows_merged_to_the_end_of_the_sheet_take_no_time(tmp_path: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["项目"].merged_cells.add("A2:A1048576")  # merge_cells would make every cell

    intake = read_rows(tmp_path, ROWS[:2], edit=edit)
    assert place(intake, "nominations") == "项目!A1048576"


def test_a_free_row_holds_nothing(tmp_path: Path) -> None:
    rows: Rows = [
        *ROWS,
        ["编号", "项目名称", "类型"],  # the header once more, for printing
        ["合计", None, None],
        ["P03", None, None],
        ["P04", "丁", None],
    ]
    assert place(read_rows(tmp_path, rows), "nominations") == "项目!A6"


def test_a_gap_between_nominations_is_free(tmp_path: Path) -> None:
    assert place(read_rows(tmp_path, [*ROWS[:2], [], ROWS[2]]), "nominations") == "项目!A3"


def test_a_list_without_a_prepared_row_goes_on_below_all_others(tmp_path: Path) -> None:
    people: Rows = [HEADER, ["P01", "钱四", None], ["P02", None, None], ["P01", None, None]]
    intake = read_rows(tmp_path, [*ROWS, ["P03", "丙", None]], others={"其他完成人": people})
    places = [place(intake, f"nominations[{index}].contributors") for index in range(3)]
    assert places == ["其他完成人!A4", "其他完成人!A3", "其他完成人!A5"]
    assert place(intake, "nominations[0].contributors[0].duty") == "其他完成人!C2"


def test_without_its_sheet_a_list_belongs_to_its_nomination(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, ROWS)
    assert place(intake, "nominations[1].contributors") == "项目!A3"
    assert place(intake, "filing.full_name") == "提名单位!B2"


def test_without_its_column_a_field_belongs_to_what_is_nearest(tmp_path: Path) -> None:
    rows: Rows = [["编号", "项目名称", "第一完成人-姓名"], [None, "甲", "吴七"]]
    intake = read_rows(tmp_path, rows)
    assert place(intake, "nominations[0].lead.mobile") == "项目!C2"
    assert place(intake, "nominations[0].introduction") == "项目!A2"


def test_a_sheet_without_header_is_named_by_its_first_cell(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [[], [None, "乱写"]], others={"草稿": [[], ["问老张"]]})
    assert sorted(str(each.source) for each in intake.findings) == ["草稿!A2", "项目!B2"]
    assert place(intake, "nominations") == "项目!B2"


def test_a_form_may_be_a_table_of_one_row(tmp_path: Path) -> None:
    unit: Rows = [["活动", "提名单位", "通讯地址", "邮编"], [ID, "甲市总工会", None, None]]
    intake = read_rows(tmp_path, unit=unit)
    assert place(intake, "unit.address") == "提名单位!C2"


def test_labels_and_values_may_be_merged_and_stand_side_by_side(tmp_path: Path) -> None:
    unit: Rows = [
        ["活动", None, ID, None, "提名单位", "甲市总工会"],
        ["通讯地址", None, None, None, "邮编", None],
        ["联系人", None, None, None, None, None],
        ["姓名", None, None, None, "手机号码", None],
    ]
    edit = merge("A1:B1", "C1:D1", "A2:B2", "C2:D2", "A3:F3", "A4:B4", "C4:D4", sheet="提名单位")
    intake = read_rows(tmp_path, unit=unit, edit=edit)
    assert place(intake, "unit.address") == "提名单位!C2"
    assert place(intake, "unit.postcode") == "提名单位!F2"
    assert place(intake, "unit.contact.name") == "提名单位!C4"
    assert place(intake, "unit.contact.mobile") == "提名单位!F4"


# ---------------------------------------------------------------- files


FILES: list[str | None] = ["编号", "项目名称", "附件-形象照"]


def test_a_missing_file_belongs_into_the_folder_of_its_nomination(tmp_path: Path) -> None:
    (tmp_path / "附件" / "P01-吴七").mkdir(parents=True)
    rows: Rows = [
        FILES,
        ["P01", "甲", None],
        ["P02", "乙", None],
        [None, "丙", None],
        ["../P4", "丁"],
    ]
    intake = read_rows(tmp_path, rows)
    places = [place(intake, f"nominations[{index}].evidence.portraits") for index in range(4)]
    assert places == ["附件/P01-吴七", "附件/P02", "项目!A4", "项目!A5"]


def test_where_files_are_written_into_a_column_missing_ones_belong_there(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    intake = read_rows(tmp_path, [FILES, ["P01", "甲", "a.jpg"], ["P02", "乙", None]])
    assert place(intake, "nominations[1].evidence.portraits") == "项目!C3"
    assert place(intake, "nominations[1].evidence.workplace") == "附件/P02"


# ---------------------------------------------------------------- YAML


def test_in_yaml_it_is_the_line_of_its_key_or_of_the_record(tmp_path: Path) -> None:
    text = nomination_yaml("title: 甲\nremark:\nlead:\n  name: 吴七\n  mobile: null\ncontributors:")
    intake = read_yaml(tmp_path, text)
    lines = text.splitlines()
    for path, line in {
        "nominations[0].remark": "    remark:",
        "nominations[0].lead.mobile": "      mobile: null",
        "nominations[0].lead.title": "      name: 吴七",
        "nominations[0].contributors": "    contributors:",
        "nominations[0].plan": "  - id: P01",
        "nominations": "  - id: P01",
        "unit.name": f"activity: {ID}",
    }.items():
        assert place(intake, path) == f"dossier.yaml 第{lines.index(line) + 1}行", path
    assert place(intake, "nominations[0].evidence.portraits") == "附件/P01"
