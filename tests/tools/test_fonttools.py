"""Fonts of Type 1 as CFF: the same glyphs, by the same codes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T1CharString
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from pipeline.tools.fonttools import (
    Compact,
    compact,
    encoded_glyphs,
    glyph_names,
    without_outlines,
)
from tests.tools.type1 import EMPTY, Program, program

GLYPHS: dict[str, Sequence[float | str]] = {
    "simple": [0, 1000, "hsbw", 30, 40, "rmoveto", 5, "hlineto", -7, 1131, "rlineto", "closepath", "endchar"],
    "beside": [-60, 300, "hsbw", 90, "vmoveto", 1, 2, 3, 4, 5, 6, "rrcurveto", "closepath", 8, "hmoveto",
               1, 2, 3, 4, "vhcurveto", "closepath", "endchar"],
    "hinted": [12, 700, "hsbw", 0, 20, "hstem", 5, 9, "vstem", 7, "hmoveto", 4, "vlineto", "closepath", "endchar"],
    "far": [0, 1500, "hsbw", 2000, -3000, "rmoveto", 1200, "vlineto", 9, 9, "rlineto", "closepath", "endchar"],
    "broken": [0, 2001, 2, "div", "hsbw", 5, 2, "div", 40001, 8, "div", "rmoveto", 1, 4, "div", 7, "rlineto",
               "closepath", "endchar"],
    "empty": EMPTY,
}  # fmt: skip


def made(font: Program) -> Compact:
    return compact(font.data, font.clear, font.private)


def opened(data: bytes) -> CFFFontSet:
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(data), None)
    return fonts


@pytest.mark.parametrize("name", [each for each in GLYPHS if each != "broken"])
def test_a_glyph_looks_as_before_and_is_as_wide(name: str) -> None:
    before, after = RecordingPen(), RecordingPen()
    old = T1CharString(program=list(GLYPHS[name]))
    old.draw(before)
    new = opened(made(program(GLYPHS)).data)[0].CharStrings[name]
    new.draw(after)
    assert after.value == before.value
    assert new.width == old.width


def test_fractions_are_kept() -> None:
    pen = RecordingPen()
    opened(made(program(GLYPHS)).data)[0].CharStrings["broken"].draw(pen)
    assert pen.value[:2] == [("moveTo", ((2.5, 5000.125),)), ("lineTo", ((2.75, 5007.125),))]


def test_codes_and_names_are_kept() -> None:
    font = made(program(GLYPHS))
    assert font.glyphs == tuple(GLYPHS)
    assert encoded_glyphs(font.data) == dict(enumerate(GLYPHS, start=1))
    assert opened(font.data).fontNames == ["Test"]


@pytest.mark.parametrize(
    "drawn",
    [[0, 1000, "hsbw", 4, "callsubr", "endchar"], [0, 0, 1000, 0, "sbw", "endchar"]],
    ids=["shared parts", "written downward"],
)
def test_what_libreoffice_does_not_write_is_refused(drawn: Sequence[float | str]) -> None:
    with pytest.raises(ValueError, match="in a glyph"):
        made(program({"A": drawn}))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"[0.001 0 0 0.001", b"[0.002 0 0 0.002"),
        (b"dup 2 /beside", b"dup 2 /nobody"),
        (b"dup 2 /beside put", b"dup 2 /simple put"),
        (b"/FontName", b"/Font____"),
    ],
    ids=["another em", "no such glyph", "one glyph twice", "no name"],
)
def test_a_font_that_is_not_understood_is_refused(old: bytes, new: bytes) -> None:
    font = program(GLYPHS)
    assert len(old) == len(new)
    with pytest.raises(ValueError, match=r"LibreOffice|codes"):
        compact(font.data.replace(old, new), font.clear, font.private)


@pytest.mark.parametrize("data", [b"", b"no font at all", made(program(GLYPHS)).data[:60]])
def test_what_is_no_cff_has_no_codes(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        encoded_glyphs(data)


def outlined() -> bytes:
    """A font with one glyph, 一, whose outline is in CFF."""
    pen = T2CharStringPen(1000, {})
    pen.moveTo((0, 0))
    pen.lineTo((900, 0))
    pen.lineTo((900, 100))
    pen.closePath()
    glyphs = {".notdef": T2CharStringPen(500, {}).getCharString(), "one": pen.getCharString()}
    made = FontBuilder(1000, isTTF=False)
    made.setupGlyphOrder(list(glyphs))
    made.setupCharacterMap({ord("一"): "one"})
    made.setupCFF("Test", {}, glyphs, {})
    made.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    made.setupHorizontalHeader()
    made.setupPost()
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_font_of_pictures_loses_its_outlines_and_keeps_its_characters() -> None:
    emptied = TTFont(BytesIO(without_outlines(outlined())))
    assert "CFF " not in emptied
    assert list(emptied.getBestCmap()) == [ord("一")]
    assert all(emptied["glyf"][name].numberOfContours == 0 for name in emptied.getGlyphOrder())


def test_what_is_no_font_is_told() -> None:
    with pytest.raises(ValueError, match=r"not enough data|bad sfntVersion"):
        without_outlines(b"no font")
    with pytest.raises(ValueError, match=r"not enough data|bad sfntVersion"):
        glyph_names(b"no font")
