"""fontTools: which characters a font has, and fonts whose glyphs are empty."""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from io import BytesIO
from pathlib import Path

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
