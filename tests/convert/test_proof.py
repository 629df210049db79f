"""Fonts asked for in Word files, and those that came out; glyphs that LibreOffice left out."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from pipeline.convert import proof
from pipeline.convert.proof import proofread
from pipeline.convert.stand_ins import spoken, stand_ins
from pipeline.errors import MissingGlyphError, OutputError
from pipeline.papers.manifest import StandIn
from pipeline.tools.geometry import Glyph
from pipeline.tools.word.fonts import requested_fonts
from pipeline.verify import Verdict
from pipeline.verify.finished import verify_paper
from tests.converted import to_pdf


def glyphs(font: str, text: str) -> list[Glyph]:
    return [Glyph(each, font, 16, 0, 16, 16, 0, 16) for each in text]


def word(*runs: tuple[str, str]) -> bytes:
    document = Document()
    for text, font in runs:
        fonts = document.add_paragraph().add_run(text)._element.get_or_add_rPr()
        if font:
            fonts.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("used", "found"),
    [
        ("FangSong_GB2312", ()),
        ("FandolFang-Regular", (StandIn(asked="仿宋_GB2312", used=("FandolFang-Regular",)),)),
        ("BabelStoneHan", (StandIn(asked="仿宋_GB2312", used=("BabelStoneHan",)),)),
        (
            "NotoSansCJKjp-Regular",
            (StandIn(asked="仿宋_GB2312", used=("NotoSansCJKjp-Regular",), expected=False),),
        ),
        ("SimSun", (StandIn(asked="仿宋_GB2312", used=("SimSun",), expected=False),)),
    ],
)
def test_a_font_in_the_place_of_another_is_named(used: str, found: tuple[StandIn, ...]) -> None:
    assert stand_ins([("提名", "仿宋_GB2312")], glyphs(used, "提名")) == found


def test_a_title_whose_characters_stand_in_the_text_too_is_told_apart() -> None:
    asked = [("提名函", "方正小标宋简体"), ("提名函", "仿宋_GB2312")]
    drawn = [*glyphs("FangSong_GB2312", "提名函"), *glyphs("NotoSansCJKjp-Bold", "提名函")]
    assert StandIn(
        asked="方正小标宋简体", used=("FangSong_GB2312", "NotoSansCJKjp-Bold"), expected=False
    ) in stand_ins(asked, drawn)


def test_the_font_of_a_title_is_not_taken_for_that_of_the_text() -> None:
    asked = [("提名函", "方正小标宋简体"), ("提名函", "仿宋_GB2312")]
    drawn = [*glyphs("FandolFang-Regular", "提名函"), *glyphs("NotoSerifCJKjp-Bold", "提名函")]
    assert stand_ins(asked, drawn) == (
        StandIn(asked="仿宋_GB2312", used=("FandolFang-Regular",)),
        StandIn(asked="方正小标宋简体", used=("NotoSerifCJKjp-Bold",)),
    )


def test_a_font_comes_from_run_style_or_defaults() -> None:
    document = Document()
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(
        qn("w:eastAsia"), "宋体"
    )
    document.styles["List Bullet"].element.get_or_add_rPr().get_or_add_rFonts().set(
        qn("w:eastAsia"), "黑体"
    )
    document.add_paragraph("甲")
    document.add_paragraph("乙", style="List Bullet")
    run = document.add_paragraph(style="List Bullet").add_run("丙")
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "楷体")
    buffer = io.BytesIO()
    document.save(buffer)
    found = dict(requested_fonts(buffer.getvalue(), "a.docx"))
    assert (found["甲"], found["乙"], found["丙"]) == ("宋体", "黑体", "楷体")


def test_a_wrong_stand_in_is_told_with_the_remedy() -> None:
    good = StandIn(asked="黑体", used=("FandolHei-Regular",))
    assert spoken(good) == "黑体：以FandolHei-Regular代替"
    assert "请安装黑体" in spoken(StandIn(asked="黑体", used=("DejaVuSans",), expected=False))


@pytest.mark.office
def test_half_a_character_is_not_said_to_lack_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """As LibreOffice 7.4 leaves it when it breaks the line within a character beyond U+FFFF."""
    monkeypatch.setattr(proof, "undrawn", lambda pdf: {("FandolFang-Regular", "\ufffd")})
    cut = to_pdf({"函": word(("江苏", "仿宋_GB2312"))})["函"]
    with pytest.raises(OutputError, match=r"函：.*拆成了两半.*没有画出\U000312ab") as caught:
        proofread(word(("江苏\U000312ab", "仿宋_GB2312")), cut, name="函")
    assert not isinstance(caught.value, MissingGlyphError)


@pytest.mark.office
def test_the_verifier_tells_of_a_glyph_that_libreoffice_left_out(tmp_path: Path) -> None:
    lost = to_pdf({"函": word(("江苏省总工会\ue777：", "仿宋_GB2312"))})["函"]
    (tmp_path / "函.pdf").write_bytes(lost)
    found = verify_paper(tmp_path / "函.pdf").by_id()["glyphs"]
    assert found.verdict is Verdict.BAD
    assert "\ue777" in found.measured
