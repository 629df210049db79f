"""Which typeface a font's name in a PDF means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from pipeline.dossier.characters import is_chinese
from pipeline.tools.geometry import Glyph
from pipeline.typefaces import table
from pipeline.typefaces.names import is_free, typeface_of


class FontKind(StrEnum):
    """What a font is: of a typeface of official paper, or of none."""

    BIAOSONG = table.BIAOSONG.chinese
    FANG = table.FANG.chinese
    KAI = table.KAI.chinese
    HEI = table.HEI.chinese
    SONG = table.SONG.chinese
    OTHER = "其他字体"
    UNKNOWN = "名称看不出的字体"


_HEAVY = re.compile(r"bold|black|heavy|medi", re.IGNORECASE)
_NAMELESS = re.compile(r"(cid)?font\b|^[a-z]{0,2}\d*$|\ufffd|^$", re.IGNORECASE)


def kind_of(font: str) -> FontKind:
    """The kind of a font, by its name."""
    if typeface := typeface_of(font):
        return FontKind(typeface.chinese)
    return FontKind.UNKNOWN if _NAMELESS.search(font) else FontKind.OTHER


def usual_fonts(glyphs: Iterable[Glyph]) -> list[tuple[str, int]]:
    """The fonts of the Chinese characters, the commonest first, with the number of characters."""
    return Counter(glyph.font for glyph in glyphs if is_chinese(glyph.character)).most_common()


def named(font: str, wanted: FontKind) -> str:
    """A font's name for the report, and what it stands in for."""
    return f"{font}（代替{wanted.value}）" if is_free(font) else font


def is_heavy(font: str) -> bool:
    """Whether a font is a bold cut, by its name."""
    return bool(_HEAVY.search(font))
