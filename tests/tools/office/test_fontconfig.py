"""Which font draws a character that the font of its text may lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.tools.fonttools import characters_of
from pipeline.tools.office.fontconfig import Choice, set_up_fonts

RARE = "\U0002b52d"
"""Not in the Fandol fonts, nor in Noto."""


@pytest.fixture
def choice(tmp_path: Path) -> Choice:
    return Choice(set_up_fonts(tmp_path / "fonts"))


@pytest.mark.parametrize("asked", ["仿宋_GB2312", "楷体", "SimHei", "宋体"])
def test_a_character_that_the_font_has_is_left_to_it(choice: Choice, asked: str) -> None:
    assert choice.font("李", asked) == ""
    assert choice.font(RARE, asked) == "BabelStone Han"


def test_the_nearest_font_that_has_it_is_chosen(choice: Choice) -> None:
    assert choice.font("\u3447", "黑体") == "Noto Sans CJK SC"


def test_titles_stay_bold(choice: Choice) -> None:
    assert choice.font("\u3447", "方正小标宋简体") == "Noto Serif CJK SC Title"
    assert choice.font(RARE, "方正小标宋_GBK") == "BabelStone Han Title"


def test_a_character_that_no_font_has_and_a_font_without_stand_ins_stay(choice: Choice) -> None:
    assert choice.font("\U000f1234", "黑体") == ""
    assert choice.font(RARE, "华文中宋") == ""
    assert choice.font(RARE, "") == ""


def test_without_the_tools_of_fontconfig_all_is_left_to_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = set_up_fonts(tmp_path / "fonts")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert Choice(settings).font(RARE, "黑体") == ""
    broken = tmp_path / "fc-match"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o700)
    assert Choice(settings).font(RARE, "黑体") == ""


def test_a_font_that_cannot_be_read_has_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.otf").write_bytes(b"no font")
    assert characters_of(str(tmp_path / "a.otf"), 0) == frozenset()
