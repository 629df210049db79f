"""fontTools: subsets of one font, laid over each other.

The subsets keep the glyph numbers of the whole font (HarfBuzz' retain-gids) and their outlines stand
on their own (desubroutinised), so a glyph can be taken over as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont


@lru_cache(maxsize=64)
def unite(files: tuple[bytes, ...]) -> bytes:
    """One font file with the glyphs of all of `files`; glyph numbers stay.

    Args:
        files: OpenType or TrueType subsets of the same font, retaining glyph numbers.
    """
    fonts = sorted((_open(file) for file in files), key=_glyph_count, reverse=True)
    base, others = fonts[0], fonts[1:]
    if "CFF " in base:
        _unite_cff(base, others)
    else:
        _unite_glyf(base, others)
    stream = BytesIO()
    base.save(stream)
    return stream.getvalue()


def _open(file: bytes) -> TTFont:
    return TTFont(BytesIO(file), lazy=True, recalcTimestamp=False, recalcBBoxes=False)


def _glyph_count(font: TTFont) -> int:
    count: int = font["maxp"].numGlyphs
    return count


def _unite_cff(base: TTFont, others: Sequence[TTFont]) -> None:
    target = _char_strings(base)
    sizes = _sizes(target)
    for other in others:
        source = _char_strings(other)
        for number, size in enumerate(_sizes(source)):
            if size > sizes[number]:
                target[number] = source[number]
                sizes[number] = size
                _take_width(base, other, number)


def _char_strings(font: TTFont) -> Any:
    return font["CFF "].cff.topDictIndex[0].CharStrings.charStringsIndex


def _sizes(index: Any) -> list[int]:
    """Length of each charstring; an empty glyph is one byte long."""
    offsets = index.offsets
    return [after - before for before, after in itertools.pairwise(offsets)]


def _unite_glyf(base: TTFont, others: Sequence[TTFont]) -> None:
    target = base["glyf"]
    for other in others:
        source = other["glyf"]
        for number, name in enumerate(other.getGlyphOrder()):
            own = base.getGlyphName(number)
            if source[name].numberOfContours and not target[own].numberOfContours:
                target[own] = source[name]
                _take_width(base, other, number)


def _take_width(base: TTFont, other: TTFont, number: int) -> None:
    widths = base["hmtx"].metrics
    widths[base.getGlyphName(number)] = other["hmtx"].metrics[other.getGlyphName(number)]
