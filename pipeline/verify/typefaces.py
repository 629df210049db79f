"""Which typeface a font's name in a PDF means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from pipeline.dossier.characters import is_chinese
from pipeline.tools.pdf.geometry import Glyph


class Typeface(StrEnum):
    """Typefaces of official paper."""

    XIAOBIAOSONG = "小标宋"
    FANG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    SONG = "宋体"
    OTHER = "其他字体"
    UNKNOWN = "名称看不出的字体"


_NAMES: tuple[tuple[Typeface, str], ...] = (
    (Typeface.XIAOBIAOSONG, r"小标宋|xiaobiaosong|fzxbs|fandolsong-(title-)?bold"),
    (Typeface.FANG, r"仿宋|fangsong|fzfs|fandolfang|stfang"),
    (Typeface.KAI, r"楷|kaiti|fzkt|fandolkai|stkai"),
    (Typeface.HEI, r"黑体|simhei|fzht|fandolhei|stheiti|sans-?cjk|yahei"),
    (Typeface.SONG, r"宋|simsun|fzss|fandolsong|stsong|serif-?cjk|songti|babelstone|hanamin"),
)
_NAMELESS = re.compile(r"(cid)?font\b|^[a-z]{0,2}\d*$|\ufffd|^$", re.IGNORECASE)
_STAND_IN = re.compile(r"fandol|noto|babelstone|hanamin", re.IGNORECASE)


def typeface(font: str) -> Typeface:
    """The typeface of a font."""
    for found, names in _NAMES:
        if re.search(names, font, re.IGNORECASE):
            return found
    return Typeface.UNKNOWN if _NAMELESS.search(font) else Typeface.OTHER


def usual_fonts(glyphs: Iterable[Glyph]) -> list[tuple[str, int]]:
    """The fonts of the Chinese characters, the commonest first, with the number of characters."""
    return Counter(glyph.font for glyph in glyphs if is_chinese(glyph.character)).most_common()


def named(font: str, wanted: Typeface) -> str:
    """A font's name for the report, and what it stands in for."""
    return f"{font}（代替{wanted.value}）" if _STAND_IN.search(font) else font
