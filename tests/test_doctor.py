"""`wuxiao doctor` says what is there, what is missing, and how to get it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline import doctor
from pipeline.convert import official_fonts
from pipeline.doctor import State
from pipeline.errors import ExitCode, MissingGlyphError, ToolFailedError
from pipeline.papers.manifest import StandIn
from pipeline.tools.weasyprint import loading, stand_ins
from pipeline.typefaces.table import TYPEFACES
from tests.conftest import Command

SCREEN_LINES = 24


def line(found: doctor.Examination, name: str) -> doctor.Line:
    lines = [each for _, group in found.groups for each in group if each.name == name]
    assert len(lines) == 1
    return lines[0]


def fake_fonts(monkeypatch: pytest.MonkeyPatch, **replaced: str) -> None:
    monkeypatch.setattr(stand_ins, "stand_ins", lambda _: replaced)


@pytest.mark.office
def test_a_machine_with_all_that_is_needed_ends_with_0(wuxiao: Command) -> None:
    outcome = wuxiao("doctor")
    assert outcome.code == 0
    assert "✗" not in outcome.out
    assert outcome.out.splitlines()[-1].startswith("本机可以生成全部文书。")
    for word in ("jiangsu-wuxiao-2023", "排版：Pango 1.", "LibreOffice "):
        assert word in outcome.out
    assert all(each.word in outcome.out for each in TYPEFACES)
    assert "字形不合" not in outcome.out
    assert len(outcome.out.splitlines()) < SCREEN_LINES


def test_an_official_font_that_is_not_there_has_a_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_fonts(monkeypatch, 黑体="FandolHei")
    found = doctor.examine()
    assert line(found, "代替的字体").state is State.NOTE
    assert line(found, "代替的字体").found == "黑体用FandolHei"
    assert line(found, "公文字体").state is State.GOOD
    assert "黑体" not in line(found, "公文字体").found
    assert found.exit_code is ExitCode.OK


def test_a_stand_in_of_another_shape_is_said_to_be_none_that_official_paper_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_fonts(monkeypatch, 仿宋_GB2312="Noto Sans CJK SC")
    monkeypatch.setenv("WUXIAO_OFFICE", "none")
    told = line(doctor.examine(), "代替的字体")
    assert told.found == "仿宋_GB2312用Noto Sans CJK SC"
    assert told.remedy.startswith("仿宋_GB2312的字形不合公文格式：安装这些字体")


@pytest.mark.parametrize(
    ("program", "said"), [("/usr/bin/apt-get", "apt-get install fonts-noto-cjk"), (None, "安装")]
)
def test_how_fonts_are_got_depends_on_the_system(
    program: str | None, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_fonts(monkeypatch, **dict.fromkeys((each.word for each in TYPEFACES), ""))
    monkeypatch.setenv("WUXIAO_OFFICE", "none")
    monkeypatch.setattr(shutil, "which", lambda name: program)
    remedy = line(doctor.examine(), "公文字体").remedy
    assert said in remedy
    assert ("apt-get" in remedy) == bool(program)


def test_without_any_chinese_font_it_ends_with_6(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_fonts(monkeypatch, **dict.fromkeys((each.word for each in TYPEFACES), ""))
    found = doctor.examine()
    assert line(found, "公文字体").state is State.BAD
    assert found.exit_code is ExitCode.TOOL_MISSING
    assert found.text().endswith("请先补上打✗的项目。")


@pytest.mark.parametrize("error", [OSError("libpango"), ImportError("pango")])
def test_without_the_layout_library_it_says_how_to_get_it(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(stand_ins, "stand_ins", fail)
    found = doctor.examine()
    assert line(found, "排版").state is State.BAD
    assert "pango" in line(found, "排版").remedy.lower()
    assert found.exit_code is ExitCode.TOOL_MISSING


def test_without_any_chinese_font_the_font_is_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Path) -> None:
        raise MissingGlyphError("没有字体能显示这些字：永（U+6C38）")

    monkeypatch.setattr(stand_ins, "stand_ins", fail)
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(doctor, "_tools", lambda: ())
    told = line(doctor.examine(), "公文字体")
    assert (told.state, told.found) == (State.BAD, "没有中文字体")
    assert "apt-get install fonts-noto-cjk" in told.remedy


def test_a_pango_that_is_too_old_is_told_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand_ins, "stand_ins", lambda _: loading.must_do(14200))
    told = str(line(doctor.examine(), "排版"))
    assert "1.42.0" in told
    assert "1.44" in told
    assert "Debian" in told


def test_fonts_that_libreoffice_takes_wrongly_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_fonts(monkeypatch)
    taken = (
        StandIn(asked="仿宋_GB2312", used=("Noto Sans CJK JP",), expected=False),
        StandIn(asked="宋体", used=("FandolSong-Regular",), expected=True),
    )
    monkeypatch.setattr(official_fonts, "office_stand_ins", lambda: taken)
    monkeypatch.setattr(doctor, "_office", lambda: "LibreOffice 7.4")
    told = line(doctor.examine(), "LibreOffice的字体")
    assert told.found == "仿宋_GB2312用Noto Sans CJK JP"
    assert "字形不合" in told.remedy


def test_a_libreoffice_whose_fonts_cannot_be_looked_at_is_a_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise ToolFailedError("LibreOffice没有转换", remedy="重新安装LibreOffice")

    fake_fonts(monkeypatch)
    monkeypatch.setattr(official_fonts, "office_stand_ins", fail)
    monkeypatch.setattr(doctor, "_office", lambda: "LibreOffice 7.4")
    told = line(doctor.examine(), "LibreOffice的字体")
    assert (told.state, told.found) == (State.NOTE, "不能检查（LibreOffice没有转换）")
    assert told.remedy == "重新安装LibreOffice"


def test_without_libreoffice_it_is_a_note_with_what_it_is_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake_fonts(monkeypatch)
    monkeypatch.setenv("WUXIAO_OFFICE", str(tmp_path / "none"))
    found = doctor.examine()
    office = line(found, "LibreOffice")
    assert office.state is State.NOTE
    assert "wuxiao convert" in office.found
    assert "apt install libreoffice" in office.remedy
    assert found.exit_code is ExitCode.OK


def test_a_missing_module_is_a_note_with_the_command_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake_fonts(monkeypatch)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "pi_heif" else 1)
    heic = line(doctor.examine(), "HEIC照片")
    assert (heic.state, "pip install pi-heif" in heic.remedy) == (State.NOTE, True)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: 1)
    assert line(doctor.examine(), "HEIC照片").state is State.GOOD
