"""Which fonts came out in a PDF by LibreOffice in the place of those that the Word file asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.dossier.characters import is_chinese
from pipeline.papers.manifest import StandIn
from pipeline.tools.office.fontconfig import LAST_RESORT, STAND_INS
from pipeline.tools.pdf.geometry import Glyph

_REAL = {
    "fzxiaobiaosong": "方正小标宋简体", "fzxbsjw": "方正小标宋简体", "fangsong_gb2312": "仿宋_GB2312",
    "kaiti_gb2312": "楷体_GB2312", "simhei": "黑体", "simsun": "宋体",
}  # fmt: skip
"""Names of official fonts in PDFs."""

_REGION = re.compile(r"(?<=cjk)(sc|tc|hk|jp|kr)$")


def stand_ins(asked: Iterable[tuple[str, str]], glyphs: Iterable[Glyph]) -> tuple[StandIn, ...]:
    """The fonts that came out in the place of others.

    Told by the characters: what a font is asked for has to be drawn by that font, by what stands in for
    it (`officefonts.STAND_INS`), or by the last resort.

    Args:
        asked: Texts, and the font each asks for.
        glyphs: What the PDF shows.
    """
    drawn: dict[str, set[str]] = defaultdict(set)
    for glyph in glyphs:
        drawn[glyph.character].add(glyph.font)
    wanted: dict[str, set[str]] = defaultdict(set)
    for text, font in asked:
        for character in filter(is_chinese, text):
            wanted[character].add(font)
    found: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for character, fonts in wanted.items():
        for font in filter(None, fonts):
            for used, good in _judged(font, fonts, drawn[character]):
                found[font, good].add(used)
    return tuple(
        StandIn(asked=font, used=tuple(sorted(used)), expected=good)
        for (font, good), used in sorted(found.items())
    )


def _judged(font: str, rivals: set[str], drawn: set[str]) -> Iterator[tuple[str, bool]]:
    """The fonts that drew a character for `font`, and whether they may."""
    good = {used for used in drawn if _may(used, font)}
    if not good:
        yield from ((used, False) for used in drawn)
        return
    # A character of a title may stand in the text too, in another font that would do: the nearer counts.
    near = {used for used in good if _key(used) in _names(font) | _nearest(font)} or good
    yield from ((used, True) for used in near if _key(used) not in _names(font))
    known = "" not in rivals
    yield from ((u, False) for u in drawn if known and not any(_may(u, each) for each in rivals))


def _may(used: str, font: str) -> bool:
    key = _key(used)
    return key in _names(font) or key in _allowed(font)


def _names(font: str) -> set[str]:
    """The names by which a font may call itself."""
    groups = [set(map(_key, names)) for names, _ in STAND_INS]
    group = next((each for each in groups if _key(font) in each), {_key(font)})
    return group | {key for key, name in _REAL.items() if _key(name) in group}


def _nearest(font: str) -> set[str]:
    """The fonts of the same kind that stand in for a font."""
    names = _names(font)
    ours = (others for group, others in STAND_INS if names & set(map(_key, group)))
    return {_key(each) for others in ours for each in others}


def _allowed(font: str) -> set[str]:
    """What may stand in for a font: those of its kind, and the last resort."""
    nearest = _nearest(font)
    return nearest | set(map(_key, LAST_RESORT)) if nearest else nearest


def _key(name: str) -> str:
    """A font's name without its cut: `NotoSerifCJKjp-Bold` and `Noto Serif CJK SC` are one."""
    return _REGION.sub("", name.replace(" ", "").lower().partition("-")[0])


def spoken(stand_in: StandIn) -> str:
    """For a clerk: `仿宋_GB2312：以FandolFang-Regular代替`."""
    text = f"{stand_in.asked}：以{'、'.join(stand_in.used)}代替"
    return text if stand_in.expected else f"{text}（字形不合，请安装{stand_in.asked}或Fandol字体）"
