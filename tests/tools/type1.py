"""Fonts of Type 1, as LibreOffice writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fontTools.misc.eexec import encrypt
from fontTools.misc.psCharStrings import T1CharString

EMPTY: tuple[float | str, ...] = (0, 500, "hsbw", "endchar")
_HEAD = """%!FontType1-1.0: Test 001.003
/FontName /Test def
/UniqueID {number} def
/FontMatrix [0.001 0 0 0.001 0 0]readonly def
/FontBBox {{-100 -200 1000 900}}readonly def
/Encoding 256 array
0 1 255 {{1 index exch /.notdef put}} for
{codes}
readonly def
currentdict end
currentfile eexec
"""


@dataclass(frozen=True)
class Program:
    """A font, and the lengths of its three parts."""

    data: bytes
    clear: int
    private: int
    rest: int = 512


def program(glyphs: Mapping[str, Sequence[float | str]], number: int = 4100001) -> Program:
    """A font of some glyphs, whose codes count from 1, and of an empty one."""
    codes = "\n".join(f"dup {code} /{name} put" for code, name in enumerate(glyphs, start=1))
    head = _HEAD.format(number=number, codes=codes).encode()
    said = b"0000dup /Private\n/UniqueID %d def\n2 index /CharStrings 2 dict dup begin\n" % number
    for name, drawn in {".notdef": EMPTY, **glyphs}.items():
        glyph = T1CharString(program=list(drawn))
        glyph.compile()
        code, _ = encrypt(b"0000" + glyph.bytecode, 4330)
        said += b"/%b %d RD %b ND\n" % (name.encode(), len(code), code)
    private, _ = encrypt(said + b"end\n", 55665)
    return Program(head + private + b"0" * 512, len(head), len(private))
