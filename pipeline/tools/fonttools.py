"""fontTools: which characters a font has, and fonts whose glyphs are empty."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont, TTLibError, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph


@lru_cache(maxsize=64)
def characters_of(file: str, number: int) -> Set[str]:
    """The characters that an installed font has; none if it cannot be read.

    Args:
        file: The font's file.
        number: Which font of a collection, counted from 0.
    """
    try:
        with Path(file).open("rb") as stream:
            font = TTFont(stream, fontNumber=number, lazy=True)
            return frozenset(map(chr, font.getBestCmap() or ()))
    except (TTLibError, OSError, KeyError):
        return frozenset()


def glyph_names(font: bytes) -> dict[int, str]:
    """The names of the glyphs of a TrueType subset, by their codes of one byte.

    Raises:
        ValueError: It is no font, or has no table of characters.
    """
    try:
        tables = TTFont(BytesIO(font), lazy=True)["cmap"].tables
        return {code & 0xFF: name for table in tables for code, name in table.cmap.items()}
    except (TTLibError, KeyError) as error:
        raise ValueError(str(error)) from error


def without_outlines(font: bytes) -> bytes:
    """A font all of whose glyphs are empty: its pictures are drawn by themselves.

    Raises:
        ValueError: It is no font.
    """
    try:
        emptied = TTFont(BytesIO(font))
        order = emptied.getGlyphOrder()
        for tag in ("CFF ", "CFF2"):
            if tag in emptied:
                del emptied[tag]
        glyf = emptied["glyf"] = newTable("glyf")
        emptied["loca"] = newTable("loca")
        glyf.glyphOrder, glyf.glyphs = order, {name: Glyph() for name in order}
        emptied["maxp"].tableVersion = 0x00010000
        emptied["maxp"].numGlyphs = len(order)
        emptied.sfntVersion = "\0\1\0\0"
        data = BytesIO()
        emptied.save(data)
    except (TTLibError, KeyError) as error:
        raise ValueError(str(error)) from error
    return data.getvalue()


EMPTY_EM = 1000
EMPTY_WIDTHS = tuple(range(125, EMPTY_EM + 1, 125))
"""Widths of the glyphs of an empty font, from glyph 1 on, in thousandths of an em."""

_EPOCH = 0x7C259DC0
"""The first second of 1970, counted from 1904 as fonts do."""


@lru_cache(maxsize=1)
def empty_font() -> bytes:
    """A TrueType font of empty glyphs, the same bytes every time: text set in it is not to be seen."""
    widths = {".notdef": EMPTY_EM, **{f"w{width}": width for width in EMPTY_WIDTHS}}
    builder = FontBuilder(EMPTY_EM, isTTF=True)
    builder.setupGlyphOrder(list(widths))
    builder.setupCharacterMap({})
    builder.setupGlyf({name: Glyph() for name in widths})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in widths.items()})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=_EPOCH, modified=_EPOCH)
    builder.font.recalcTimestamp = False
    data = BytesIO()
    builder.font.save(data)
    return data.getvalue()
