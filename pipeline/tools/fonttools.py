"""fontTools: which characters a font has, fonts whose glyphs are empty, fonts of Type 1 as CFF."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Final

from fontTools.cffLib import CFFFontSet
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString, encodeFixed, encodeIntT2
from fontTools.ttLib import TTFont, TTLibError, newTable
from fontTools.ttLib.tables._g_l_y_f import Glyph

NOTDEF: Final = ".notdef"
"""The glyph for what a font lacks."""


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


def encoded_glyphs(cff: bytes) -> dict[int, str]:
    """The names of the glyphs of a CFF font of simple text, by their codes; none by a code that has none.

    Raises:
        ValueError: It is no such font.
    """
    try:
        fonts = CFFFontSet()
        fonts.decompile(BytesIO(cff), None)
        encoding = fonts[0].Encoding
    except (AssertionError, AttributeError, struct.error, IndexError, KeyError) as error:
        raise ValueError(str(error)) from error
    names = () if isinstance(encoding, str) else encoding
    return {code: name for code, name in enumerate(names) if name != NOTDEF}


_LIMITS = (
    "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
    "maxStackElements", "maxSizeOfInstructions", "maxComponentElements",
)  # fmt: skip
"""What a font of TrueType outlines says that it needs, as it is drawn; none of ours does."""


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
        for limit in _LIMITS:  # fonts of PostScript outlines have none
            vars(emptied["maxp"]).setdefault(limit, 0)
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
    widths = {NOTDEF: EMPTY_EM, **{f"w{width}": width for width in EMPTY_WIDTHS}}
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


# ---------------------------------------------------------------- Type 1 as CFF

_EEXEC_KEY, _CHARSTRING_KEY, _RANDOM_BYTES = 55665, 4330, 4
"""Adobe Type 1 Font Format, 7.1 to 7.3."""
_NAME = re.compile(rb"/FontName\s*/(\S+)")
_BOX = re.compile(rb"/FontBBox\s*\{([^}]*)\}")
_MATRIX = re.compile(rb"/FontMatrix\s*\[\s*0?\.001 0 0 0?\.001 0 0\s*\]")
_CODE = re.compile(rb"dup (\d+) */(\S+) put")
_GLYPH = re.compile(rb"/(\S+) (\d+) RD ")
_CODES = 256

_OPERAND = re.compile(rb"[\x20-\xf6]|[\xf7-\xfe].|\xff.{4}", re.DOTALL)
_STEP = re.compile(rb"((?:%b)*)(\x0c.|.)" % _OPERAND.pattern, re.DOTALL)
_RMOVETO, _HMOVETO, _VMOVETO, _ENDCHAR = b"\x15", b"\x16", b"\x04", b"\x0e"
_HSBW, _DIV = b"\x0d", b"\x0c\x0c"
_DRAWING = {
    _RMOVETO,
    _HMOVETO,
    _VMOVETO,
    _ENDCHAR,
    *(bytes([each]) for each in (5, 6, 7, 8, 30, 31)),
}
"""Operators that mean the same in both kinds of font: where a pen goes, lines and curves."""
_LEFT_OUT = {b"\x01", b"\x03", b"\x09", b"\x0c\x00", b"\x0c\x01", b"\x0c\x02"}
"""Hints, and `closepath`, which goes without saying."""


@dataclass(frozen=True, slots=True)
class Compact:
    """A font as CFF, the same glyphs by the same codes.

    Attributes:
        data: The font.
        glyphs: Names of its glyphs, but for .notdef.
    """

    data: bytes
    glyphs: tuple[str, ...]


def compact(program: bytes, clear: int, private: int) -> Compact:
    """A Type 1 font, as LibreOffice writes them, as CFF: smaller, the same outlines, without hints.

    Args:
        program: The font.
        clear: Length of its part that is not encrypted, in bytes.
        private: Length of the part that is.

    Raises:
        ValueError: It is a font that LibreOffice does not write: parts of glyphs are shared, or its em is
            not of 1000 units.
    """
    head = program[:clear]
    name, box = _NAME.search(head), _BOX.search(head)
    glyphs = dict(_glyphs(_decrypted(program[clear : clear + private], _EEXEC_KEY)))
    codes = {int(code): each.decode("latin-1") for code, each in _CODE.findall(head)}
    if not (name and box and _MATRIX.search(head)) or NOTDEF not in glyphs:
        raise ValueError("no font of LibreOffice's")
    used = Counter(each for each in codes.values() if each != NOTDEF)
    if used.keys() - glyphs.keys() or any(times > 1 for times in used.values()):
        raise ValueError("its codes do not name its glyphs one by one")
    order = [NOTDEF, *(each for each in glyphs if each != NOTDEF)]
    builder = FontBuilder(1000, isTTF=False)
    builder.font.recalcBBoxes = False
    builder.setupGlyphOrder(order)
    bounds = [round(float(each)) for each in box[1].split()]
    builder.setupCFF(name[1].decode("latin-1"), {"FontBBox": bounds}, glyphs, {})
    table = builder.font["CFF "]
    table.cff[0].Encoding = [codes.get(code, NOTDEF) for code in range(_CODES)]
    return Compact(table.compile(builder.font), tuple(order[1:]))


def _glyphs(private: bytes) -> Iterator[tuple[str, T2CharString]]:
    place = max(0, private.find(b"/CharStrings"))
    while found := _GLYPH.search(private, place):
        place = found.end() + int(found[2])
        code = _decrypted(private[found.end() : place], _CHARSTRING_KEY)[_RANDOM_BYTES:]
        yield found[1].decode("latin-1"), T2CharString(bytecode=_drawn(code))


def _decrypted(data: bytes, key: int) -> bytes:
    keys = accumulate(data, lambda key, byte: (byte + key) * 52845 + 22719 & 0xFFFF, initial=key)
    return bytes(byte ^ key >> 8 for byte, key in zip(data, keys, strict=False))


def _drawn(code: bytes) -> bytes:
    """What draws a glyph in CFF: its width first, no hints, paths that close by themselves."""
    parts: list[bytes] = []
    start: Sequence[float] = ()
    quotients: list[float] = []
    for said, operator in _STEP.findall(code):
        if operator in _DRAWING and not (start or quotients or b"\xff" in said):
            parts += said, operator
            continue
        operands = quotients + _numbers(said)
        quotients = []
        if operator == _DIV:
            *quotients, over, by = operands
            quotients.append(over / by)
        elif operator == _HSBW:
            start = operands
        elif operator in _DRAWING:
            parts.append(
                _begun(operator, operands, *start) if start else _written(operands) + operator
            )
            start = ()
        elif operator not in _LEFT_OUT:
            raise ValueError(f"{operator.hex()} in a glyph")
    return b"".join(parts)


def _begun(operator: bytes, operands: Sequence[float], left: float, width: float) -> bytes:
    """What draws the beginning of a glyph: in Type 1 it starts at its left edge."""
    if operator == _ENDCHAR:
        return _written([width]) + operator
    across = operands[0] if operator != _VMOVETO else 0
    up = operands[-1] if operator != _HMOVETO else 0
    return _written([width, across + left, up]) + _RMOVETO


def _numbers(operands: bytes) -> list[float]:
    """Numbers as both kinds of font write them, but for those of five bytes: as Type 1 does."""
    return [float(_value(each)) for each in _OPERAND.findall(operands)]


def _value(number: bytes) -> int:
    first = number[0]
    if len(number) > 2:
        return int.from_bytes(number[1:], "big", signed=True)
    if len(number) == 1:
        return first - 139
    return (
        (first - 247) * 256 + number[1] + 108
        if first < 251
        else (251 - first) * 256 - number[1] - 108
    )


def _written(numbers: Sequence[float]) -> bytes:
    """Numbers as CFF writes them; whole ones of up to 1131 are written as in Type 1."""
    return b"".join(
        encodeIntT2(round(each)) if each.is_integer() else encodeFixed(each)
        for each in map(float, numbers)
    )
