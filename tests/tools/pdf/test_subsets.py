"""Subsets of one font laid over each other hold the glyphs of all, unharmed."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from pipeline.tools.pdf.subsets import unite
from tests.tools.pdf.test_merging import FONTS, TEXTS, pdf


@cache
def subset(text: str, font: str) -> bytes:
    """The font file that a PDF of this text carries."""
    reader = PdfReader(io.BytesIO(pdf(text, font)))
    page: Any = reader.pages[0]
    for entry in page["/Resources"]["/Font"].values():
        descriptor = entry["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        if str(descriptor["/FontName"]).endswith(f"+{font.replace(' ', '-')}"):
            key = "/FontFile3" if "/FontFile3" in descriptor else "/FontFile2"
            return bytes(descriptor[key].get_object().get_data())
    raise AssertionError(font)


def outlines(data: bytes) -> dict[int, list[Any]]:
    """Outline and width of every glyph that is not empty, by glyph number."""
    font = TTFont(io.BytesIO(data))
    glyphs: Any = font.getGlyphSet()
    found = {}
    for number, name in enumerate(font.getGlyphOrder()):
        pen = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(pen)
        if pen.value:
            found[number] = [pen.value, font["hmtx"][name][0]]
    return found


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_all_glyphs_are_there_with_outline_and_width(font: str) -> None:
    files = tuple(subset(text, font) for text in TEXTS)
    separate = [outlines(file) for file in files]
    assert len({frozenset(each) for each in separate}) == 3, "the subsets differ"
    expected: dict[int, list[Any]] = {}
    for each in separate:
        expected |= each
    assert outlines(unite(files)) == expected


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_the_order_of_subsets_changes_no_glyph(font: str) -> None:
    files = tuple(subset(text, font) for text in TEXTS)
    assert outlines(unite(files)) == outlines(unite(files[::-1]))


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_the_same_subsets_give_the_same_bytes(font: str) -> None:
    files = tuple(subset(text, font) for text in TEXTS)
    first = unite(files)
    unite.cache_clear()
    assert unite(files) == first


@pytest.mark.parametrize("font", FONTS.values(), ids=FONTS)
def test_a_united_font_can_be_read_by_a_strict_reader(font: str) -> None:
    data = unite(tuple(subset(text, font) for text in TEXTS))
    whole = TTFont(io.BytesIO(data), lazy=False)
    for tag in whole.keys():  # noqa: SIM118 — a font is no dict
        assert whole[tag] is not None
