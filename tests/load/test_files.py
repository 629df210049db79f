"""Photos and certificates are found by folder and name, and never outside the dossier."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.dossier.models import Intake
from pipeline.forms.file_names import ROLES
from pipeline.load.files import role_of
from tests.load.cases import ID, nomination_yaml, read, read_yaml, said


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def with_files(folder: Path, *names: str, text: str = "title: 甲") -> Intake:
    put(folder, *names)
    return read_yaml(folder, nomination_yaml(text))


@pytest.mark.parametrize(
    "home", ["附件/P01-沈珣", "附件/P01", "files/P01", "files/P01-shen", "附件/ｐ０１ 沈珣"]
)
def test_files_are_found_in_the_folder_of_their_nomination(tmp_path: Path, home: str) -> None:
    intake = with_files(tmp_path, f"{home}/实施前-1.jpg", f"{home}/portrait-1.PNG")
    one = intake.dossier.nominations[0]
    assert one.before.photos == (f"{home}/实施前-1.jpg",)
    assert one.evidence.portraits == (f"{home}/portrait-1.PNG",)
    assert str(intake.sources["nominations[0].before.photos[0]"]) == f"{home}/实施前-1.jpg"
    assert intake.findings == ()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_its_names(role: str) -> None:
    ending = "mp4" if role == "video.file" else "jpg"
    for name in ROLES[role]:
        for number in ("", "-1", "_1", "1", "（1）", "(12)", " 2", "-1-全景", "-正面"):
            assert role_of(f"{name}{number}.{ending}") == role
        assert role_of(f"{name.upper()}.{ending.upper()}") == role


@pytest.mark.parametrize(
    "name",
    [
        "照片1.jpg",
        "实施前.docx",
        "其他完成人名单.pdf",
        "视频.jpg",
        "实施前.mp4",
        "实施",
        "beforehand.jpg",
    ],
)
def test_other_names_are_not_guessed(name: str) -> None:
    assert role_of(name) is None


def test_files_come_in_natural_order_and_none_is_dropped(tmp_path: Path) -> None:
    names = [f"附件/P01/实施后-{number}.jpg" for number in (10, 9, 2, 1, 11, 3)]
    photos = with_files(tmp_path, *names).dossier.nominations[0].after.photos
    assert [each.rpartition("-")[2] for each in photos] == [
        "1.jpg", "2.jpg", "3.jpg", "9.jpg", "10.jpg", "11.jpg",
    ]  # fmt: skip


def test_p1_is_not_p10(tmp_path: Path) -> None:
    put(tmp_path, "附件/P1/实施前.jpg", "附件/P10-乙/实施前.jpg")
    intake = read_yaml(
        tmp_path, f"activity: {ID}\nnominations: [{{id: P1, title: 甲}}, {{id: P10, title: 乙}}]\n"
    )
    assert [each.before.photos for each in intake.dossier.nominations] == [
        ("附件/P1/实施前.jpg",),
        ("附件/P10-乙/实施前.jpg",),
    ]


def test_publicity_of_the_unit_has_folders_of_its_own(tmp_path: Path) -> None:
    intake = with_files(
        tmp_path, "附件/本级公示/网页.png", "附件/本级公示/现场.jpg", "files/unit/publicity-1.jpg"
    )
    assert set(intake.dossier.unit.publicity.files) == {
        "附件/本级公示/网页.png",
        "附件/本级公示/现场.jpg",
        "files/unit/publicity-1.jpg",
    }
    assert "unit.publicity.files" in intake.sources


def test_a_list_in_the_dossier_comes_first(tmp_path: Path) -> None:
    intake = with_files(
        tmp_path,
        "附件/P01/实施前-1.jpg",
        "图/好.jpg",
        text="before: {photos: 图/好.jpg}\nafter: {photos: [图/好.jpg]}",
    )
    one = intake.dossier.nominations[0]
    assert one.before.photos == one.after.photos == ("图/好.jpg",)


@pytest.mark.parametrize(
    "path",
    [
        "../x.jpg",
        "/etc/passwd",
        "C:\\x.jpg",
        "\\\\server\\x.jpg",
        "图/../../x.jpg",
        "link.jpg",
        "inside/x.jpg",
    ],
)
def test_a_path_that_leaves_the_folder_is_an_error(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "dossier"
    put(tmp_path, "x.jpg", "outside/x.jpg")
    put(folder, "图/好.jpg")
    (folder / "link.jpg").symlink_to(tmp_path / "x.jpg")
    (folder / "inside").symlink_to(tmp_path / "outside")
    intake = read_yaml(folder, nomination_yaml(f"before: {{photos: ['{path}', 图\\好.jpg]}}"))
    assert intake.dossier.nominations[0].before.photos == ("图/好.jpg",)
    (finding,) = intake.findings
    assert finding.field == "before.photos"


def test_a_found_link_that_leads_out_is_no_value(tmp_path: Path) -> None:
    put(tmp_path, "x.jpg", "dossier/附件/P01/说明.txt")
    (tmp_path / "dossier/附件/P01/实施前.jpg").symlink_to(tmp_path / "x.jpg")
    intake = with_files(tmp_path / "dossier")
    assert intake.dossier.nominations[0].before.photos == ()
    assert any("以外" in message for message in said(intake.findings))


def test_a_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    intake = with_files(tmp_path, text="video: {file: 视频/没有.mp4}")
    (finding,) = intake.findings
    assert finding.rule == "evidence.readable"
    assert "视频/没有.mp4" in finding.message
    assert "nominations[0].video.file" in intake.sources


def test_names_that_say_nothing_are_mentioned_and_clutter_is_not(tmp_path: Path) -> None:
    intake = with_files(
        tmp_path,
        "附件/P01/IMG_0001.jpg",
        "附件/P01/Thumbs.db",
        "附件/P01/.DS_Store",
        "附件/P01/~$a.docx",
    )
    (finding,) = intake.findings
    assert finding.severity == "warning"
    assert "IMG_0001.jpg" in finding.message
    assert finding.nomination == "P01"
    assert str(finding.source) == "附件/P01/IMG_0001.jpg"


def test_a_folder_of_no_nomination_is_mentioned_unless_empty(tmp_path: Path) -> None:
    (tmp_path / "附件" / "P08").mkdir(parents=True)
    intake = with_files(tmp_path, "附件/P07-某人/实施前.jpg")
    assert said(intake.findings) == ["文件夹“P07-某人”里的文件没有读取，没有哪个项目是这个编号"]


def test_more_videos_than_one_break_the_limit(tmp_path: Path) -> None:
    intake = with_files(tmp_path, "附件/P01/视频-1.mp4", "附件/P01/视频-2.mp4")
    assert intake.dossier.nominations[0].video.file == "附件/P01/视频-1.mp4"
    (finding,) = intake.findings
    assert (finding.rule, finding.clause) == ("limit.items", "附件2 三（三）")


def test_a_file_name_may_hold_marks(tmp_path: Path) -> None:
    intake = with_files(tmp_path, "附件/P01/其他-甲、乙；丙,丁.pdf")
    assert intake.dossier.nominations[0].evidence.other == ("附件/P01/其他-甲、乙；丙,丁.pdf",)


def test_an_empty_folder_tree_is_fine(tmp_path: Path) -> None:
    (tmp_path / "附件").write_bytes(b"a file, not a folder")
    read_yaml(tmp_path, nomination_yaml("title: 甲"))
    assert read(tmp_path).findings == ()


def test_a_name_of_another_encoding_is_told_of_and_the_others_are_read(tmp_path: Path) -> None:
    home = "files/P01"
    gbk = f"{home}/{os.fsdecode('中'.encode('gb18030'))}.jpg"
    intake = with_files(tmp_path, f"{home}/实施前-2.jpg", gbk)
    assert intake.dossier.nominations[0].before.photos == (f"{home}/实施前-2.jpg",)
    (finding,) = intake.findings
    assert "编码不对，没有读取" in finding.message
    (finding.message + str(finding.source)).encode()
