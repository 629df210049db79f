"""The table of typefaces as a style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tinycss2

from pipeline.make.current import Inputs
from pipeline.settings import Settings
from pipeline.typefaces import css
from pipeline.typefaces.table import FANG, FREE_FONTS, HEI, TYPEFACES
from tests.render.cases import TEMPLATES


def chain_of(variable: str) -> list[str]:
    found = re.search(rf"{variable}: (.*);", css.sheet())
    assert found
    return [name.strip('"') for name in found[1].split(", ")]


def test_a_chain_asks_for_the_fonts_of_offices_first_and_ends_with_any() -> None:
    assert chain_of("--fang") == [
        "仿宋_GB2312", "仿宋", "FangSong", "Yen", "FandolFang Text", "DejaVu Serif", "BabelStone Han",
        "Noto Serif CJK SC", "DejaVu Sans", "HanaMinB", "HanaMinA", "serif",
    ]  # fmt: skip
    assert chain_of(HEI.variable)[-1] == "sans-serif"
    for each in TYPEFACES:
        assert tuple(chain_of(each.variable)[: len(each.names)]) == each.names


_RENAMED = re.compile(r'@font-face \{ font-family: "([^"]+)"; src: local\("([^"]+)"\)')


def test_every_renamed_font_is_declared() -> None:
    declared = dict(_RENAMED.findall(css.sheet()))
    assert declared == {font.alias: font.cut for font in FREE_FONTS if font.alias}
    assert '"HanaMinA"); unicode-range: U+FFE5 }' in css.sheet()


def test_the_sheet_is_css() -> None:
    rules = tinycss2.parse_stylesheet(css.sheet(), skip_whitespace=True)
    assert {rule.type for rule in rules} == {"at-rule", "qualified-rule"}


def test_every_chain_that_a_template_uses_is_in_the_table() -> None:
    known = {each.variable for each in TYPEFACES}
    for name in ("base.html", "letter.css", "form.css", "letterhead.css", "official.css"):
        text = (TEMPLATES / "_shared" / name).read_text(encoding="utf-8")
        assert set(re.findall(r"var\((--[\w-]+)", text)) <= known, name
    official = (TEMPLATES / "_shared" / "official.css").read_text(encoding="utf-8")
    assert f'@import "{css.SHEET}";' in official
    assert FANG.variable in official


def test_a_changed_table_is_a_changed_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(out=tmp_path)
    before = Inputs([tmp_path], settings).digest(tmp_path)
    assert Inputs([tmp_path], settings).digest(tmp_path) == before
    monkeypatch.setattr(css, "sheet", lambda: "")
    assert Inputs([tmp_path], settings).digest(tmp_path) != before


def test_families_need_no_quotes() -> None:
    assert css.families(("Noto Sans CJK SC", "sans-serif")) == "Noto Sans CJK SC, sans-serif"
