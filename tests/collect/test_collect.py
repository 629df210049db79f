"""A clerk's desk: what employers send back comes in with one command, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.dossier.intake import Intake
from pipeline.dossier.models import Dossier, Nomination
from pipeline.load import load
from pipeline.settings import Settings
from tests.collect.faces import differences, only_shown, word_face
from tests.collect.layouts import COMMON, LAYOUTS
from tests.collect.returned import form, jpeg, zipped
from tests.collect.words import word
from tests.conftest import ROOT, Outcome, run_wuxiao

SAMPLE = ROOT / "data" / "samples" / "other_society"


def read(folder: Path) -> Intake:
    return load(folder, Settings().find_activity)


def sample() -> Dossier:
    return read(SAMPLE).dossier


@pytest.fixture
def desk(at: Path) -> Path:
    """The dossier that what came back is taken into."""
    return at


def back(desk: Path, name: str, data: bytes) -> Path:
    """A file that came back."""
    file = desk.parent / "回" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def collect(desk: Path, *what: Path | str) -> Outcome:
    return run_wuxiao("collect", desk, *(what or (desk.parent / "回",)))


def as_json(desk: Path, *what: Path | str) -> dict[str, Any]:
    found = collect(desk, *what, "--format", "json") if what else collect(
        desk, desk.parent / "回", "--format", "json"
    )  # fmt: skip
    result: dict[str, Any] = json.loads(found.out)
    return result


def edit(desk: Path, cell: str, value: str, sheet: str = "项目") -> None:
    """What a clerk does to the workbook."""
    book = openpyxl.load_workbook(desk / "dossier.xlsx")
    book[sheet][cell] = value
    book.save(desk / "dossier.xlsx")


def cell_of(desk: Path, path: str) -> str:
    source = read(desk).sources[f"nominations[0].{path}"]
    assert source.cell
    return source.cell


# ------------------------------------------------------------------------------ in


def test_forms_of_a_dossier_give_the_same_dossier(desk: Path) -> None:
    activity = Settings().find_activity("jiangsu-wuxiao-2023")
    wanted = sample().nominations
    for nomination in wanted:
        back(desk, f"{nomination.id}.docx", word_face(nomination, activity, folder=SAMPLE))
    outcome = collect(desk)
    assert outcome.code == 0, outcome.out + outcome.err
    got = read(desk)
    for one, other in zip(wanted, got.dossier.nominations, strict=True):
        assert differences(_as_kept(only_shown(one)), other) == {}
        for path in ("before", "after"):
            before, after = getattr(one, path).photos, getattr(other, path).photos
            assert [(SAMPLE / each).read_bytes() for each in before] == [
                (desk / each).read_bytes() for each in after
            ]


def _as_kept(nomination: Nomination) -> Nomination:
    """The workplace is not kept where it is the employer."""
    from pipeline.collect.values import put

    kept: Nomination = put(nomination, "lead.employer", None)
    return kept


def test_twice_the_same_changes_nothing(desk: Path) -> None:
    back(desk, "表.docx", LAYOUTS["notice"]())
    collect(desk)
    before = {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()}
    found = as_json(desk)
    assert found["read"][0]["new"] == found["read"][0]["changed"] == []
    assert {path: path.read_bytes() for path in desk.rglob("*") if path.is_file()} == before


def test_the_earlier_workbook_is_kept_beside_the_new_one(desk: Path) -> None:
    before = (desk / "dossier.xlsx").read_bytes()
    back(desk, "表.docx", form())
    assert "dossier.收集前1.xlsx" in collect(desk).err
    assert (desk / "dossier.收集前1.xlsx").read_bytes() == before
    assert read(desk).dossier.nominations[0].title == "剥线机"


def test_rows_columns_and_sheets_of_the_clerks_own_stay(desk: Path) -> None:
    book = openpyxl.load_workbook(desk / "dossier.xlsx")
    sheet = book["项目"]
    sheet.cell(4, sheet.max_column + 1, "我的备注")
    sheet.cell(6, sheet.max_column, "催过两次")
    book.create_sheet("电话记录").append(["3月2日 已通知"])
    book.save(desk / "dossier.xlsx")
    back(desk, "表.docx", form())
    assert collect(desk).code == 0
    found = openpyxl.load_workbook(desk / "dossier.xlsx")
    assert found["项目"].cell(6, found["项目"].max_column).value == "催过两次"
    assert found["电话记录"]["A1"].value == "3月2日 已通知"


def test_a_form_goes_into_the_row_of_its_project_and_new_ones_into_free_rows(desk: Path) -> None:
    back(desk, "甲.docx", form(lead="甲"))
    collect(desk)
    (desk.parent / "回" / "甲.docx").unlink()
    back(desk, "乙.docx", form(("项目名称", "另一个"), lead="乙"))
    back(desk, "又是甲.docx", form(("学历", "大专"), lead="甲"))
    found = as_json(desk)
    assert sorted((each["source"], each["nomination"]) for each in found["read"]) == [
        ("乙.docx", "P02"), ("又是甲.docx", "P01"),
    ]  # fmt: skip
    assert [each.lead.education for each in read(desk).dossier.nominations] == ["大专", None]


def test_lists_go_to_their_sheets_row_by_row(desk: Path) -> None:
    back(desk, "表.docx", LAYOUTS["notice"]())
    collect(desk)
    (nomination,) = read(desk).dossier.nominations
    assert [each.name for each in nomination.contributors] == ["凤鸣岐", "殳之昂"]
    assert [each.name for each in nomination.lead.honours] == ["缆芯之星", "岗位能手"]


def test_a_list_that_grew_beyond_its_prepared_rows_is_whole(desk: Path) -> None:
    people = [[f"人{number}", f"事{number}"] for number in "一二三四五六七"]
    more = (["姓名", "负责本项目具体工作内容"], *people)
    back(desk, "表.docx", form(more=("其他完成人情况", more)))
    collect(desk)
    (nomination,) = read(desk).dossier.nominations
    assert [each.name for each in nomination.contributors] == [each[0] for each in people]
    back(desk, "表.docx", form(more=("其他完成人情况", more[:3])))
    collect(desk)
    (nomination,) = read(desk).dossier.nominations
    assert [each.name for each in nomination.contributors] == ["人一", "人二"]


# ------------------------------------------------------------------------------ who changed what


def test_what_the_employer_changed_is_taken_and_told(desk: Path) -> None:
    back(desk, "表.docx", form(("职务", "班长")))
    collect(desk)
    back(desk, "表.docx", form(("职务", "车间主任")))
    found = as_json(desk)
    assert found["read"][0]["changed"] == [
        {"field": "lead.job_title", "old": "班长", "new": "车间主任", "state": "taken"}
    ]
    assert read(desk).dossier.nominations[0].lead.job_title == "车间主任"


def test_what_the_clerk_changed_stays_when_the_same_comes_again(desk: Path) -> None:
    back(desk, "表.docx", form(("职务", "班长")))
    collect(desk)
    edit(desk, cell_of(desk, "lead.job_title"), "班组长")
    outcome = collect(desk)
    assert outcome.code == 0
    assert "班组长" not in outcome.out
    assert read(desk).dossier.nominations[0].lead.job_title == "班组长"


@pytest.mark.parametrize(
    ("take", "state", "left", "code"),
    [(None, "asked", "班组长", 4), ("theirs", "taken", "主任", 0), ("ours", "kept", "班组长", 0)],
)
def test_what_both_changed_is_asked_about(
    take: str | None, state: str, left: str, code: int, desk: Path
) -> None:
    back(desk, "表.docx", form(("职务", "班长")))
    collect(desk)
    edit(desk, cell_of(desk, "lead.job_title"), "班组长")
    back(desk, "表.docx", form(("职务", "主任"), ("学历", "大专")))
    options = ["--take", take] if take else []
    outcome = collect(desk, desk.parent / "回", "--format", "json", *options)
    (entry,) = json.loads(outcome.out)["read"]
    assert entry["changed"] == [
        {"field": "lead.job_title", "old": "班组长", "new": "主任", "state": state}
    ]
    assert entry["new"] == ["lead.education"], "the rest is taken all the same"
    assert read(desk).dossier.nominations[0].lead.job_title == left
    assert outcome.code == code
    again = collect(desk)
    assert again.code == code, "a decision is not asked for again"


def test_a_value_that_was_there_before_anything_came_is_asked_about(desk: Path) -> None:
    back(desk, "表.docx", form())
    collect(desk)
    shutil.rmtree(desk / ".wuxiao")
    back(desk, "表.docx", form(("项目名称", "剥线机"), ("单位性质", "公有制企业")))
    outcome = collect(desk)
    assert outcome.code == 4
    assert "单位性质：“非公企业” → “公有制企业”" in outcome.out


def test_two_forms_of_one_project_that_differ_are_asked_about_whatever_is_taken(
    desk: Path,
) -> None:
    back(desk, "一.docx", form(("职务", "班长")))
    back(desk, "二.docx", form(("职务", "主任")))
    outcome = collect(desk, desk.parent / "回", "--take", "theirs")
    assert outcome.code == 4
    assert "这次交来的另一份填的不一样" in outcome.out
    before = (desk / "dossier.xlsx").read_bytes()
    again = collect(desk)
    assert "这次交来的另一份填的不一样" in again.out
    assert (desk / "dossier.xlsx").read_bytes() == before


def test_a_cell_that_cannot_be_read_is_not_written_over(desk: Path) -> None:
    back(desk, "表.docx", form(("应用实施时间", "")))
    collect(desk)
    book = openpyxl.load_workbook(desk / "dossier.xlsx")
    sheet = book["项目"]
    heads = {str(cell.value).strip("*"): cell.column_letter for cell in sheet[4] if cell.value}
    edit(desk, f"{heads['应用实施时间']}5", "去年夏天")
    back(desk, "表.docx", form())
    outcome = collect(desk)
    assert "读不出来，没有覆盖" in outcome.out
    assert (
        openpyxl.load_workbook(desk / "dossier.xlsx")["项目"][f"{heads['应用实施时间']}5"].value
        == "去年夏天"
    )


# ------------------------------------------------------------------------------ whose it is


def test_an_employer_in_two_spellings_is_joined_by_its_code(desk: Path) -> None:
    code = ("统一社会信用代码", "91329900MA3CD4C79B")
    back(desk, "甲.docx", form(code, lead="甲"))
    collect(desk)
    other = form(code, ("第一完成单位名称", "缆芯电缆公司"), ("项目名称", "乙的"), lead="乙")
    back(desk, "乙.docx", other)
    found = as_json(desk)
    assert not any("同一个单位" in told["why"] for each in found["read"] for told in each["unread"])


def test_an_employer_in_two_spellings_without_a_code_is_asked_about(desk: Path) -> None:
    back(desk, "甲.docx", form(lead="甲"))
    collect(desk)
    back(
        desk,
        "乙.docx",
        form(("第一完成单位名称", "云江缆芯电缆公司"), ("项目名称", "乙的"), lead="乙"),
    )
    outcome = collect(desk)
    assert outcome.code == 4
    assert "与材料里的“云江缆芯电缆有限公司”可能是同一个单位" in outcome.out


def test_a_form_that_says_nothing_of_whose_it_is_goes_nowhere(desk: Path) -> None:
    rows = [
        ["学历", "大专"],
        ["学位", "无"],
        ["职务", "班长"],
        ["性别", "男"],
        ["手机号码", "13800009003"],
    ]
    back(desk, "表.docx", word([["第一完成人", "姓名", ""]], rows, [["单位性质", "非公企业"]]))
    found = as_json(desk)
    assert [each["nomination"] for each in found["read"]] == [None]
    assert read(desk).dossier.nominations == ()


def test_employers_of_whom_nothing_came_are_named(desk: Path) -> None:
    activity = Settings().find_activity("jiangsu-wuxiao-2023")
    back(desk, "甲.docx", form(lead="甲"))
    collect(desk)
    shutil.rmtree(desk / ".wuxiao")
    (desk.parent / "回" / "甲.docx").unlink()
    nomination = sample().nominations[0]
    back(desk, "x.docx", word_face(nomination, activity, folder=SAMPLE))
    assert as_json(desk)["missing"] == ["云江缆芯电缆有限公司"]


# ------------------------------------------------------------------------------ folders, zips, files


def kit_files() -> dict[str, bytes]:
    return {
        "甲公司/提名书.docx": form(lead="甲"),
        "甲公司/照片/实施前/IMG_1.jpg": jpeg("red"),
        "甲公司/一线职工证明.pdf": b"%PDF-1.4\n%%EOF",
        "乙公司/表.docx": form(("项目名称", "乙的"), ("第一完成单位名称", "乙公司"), lead="乙"),
        "乙公司/实施后-1.jpg": jpeg("blue"),
        "乙公司/聊天截图.jpg": jpeg("green"),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "mojibake", "folder"])
def test_a_folder_and_a_zip_with_names_of_either_kind_give_the_same(
    encoding: str, desk: Path
) -> None:
    if encoding == "folder":
        for name, data in kit_files().items():
            back(desk, name, data)
    else:
        back(desk, "都在这里.zip", zipped(kit_files(), encoding))
    found = as_json(desk)
    assert [each["nomination"] for each in found["read"] if each["nomination"]] == ["P01", "P02"]
    (problem,) = [each for each in found["read"] if each["nomination"] is None]
    assert problem["source"].endswith("乙公司/聊天截图.jpg")
    assert "不知道是什么材料" in problem["unread"][0]["why"]
    by_lead = {each.lead.name: each for each in read(desk).dossier.nominations}
    (before,) = by_lead["甲"].before.photos
    assert (desk / before).read_bytes() == jpeg("red")
    assert before.endswith("实施前-1.jpg")
    assert len(by_lead["甲"].evidence.frontline_certificate) == 1
    assert (desk / by_lead["乙"].after.photos[0]).read_bytes() == jpeg("blue")


def test_a_zip_in_a_zip_is_opened(desk: Path) -> None:
    back(desk, "外.zip", zipped({"内.zip": zipped({"提名书.docx": form()})}))
    assert [each["source"] for each in as_json(desk)["read"]] == ["外.zip/内.zip/提名书.docx"]


def test_a_scan_of_the_form_is_told_so(desk: Path) -> None:
    back(desk, "提名书扫描件.pdf", b"%PDF-1.4\n%%EOF")
    outcome = collect(desk)
    assert outcome.code == 3
    assert "是PDF或扫描件，读不出填写的内容" in outcome.out


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("坏.docx", b"PK\x03\x04" + b"x" * 50, "没有读取"),
        ("通知.docx", word("关于开会的通知"), "不像提名书"),
        ("空.docx", word([["项目名称", "", "类型", "", "第一完成人姓名", "", "性别", "", "学历", ""]]), "是空表"),
        ("x.rar", b"Rar!\x1a\x07" + b"x" * 50, "压缩包"),
        ("别的.xlsx", b"", "空文件"),
    ],
)  # fmt: skip
def test_what_is_of_no_use_is_told_and_stops_nothing(
    name: str, data: bytes, why: str, desk: Path
) -> None:
    back(desk, name, data)
    back(desk, "好.docx", form())
    outcome = collect(desk)
    assert outcome.code == 4
    assert why in outcome.out
    assert read(desk).dossier.nominations[0].title == "剥线机"


def test_photos_in_a_folder_count_before_those_in_the_form(desk: Path) -> None:
    back(desk, "甲/表.docx", LAYOUTS["notice"]())
    back(desk, "甲/实施前-1.jpg", jpeg("red"))
    found = as_json(desk)
    assert any("以文件夹里的文件为准" in told["why"] for told in found["read"][0]["unread"])
    assert len(read(desk).dossier.nominations[0].before.photos) == 1


def test_new_photos_stand_beside_the_old_ones_until_it_is_decided(desk: Path) -> None:
    back(desk, "甲/表.docx", form())
    back(desk, "甲/实施前-1.jpg", jpeg("red"))
    collect(desk)
    back(desk, "甲/实施前-1.jpg", jpeg("blue"))
    (desk / "附件/P01/实施前-2.jpg").write_bytes(jpeg("black"))
    assert collect(desk).code == 4
    assert (desk / "附件/P01/实施前-1.jpg").read_bytes() == jpeg("red")
    assert collect(desk, desk.parent / "回", "--take", "theirs").code == 0
    assert (desk / "附件/P01/实施前-1.jpg").read_bytes() == jpeg("blue")
    kept = {path.read_bytes() for path in (desk / "以前的材料").rglob("*.jpg")}
    assert kept == {jpeg("red"), jpeg("black")}


def test_another_offices_dossier_comes_in_with_its_files(desk: Path) -> None:
    shutil.copytree(SAMPLE, desk.parent / "回" / "别的单位")
    outcome = collect(desk)
    got = read(desk)
    assert [each.title for each in got.dossier.nominations] == [
        each.title for each in sample().nominations
    ]
    one, other = sample().nominations[0], got.dossier.nominations[0]
    assert other.declarations == one.declarations
    assert other.employer.uscc == one.employer.uscc
    assert len(other.evidence.portraits) == len(one.evidence.portraits)
    assert outcome.code == 0, outcome.out


# ------------------------------------------------------------------------------ safe


def test_numbers_of_people_stand_in_no_report(desk: Path) -> None:
    back(desk, "表.docx", LAYOUTS["turned"]())
    collect(desk)
    edit(desk, cell_of(desk, "lead.id_number"), "329999198802140058")
    back(desk, "表.docx", LAYOUTS["turned"]())
    shutil.rmtree(desk / ".wuxiao")
    for shape in ("text", "json"):
        outcome = collect(desk, desk.parent / "回", "--format", shape)
        said = outcome.out + outcome.err
        assert outcome.code == 4
        assert COMMON["lead.id_number"] not in said
        assert "329999198802140058" not in said


def test_a_yaml_dossier_is_refused_with_the_reason(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "d")
    (tmp_path / "表.docx").write_bytes(form())
    outcome = run_wuxiao("collect", tmp_path / "d", tmp_path / "表.docx")
    assert outcome.code == 2
    assert "材料不是工作簿" in outcome.err
    assert "执行 wuxiao serve 打开网页，在“收集”页点“转为工作簿”（内容不变），再收集" in outcome.err


def test_a_path_that_is_not_there_stops_with_its_name(desk: Path) -> None:
    outcome = collect(desk, desk.parent / "没有")
    assert outcome.code == 3
    assert "没有" in outcome.err


def test_a_workbook_that_cannot_be_written_stays_and_the_next_run_is_whole(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import store
    from pipeline.errors import OutputError

    back(desk, "甲/表.docx", form())
    back(desk, "甲/实施前-1.jpg", jpeg("red"))
    before = (desk / "dossier.xlsx").read_bytes()
    write = store.write_whole

    def full(path: Path, data: bytes, *, lasting: bool = False) -> None:
        if path == desk / "dossier.xlsx":
            raise OutputError("文件写不进去", where=path.name, why="磁盘已满")
        write(path, data, lasting=lasting)

    monkeypatch.setattr(store, "write_whole", full)
    outcome = collect(desk)
    assert outcome.code == 8
    assert (desk / "dossier.xlsx").read_bytes() == before
    assert list(desk.glob("*收集前*")) == []
    monkeypatch.undo()
    assert collect(desk).code == 0
    (nomination,) = read(desk).dossier.nominations
    assert nomination.title == "剥线机"
    assert len(nomination.before.photos) == 1, "what was put in place before is known again"


def test_a_workbook_that_would_not_say_what_was_meant_is_not_written(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.collect import writing

    back(desk, "表.docx", form())
    before = (desk / "dossier.xlsx").read_bytes()
    monkeypatch.setattr(writing, "edit_book", lambda data, edits: data)
    outcome = collect(desk)
    assert outcome.code == 8
    assert "没有通过核对" in outcome.err
    assert (desk / "dossier.xlsx").read_bytes() == before


def test_merged_cells_of_several_projects_are_told_and_not_written(desk: Path) -> None:
    back(desk, "甲.docx", form(("通讯地址", "一路1号"), lead="甲"))
    collect(desk)
    column = cell_of(desk, "employer.name").rstrip("0123456789")
    book = openpyxl.load_workbook(desk / "dossier.xlsx")
    book["项目"].merge_cells(f"{column}5:{column}6")
    book.save(desk / "dossier.xlsx")
    back(desk, "甲.docx", form(("第一完成单位名称", "改名后的公司"), lead="甲"))
    outcome = collect(desk, desk.parent / "回", "--take", "theirs")
    assert outcome.code == 4
    assert "这一格几个项目共用" in outcome.out
    assert read(desk).dossier.nominations[0].employer.name == "云江缆芯电缆有限公司"


def test_a_workbook_of_another_name_is_written_too(desk: Path) -> None:
    (desk / "dossier.xlsx").rename(desk / "五小提名.xlsx")
    back(desk, "表.docx", form())
    assert collect(desk).code == 0
    assert (desk / "五小提名.收集前1.xlsx").is_file()
    assert read(desk).dossier.nominations[0].title == "剥线机"


def test_what_an_employers_row_says_for_two_projects_is_not_changed_for_one(desk: Path) -> None:
    activity = Settings().find_activity("jiangsu-wuxiao-2023")
    from pipeline.forms.writer import write_workbook

    one, other = sample().nominations
    other = replace(other, employer=replace(one.employer, postcode=None))
    one = replace(one, employer=replace(one.employer, postcode=None))
    write_workbook(
        desk / "dossier.xlsx", activity, dossier=replace(sample(), nominations=(one, other))
    )
    changed = replace(one, employer=replace(one.employer, address="二路2号", postcode="219002"))
    back(desk, "一.docx", word_face(changed, activity, folder=SAMPLE))
    outcome = collect(desk, desk.parent / "回", "--take", "theirs")
    assert outcome.code == 4
    assert "这一格几个项目共用" in outcome.out
    first, second = read(desk).dossier.nominations
    assert first.employer.address == second.employer.address == one.employer.address
    assert (first.employer.postcode, second.employer.postcode) == ("219002", None)


# ---------------------------------------------------------------- decided place by place


def test_a_dry_run_says_the_same_and_writes_nothing(desk: Path) -> None:
    back(desk, "表.docx", form(("职务", "班长")))
    before = {each: each.read_bytes() for each in desk.rglob("*") if each.is_file()}
    dry = run_wuxiao("collect", desk, desk.parent / "回", "--dry-run")
    after = {each: each.read_bytes() for each in desk.rglob("*") if each.is_file()}
    after.pop(desk / ".wuxiao" / "lock", None)
    assert after == before
    assert "什么也没有写" in dry.err
    assert dry.out == collect(desk).out


@pytest.mark.parametrize("field", ["第一完成人-职务", "lead.job_title"])
@pytest.mark.parametrize(("whose", "left"), [("theirs", "主任"), ("ours", "班组长")])
def test_each_place_is_decided_by_itself(whose: str, left: str, field: str, desk: Path) -> None:
    back(desk, "表.docx", form(("职务", "班长"), ("学历", "大专")))
    collect(desk)
    edit(desk, cell_of(desk, "lead.job_title"), "班组长")
    edit(desk, cell_of(desk, "lead.education"), "本科")
    back(desk, "表.docx", form(("职务", "主任"), ("学历", "中专")))
    outcome = collect(desk, desk.parent / "回", f"--{whose}", f"P01：{field}")
    lead = read(desk).dossier.nominations[0].lead
    assert (lead.job_title, lead.education) == (left, "本科")
    assert (
        outcome.code,
        "待定 第一完成人-学历" in outcome.out,
        "待定 第一完成人-职务" in outcome.out,
    ) == (4, True, False)
    assert "第一完成人-职务" not in collect(desk).out, "a decision is not asked for again"


def test_what_an_employer_changed_can_be_refused(desk: Path) -> None:
    back(desk, "表.docx", form(("职务", "班长")))
    collect(desk)
    back(desk, "表.docx", form(("职务", "主任")))
    refused = collect(desk, desk.parent / "回", "--ours", "P01:第一完成人-职务")
    assert "保留材料里的 第一完成人-职务：“班长”，没有用交来的“主任”" in refused.out
    assert "职务" not in collect(desk).out
    assert read(desk).dossier.nominations[0].lead.job_title == "班长"


def test_what_was_refused_though_nothing_was_there_stays_out_until_it_is_another_value(
    desk: Path,
) -> None:
    back(desk, "表.docx", form(("职务", "")))
    collect(desk)
    back(desk, "表.docx", form(("职务", "班长")))
    collect(desk, desk.parent / "回", "--ours", "P01:第一完成人-职务")
    again = collect(desk)
    assert "保留材料里的 第一完成人-职务：空白，没有用交来的“班长”" in again.out
    assert read(desk).dossier.nominations[0].lead.job_title is None
    collect(desk, desk.parent / "回", "--theirs", "P01:第一完成人-职务")
    assert read(desk).dossier.nominations[0].lead.job_title == "班长"


def test_a_source_that_is_left_out_adds_nothing(desk: Path) -> None:
    back(desk, "一.docx", form())
    back(desk, "二.docx", form(("项目名称", "绕线机"), lead="淳于砚"))
    outcome = collect(desk, desk.parent / "回", "--leave", "一.docx")
    (there,) = read(desk).dossier.nominations
    assert (there.title, "一.docx" in outcome.out) == ("绕线机", False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--ours", "P01"), "看不出是哪个项目的哪一栏"),
        (("--ours", "P01:没有的"), "没有“没有的”这一栏"),
        (("--ours", "P09:第一完成人-职务"), "P09的第一完成人-职务没有要决定的，什么也没有写"),
        (
            ("--ours", "P01:第一完成人-职务", "--theirs", "P01:第一完成人-职务"),
            "既写了 --theirs 又写了 --ours",
        ),
    ],
)
def test_a_decision_about_nothing_stops_before_anything_is_written(
    options: tuple[str, ...], said: str, desk: Path
) -> None:
    back(desk, "表.docx", form(("职务", "班长")))
    outcome = collect(desk, desk.parent / "回", *options)
    assert (outcome.code, said in outcome.err) == (2, True), outcome.err
    assert not read(desk).dossier.nominations


def test_an_employer_that_calls_itself_otherwise_later_is_not_asked_again(
    desk: Path, tmp_path: Path
) -> None:
    name = "苏岸机床厂"
    assert run_wuxiao("kit", desk, "-o", tmp_path / "out", "--employer", name).code == 0
    for spelling in (name, f"{name}（总部）"):
        rows = (("项目名称", "甲项目"), ("第一完成单位名称", spelling))
        file = back(desk, f"{spelling}.docx", form(*rows))
        assert as_json(desk, file)["missing"] == []


@pytest.mark.parametrize("lock", ["~$dossier.xlsx", ".~lock.dossier.xlsx#"])
def test_a_workbook_that_is_open_is_not_written_into(desk: Path, lock: str) -> None:
    back(desk, "甲.docx", form(("项目名称", "甲项目")))
    before = (desk / "dossier.xlsx").read_bytes()
    (desk / lock).write_bytes(b"")
    refused = collect(desk)
    assert refused.code == 3
    assert "工作簿正开着" in refused.err
    assert lock in refused.err
    assert (desk / "dossier.xlsx").read_bytes() == before
    assert collect(desk, desk.parent / "回", "--dry-run").code == 0
    told = run_wuxiao("check", desk)
    assert "还没有保存的内容没有读到" in told.err
    (desk / lock).unlink()
    assert collect(desk).code == 0
    assert "没有读到" not in run_wuxiao("check", desk).err
