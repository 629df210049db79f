"""Photos and certificates are found by folder and name, and never outside the dossier."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.dossier.intake import Intake
from pipeline.forms.file_names import ROLES
from pipeline.load.files import role_of
from tests.load.cases import ID, nomination_yaml, read, read_rows, read_yaml, said
from tests.test_filekinds import DOCX


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
        "其他完成人名单.pdf",
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


def test_a_folder_is_no_file_and_of_several_files_none_is_chosen(tmp_path: Path) -> None:
    (tmp_path / "视频").mkdir()
    put(tmp_path, "a.mp4", "b.mp4")
    (folder,) = with_files(tmp_path, text="video: {file: 视频}").findings
    assert "“视频”不是文件" in folder.message
    (several,) = with_files(tmp_path, text='video: {file: "a.mp4\\nb.mp4"}').findings
    assert (several.field, "只能有一个文件，现有2个" in several.message) == ("video.file", True)


def test_a_file_of_the_unit_that_is_none_of_its_publicity_is_told_where_to_lie(
    tmp_path: Path,
) -> None:
    intake = with_files(tmp_path, "files/unit/a.jpg")
    (told,) = intake.findings
    assert "“a.jpg”是什么材料" in told.message
    assert "放进 " in told.remedy


def test_a_link_that_leads_nowhere_is_told_of_where_it_would_have_been_read(tmp_path: Path) -> None:
    (tmp_path / "附件/P01").mkdir(parents=True)
    (tmp_path / "附件/P01/技能等级证书").symlink_to(tmp_path / "没有")
    intake = with_files(tmp_path)
    assert intake.dossier.nominations[0].evidence.skill_certificate == ()
    (told,) = said(intake.findings)
    assert "技能等级证书" in told


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
    assert "“files/P01/中.jpg”的文件名编码不对" in finding.message
    assert "“中.jpg”" in finding.remedy


def test_a_folder_of_another_encoding_and_what_is_no_chinese_either_are_told_of(
    tmp_path: Path,
) -> None:
    """engrampa#160, Trilium#9678: a zip made by Windows, unpacked as UTF-8."""
    folder = os.fsdecode("P01-沈珣".encode("gb18030"))
    intake = with_files(
        tmp_path, f"附件/{folder}/实施前-1.jpg", f"附件/P01/{os.fsdecode(bytes([0xFF, 0xFE]))}.jpg"
    )
    assert [said.partition("（")[0] for said in said_of(intake)] == [
        "“附件/P01-沈珣”的文件名编码不对",
        "“附件/P01/��.jpg”的文件名编码不对",
    ]


def test_a_workbook_whose_name_is_in_another_encoding_is_read_without_a_word(
    tmp_path: Path,
) -> None:
    read_rows(tmp_path)
    (tmp_path / "dossier.xlsx").rename(tmp_path / os.fsdecode("材料表.xlsx".encode("gb18030")))
    intake = read(tmp_path)
    assert intake.dossier.unit.name == "甲市总工会"
    assert not any("编码" in message for message in said_of(intake))


def test_a_name_that_unpacking_scrambled_is_understood(tmp_path: Path) -> None:
    """sevenzipjbinding#56, ZipXtract#79: the bytes of one encoding taken for another's (“╩╡╩⌐╟░”)."""
    name = "实施前".encode("gb18030").decode("cp437")
    intake = with_files(tmp_path, f"附件/P01/{name}-1.jpg")
    assert intake.dossier.nominations[0].before.photos == (f"附件/P01/{name}-1.jpg",)
    assert intake.findings == ()


def said_of(intake: Intake) -> list[str]:
    return said(intake.findings)


# ---------------------------------------------------------------- nothing is passed over


def test_files_in_a_folder_that_says_what_they_are_are_read(tmp_path: Path) -> None:
    intake = with_files(
        tmp_path,
        "附件/P01/实施前照片/IMG_2.jpg",
        "附件/P01/实施前照片/IMG_10.jpg",
        "附件/P01/照片/实施后-1.jpg",
        "附件/本级公示/现场/1.jpg",
    )
    one = intake.dossier.nominations[0]
    assert one.before.photos == ("附件/P01/实施前照片/IMG_2.jpg", "附件/P01/实施前照片/IMG_10.jpg")
    assert one.after.photos == ("附件/P01/照片/实施后-1.jpg",)
    assert intake.dossier.unit.publicity.files == ("附件/本级公示/现场/1.jpg",)
    assert intake.findings == ()


def test_files_in_a_folder_that_says_nothing_are_named_together(tmp_path: Path) -> None:
    """The table of cases: photos in P01/照片/."""
    intake = with_files(tmp_path, *(f"附件/P01/照片/{name}.jpg" for name in "abcde"))
    (finding,) = intake.findings
    assert finding.message == (
        "不知道“照片/a.jpg”、“照片/b.jpg”、“照片/c.jpg”等5个文件是什么材料，没有读取"
    )
    assert "实施前" in finding.remedy
    assert (finding.nomination, str(finding.source)) == ("P01", "附件/P01/照片")


def test_a_nominations_folder_beside_the_workbook_is_read(tmp_path: Path) -> None:
    intake = with_files(tmp_path, "P01-沈珣/实施前.jpg", "P01-沈珣/照片/a.jpg", "P012/实施前.jpg")
    assert intake.dossier.nominations[0].before.photos == ("P01-沈珣/实施前.jpg",)
    assert said_of(intake) == ["不知道“照片/a.jpg”是什么材料，没有读取"]


@pytest.mark.parametrize("place", ["", "附件/", "files/"])
def test_a_file_in_no_nominations_folder_is_named(tmp_path: Path, place: str) -> None:
    intake = with_files(tmp_path, f"{place}一线职工证明.pdf")
    (finding,) = intake.findings
    assert finding.message == "“一线职工证明.pdf”不在项目的文件夹里，没有读取"
    assert "附件/P01" in finding.remedy


def test_a_file_that_the_form_lists_is_read_without_a_word_whatever_its_name(
    tmp_path: Path,
) -> None:
    """The table of cases: it was read, and "不知道是什么材料，没有读取" said of it."""
    intake = with_files(
        tmp_path,
        "附件/P01/IMG_0001.jpg",
        "附件/一张图.png",
        text="before: {photos: [附件\\P01\\IMG_0001.jpg, ./附件/一张图.png]}",
    )
    assert len(intake.dossier.nominations[0].before.photos) == 2
    assert intake.findings == ()


def test_a_file_that_the_list_leaves_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "附件/P01").mkdir(parents=True)
    (tmp_path / "附件/P01/实施前-1.jpg").write_bytes(b"\xff\xd8\xff" + bytes(99))
    intake = with_files(tmp_path, "图/好.jpg", text="before: {photos: 图/好.jpg}")
    assert said_of(intake) == ["“实施前-1.jpg”没有读取：实施前已经另外写明用哪些文件"]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("一线职工证明.ofd", "evidence.frontline_certificate"),
        ("一线职工证明.docx", "evidence.frontline_certificate"),
        ("一线职工证明.doc", "evidence.frontline_certificate"),
        ("一线职工证明.rar", "evidence.frontline_certificate"),
        ("技能等级证书", "evidence.skill_certificate"),
        ("视频.mp4.rar", "video.file"),
    ],
)
def test_what_is_named_for_its_place_goes_there_so_that_checks_say_what_it_is(
    tmp_path: Path, name: str, role: str
) -> None:
    intake = with_files(tmp_path, f"附件/P01/{name}")
    assert f"nominations[0].{role}" in intake.sources
    assert intake.findings == ()


def test_the_scan_is_taken_and_not_the_word_file_that_it_was_printed_from(tmp_path: Path) -> None:
    (tmp_path / "附件/P01").mkdir(parents=True)
    (tmp_path / "附件/P01/一线职工证明.docx").write_bytes(DOCX)
    intake = with_files(tmp_path, "附件/P01/一线职工证明.pdf")
    one = intake.dossier.nominations[0]
    assert one.evidence.frontline_certificate == ("附件/P01/一线职工证明.pdf",)
    (finding,) = intake.findings
    assert finding.severity == "warning"
    assert finding.message == "“一线职工证明.docx”是Word文件，没有读取；一线职工证明已有别的文件"


def test_a_photo_without_suffix_is_told_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "附件/P01").mkdir(parents=True)
    (tmp_path / "附件/P01/实施前-1").write_bytes(b"\xff\xd8\xff" + bytes(99))
    intake = with_files(tmp_path, "附件/P01/实施前-2.jpg")
    assert intake.dossier.nominations[0].before.photos == (
        "附件/P01/实施前-1",
        "附件/P01/实施前-2.jpg",
    )
