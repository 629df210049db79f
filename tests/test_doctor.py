"""`wuxiao doctor` says what is there, what is missing, and how to get it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import doctor
from pipeline.doctor import State
from pipeline.errors import ExitCode, OutputError
from pipeline.settings import Settings
from pipeline.tools.weasyprint import stand_ins
from pipeline.typefaces.table import TYPEFACES
from tests.conftest import Command


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
    assert outcome.out.rstrip().endswith("本机可以生成全部文书。")
    for word in ("【程序】", "【字体】", "【软件】", "jiangsu-wuxiao-2023", "LibreOffice "):
        assert word in outcome.out
    assert all(each.word in outcome.out for each in TYPEFACES)
    for font in stand_ins.stand_ins(Settings().templates):
        assert f"· LibreOffice的{font}：以" in outcome.out
    assert "字形不合" not in outcome.out


def test_an_official_font_that_is_not_there_has_a_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_fonts(monkeypatch, 黑体="FandolHei")
    found = doctor.examine()
    assert (line(found, "黑体").state, line(found, "宋体").state) == (State.NOTE, State.GOOD)
    assert "以FandolHei代替" in str(line(found, "黑体"))
    assert found.exit_code is ExitCode.OK


def test_without_any_chinese_font_it_ends_with_6(monkeypatch: pytest.MonkeyPatch) -> None:
    fake_fonts(monkeypatch, 宋体="")
    found = doctor.examine()
    assert line(found, "宋体").state is State.BAD
    assert found.exit_code is ExitCode.TOOL_MISSING
    assert found.text().endswith("请先补上打✗的项目。")


@pytest.mark.parametrize("error", [OSError("libpango"), ImportError("pango"), OutputError("缺字")])
def test_without_the_layout_library_it_says_how_to_get_it(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Path) -> None:
        raise error

    monkeypatch.setattr(stand_ins, "stand_ins", fail)
    found = doctor.examine()
    assert line(found, "排版").state is State.BAD
    assert "libpango" in line(found, "排版").remedy
    # For that module alone: the rest of the computer stays what it is.
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(platform="win32"))
    assert "GTK" in line(doctor.examine(), "排版").remedy


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
    assert (heic.state, "wuxiao-forms[heic]" in heic.remedy) == (State.NOTE, True)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: 1)
    assert line(doctor.examine(), "HEIC照片").state is State.GOOD
