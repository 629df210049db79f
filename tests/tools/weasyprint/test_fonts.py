"""Fonts are used where they lie: under other names, in part, subset, never copied."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from fontTools.colorLib.builder import buildCOLR, buildCPAL
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.tables.S_V_G_ import SVGDocument
from pypdf import PdfReader
from weasyprint.text import fonts

from pipeline.errors import TemplateError
from pipeline.tools.weasyprint.assembling import write
from pipeline.tools.weasyprint.drawing import draw
from pipeline.tools.weasyprint.drawn import Drawn
from pipeline.tools.weasyprint.fontfiles import FontFile
from pipeline.tools.weasyprint.layout import Resources, lay_out
from tests.render.cases import TEMPLATES

ORDER = [".notdef", "A", "B", "C"]
AXES = [("wght", 100, 400, 900, "Weight"), ("GRAD", 0, 0, 100, "Grade")]
RED_SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg"><rect id="glyph1" y="-400" width="400" height="400" '
    'fill="#ff0000"/></svg>'
)


def square(pen: Any, side: int) -> Any:
    pen.moveTo((0, 0))
    for point in ((0, side), (side, side), (side, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen


def made(
    family: str,
    *,
    cff: bool = False,
    axes: bool = False,
    coloured: bool = False,
    drawn_as: str = "",
) -> bytes:
    """A font with squares for A, B and C, an em wide; bolder ones are wider if it has axes.

    Args:
        family: Its name.
        cff: Whether its outlines are those of PostScript.
        axes: Whether it is a variable one.
        coloured: Whether A is B in red.
        drawn_as: What A is drawn as, in SVG.
    """
    builder = FontBuilder(1000, isTTF=not cff)
    builder.setupGlyphOrder(ORDER)
    builder.setupCharacterMap({65: "A", 66: "B", 67: "C"})
    if cff:
        shapes = {name: square(T2CharStringPen(500, None), 300).getCharString() for name in ORDER}
        builder.setupCFF(family, {}, shapes, {})
    else:
        builder.setupGlyf({name: square(TTGlyphPen(None), 300).glyph() for name in ORDER})
    builder.setupHorizontalMetrics(dict.fromkeys(ORDER, (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    if axes:
        builder.setupFvar(AXES, [])
        wider = [(0, 0)] * 4 + [(0, 0), (200, 0), (0, 0), (0, 0)]
        variation = __import__("fontTools.ttLib.tables.TupleVariation", fromlist=["a"])
        bold = {"wght": (0, 1, 1)}
        builder.setupGvar({name: [variation.TupleVariation(bold, wider)] for name in ORDER})
    if coloured:
        builder.font["COLR"] = buildCOLR({"A": [("B", 0)]})
        builder.font["CPAL"] = buildCPAL([[(1.0, 0.0, 0.0, 1.0)]])
    if drawn_as:
        pictures = builder.font["SVG "] = newTable("SVG ")
        pictures.docList = [SVGDocument(drawn_as, 1, 1)]
    data = io.BytesIO()
    builder.save(data)
    return data.getvalue()


def drawn(folder: Path, style: str, body: str) -> Drawn:
    """A page of the folder, with a sheet that names fonts."""
    (folder / "own.css").write_text(style, encoding="utf-8")
    html = (
        '<html lang="zh-CN"><head><title>字</title><link rel="stylesheet" href="own.css"></head>'
        f"<body>{body}</body></html>"
    )
    resources = Resources((folder, TEMPLATES / "_shared"), owners=(folder,))
    return draw(lay_out(html, resources=resources, where="字"))


def texts(page: Drawn) -> dict[str, str]:
    """For each font, what it shows."""
    return {
        plain(page.faces[each.face].family): "".join(sorted(each.texts.values()))
        for each in page.pages[0].glyphs
    }


def plain(family: str) -> str:
    """A family without its cut: which of a font's names Fontconfig finds first is up to its version."""
    return family.removesuffix("-Regular")


def program(page: Drawn) -> TTFont:
    """The only font of the PDF."""
    resources: Any = PdfReader(io.BytesIO(write(page))).pages[0]["/Resources"]
    (font,) = resources["/Font"].values()
    descriptor = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
    file = descriptor["/FontFile2"] if "/FontFile2" in descriptor else descriptor["/FontFile3"]
    return TTFont(io.BytesIO(file.get_data()))


# ------------------------------------------------------------------------------ other names


def test_an_installed_font_goes_by_another_name_and_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any, **__: Any) -> str:
        raise AssertionError("a temporary folder")

    monkeypatch.setattr(fonts, "mkdtemp", refused)
    style = """@font-face { font-family: "Other Kai"; src: local("FandolKai-Regular") }
    body { font-family: "Other Kai" }"""
    page = drawn(tmp_path, style, "甲")
    (face,) = page.faces
    assert Path(face.file).name == "FandolKai-Regular.otf"
    assert (face.name, face.family) == ("FandolKai-Regular",) * 2


def test_a_part_of_a_font_is_used_under_one_name_and_all_of_it_under_others(tmp_path: Path) -> None:
    style = """@font-face { font-family: "Part"; src: local("FandolHei-Regular"); unicode-range: U+7532 }
    @font-face { font-family: "Rest"; src: local("FandolHei-Regular"); unicode-range: U+4E59, U+4E19-4E1A }
    p { font-family: "Part", FandolKai } h6 { font: 12px "Rest", FandolKai }
    div { font-family: FandolHei }"""
    hei = "FandolHei"
    page = drawn(tmp_path, style, "<p>甲乙丙丁</p>")
    assert texts(page) == {hei: "甲", "FandolKai": "丁丙乙"}
    page = drawn(tmp_path, style, "<h6>甲乙丙丁</h6>")
    assert texts(page) == {hei: "丙乙", "FandolKai": "丁甲"}
    page = drawn(tmp_path, style, "<div>甲乙丙丁</div>")
    assert texts(page) == {"FandolHei": "丁丙乙甲"}


def test_the_full_width_yen_does_not_come_from_fandol(tmp_path: Path) -> None:
    page = drawn(tmp_path, '@import "typefaces.css"; p { font-family: var(--fang) }', "<p>￥元</p>")
    assert texts(page)["HanaMinA"] == "￥"


def test_a_font_that_is_not_installed_is_passed_over(tmp_path: Path) -> None:
    style = """@font-face { font-family: "None"; src: local("No Such Font"), local("Nor This") }
    body { font-family: "None", FandolKai }"""
    assert {*map(plain, drawn(tmp_path, style, "甲").fonts)} == {"FandolKai"}


# ------------------------------------------------------------------------------ files of an office


def test_a_font_of_the_office_lies_beside_its_template(tmp_path: Path) -> None:
    (tmp_path / "字 体.ttf").write_bytes(made("Office"))
    style = (
        """@font-face { font-family: "Ours"; src: url("字 体.ttf") } body { font-family: "Ours" }"""
    )
    page = drawn(tmp_path, style, "AB")
    assert page.faces[0].file == str(tmp_path / "字 体.ttf")
    assert texts(page) == {"Ours": "AB"}
    subset = program(page)
    assert _shapes(subset, subset.getGlyphOrder()) == [0, 1, 1]


def test_what_one_office_calls_a_font_means_nothing_to_another(tmp_path: Path) -> None:
    style = """@font-face { font-family: "Ours"; src: url(own.ttf) } body { font-family: "Ours" }"""
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "own.ttf").write_bytes(made(name))
        assert {face.file for face in drawn(folder, style, "AB").faces} == {str(folder / "own.ttf")}
    (tmp_path / "third").mkdir()
    page = drawn(tmp_path / "third", 'body { font-family: "Ours", FandolKai }', "甲")
    assert {*map(plain, page.fonts)} == {"FandolKai"}


def test_a_character_that_a_font_has_as_a_picture_is_drawn_in_its_colours(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(made("Pictures", drawn_as=RED_SQUARE))
    style = """@font-face { font-family: Pictured; src: url(a.ttf) } @page { margin: 0 }
    body { font: 200pt/1 Pictured; margin: 0 }"""
    page = drawn(tmp_path, style, "AB")
    assert page.faces[0].is_coloured
    with pypdfium2.PdfDocument(write(page)) as document:
        shown = document[0].render(scale=1).to_pil().convert("RGB")
    colours = {colour for _, colour in shown.getcolors(1 << 24) or ()}
    assert (255, 0, 0) in colours


def test_faces_of_one_name_are_told_apart_by_weight_and_slant(tmp_path: Path) -> None:
    for name in ("Plain", "Heavy", "Aslant"):
        (tmp_path / f"{name}.ttf").write_bytes(made(name))
    style = """@font-face { font-family: "Told Apart"; src: url(Plain.ttf) }
    @font-face { font-family: "Told Apart"; src: url(Heavy.ttf); font-weight: 700; font-stretch: normal }
    @font-face { font-family: "Told Apart"; src: url(Aslant.ttf); font-style: italic }
    body { font-family: "Told Apart" }"""
    page = drawn(tmp_path, style, "A<b>B</b><i>C</i>")
    shown = {
        Path(page.faces[each.face].file).stem: "".join(each.texts.values())
        for each in page.pages[0].glyphs
    }
    assert shown == {"Plain": "A", "Heavy": "B", "Aslant": "C"}


def test_a_source_that_is_no_font_is_passed_over_for_the_next(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    (tmp_path / "good.ttf").write_bytes(made("Good"))
    style = """@font-face { font-family: Second; src: url(#inside), url(broken.ttf), url(good.ttf) }
    body { font-family: Second }"""
    page = drawn(tmp_path, style, "AB")
    assert [Path(face.file).name for face in page.faces] == ["good.ttf"]


def test_a_font_from_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "secret.ttf").write_bytes(made("Secret"))
    style = "@font-face { font-family: Ours; src: url(../secret.ttf) } body { font-family: Ours }"
    with pytest.raises(TemplateError, match="不允许"):
        drawn(tmp_path / "a", style, "AB")


def test_fonts_packed_for_the_web_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.woff2").write_bytes(made("Web"))
    with pytest.raises(TemplateError, match=r"a\.woff2.*网页字体"):
        drawn(tmp_path, "@font-face { font-family: Ours; src: url(a.woff2) }", "AB")


def test_a_variable_font_stands_where_the_style_has_it(tmp_path: Path) -> None:
    (tmp_path / "axes.ttf").write_bytes(made("Axes", axes=True))
    style = """@font-face { font-family: Bold; src: url(axes.ttf) } body { font-family: Bold }
    b { font-variation-settings: "wght" 900 }"""
    page = drawn(tmp_path, style, "<b>AB</b>")
    assert page.faces[0].variations == (("wght", 900.0),)
    assert set(page.pages[0].glyphs[0].widths.values()) == {700}
    bold = program(page)
    assert "fvar" not in bold
    assert bold["hmtx"]["A"][0] == 700


def test_a_font_of_postscript_outlines_keeps_the_numbers_of_its_glyphs(tmp_path: Path) -> None:
    (tmp_path / "a.otf").write_bytes(made("Curves", cff=True))
    style = "@font-face { font-family: Curved; src: url(a.otf) } body { font-family: Curved }"
    page = drawn(tmp_path, style, "B")
    assert list(page.pages[0].glyphs[0].widths) == [2]
    subset = program(page)
    assert "CFF " in subset
    assert len(subset.getGlyphOrder()) == 3


@pytest.mark.parametrize("cff", [False, True])
def test_a_coloured_font_is_empty_in_the_pdf(cff: bool, tmp_path: Path) -> None:
    (tmp_path / "colours.ttf").write_bytes(made("Colours", cff=cff, coloured=True))
    file = FontFile(str(tmp_path / "colours.ttf"), 0, ())
    assert file.is_coloured
    assert not FontFile(str(_plain(tmp_path)), 0, ()).is_coloured
    subset = TTFont(io.BytesIO(file.subset([1, 2])))
    assert "COLR" not in subset
    assert _shapes(subset, subset.getGlyphOrder()) == [0, 0, 0]


def _plain(folder: Path) -> Path:
    (folder / "plain.ttf").write_bytes(made("Plain"))
    return folder / "plain.ttf"


def _shapes(font: TTFont, names: Sequence[str]) -> list[int]:
    glyphs: Any = font["glyf"]
    return [glyphs[name].numberOfContours for name in names]


# ------------------------------------------------------------------------------ opened fonts


def test_only_the_glyphs_wanted_are_in_a_subset_and_none_beyond_the_last(tmp_path: Path) -> None:
    subset = TTFont(io.BytesIO(FontFile(str(_plain(tmp_path)), 0, ()).subset([2])))
    assert _shapes(subset, subset.getGlyphOrder()) == [0, 0, 1]


def test_measures_are_thousandths_of_an_em(tmp_path: Path) -> None:
    file = FontFile(str(_plain(tmp_path)), 0, ())
    assert (file.width(1), file.ascent, file.descent) == (500, 800, -200)
    assert file.checksum == TTFont(tmp_path / "plain.ttf")["head"].checkSumAdjustment
    assert file.has_outlines
    assert file.axes == {}


def test_outlines_are_not_read_to_see_that_they_are_there(tmp_path: Path) -> None:
    large = 8_000_000
    font = TTFont(_plain(tmp_path), recalcBBoxes=False)
    outlines = DefaultTable("CFF2")
    outlines.data = bytes(large)
    del font["glyf"], font["loca"]
    font["CFF2"] = outlines
    font.save(tmp_path / "large.otf")
    file = FontFile(str(tmp_path / "large.otf"), 0, ())
    tracemalloc.start()
    try:
        assert file.has_outlines
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < large / 100
