"""The official form is read by its words and places, whoever made the copy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.activity.model import Activity
from pipeline.collect.official import read_official
from pipeline.dossier.answers import Answers
from pipeline.dossier.models import Honour, Lead, Nomination, Team, TeamKind
from pipeline.forms.word_form import write_word_form
from pipeline.settings import Settings
from pipeline.tools.word.contents import read_contents
from tests.collect.layouts import COMMON, LAYOUTS, PICTURES
from tests.collect.words import Block, paragraph, picture, run, spanning, word
from tests.forms.filled import blank_form


@pytest.fixture(scope="module")
def activity() -> Activity:
    return Settings().find_activity("jiangsu-wuxiao-2023")


def read(activity: Activity, *blocks: Block) -> Answers:
    data = word(*blocks, pictures=PICTURES)
    return read_official(read_contents(data, "表.docx"), activity, "表.docx")


def values(answers: Answers) -> dict[str, str]:
    return {path: each.text for path, each in answers.values.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_copies_of_the_form_in_other_structures_say_the_same(
    layout: str, activity: Activity
) -> None:
    answers = read_official(read_contents(LAYOUTS[layout](), "表.docx"), activity, "表.docx")
    found = values(answers)
    assert {path: found.get(path, "") for path in COMMON} == COMMON
    assert answers.unread == ()


def test_photos_go_to_the_stage_they_stand_in(activity: Activity) -> None:
    for layout in ("notice", "one table"):
        found = read_official(read_contents(LAYOUTS[layout](), "表.docx"), activity, "表.docx")
        assert found.pictures == {
            "before.photos": ("word/media/p1.jpeg", "word/media/p2.jpeg"),
            "after.photos": ("word/media/p3.jpeg",),
        }


def test_a_picture_that_nothing_asks_for_is_told(activity: Activity) -> None:
    answers = read(activity, [["项目名称", paragraph(picture("p1"))]])
    assert [each.where for each in answers.unread] == ["第1个表格第1行第2格"]


def test_words_in_a_table_that_are_no_blank_are_told_and_not_passed_over(
    activity: Activity,
) -> None:
    answers = read(activity, [["项目名称", "剥线机"], ["推广奖金", "五万元"]], "另外补充：见附页")
    assert values(answers) == {"title": "剥线机"}
    assert [each.why[:6] for each in answers.unread] == ["“推广奖金”", "“五万元”不", "“另外补充："]


def test_two_blanks_for_one_field_must_say_the_same(activity: Activity) -> None:
    same = [["第一完成单位", "云江缆芯 公司"]]
    other = [["第一完成单位名称", "云江缆芯公司", "单位性质", "非公企业"]]
    assert read(activity, same, other).unread == ()
    (told,) = read(activity, same, [["第一完成单位名称", "云江电缆厂"]]).unread
    assert told.why == "与第1个表格第1行第2格填的不一样，没有读取"


@pytest.mark.parametrize(
    "prompt",
    ["单击此处输入文字。", "单击或点击此处输入文字。", "请选择", "选择一项。", "在此插入照片", "（限300字）",
     "请填写单位全称", "Click or tap here to enter text."],
)  # fmt: skip
def test_a_prompt_whose_control_was_lost_is_nothing_filled_in(
    prompt: str, activity: Activity
) -> None:
    assert values(read(activity, [["项目名称", prompt]])) == {}


@pytest.mark.parametrize(
    ("blank", "value"),
    [
        ("是", "是"), ("☑是 □否", "是"), ("□是☑否", "否"), ("是□ 否√", "否"), ("是√　否", "是"), ("√", "√"),
        ("是/否", None), ("□是 □否", None), ("无", "无"),
    ],
)  # fmt: skip
def test_a_yes_or_no_is_read_however_it_was_ticked(
    blank: str, value: str | None, activity: Activity
) -> None:
    answers = read(activity, [["本人项目是否曾获省“五小”优秀认定", blank]])
    assert values(answers).get("lead.previously_recognised") == value
    assert answers.unread == ()


@pytest.mark.parametrize("ticks", ["☑小发明 ☑小创造 □小革新", "小发明 √ 小创造 小革新"])
def test_ticks_that_cannot_be_told_are_named_and_not_guessed(
    ticks: str, activity: Activity
) -> None:
    answers = read(activity, [["项目类型", ticks]])
    assert values(answers) == {}
    assert len(answers.unread) == 1


def test_what_stands_behind_the_last_option_is_what_it_is(activity: Activity) -> None:
    answers = read(activity, [["项目团队情况", "□工会主导建设的创新工作室|☑其他 青年突击队__"]])
    assert values(answers) == {"team.kind": "其他", "team.other_text": "青年突击队"}


@pytest.mark.parametrize(
    ("label", "kind", "other"),
    [("港澳台居民居住证号", "港澳台居民居住证", None), ("护照号", "其他", "护照"), ("护照号码", "其他", "护照")],
)  # fmt: skip
def test_a_number_of_another_document_says_of_which(
    label: str, kind: str, other: str | None, activity: Activity
) -> None:
    found = values(
        read(activity, [["第一完成人姓名", "甲", "性别", "男"], [label, "X1", "职务", "工人"]])
    )
    assert (found["lead.id_number"], found["lead.document"]) == ("X1", kind)
    assert found.get("lead.other_text") == other


def test_the_field_of_work_in_one_blank_is_three_fields(activity: Activity) -> None:
    for said in (
        "甲、电子 / 通信 / 光通信",
        "甲、电子—通信—光通信",
        "一级：甲、电子 二级：通信 三级：光通信",
    ):
        found = values(read(activity, [["所属领域", said]]))
        assert list(found.values()) == ["甲、电子", "通信", "光通信"]


def test_labels_of_the_workbook_ask_for_what_the_official_form_does_not(
    activity: Activity,
) -> None:
    rows = [
        ["统一社会信用代码", "91329900MA3CD4C79B"],
        ["第一完成人-一线身份", "一线工人"],
        ["涉密", "否"],
    ]
    assert values(read(activity, rows)) == {
        "employer.uscc": "91329900MA3CD4C79B",
        "lead.worker_kind": "一线工人",
        "declarations.classified": "否",
    }


def test_labels_over_their_blanks_in_paragraphs_and_cells_are_read(activity: Activity) -> None:
    rows = [["姓名：甲　性别：男", "学历|大专"], ["职务：班长；手机号码：13800009003"]]
    found = values(read(activity, "项目名称：剥线机", "二、项目第一完成人及单位基本情况", rows))
    assert found == {
        "title": "剥线机",
        "lead.name": "甲",
        "lead.sex": "男",
        "lead.education": "大专",
        "lead.job_title": "班长",
        "lead.mobile": "13800009003",
    }


def test_a_row_of_labels_has_its_blanks_in_the_row_below(activity: Activity) -> None:
    rows = [["第一完成人姓名", "性别", "职务"], ["甲", "男", "班长"]]
    found = values(read(activity, rows))
    assert (found["lead.name"], found["lead.sex"], found["lead.job_title"]) == ("甲", "男", "班长")


def test_a_label_with_nothing_beside_or_below_it_is_an_empty_blank(activity: Activity) -> None:
    answers = read(activity, [["项目名称"]], "另起一段")
    assert "title" in answers.asked
    assert values(answers) == {}
    assert [each.why[:6] for each in answers.unread] == ["“另起一段”"]


def test_the_options_of_a_title_are_read_though_no_label_stands_there(activity: Activity) -> None:
    answers = read(activity, "□小发明 □小创造 ☑小革新 □小设计 □小建议", [["项目名称", "剥线机"]])
    assert values(answers) == {"category": "小革新", "title": "剥线机"}


def test_a_label_of_evidence_has_its_pictures_beside_it(activity: Activity) -> None:
    rows = [["第一完成人形象照", paragraph(picture("p1"))], ["项目名称", "剥线机"]]
    answers = read(activity, rows)
    assert answers.pictures == {"evidence.portraits": ("word/media/p1.jpeg",)}
    assert values(answers) == {"title": "剥线机"}


def test_what_goes_on_behind_a_gap_belongs_to_the_label_before_it(activity: Activity) -> None:
    rows = [["专利号：ZL 1；ZL 2；项目名称：剥线机"]]
    assert values(read(activity, rows)) == {"patent_numbers": "ZL 1\nZL 2", "title": "剥线机"}


def test_words_below_a_heading_of_pledges_are_the_forms_own(activity: Activity) -> None:
    words = "以上情况属实，无弄虚作假。"
    assert [each.why for each in read(activity, words).unread] != []
    assert read(activity, "九、我单位的承诺", words).unread == ()


def test_named_fields_bring_back_what_no_words_are_left_beside(activity: Activity) -> None:
    nomination = Nomination(
        title="剥线机",
        lead=Lead(
            name="濮阳砚",
            honours=(Honour(year="2021", name="缆芯之星"), Honour(year="2022", name="岗位能手")),
        ),
        team=Team(kind=(TeamKind.JOINED, TeamKind.OTHER), other_text="青年突击队"),
    )
    data = write_word_form(blank_form(), activity, nomination)
    contents = replace(read_contents(data, "表.docx"), blocks=())
    found = values(read_official(contents, activity, "表.docx"))
    assert {path: found.get(path) for path in ("title", "lead.name", "team.other_text")} == {
        "title": "剥线机", "lead.name": "濮阳砚", "team.other_text": "青年突击队",
    }  # fmt: skip
    assert [found.get(f"lead.honours[{number}].{key}") for number in (0, 1) for key in ("year", "name")] == [
        "2021", "缆芯之星", "2022", "岗位能手",
    ]  # fmt: skip
    assert found["team.kind"].split("\n") == [TeamKind.JOINED.label, TeamKind.OTHER.label]


def test_a_line_broken_for_its_looks_is_one_line(activity: Activity) -> None:
    found = values(read(activity, [["项目名称", "高温\n窑炉"], ["专利号", "ZL 1\nZL 2"]]))
    assert found == {"title": "高温窑炉", "patent_numbers": "ZL 1\nZL 2"}


def test_values_in_text_boxes_changes_and_controls_are_read_as_they_are_seen(
    activity: Activity,
) -> None:
    inside = paragraph("框里的题目")
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict></w:r>"
    deleted = '<w:del w:id="1" w:author="a"><w:r><w:delText>组长</w:delText></w:r></w:del>'
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    rows = [
        ["项目名称", paragraph(box)],
        ["第一完成人姓名", "甲", "职务", paragraph(deleted + run("班长"))],
        ["学历", paragraph(prompt.format(run("选择学历")))],
        ["学位", paragraph(run("学士", "<w:strike/>") + run("硕士"))],
    ]
    assert values(read(activity, rows)) == {
        "title": "框里的题目",
        "lead.name": "甲",
        "lead.job_title": "班长",
        "lead.degree": "硕士",
    }


def test_a_row_added_by_hand_and_a_photo_in_a_list_are_not_lost(activity: Activity) -> None:
    rows = [
        ["姓名", "性别", "负责本项目具体工作内容"],
        ["甲", "男", "装配"],
        [spanning(2, "乙"), "试验"],
        ["丙", "女", "检验", "夜班"],
        [paragraph(picture("p1")), "", ""],
    ]
    answers = read(activity, "其他完成人情况", rows)
    names = [each.text for path, each in answers.values.items() if path.endswith("].name")]
    assert names == ["甲", "乙", "丙"]
    told = [each.why for each in answers.unread]
    assert any("夜班" in why for why in told)
    assert any("1张图片" in why for why in told)
