"""Which fonts came out in a PDF by LibreOffice in the place of those that the Word file asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.dossier.characters import is_chinese
from pipeline.papers.manifest import StandIn
from pipeline.tools.geometry import Glyph
from pipeline.typefaces.names import key
from pipeline.typefaces.table import FREE_COLLECTION, LAST_RESORT, STAND_INS, TYPEFACES


def stand_ins(asked: Iterable[tuple[str, str]], glyphs: Iterable[Glyph]) -> tuple[StandIn, ...]:
    """The fonts that came out in the place of others.

    Told by the characters: what a font is asked for has to be drawn by that font, by what stands in for
    it (`typefaces.table`), or by the last resort.

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
    near = {used for used in good if key(used) in _names(font) | _nearest(font)} or good
    yield from ((used, True) for used in near if key(used) not in _names(font))
    known = "" not in rivals
    yield from ((u, False) for u in drawn if known and not any(_may(u, each) for each in rivals))


def _may(used: str, font: str) -> bool:
    return key(used) in _names(font) | _allowed(font)


def _names(font: str) -> set[str]:
    """The names by which a font may call itself."""
    groups = [{key(each) for each in (*face.names, *face.in_files)} for face in TYPEFACES]
    return next((each for each in groups if key(font) in each), {key(font)})


def _nearest(font: str) -> set[str]:
    """The fonts of the same kind that stand in for a font."""
    names = _names(font)
    ours = (others for group, others in STAND_INS if names & set(map(key, group)))
    return {key(each) for others in ours for each in others}


def _allowed(font: str) -> set[str]:
    """What may stand in for a font: those of its kind, and the last resort."""
    nearest = _nearest(font)
    return nearest | set(map(key, LAST_RESORT)) if nearest else nearest


def spoken(stand_in: StandIn) -> str:
    """For a clerk: `仿宋_GB2312：以FandolFang-Regular代替`."""
    text = f"{stand_in.asked}：以{'、'.join(stand_in.used)}代替"
    return (
        text
        if stand_in.expected
        else f"{text}（字形不合，请安装{stand_in.asked}或{FREE_COLLECTION}字体）"
    )
