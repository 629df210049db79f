"""Commands, options, exit codes and what is said, through the real command line."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import click
import pytest

from pipeline import __version__, cli
from pipeline.errors import ToolFailedError
from pipeline.papers.documents import load_documents
from pipeline.papers.plan import plan_blank
from tests.conftest import ROOT, Command, Desk

CHINESE = re.compile("[\u4e00-\u9fff]")
CERTIFICATES = "02-出证材料"
ONLY_CERTIFICATES = [
    word
    for document in load_documents(ROOT / "templates")
    if CERTIFICATES in {per.packet for per in document.per}
    for word in ("--only", document.id)
]
"""The papers of that packet."""


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "没有命令 biuld"),
        (["build", "x", "--froce"], "没有选项 --froce"),
        (["build"], "缺少 DIR..."),
        (["build", "x", "--jobs", "0"], "应是1到64之间的整数"),
        (["build", "x", "--jobs", "65"], "应是1到64之间的整数"),
        (["build", "x", "--jobs", "many"], "应是1到64之间的整数"),
        (
            ["new", "x", "--kind", "town"],
            "可以是 city、industry、provincial_society、other_society",
        ),
        (["new", "x"], "缺少 --kind"),
        (["check", "x", "--format", "pdf"], "可以是 text、json、html"),
        (["convert"], "缺少 FILE.docx..."),
        (["build", __file__], "DIR... 的值不对，应是文件夹"),
        (
            ["new", "材料", "甲市", "2023", "--kind", "city"],
            "多写了“甲市 2023”；名称里有空格的要加引号",
        ),
        (["serve", "--open=yes"], "--open 后面不写内容"),
        (["new", "材料", "--kind"], "--kind 后面要写内容"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_so_in_chinese(
    arguments: list[str],
    said: str,
    wuxiao: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = wuxiao(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("✗ 命令写得不对：")
    assert said in outcome.err
    assert "--help" in outcome.err
    assert outcome.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_no_command_at_all_shows_the_help(wuxiao: Command) -> None:
    outcome = wuxiao()
    assert outcome.code == 2
    assert "wuxiao build 材料文件夹" in outcome.out + outcome.err
    assert "命令写得不对" not in outcome.err


def test_help_shows_the_usual_steps_line_by_line_and_every_command_in_chinese(
    wuxiao: Command,
) -> None:
    outcome = wuxiao("--help")
    assert outcome.code == 0
    assert "\\b" not in outcome.out
    assert re.search(r"^ +wuxiao new 材料文件夹 --kind city +新建", outcome.out, re.MULTILINE)
    for name, command in cli.cli.commands.items():
        assert name in outcome.out
        assert CHINESE.search(command.help or ""), name
        texts = [each.help for each in command.params if isinstance(each, click.Option)]
        assert all(CHINESE.search(text or "") for text in texts), name
        assert wuxiao(name, "--help").code == 0


def test_the_version_is_told(wuxiao: Command) -> None:
    assert wuxiao("--version").out == f"wuxiao {__version__}\n"


@pytest.mark.parametrize(
    ("asked", "near"), [("nomination_leter", "nomination_letter"), ("提名函", "")]
)
def test_an_unknown_document_after_only_is_refused_with_the_nearest_one(
    asked: str, near: str, desk: Desk, wuxiao: Command
) -> None:
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--only", asked)
    assert outcome.code == 2
    assert f"没有名为“{asked}”的文书" in outcome.err
    assert "lead_pledge" in outcome.err
    if near:
        assert f"--only {near}" in outcome.err
    assert desk.files() == {}


# ---------------------------------------------------------------- input that cannot be read


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_folder_that_is_not_there_ends_with_3(
    command: str, wuxiao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = wuxiao(command, "没有的")
    assert outcome.code == 3
    assert outcome.out == ""
    assert "没有这个材料文件夹" in outcome.err
    assert outcome.err.count("\n") == 1
    assert not list(tmp_path.rglob("*.pdf"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("unit: [", "YAML"),
        ("activity: nowhere-2020\nunit: {name: 甲}", "没有名为“nowhere-2020”的活动"),
    ],
)
def test_a_dossier_that_cannot_be_read_ends_with_3(
    content: str, said: str, desk: Desk, wuxiao: Command
) -> None:
    desk.source.write_text(content, encoding="utf-8")
    build: list[str | Path] = ["build", desk.folder, "-o", desk.output, "--draft"]
    for command in (["check", desk.folder], build):
        outcome = wuxiao(*command)
        assert outcome.code == 3
        assert said in outcome.err
        assert desk.files() == {}


def test_an_empty_folder_ends_with_3(wuxiao: Command, tmp_path: Path) -> None:
    assert wuxiao("check", tmp_path).code == 3


# ---------------------------------------------------------------- own templates


def own_page(desk: Desk, document: str, text: str) -> None:
    folder = desk.folder / "templates" / document
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "print.html").write_text(
        f"<html lang='zh-CN'><body>{text}</body></html>", encoding="utf-8"
    )


def test_a_template_with_a_misspelt_placeholder_is_refused_before_anything_is_built(
    desk: Desk, wuxiao: Command
) -> None:
    own_page(desk, "signing_sheet", "{% if blank %}{{ unit.nmae }}{% endif %}")
    outcome = wuxiao("build", desk.folder, "-o", desk.output)
    assert outcome.code == 5
    assert "templates/signing_sheet/print.html" in outcome.err
    assert "“{{ unit.nmae }}”（是否应为“{{ unit.name }}”）" in outcome.err
    assert desk.files() == {}


def test_a_folder_that_no_document_is_called_is_refused(desk: Desk, wuxiao: Command) -> None:
    own_page(desk, "nomination_from", "一")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, "--draft")
    assert outcome.code == 5
    assert "templates/nomination_from：没有这种文书" in outcome.err
    assert "改名为nomination_form" in outcome.err
    assert desk.files() == {}


def test_a_template_that_reads_from_elsewhere_stops_its_own_papers_with_5(
    desk: Desk, wuxiao: Command
) -> None:
    own_page(desk, "lead_pledge", "<img src='http://example.com/a.png'>")
    only = ("--only", "lead_pledge", "--only", "nomination_letter")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, *only)
    assert outcome.code == 5
    assert "http://example.com/a.png" in outcome.err
    assert desk.papers() == {"提名函"}


@pytest.mark.office
def test_an_own_word_template_alone_makes_the_pdf_through_libreoffice(
    desk: Desk, wuxiao: Command
) -> None:
    from docx import Document
    from docx.oxml.ns import qn
    from pypdf import PdfReader

    folder = desk.folder / "templates" / "frontline_certificate"
    folder.mkdir(parents=True)
    document = Document()
    run = document.add_paragraph().add_run("本处自拟：{{ lead.name }}承诺，{{ unit.name }}。")
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    document.save(str(folder / "word.docx"))
    packet = f"苏岸安升电梯维保有限公司/{CERTIFICATES}"
    only = [*ONLY_CERTIFICATES, "--only", "nomination_letter"]
    outcome = wuxiao("build", desk.folder, "-o", desk.output, *only)
    assert outcome.code == 0, outcome.err
    text = PdfReader(desk.out / "pdf" / "P01-尉迟晨-一线职工证明.pdf").pages[0].extract_text()
    assert "本处自拟：尉迟晨承诺，苏岸市匠心" in text.replace("\n", "")
    entries = desk.manifest().by_path()
    (stand_in,) = entries["pdf/P01-尉迟晨-一线职工证明.pdf"].stand_ins
    assert (stand_in.asked, stand_in.used) == ("仿宋_GB2312", ("FandolFang-Regular",))
    assert not entries["pdf/提名函.pdf"].stand_ins  # not through LibreOffice
    parts = entries[f"print/{packet}.pdf"].parts
    assert {part.first_page % 2 for part in parts} == {1}
    merged = PdfReader(desk.out / "print" / f"{packet}.pdf")
    (first,) = (part.first_page for part in parts if part.path.endswith("一线职工证明.pdf"))
    assert "本处自拟：尉迟晨" in merged.pages[first - 1].extract_text()
    before = desk.files()
    again = wuxiao("build", desk.folder, "-o", desk.output, *only, "--only", "filing_form")
    assert again.code == 0
    assert {path: desk.files()[path] for path in before if path.startswith(("pdf/P", "word/"))} == {
        path: data for path, data in before.items() if path.startswith(("pdf/P", "word/"))
    }


def test_an_own_word_template_without_libreoffice_ends_with_6_and_the_rest_is_made(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WUXIAO_OFFICE", str(tmp_path / "none"))
    folder = desk.folder / "templates" / "lead_pledge"
    folder.mkdir(parents=True)
    shutil.copyfile(ROOT / "templates" / "lead_pledge" / "word.docx", folder / "word.docx")
    only = ("--only", "lead_pledge", "--only", "nomination_letter")
    outcome = wuxiao("build", desk.folder, "-o", desk.output, *only)
    assert outcome.code == 6
    assert "LibreOffice" in outcome.err
    assert desk.papers() == {"提名函"}
    assert len(list((desk.out / "word").glob("*第一完成人承诺书.docx"))) == 2


# ---------------------------------------------------------------- check, new, blank, convert


def test_check_gives_findings_as_json_with_4_and_none_with_0(desk: Desk, wuxiao: Command) -> None:
    good = wuxiao("check", desk.folder, "--format", "json")
    assert good.code == 0
    assert json.loads(good.out)["summary"]["error"] == 0
    desk.edit("      sex: male\n", "")
    bad = wuxiao("check", desk.folder, "--format", "json")
    assert bad.code == 4
    found = json.loads(bad.out)
    assert found["dossiers"] == [desk.folder.name]
    assert ("P01", "lead.sex") in {
        (each["nomination"], each["field"]) for each in found["findings"]
    }


@pytest.mark.parametrize("what", ["folder", "link", "device"])
def test_a_result_never_takes_the_place_of_anything_but_a_plain_file(
    what: str, desk: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    target = tmp_path / "结果"
    other = tmp_path / "别的"
    other.write_text("原样")
    if what == "folder":
        target.mkdir()
    elif what == "link":
        target.symlink_to(other)
    else:
        os.mkfifo(target)
    outcome = wuxiao("check", desk.folder, "--no-files", "-o", target)
    assert outcome.code == 2
    assert "结果" in outcome.err or "不是文件夹" in outcome.err
    assert other.read_text() == "原样"
    assert not target.is_file() or target.is_symlink()


@pytest.mark.parametrize("shape", ["text", "json", "html"])
def test_check_writes_its_result_into_a_file_when_asked(
    shape: str, desk: Desk, wuxiao: Command, tmp_path: Path
) -> None:
    shown = wuxiao("check", desk.folder, "--format", shape)
    written = wuxiao("check", desk.folder, "--format", shape, "-o", tmp_path / "结果")
    assert written.out == ""
    assert "结果已写入" in written.err
    assert (tmp_path / "结果").read_text(encoding="utf-8").strip() == shown.out.strip()


@pytest.mark.parametrize("kind", ["city", "industry", "provincial_society", "other_society"])
def test_new_starts_a_folder_that_check_can_read(
    kind: str, wuxiao: Command, tmp_path: Path
) -> None:
    folder = tmp_path / "新材料"
    made = wuxiao("new", folder, "--kind", kind)
    assert made.code == 0
    assert "使用说明.txt" in made.err
    assert zipfile.is_zipfile(folder / "dossier.xlsx")
    checked = wuxiao("check", folder)
    assert checked.code == 4
    assert "错误" in checked.out
    before = (folder / "dossier.xlsx").read_bytes()
    assert wuxiao("new", folder, "--kind", kind).code in {2, 3}
    assert (folder / "dossier.xlsx").read_bytes() == before


def test_a_new_folder_can_be_built_as_a_draft_at_once(wuxiao: Command, tmp_path: Path) -> None:
    wuxiao("new", tmp_path / "新材料", "--kind", "city")
    only = ("--only", "nomination_letter")
    outcome = wuxiao("build", tmp_path / "新材料", "-o", tmp_path / "out", "--draft", *only)
    assert outcome.code == 0, outcome.err
    assert (tmp_path / "out" / "新材料" / "pdf" / "提名函.pdf").is_file()


def test_blank_gives_every_official_form_on_both_faces(wuxiao: Command, tmp_path: Path) -> None:
    outcome = wuxiao("blank", "-o", tmp_path)
    assert outcome.code == 0, outcome.err
    stems = {paper.stem for paper in plan_blank(load_documents(ROOT / "templates"))}
    assert {"提名函", "提名书", "公示无异议证明", "公示无异议证明-单位"} <= stems
    out = tmp_path / "空白表"
    assert {path.stem for path in (out / "pdf").iterdir()} == stems
    assert {path.stem for path in (out / "word").iterdir()} == stems
    assert not (out / "print").exists()
    assert wuxiao("blank", "-o", tmp_path).err.endswith("没有变化，不用重做。\n")
    assert wuxiao("blank", "-o", tmp_path, "--activity", "none").code == 3


def test_converting_what_is_not_there_or_no_word_file_ends_with_3(
    wuxiao: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("一", encoding="utf-8")
    assert wuxiao("convert", tmp_path / "none.docx").code == 3
    assert wuxiao("convert", tmp_path / "a.txt").code == 3


@pytest.mark.office
def test_an_edited_word_file_becomes_a_pdf_beside_it(built: Desk, wuxiao: Command) -> None:
    word = built.out / "word" / "提名函.docx"
    outcome = wuxiao("convert", word)
    assert outcome.code == 0, outcome.err
    assert outcome.out.strip() == str(word.with_suffix(".pdf"))
    assert word.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert "仿宋_GB2312：以FandolFang-Regular" in outcome.err
    assert "字形不合" not in outcome.err


@pytest.mark.office
def test_of_several_word_files_an_empty_one_is_named_and_the_others_are_made(
    wuxiao: Command, tmp_path: Path
) -> None:
    good, empty, broken = (tmp_path / f"{name}.docx" for name in ("好", "空", "坏"))
    good.write_bytes((ROOT / "templates" / "lead_pledge" / "word.docx").read_bytes())
    empty.write_bytes(b"")
    broken.write_bytes(good.read_bytes()[:3000])
    outcome = wuxiao("convert", empty, good, broken)
    assert outcome.code == 3
    assert outcome.out.strip() == str(good.with_suffix(".pdf"))
    assert "空.docx：内容不是Word文件；是空文件" in outcome.err
    assert "坏.docx：" in outcome.err
    assert "转了1个，有2个没有转成" in outcome.err


# ---------------------------------------------------------------- bugs, interruptions


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object) -> None:
        raise error

    monkeypatch.setattr("pipeline.load.load", load)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.exceptions.Abort()])
def test_an_interruption_ends_with_130_and_a_calm_word(
    error: BaseException, desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(error, monkeypatch)
    outcome = wuxiao("build", desk.folder, "-o", desk.output)
    assert outcome.code == 130
    assert "已中断" in outcome.err
    assert "Traceback" not in outcome.err
    assert desk.files() == {}


def test_a_message_shows_no_personal_data_with_v_neither(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(ValueError("身份证 329999 1990 0101 1234，电话13800000401"), monkeypatch)
    for more in ((), ("-v",)):
        outcome = wuxiao("build", desk.folder, "-o", desk.output, *more)
        assert "程序出错（ValueError" in outcome.err
        assert "138*****401" in outcome.err
        assert "0101" not in outcome.err
        assert "13800000401" not in outcome.err


def test_a_bug_ends_with_1_and_shows_its_stack_only_with_v(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(ZeroDivisionError("oops"), monkeypatch)
    quiet = wuxiao("check", desk.folder)
    assert quiet.code == 1
    assert "ZeroDivisionError：oops" in quiet.err
    assert "Traceback" not in quiet.err
    check = ("check", desk.folder)
    for loud in (wuxiao("-v", *check), wuxiao(*check, "--verbose")):
        assert loud.code == 1
        assert "Traceback" in loud.err


def test_an_error_of_ours_ends_with_its_own_code(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_with(ToolFailedError("坏了", remedy="修好"), monkeypatch)
    outcome = wuxiao("build", desk.folder, "-o", desk.output)
    assert (outcome.code, outcome.err) == (7, "✗ 坏了；请修好。\n")


def test_a_terminal_gets_a_progress_line_and_a_pipe_none(
    desk: Desk, wuxiao: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = ("build", desk.folder, "-o", desk.output, "--only", "lead_pledge")
    assert "\r" not in wuxiao(*build).err
    monkeypatch.setattr("tests.conftest.Stream.isatty", lambda _: True)
    shown = wuxiao(*build, "--force").err
    assert re.search(r"\r\x1b\[K生成文书 █+ \d+/\d+", shown)
    assert shown.index("生成文书") < shown.index("文书4个文件")


def test_the_help_and_every_wrong_name_list_the_activities_that_are_installed(
    wuxiao: Command, tmp_path: Path
) -> None:
    new: list[str | Path] = ["new", tmp_path / "材料", "--kind", "city", "--activity"]
    ours = "jiangsu-wuxiao-2023"
    for command in ("new", "blank"):
        assert f"现有：{ours}。" in "".join(wuxiao(command, "--help").out.split())
    for wrong, code in ((["none"], 3), ([""], 3), ([], 2)):
        outcome = wuxiao(*new, *wrong)
        assert outcome.code == code
        assert f"现有活动：{ours}" in outcome.err
    assert not (tmp_path / "材料").exists()


@pytest.mark.parametrize("content", ["unit: {name: 甲}", "activity: 无\nunit: {name: 甲}"])
def test_a_dossier_that_names_no_activity_is_told_which_there_are(
    content: str, desk: Desk, wuxiao: Command
) -> None:
    desk.source.write_text(content, encoding="utf-8")
    outcome = wuxiao("check", desk.folder)
    assert outcome.code == 3
    assert "没有写明是哪个活动；现有活动：jiangsu-wuxiao-2023" in outcome.err
