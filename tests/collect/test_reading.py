"""What came back is read file by file: each photo goes to its form, and what is of no use is told."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import openpyxl
import pytest

from pipeline.collect.gathering import Item, Sort
from pipeline.collect.means import Means
from pipeline.collect.reading import Reader
from pipeline.errors import ToolFailedError, WuxiaoError
from pipeline.load import load
from pipeline.load.answers import read_answers
from pipeline.settings import Settings
from tests.collect.returned import form, jpeg
from tests.collect.test_collect import as_json, back, read
from tests.collect.words import paragraph, picture, word
from tests.conftest import ROOT


def told(folder: Path) -> dict[str, str]:
    """What is said of files that no project was read from."""
    return {
        PurePosixPath(each["source"]).name: each["unread"][0]["why"]
        for each in as_json(folder)["read"]
        if each["nomination"] is None
    }


def photos(folder: Path) -> dict[str | None, list[bytes]]:
    """The photos of before, by lead."""
    return {
        each.lead.name: [(folder / photo).read_bytes() for photo in each.before.photos]
        for each in read(folder).dossier.nominations
    }


# ---------------------------------------------------------------- whose a file is


def two_forms(at: Path) -> None:
    back(at, "甲乙/甲的提名书.docx", form(lead="甲一"))
    back(at, "甲乙/乙的提名书.docx", form(("项目名称", "绕线机"), lead="乙二"))


def test_a_photo_beside_two_forms_goes_to_the_one_that_its_name_says(at: Path) -> None:
    two_forms(at)
    back(at, "甲乙/乙二/实施前-1.jpg", jpeg("red"))
    back(at, "甲乙/实施前-剥线机.jpg", jpeg("blue"))
    assert told(at) == {}
    assert photos(at) == {"甲一": [jpeg("blue")], "乙二": [jpeg("red")]}


def test_a_photo_that_may_be_of_either_project_goes_to_neither(at: Path) -> None:
    two_forms(at)
    back(at, "甲乙/实施前-1.jpg", jpeg("red"))
    assert (
        "不知道是哪个项目的，没有读取；请与该项目的提名书放进同一个文件夹"
        in told(at)["实施前-1.jpg"]
    )
    assert photos(at) == {"甲一": [], "乙二": []}


def test_a_photo_in_a_folder_beside_the_only_forms_is_its_projects(at: Path) -> None:
    back(at, "表/提名书.docx", form(lead="甲一"))
    back(at, "表/又一份.docx", form(("学历", "大专"), lead="甲一"))
    back(at, "照片/实施前-1.jpg", jpeg("red"))
    assert told(at) == {}
    assert photos(at) == {"甲一": [jpeg("red")]}


def test_a_photo_with_which_no_form_came_is_told(at: Path) -> None:
    back(at, "实施前-1.jpg", jpeg("red"))
    assert "没有与它一起的提名书，没有读取" in told(at)["实施前-1.jpg"]


def test_a_file_whose_name_says_a_field_that_takes_no_such_file_is_told(at: Path) -> None:
    back(at, "甲/提名书.docx", form())
    back(at, "甲/实施前-1.txt", "照片稍后发".encode())
    back(at, "甲/视频.txt", "视频稍后发".encode())
    back(at, "甲/职称证书.txt", "证书稍后发".encode())
    said = told(at)
    assert "请换成照片原图" in said["实施前-1.txt"]
    assert "请换成MP4视频" in said["视频.txt"]
    assert "另存为PDF" in said["职称证书.txt"]


# ---------------------------------------------------------------- pictures in forms


def test_pictures_that_papers_cannot_show_are_told_and_the_same_one_twice_is_read(at: Path) -> None:
    shown = {"p1": jpeg("red"), "p2": jpeg("red"), "p3": b"\x01\x00\x00\x00" + b"emf" * 20}
    blocks = (
        "三、项目介绍", "(一) 项目实施前的情况(限150字):", "手工剥线。", "图片一组(限4张):",
        paragraph("".join(map(picture, shown))),
    )  # fmt: skip
    table = [
        ["项目名称", "剥线机"],
        ["第一完成人姓名", "甲一"],
        ["性别", "男"],
        ["学历", "大专"],
        ["职务", "班长"],
    ]
    back(at, "表.docx", word(table, *blocks, pictures=shown))
    (entry,) = as_json(at)["read"]
    assert [each["why"] for each in entry["unread"]] == [
        "有1张图片不是照片格式，没有读取；请单位另发照片原图"
    ]
    assert {*photos(at)["甲一"]} == {jpeg("red")}


# ---------------------------------------------------------------- workbooks and dossiers


def filled(at: Path, name: str, lead: str, **cells: str) -> Path:
    """A workbook that an employer filled in."""
    folder = at.parent / "回" / name
    shutil.copytree(at, folder)
    book = openpyxl.load_workbook(folder / "dossier.xlsx")
    sheet = book["项目"]
    heads = {str(cell.value).strip("*"): cell.column for cell in sheet[4] if cell.value}
    for label, value in {"项目名称": "绕线机", "姓名": lead, **cells}.items():
        column = next(heads[each] for each in heads if label in each)
        sheet.cell(5, column, value)
    book.save(folder / "dossier.xlsx")
    return folder


def test_two_workbooks_in_a_folder_are_read_without_the_files_beside_them(at: Path) -> None:
    folder = filled(at, "绕线", "乙二")
    shutil.copy(folder / "dossier.xlsx", folder / "又一份.xlsx")
    (folder / "实施前-1.jpg").write_bytes(jpeg("red"))
    assert told(at) == {}
    assert photos(at) == {"乙二": [jpeg("red")]}


def test_a_cell_of_a_workbook_that_cannot_be_read_is_told_by_its_place(at: Path) -> None:
    filled(at, "绕线", "乙二", 应用实施时间="去年夏天")
    (entry,) = as_json(at)["read"]
    (unread,) = [each for each in entry["unread"] if "去年夏天" in each["why"]]
    assert (unread["where"][:3], unread["where"][-1]) == ("项目!", "5")


def test_a_dossier_of_another_activity_is_told_and_nothing_of_it_taken(
    at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medal = ROOT / "tests" / "data" / "medal"
    monkeypatch.setenv("WUXIAO_ACTIVITIES", str(medal / "activities"))
    shutil.copytree(medal / "dossier", at.parent / "回" / "奖章")
    assert "是另一个活动的材料，没有读取" in told(at)["dossier.yaml"]
    assert read(at).dossier.nominations == ()


def test_a_dossier_that_cannot_be_read_is_told_and_stops_nothing(at: Path) -> None:
    back(at, "坏的/dossier.yaml", b"activity: nowhere-2020\n")
    back(at, "好的/表.docx", form(lead="甲一"))
    assert "没有名为“nowhere-2020”的活动" in told(at)["dossier.yaml"]
    assert [*photos(at)] == ["甲一"]


# ---------------------------------------------------------------- old Word files


def test_old_word_files_are_read_as_what_they_are_made_into_and_told_where_they_cannot_be(
    tmp_path: Path,
) -> None:
    """LibreOffice is stood in for: what it makes is a file beside the old one."""
    find = Settings().find_activity
    new = tmp_path / "新.docx"
    new.write_bytes(form(lead="甲一"))
    old = [Path("甲.doc"), Path("乙.doc")]
    broken = ToolFailedError("打不开", where="乙.doc", remedy="另存为 .docx 再交")

    def as_word(paths: Sequence[Path]) -> Sequence[Path | WuxiaoError]:
        return [new if path == old[0] else broken for path in paths]

    activity = find("jiangsu-wuxiao-2023")
    means = Means(
        read=lambda answers: read_answers(answers, activity),
        load=lambda folder: load(folder, find),
        as_word=as_word,
        role_of=lambda _: None,
        progress=lambda *_: None,
    )
    home = PurePosixPath("0")
    items = [Item(each.name, each, home, Sort.OLD_WORD) for each in old]
    (returned,), problems = Reader(activity, means, tmp_path).read(items)
    assert (returned.source, returned.nomination.lead.name) == ("甲.doc", "甲一")
    assert [(each.name, each.why) for each in problems] == [("乙.doc", str(broken))]
