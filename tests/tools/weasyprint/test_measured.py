"""Drawn pages are measured as pdfium measures the PDF that is written of them."""

from __future__ import annotations

import pytest

from pipeline.make.layouts import lay_out_pages
from pipeline.tools.geometry import Glyph, MeasuredPaper
from pipeline.tools.pdf.measuring import measure_data
from pipeline.tools.weasyprint import assembling, drawing, layout
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.weasyprint.measured import measure_drawn
from tests.render import cases

INK_EM = 0.02
"""pdfium rounds ink outward, to hundredths of an em."""


def both(drawn: Drawn) -> tuple[MeasuredPaper, MeasuredPaper]:
    return measure_drawn(drawn), measure_data(assembling.write(drawn), "x")


def drawn_of(body: str) -> Drawn:
    html = (
        '<!DOCTYPE html><html lang="zh-CN"><head><title>字</title>'
        f'<link rel="stylesheet" href="official.css"></head><body>{body}</body></html>'
    )
    resources = layout.Resources(folders=(cases.TEMPLATES / "_shared",))
    return drawing.draw(layout.lay_out(html, resources=resources, where="字"))


def is_same(one: Glyph, other: Glyph) -> bool:
    lengths = (one.size_pt, one.left_pt, one.right_pt, one.baseline_pt)
    others = (other.size_pt, other.left_pt, other.right_pt, other.baseline_pt)
    ink = (one.top_pt, one.bottom_pt), (other.top_pt, other.bottom_pt)
    return (
        (one.character, one.font, one.colour) == (other.character, other.font, other.colour)
        and lengths == pytest.approx(others, abs=0.1)
        and ink[0] == pytest.approx(ink[1], abs=INK_EM * one.size_pt)
    )


@pytest.mark.parametrize("document", ["nomination_letter", "filing_form", "summary_table"])
def test_glyphs_and_lines_stand_where_they_stand_in_the_pdf(document: str) -> None:
    values = cases.contexts(document, "full")[0]
    laid_out = lay_out_pages(document, {**values, "letterhead": True}, templates=[cases.TEMPLATES])
    drawn, finished = both(drawing.draw(laid_out))
    for one, other in zip(drawn.pages, finished.pages, strict=True):
        assert (one.width_pt, one.height_pt) == pytest.approx(
            (other.width_pt, other.height_pt), abs=0.1
        )
        pairs = list(zip(one.glyphs, other.glyphs, strict=True))
        assert pairs
        assert [pair for pair in pairs if not is_same(*pair)] == []
        for rule, there in zip(one.rules, other.rules, strict=True):
            assert (rule.left_pt, rule.top_pt, rule.right_pt, rule.bottom_pt) == pytest.approx(
                (there.left_pt, there.top_pt, there.right_pt, there.bottom_pt), abs=0.1
            )
    assert set(drawn.fonts) == set(finished.fonts)


def test_a_line_of_several_fonts_goes_on_where_the_last_one_ended() -> None:
    """A stand-in's glyphs come in an operator of their own, which sets no place."""
    (page,) = measure_drawn(drawn_of("<p>沈昉与司马燚同在</p>")).pages
    text = [glyph for glyph in page.glyphs if glyph.baseline_pt < 700]
    assert len({glyph.font for glyph in text}) > 1
    assert (
        "".join(glyph.character for glyph in sorted(text, key=lambda each: each.left_pt))
        == "沈昉与司马燚同在"
    )


def test_what_is_not_seen_or_turned_is_left_out_and_pictures_have_their_frames() -> None:
    body = (
        '<p>看得见<span style="color:transparent">看不见</span></p>'
        '<p style="transform:rotate(-30deg)">草稿</p>'
        '<p style="opacity:.5">半透明</p>'
    )
    drawn, finished = both(drawn_of(body))
    for paper in (drawn, finished):
        text = "".join(glyph.character for glyph in paper.pages[0].glyphs)
        assert "看得见" in text
        assert "半透明" in text
        assert "看不见" not in text
        assert "草稿" not in text


def test_type_too_small_to_be_seen_is_left_out() -> None:
    (page,) = measure_drawn(
        drawn_of('<p>看得见<span style="font-size:.2pt">看不见</span></p>')
    ).pages
    text = "".join(glyph.character for glyph in page.glyphs)
    assert "看得见" in text
    assert "看不见" not in text


def test_inks_and_patterns_are_taken_for_grey() -> None:
    body = (
        '<p style="color:device-cmyk(0 1 1 0)">红</p><p style="color:#ff0000">朱</p>'
        '<svg width="40mm" height="20mm" viewBox="0 0 40 20"><defs><linearGradient id="g">'
        '<stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient></defs>'
        '<rect width="40" height="20" fill="url(#g)"/></svg>'
    )
    (page,) = measure_drawn(drawn_of(body)).pages
    colours = {glyph.character: glyph.colour for glyph in page.glyphs}
    red, green, blue = colours["红"]
    assert red == green == blue
    assert colours["朱"] == (255, 0, 0)
