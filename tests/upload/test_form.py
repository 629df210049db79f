"""Every field of the online form with its text, in the order of the form."""

from __future__ import annotations

from datetime import date

from msgspec import structs

from pipeline.activity.asking import ExtraField
from pipeline.dossier.models import UnitKind
from pipeline.dossier.schema import Field, Kind, Option
from pipeline.upload.form import SECTIONS, form_of_nomination, form_of_unit, say_value
from tests.render.cases import activity
from tests.rules.build import changed, dossier


def labels(*, title: str = "") -> list[str]:
    sections = form_of_nomination(activity(), dossier(1).nominations[0])
    return [
        field.label for section in sections for field in section.fields if title in section.title
    ]


def test_every_field_that_is_typed_is_there_once_and_files_are_not() -> None:
    found = labels()
    assert len(found) == len(set(found))
    for label in (
        "项目名称",
        "第一完成人-姓名",
        "第一完成人-身份证号",
        "项目实施前-情况",
        "提名意见-具体意见",
    ):
        assert label in found
    assert not any(word in label for label in found for word in ("照片", "附件-", "视频-文件"))
    assert "编号" not in found


def test_the_order_is_that_of_the_form() -> None:
    assert [
        each.title for each in form_of_nomination(activity(), dossier(1).nominations[0])
    ] == list(SECTIONS)
    second = labels(title="二、")
    order = [
        "第一完成人-姓名",
        "第一完成人-性别",
        "第一完成人-学历",
        "第一完成人-技能等级",
        "第一完成人-手机号码",
    ]
    assert sorted(order, key=second.index) == order
    assert second.index("第一完成单位-单位名称") > second.index("第一完成人-通讯地址")


def test_a_text_is_counted_as_the_limits_do_and_one_that_is_too_long_is_marked() -> None:
    long = changed(dossier(1), {"n.before.text": "好 字\n" * 100})
    (section,) = (
        each
        for each in form_of_nomination(activity(), long.nominations[0])
        if each.title[0] == "三"
    )
    field = next(each for each in section.fields if each.label == "项目实施前-情况")
    assert (field.count, field.most, field.is_too_long) == (200, 150, True)


def test_the_employer_stands_for_the_work_place_where_none_is_given() -> None:
    alone = changed(dossier(1), {"n.lead.employer": None})
    (section,) = (
        each
        for each in form_of_nomination(activity(), alone.nominations[0])
        if each.title[0] == "二"
    )
    field = next(each for each in section.fields if each.label == "第一完成人-工作单位")
    assert field.text == alone.nominations[0].employer.name


def test_values_are_typed_as_a_clerk_types_them() -> None:
    yes_no = Field(key="a", label="是否在我省注册", kind=Kind.YES_NO)
    presence = Field(key="a", label="有无异议", kind=Kind.YES_NO)
    choice = Field(
        key="a", label="类型", kind=Kind.CHOICE, options=(Option(key="x", label="小发明"),)
    )
    assert say_value(yes_no, False) == "否"
    assert say_value(presence, False) == "无"
    assert say_value(choice, "x") == "小发明"
    assert say_value(Field(key="a", label="日期", kind=Kind.DATE), date(2023, 8, 1)) == "2023-08-01"
    assert say_value(Field(key="a", label="专利号", kind=Kind.TEXTS), ("甲", "乙")) == "甲\n乙"
    assert say_value(yes_no, None) == ""


def test_only_a_society_types_its_filing() -> None:
    city = changed(dossier(1), {"unit.kind": UnitKind.CITY})
    society = changed(dossier(1), {"unit.kind": UnitKind.PROVINCIAL_SOCIETY})
    for content, there in ((city, False), (society, True)):
        found = [each.label for each in form_of_unit(activity(), content).fields]
        assert any("社会组织备案" in label for label in found) is there


def test_what_a_year_asks_for_beside_the_form_is_typed_in_the_section_that_it_names() -> None:
    own = [
        ExtraField(key="green_note", label="绿色说明", kind=Kind.TEXT, section="三"),
        ExtraField(key="newcomer", label="是否首次提名", kind=Kind.YES_NO),
    ]
    year = structs.replace(activity(), extra_field=tuple(own))
    content = changed(dossier(1), {"n.extra": {"green_note": "节电", "newcomer": True}})
    sections = form_of_nomination(year, content.nominations[0])
    there = {
        field.label: (section.title[0], field.text)
        for section in sections
        for field in section.fields
        if field.label in {"绿色说明", "是否首次提名"}
    }
    assert there == {"绿色说明": ("三", "节电"), "是否首次提名": ("一", "是")}
