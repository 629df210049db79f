"""A reader copes with what clerks do to a workbook."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pipeline.dossier.findings import Severity
from pipeline.forms.writer import write_workbook
from tests.load.cases import ID, YAML, activity, read, read_rows, read_yaml, said


def test_columns_may_move_and_others_may_stand_between(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        [["类型", "我的备忘", "项目名称", "编号"], ["小发明", "问老张", "阀门", "P01"]],
    )
    (one,) = intake.dossier.nominations
    assert (one.id, one.title, one.category) == ("P01", "阀门", "invention")
    (finding,) = intake.findings
    assert finding.severity is Severity.WARNING
    assert "我的备忘" in finding.message
    assert str(finding.source) == "项目!B1"


def test_an_unknown_column_is_told_with_the_nearest_label(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", "项目简价"], ["P01", "甲", "好"]])
    (finding,) = intake.findings
    assert "项目简介" in finding.remedy


def test_an_unknown_column_without_values_is_let_be(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", "备忘"], ["P01", "甲", None]])
    assert intake.findings == ()


def test_titles_may_stand_above_the_header(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        [
            ["2023年度“五小”项目汇总表"],
            ["填表人：王一", "填表时间：8月"],
            [],
            ["编号", "项目名称", "类型"],
            [],
            ["P01", "甲", "小发明"],
            [],
            ["编号", "项目名称", "类型"],
            ["P02", "乙", "小建议"],
        ],
    )
    assert [each.title for each in intake.dossier.nominations] == ["甲", "乙"]
    assert str(intake.sources["nominations[1].title"]) == "项目!B9"


@pytest.mark.parametrize(
    "header",
    [
        "第一完成人-姓名", "第一完成人姓名", "第一完成人：姓名", "第一完成人－姓名", "第一完成人\n姓 名",
        "*第一完成人-姓名", "第一完成人—姓名（必填）", "第一完成人/姓名", "第一完成人",
    ],
)  # fmt: skip
def test_grouped_headers_are_read_however_they_are_joined(tmp_path: Path, header: str) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", header], ["P01", "甲", "吴七"]])
    assert intake.findings == ()
    assert intake.dossier.nominations[0].lead.name == "吴七"


@pytest.mark.parametrize(
    "header",
    ["劳动（人事）关系在省内", "劳动(人事)关系在省内", " 劳动（人事）\n关系在省内 "],
)
def test_bare_labels_are_read_where_no_other_field_has_them(tmp_path: Path, header: str) -> None:
    intake = read_rows(
        tmp_path, [["编号", "项目名称", header, "身份证号"], ["P01", "甲", "是", "1"]]
    )
    assert intake.dossier.nominations[0].lead.employed_in_province is True
    assert intake.dossier.nominations[0].lead.id_number == "1"


def test_a_bare_label_that_several_fields_have_is_not_guessed(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", "姓名"], ["P01", "甲", "吴七"]])
    assert intake.dossier.nominations[0].lead.name is None
    assert "姓名" in said(intake.findings)[0]


@pytest.mark.parametrize("merged", [True, False])
def test_a_band_above_tells_the_group(tmp_path: Path, merged: bool) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        if merged:
            book["项目"].merge_cells("C1:D1")
            book["项目"].merge_cells("E1:F1")

    intake = read_rows(
        tmp_path,
        [
            [None, None, "第一完成人", None, "第一完成单位", None],
            ["编号", "项目名称", "姓名", "通讯地址", "通讯地址", "单位名称"],
            ["P01", "甲", "吴七", "家", "厂", "阀门厂"],
        ],
        edit=merge,
    )
    (one,) = intake.dossier.nominations
    assert intake.findings == ()
    assert (one.lead.name, one.lead.address) == ("吴七", "家")
    assert (one.employer.name, one.employer.address) == ("阀门厂", "厂")


def test_headers_merged_over_two_rows_are_read(tmp_path: Path) -> None:
    def merge(book: openpyxl.Workbook) -> None:
        for reference in ("A1:A2", "B1:B2", "C1:D1"):
            book["项目"].merge_cells(reference)

    intake = read_rows(
        tmp_path,
        [
            ["编号", "项目名称", "第一完成人", None],
            [None, None, "姓名", "性别"],
            ["P01", "甲", "吴七", "男"],
        ],
        edit=merge,
    )
    (one,) = intake.dossier.nominations
    assert (one.id, one.title, one.lead.name, one.lead.sex) == ("P01", "甲", "吴七", "male")


def test_a_doubled_column_is_an_error_and_the_first_counts(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称", "项目名称"], ["P01", "甲", "乙"]])
    assert intake.dossier.nominations[0].title == "甲"
    (finding,) = intake.findings
    assert finding.severity is Severity.ERROR
    assert "重复" in finding.message


def test_rows_with_nothing_but_a_prepared_id_are_no_nominations(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称"], ["P01", "甲"], ["P02", None], ["P03", " "]])
    assert len(intake.dossier.nominations) == 1
    assert intake.findings == ()


def test_a_remark_below_the_table_is_no_nomination(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path, [["编号", "项目名称"], ["P01", "甲"], ["注：以上按优先次序", None]]
    )
    assert len(intake.dossier.nominations) == 1
    assert "只有编号" in said(intake.findings)[0]


def test_ids_are_read_in_any_width_and_must_differ(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["编号", "项目名称"], ["ｐ０１", "甲"], ["P01 ", "乙"]])
    assert [each.id for each in intake.dossier.nominations] == ["P01", "P01"]
    (finding,) = intake.findings
    assert "重复" in finding.message
    assert (finding.nomination, finding.field) == ("P01", "id")


PROJECT = [["编号", "项目名称"], ["P01", "甲"], ["P02", "乙"]]


def test_contributors_and_honours_name_their_nomination(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        PROJECT,
        others={
            "其他完成人": [["编号", "姓名"], ["P02", "钱四"], ["P01", "孙五"], ["P02", "李六"], ["P01"]],
            "荣誉": [["编号", "类别", "年份", "奖项名称"], ["P01", "团队", 2020, "甲奖"],
                   ["P01", "个人荣誉", "2021", "乙奖"], ["P01", "个人", None, None]],
        },
    )  # fmt: skip
    one, two = intake.dossier.nominations
    assert [each.name for each in two.contributors] == ["钱四", "李六"]
    assert [each.name for each in one.contributors] == ["孙五"]
    assert one.team.award[0].year == "2020"
    assert one.lead.honours[0].name == "乙奖"
    assert intake.findings == ()
    assert str(intake.sources["nominations[1].contributors[1].name"]) == "其他完成人!B4"


def test_an_id_merged_over_several_rows_names_them_all(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        PROJECT,
        others={"其他完成人": [["编号", "姓名"], ["P01", "钱四"], [None, "孙五"]]},
        edit=lambda book: book["其他完成人"].merge_cells("A2:A3"),
    )
    assert len(intake.dossier.nominations[0].contributors) == 2


@pytest.mark.parametrize(("name", "told"), [("P09", "P09"), (None, "没有写项目编号")])
def test_a_row_that_belongs_to_no_nomination_is_an_error(
    tmp_path: Path, name: str | None, told: str
) -> None:
    intake = read_rows(tmp_path, PROJECT, others={"其他完成人": [["编号", "姓名"], [name, "钱四"]]})
    (finding,) = intake.findings
    assert finding.severity is Severity.ERROR
    assert told in finding.message


def test_an_honour_of_neither_kind_is_an_error(tmp_path: Path) -> None:
    rows = [["编号", "类别", "奖项名称"], ["P01", "集体", "甲奖"]]
    intake = read_rows(tmp_path, PROJECT, others={"荣誉": rows})
    assert "个人荣誉还是团队" in said(intake.findings)[0]


def test_the_form_of_the_unit_may_lie_on_its_side(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        unit=[
            ["活动", "提名单位", "单位类别", "联系人-姓名"],
            [ID, "甲市总工会", "设区市总工会", "王一"],
        ],
    )
    assert intake.dossier.unit.name == "甲市总工会"
    assert intake.dossier.unit.contact.name == "王一"


def test_more_rows_than_one_in_such_a_form_are_mentioned(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        unit=[["活动", "提名单位", "邮编"], [ID, "甲市总工会", "210000"], [ID, "乙市总工会", "1"]],
    )
    assert intake.dossier.unit.name == "甲市总工会"
    assert "只读取一行" in said(intake.findings)[0]


def test_labels_of_a_form_may_stand_in_two_columns(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        unit=[
            ["活动", ID, "提名单位", "甲市总工会"],
            ["通讯地址", "甲路1号", "邮编", "210000"],
            ["联系电话", None, "电子邮箱", "a@b.cn"],
        ],
    )
    unit = intake.dossier.unit
    assert (unit.name, unit.address, unit.postcode) == ("甲市总工会", "甲路1号", "210000")
    assert (unit.phone, unit.email) == (None, "a@b.cn")
    assert intake.findings == ()


def test_a_form_may_have_headings_and_moved_columns(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        unit=[
            [None, "提名单位情况"],
            [None, "活动", ID],
            [None, "提名单位：", "甲市总工会", "12/400"],
            [None, "联系人", None],
            [None, "姓名", "王一"],
            [None, "本级公示"],
            [None, "公示起始日期", "2023.8.7"],
        ],
    )
    unit = intake.dossier.unit
    assert (unit.name, unit.contact.name) == ("甲市总工会", "王一")
    assert unit.publicity.start == date(2023, 8, 7)
    assert intake.findings == ()


def test_a_count_beside_an_empty_field_is_not_its_value(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, unit=[["活动", ID], ["提名单位", None, "0/400", "写全称"]])
    assert intake.dossier.unit.name is None


def test_unknown_labels_of_a_form_are_told(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path, unit=[["活动", ID], ["提名单位", "甲"], ["提名函曰期", "2023-8-20"]]
    )
    (finding,) = intake.findings
    assert "提名函日期" in finding.remedy


def test_a_sheet_may_have_spaces_in_its_name_or_be_hidden(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["项目"].sheet_state = "hidden"
        book["项目"].title = " 项 目表"

    intake = read_rows(tmp_path, PROJECT, edit=change)
    assert len(intake.dossier.nominations) == 2


def test_sheets_of_others_are_mentioned_unless_empty(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, PROJECT, others={"底稿": [["张三"]], "Sheet3": []})
    assert said(intake.findings) == ["工作表“底稿”没有读取"]


def test_a_table_without_a_header_is_an_error(tmp_path: Path) -> None:
    intake = read_rows(tmp_path, [["甲", "小发明"], ["乙", "小建议"]])
    (finding,) = intake.findings
    assert finding.severity is Severity.ERROR
    assert "找不到表头" in finding.message


def test_an_id_number_stored_as_a_number_is_an_error_not_a_value(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path, [["编号", "项目名称", "身份证号"], ["P01", "甲", 329999198605173175]]
    )
    assert intake.dossier.nominations[0].lead.id_number is None
    (finding,) = intake.findings
    assert (finding.rule, finding.nomination, finding.field) == (
        "value.type",
        "P01",
        "lead.id_number",
    )
    assert finding.clause == "附件2"
    assert "nominations[0].lead.id_number" in intake.sources
    assert "3299" not in finding.message


def test_phones_and_postcodes_stored_as_numbers_are_fine(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        [
            ["编号", "项目名称", "第一完成人手机号码", "第一完成人邮政编码"],
            ["P01", "甲", 13800000001, 21000.0],
        ],
    )
    lead = intake.dossier.nominations[0].lead
    assert (lead.mobile, lead.postcode) == ("13800000001", "21000")


@pytest.mark.parametrize("calendar_1904", [True, False])
def test_serial_numbers_follow_the_calendar_of_the_workbook(
    tmp_path: Path, calendar_1904: bool
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        if calendar_1904:
            book.epoch = CALENDAR_MAC_1904
        book["项目"]["D2"] = date(2022, 6, 1)
        book["项目"]["D2"].number_format = "yyyy年m月d日"

    serial = 45158 - (1462 if calendar_1904 else 0)
    intake = read_rows(
        tmp_path,
        [["编号", "项目名称", "应用实施时间", "省内全职工作起始"], ["P01", "甲", serial]],
        edit=change,
    )
    (one,) = intake.dossier.nominations
    assert one.in_use_since == date(2023, 8, 20)
    assert one.lead.full_time_since == date(2022, 6, 1)


def test_a_value_that_cannot_be_read_is_told_with_its_cell(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path, [["编号", "项目名称", "类型", "应用实施时间"], ["P01", "甲", "发明创造", "去年"]]
    )
    assert [(each.field, str(each.source)) for each in intake.findings] == [
        ("category", "项目!C2"),
        ("in_use_since", "项目!D2"),
    ]
    assert all(each.remedy for each in intake.findings)


def test_fields_of_appendix_3_lose_their_numbers(tmp_path: Path) -> None:
    intake = read_rows(
        tmp_path,
        [
            ["编号", "项目名称", "所属领域一级", "所属领域二级", "所属领域三级"],
            ["P01", "甲", "七、建筑、水利与交通", " 水利工程", "水利工程勘测，施工"],
            ["P02", "乙", "7.建筑、水利与交通", "别的", "软件服务及外包"],
        ],
    )
    one, two = intake.dossier.nominations
    assert (one.field.level1, one.field.level2) == ("建筑、水利与交通", "水利工程")
    assert (two.field.level1, two.field.level2) == ("建筑、水利与交通", "别的")


def test_pasted_html_stays_text(tmp_path: Path) -> None:
    html = "<b>甲</b>&nbsp;<script>alert(1)</script>"
    intake = read_rows(tmp_path, [["编号", "项目名称", "项目简介"], ["P01", "甲", html]])
    assert intake.dossier.nominations[0].introduction == html


def test_a_workbook_saved_again_by_another_program_reads_the_same(tmp_path: Path) -> None:
    dossier = read_yaml(tmp_path / "yaml", YAML).dossier
    stream = io.BytesIO()
    write_workbook(stream, activity(), dossier=dossier)
    (tmp_path / "again").mkdir()
    openpyxl.load_workbook(stream).save(tmp_path / "again" / "dossier.xlsx")
    again = read(tmp_path / "again")
    assert again.dossier == dossier
    assert again.findings == ()
