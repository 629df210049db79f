"""信函格式 (GB/T 9704-2012, 10.1): the letter under the unit's own head, where it is asked for."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pipeline.make.layouts import render_pages
from pipeline.render.red_lines import RED, THICK, THIN
from pipeline.tools.geometry import Glyph, MeasuredPage, Shape
from pipeline.tools.pdf.measuring import measure_data
from tests.conftest import Command, Desk, changed
from tests.render.cases import TEMPLATES, contexts

MM = 25.4 / 72


def letter(name: str = "full", **values: Any) -> tuple[MeasuredPage, ...]:
    context = {**contexts("nomination_letter", name)[0], **values}
    pdf = render_pages("nomination_letter", context, templates=[TEMPLATES]).pdf
    return measure_data(pdf, "提名函").pages


def red(items: tuple[Any, ...]) -> list[Any]:
    return [item for item in items if item.colour[0] > 150 and item.colour[1] < 50]


def head(page: MeasuredPage) -> list[Glyph]:
    return red(page.glyphs)


def red_rules(page: MeasuredPage) -> list[Shape]:
    """The four single rules, from the top: each border is one thin shape."""
    shapes = {(round(s.top_pt, 1), round(s.bottom_pt, 1)): s for s in red(page.shapes)}
    return [shapes[key] for key in sorted(shapes)]


@pytest.mark.parametrize("name", ["full", "extreme"])
def test_the_name_stands_in_red_xiaobiaosong_30_mm_from_the_top(name: str) -> None:
    page = letter(name, letterhead=True)[0]
    glyphs = head(page)
    assert "".join(glyph.character for glyph in glyphs) == str(
        contexts("nomination_letter", name)[0]["unit"].name
    )
    assert {glyph.font for glyph in glyphs} == {"FandolSong-Bold"}
    assert min(glyph.top_pt for glyph in glyphs) * MM == pytest.approx(30, abs=0.3)
    centre = (glyphs[0].left_pt + glyphs[-1].right_pt) / 2
    assert centre * MM == pytest.approx(105, abs=0.5)
    assert glyphs[0].left_pt * MM >= 20
    assert glyphs[-1].right_pt * MM <= 190


@pytest.mark.parametrize("name", ["full", "extreme"])
def test_double_rules_are_170_mm_wide_4_mm_below_it_and_20_mm_from_the_bottom(name: str) -> None:
    page = letter(name, letterhead=True)[0]
    rules = red_rules(page)
    for rule in rules:
        assert rule.left_pt * MM == pytest.approx(20, abs=0.1)
        assert rule.right_pt * MM == pytest.approx(190, abs=0.1)
    foot = max(glyph.bottom_pt for glyph in head(page))
    assert (min(rule.top_pt for rule in rules) - foot) * MM == pytest.approx(4, abs=0.3)
    assert max(rule.bottom_pt for rule in rules) * MM == pytest.approx(277, abs=0.1)


def test_the_first_page_has_no_number_the_others_have() -> None:
    first, *others = letter(letterhead=True)
    assert not [glyph for glyph in first.glyphs if glyph.baseline_pt * MM > 262]
    assert others
    for page in others:
        assert [glyph for glyph in page.glyphs if glyph.baseline_pt * MM > 262]
        assert not head(page)
        assert not red(page.shapes)


def test_room_for_the_number_is_left_between_rule_and_title() -> None:
    page = letter(letterhead=True)[0]
    rule = max(rule.bottom_pt for rule in red_rules(page) if rule.bottom_pt * MM < 100)
    title = min(
        glyph.top_pt for glyph in page.glyphs if glyph.size_pt > 21 and glyph not in head(page)
    )
    assert (title - rule) * MM > 4.9 + 5.6 + 2 * 5.6  # 7/8 of a character, 文号, two lines of 3号


def test_it_is_off_by_default_and_needs_a_name() -> None:
    assert not head(letter()[0])
    blank = letter("empty", letterhead=True)[0]
    assert not head(blank)
    assert not red(blank.shapes)


def test_the_option_changes_the_letter_alone_and_back_again(built: Desk, wuxiao: Command) -> None:
    plain = built.files()
    assert wuxiao("build", built.folder, "-o", built.output, "--letterhead").code == 0
    headed = built.files()
    assert changed(plain, headed) == {
        "pdf/提名函.pdf",
        "print/本单位/01-提名函.pdf",
        "word/提名函.docx",
    }
    assert head(measure_data(headed["print/本单位/01-提名函.pdf"], "提名函").pages[0])
    assert wuxiao("build", built.folder, "-o", built.output).code == 0
    assert not changed(plain, built.files())


def test_both_faces_draw_the_rules_in_one_colour_and_strength() -> None:
    sheet = (TEMPLATES / "_shared" / "letterhead.css").read_text(encoding="utf-8")
    thick, thin = (f"{eighths / 8:g}pt".removeprefix("0") for eighths in (THICK, THIN))
    assert set(re.findall(r"#(\w{6})", sheet)) == {RED.lower()}
    assert f".rules {{ margin-top: 4mm; border-width: {thick} 0 {thin}; }}" in sheet
    assert f"border-width: {thin} 0 {thick}; }}" in sheet
