"""无, / and the like are nothing filled in, in every field and in both forms; their place is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest

from pipeline.activity.asking import ExtraField, ExtraOption
from pipeline.activity.model import Activity
from pipeline.dossier import models
from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Nomination
from pipeline.dossier.schema import Field, Kind
from pipeline.dossier.text import is_nothing
from pipeline.errors import InputError
from pipeline.forms.sheets import SheetPlan, plan_of
from pipeline.load import load
from tests.load.cases import ID, activity, nomination_yaml, read_rows, read_yaml, said

NOTHING = (
    "", " \u3000\n", "\u200b\ufeff", "无", "無", "⽆", " 无 ", "无\u200b", "无。", "（无）", "“无”", "无/无", "无\n无",
    "没有", "暂无", "暂 无", "目前没有", "空", "空白", "以下空白", "不适用", "未评", "未评定", "无职称", "无学位",
    "无技能等级", "未填", "待补", "N/A", "n / a", "Ｎ／Ａ", "nil", "None",
    "/", "／", "//", "/ / /", "\\", "＼", "╱", "-", "--", "－－", "—", "——", "———————", "–", "−", "─", "ー", "~", "～",
    "_", "＿＿＿", ".", "…", "……", "⋯", "。", "·", "、", "|", "-/-", "/无/", "（ ）", "\u00ad/",
)  # fmt: skip
"""What clerks write for "there is none"."""

SOMETHING = (
    "无锡市总工会", "无人机", "无损检测", "无线电工", "无缝焊接装置", "空压机", "空调工", "无（已申请）",
    "无，正在申报", "工程师/无", "没有异议", "无异议", "无职称人员", "—级", "技师（二级）",
    "否", "是", "×", "√", "一", "〇", "0", "零", "?", "？", "！", "*", "同上", "〃", '"', "待定", "不详",
    "A/B", "NA", "nilsson", "null", "2020-2023", "025-83530000", "./a.jpg", "\ufffc", "\ue000",
)  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_says_that_there_is_none_is_nothing(text: str) -> None:
    assert is_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_what_says_anything_else_is_something(text: str) -> None:
    assert not is_nothing(text)


# ---------------------------------------------------------------- every field, in both forms

EXTRA = (
    ExtraField(key="savings", label="年节约金额", kind=Kind.INTEGER),
    ExtraField(key="green", label="是否节能", kind=Kind.YES_NO),
    ExtraField(
        key="scope", label="推广范围", kind=Kind.CHOICES,
        options=(ExtraOption(key="city", label="全市"), ExtraOption(key="no", label="无推广")),
    ),
)  # fmt: skip
SPELLINGS = ("无", "/", "——", "－－", "暂无", "未评", "N/A", "……", " ／ ")
GIVEN = {"activity", "nominations[0].id", "nominations[0].title"}
"""What has to be there for anything else to be read."""


def find_activity(_: str) -> Activity:
    return msgspec.structs.replace(activity(), extra_field=EXTRA)


FIELDS = find_activity("").fields


def leaves(model: type, path: str = "") -> Iterator[tuple[str, Field]]:
    """Every field that holds a value, outside lists of records."""
    for each in FIELDS(model):
        if each.kind is Kind.RECORD:
            yield from leaves(each.record_model, f"{path}{each.key}.")
        elif each.kind is not Kind.RECORDS:
            yield f"{path}{each.key}", each


def written(field: Field, text: str) -> str | None:
    """The text, but where it would answer what the field asks."""
    own = field.kind is Kind.YES_NO or any(each.label[0] == "无" for each in field.options)
    return None if own and text == "无" else text


def yaml_of(model: type, text: str) -> dict[str, Any]:
    """A record with a text in each of its fields, and two such records in each of its lists."""
    found: dict[str, Any] = {}
    for each in FIELDS(model):
        if each.kind is Kind.RECORD:
            found[each.key] = yaml_of(each.record_model, text)
        elif each.kind is Kind.RECORDS:
            found[each.key] = [yaml_of(each.record_model, text) for _ in range(2)]
        else:
            found[each.key] = written(each, text)
    return found


def from_yaml(folder: Path, text: str) -> Intake:
    content = yaml_of(Dossier, text) | {"activity": ID}
    content["nominations"][0] |= {"id": "P01", "title": "甲"}
    page = json.dumps(content, ensure_ascii=False, indent=1)  # which is YAML too
    (folder / "dossier.yaml").write_text(page, encoding="utf-8")
    return load(folder, find_activity)


def from_workbook(folder: Path, text: str) -> Intake:
    plan, book = plan_of(FIELDS), openpyxl.Workbook()

    def add(sheet: SheetPlan, *rows: list[Any]) -> None:
        page = book.create_sheet(sheet.title)
        for each in rows:
            page.append(each)

    def labels(sheet: SheetPlan) -> list[Any]:
        return [each.label for each in sheet.columns]

    def row(sheet: SheetPlan, **named: str) -> list[Any]:
        return [named.get(each.path, written(each.field, text)) for each in sheet.columns]

    for form in (plan.unit, plan.filing):
        pairs = zip(labels(form), row(form, activity=ID), strict=True)
        add(form, *(list(pair) for pair in pairs))
    one, other, honour = plan.projects, plan.contributors, plan.honours
    add(one, labels(one), row(one, id="P01", title="甲"), row(one, id="P02"), row(one))
    add(other, ["编号", *labels(other)], ["P01", *row(other)], [text, *row(other)])
    add(honour, ["编号", "类别", *labels(honour)], ["P01", "个人", *row(honour)],
        [text, text, *row(honour)])  # fmt: skip
    book.save(folder / "dossier.xlsx")
    return load(folder, find_activity)


@pytest.mark.parametrize("text", SPELLINGS)
@pytest.mark.parametrize("form", [from_yaml, from_workbook])
def test_in_every_field_it_is_empty_and_its_place_is_kept(
    form: Callable[[Path, str], Intake], text: str, tmp_path: Path
) -> None:
    intake = form(tmp_path, text)
    assert said(intake.findings) == []
    assert intake.dossier == Dossier(activity=ID, nominations=(Nomination(id="P01", title="甲"),))
    here = dict(leaves(Dossier))
    here |= {f"nominations[0].{path}": field for path, field in leaves(Nomination)}
    for path, field in here.items():
        if path not in GIVEN and written(field, text) is not None:
            assert intake.sources[path].cell or intake.sources[path].line, path
            assert intake.nothings[path] == text.strip()


@pytest.mark.parametrize("text", ["无锡", "无人机", "空压机", "N/A级"])
def test_text_that_only_contains_such_a_word_is_untouched(text: str, tmp_path: Path) -> None:
    inside = f"title: {text}\nremark: {text}\nplan: {text}\npatent_numbers: [{text}]"
    intake = read_yaml(tmp_path, nomination_yaml(inside))
    (one,) = intake.dossier.nominations
    assert (one.title, one.remark, one.plan, one.patent_numbers) == (text, text, text, (text,))
    assert intake.nothings == {}


# ---------------------------------------------------------------- where it is an answer


@pytest.mark.parametrize("word", ["无", "（无）", " 无。", "没有"])
def test_a_question_of_yes_or_no_is_answered_by_it(word: str, tmp_path: Path) -> None:
    inside = (
        f"completed_in_province: {word}\nemployer: {{publicity: {{objections: {word}}}}}\n"
        f"declarations: {{classified: {word}}}"
    )
    (one,) = read_yaml(tmp_path, nomination_yaml(inside)).dossier.nominations
    assert one.employer.publicity.objections is False
    assert (one.completed_in_province, one.declarations.classified) == (False, False)


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("无", "none"),
        ("无职称", "none"),
        ("none", "none"),
        ("（无）", "none"),
        ("未评", None),
        ("/", None),
    ],
)
def test_an_option_that_says_none_keeps_its_word(
    word: str, level: str | None, tmp_path: Path
) -> None:
    inside = f"lead: {{title: {word}, title_level: {word}}}\nscope: [{word}]"
    intake = load(_written(tmp_path, nomination_yaml(inside)), find_activity)
    assert said(intake.findings) == []
    (one,) = intake.dossier.nominations
    assert (one.lead.title, one.lead.title_level) == (None, level)
    assert one.extra.get("scope", ()) == (("no",) if word in {"无", "（无）"} else ())


def _written(folder: Path, text: str) -> Path:
    (folder / "dossier.yaml").write_text(text, encoding="utf-8")
    return folder


# ---------------------------------------------------------------- lists and records


def test_items_that_say_nothing_are_none(tmp_path: Path) -> None:
    inside = "patent_numbers: [ZL 1, 无, ' / ', '——、ZL 2；/']\nteam: {kind: [joined, 无]}"
    (one,) = read_yaml(tmp_path, nomination_yaml(inside)).dossier.nominations
    assert one.patent_numbers == ("ZL 1", "ZL 2")
    assert one.team.kind == (models.TeamKind.JOINED,)


def test_a_record_of_nothing_else_is_none_and_the_next_keeps_its_own_places(tmp_path: Path) -> None:
    inside = """\
contributors:
  - {name: /, sex: /, duty: /}
  - name: 钱四
    duty: 无
  - {name: 无, duty: 画图}
team: {award: {year: /, name: 无}}
lead: {honours: 无}"""
    intake = read_yaml(tmp_path, nomination_yaml(inside))
    (one,) = intake.dossier.nominations
    assert [(each.name, each.duty) for each in one.contributors] == [("钱四", None), (None, "画图")]
    assert (one.team.award, one.lead.honours, intake.findings) == ((), (), ())
    lines = {path: each.line for path, each in intake.sources.items() if "contributors" in path}
    assert lines["nominations[0].contributors[0].duty"] == 7
    assert "nominations[0].contributors[0].sex" not in lines


def test_a_lone_record_keeps_the_places_of_a_list_of_one(tmp_path: Path) -> None:
    inside = "team: {award: {year: /, name: 先进班组}}"
    intake = read_yaml(tmp_path, nomination_yaml(inside))
    assert intake.dossier.nominations[0].team.award == (models.Honour(name="先进班组"),)
    assert intake.nothings == {"nominations[0].team.award[0].year": "/"}


def test_a_record_with_something_unknown_or_unreadable_stays_to_be_told(tmp_path: Path) -> None:
    inside = "contributors:\n  - {name: /, nmae: /}\n  - {name: 无, sex: 也许}"
    intake = read_yaml(tmp_path, nomination_yaml(inside))
    assert len(intake.dossier.nominations[0].contributors) == 2
    assert len(intake.findings) == 2


def test_files_are_found_by_name_where_a_stroke_stands_for_them(tmp_path: Path) -> None:
    (tmp_path / "files" / "P01").mkdir(parents=True)
    for name in ("before-1.jpg", "video.mp4"):
        (tmp_path / "files" / "P01" / name).touch()
    inside = "before: {photos: /}\nvideo: {file: 无}"
    (one,) = read_yaml(tmp_path, nomination_yaml(inside)).dossier.nominations
    assert one.before.photos == ("files/P01/before-1.jpg",)
    assert one.video.file == "files/P01/video.mp4"


def test_rows_struck_out_from_end_to_end_are_empty(tmp_path: Path) -> None:
    rows = [["编号", "项目名称", "备注"], ["P01", "甲", "无"], ["P02", "/", "——"], ["/", "/", "/"]]
    others = {
        "其他完成人": [["编号", "姓名", "职称"], ["P01", "以下空白", "/"], ["/", "/", "/"]],
        "荣誉": [["编号", "类别", "奖项名称"], ["P01", "/", "无"], ["P01", "个人", "/"]],
    }
    intake = read_rows(tmp_path, rows, others=others)
    assert said(intake.findings) == []
    (one,) = intake.dossier.nominations
    assert (one.title, one.remark, one.contributors, one.lead.honours) == ("甲", None, (), ())


@pytest.mark.parametrize("word", ["无", "/", "（空）"])
def test_a_stroke_names_no_activity(word: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有写明"):
        read_yaml(tmp_path / "yaml", f"activity: {word}\n")
    with pytest.raises(InputError, match="没有写明"):
        read_rows(tmp_path / "book", unit=[["活动", word], ["提名单位", "甲市总工会"]])
