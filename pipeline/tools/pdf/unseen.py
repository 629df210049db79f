"""pikepdf: words that nobody sees laid over a scan, so that it can be searched and copied from.

They are set in a font of empty glyphs, one for each width: it is a few hundred bytes, knows every character,
and is the same on every computer.  Which character a glyph stands for is told by `ToUnicode`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from pipeline.tools.fonttools import EMPTY_EM, EMPTY_WIDTHS, empty_font
from pipeline.tools.pdf.lines import Line, Placed

FONT = Name("/Words")
"""What pages call the font."""

_POINTS_PER_MM = 72 / 25.4
_BASE = Name("/Unseen")
_MOST_A_BLOCK = 100
"""Entries of one block of a character map (Adobe Technical Note 5014)."""
_MOST = 0xFFFF
_ASCENT, _DESCENT = 880, -120


class Words:
    """The words of a document: first all pages, then the font that they are set in."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._codes: dict[tuple[str, int], int] = {}
        self.font = pdf.make_indirect(Dictionary())

    def content(self, lines: Sequence[Line], height_mm: float) -> bytes:
        """The words of a page, as content to be drawn: render mode 3 leaves no mark.

        Args:
            lines: Its lines.
            height_mm: Height of the page.
        """
        said = (self._line(line, height_mm) for line in lines)
        return b"BT 3 Tr\n" + b"\n".join(said) + b"\nET"

    def _line(self, line: Line, height_mm: float) -> bytes:
        size = max(line.height, 0.5) * _POINTS_PER_MM
        x, y = (each * _POINTS_PER_MM for each in (line.letters[0].left, height_mm - line.baseline))
        shown = b" ".join(self._shown(line.letters, size))
        return b"%s %.2f Tf 1 0 0 1 %.2f %.2f Tm [%s] TJ" % (bytes(FONT), size, x, y, shown)

    def _shown(self, letters: Sequence[Placed], size: float) -> Iterator[bytes]:
        """Codes, and between them what leads to the place of the next letter, in thousandths of the size."""
        at = letters[0].left * _POINTS_PER_MM
        for letter in letters:
            off = round((at - letter.left * _POINTS_PER_MM) / size * EMPTY_EM)
            at -= off * size / EMPTY_EM
            if off:
                yield b"%d" % off
            wide = (letter.right - letter.left) * _POINTS_PER_MM / size * EMPTY_EM
            glyph = _nearest(wide)
            yield b"<%04X>" % self._code(letter.character, glyph)
            at += EMPTY_WIDTHS[glyph - 1] * size / EMPTY_EM

    def _code(self, character: str, glyph: int) -> int:
        """The code of a character, counted from 1 as they come; so many different ones no document has."""
        return min(self._codes.setdefault((character, glyph), len(self._codes) + 1), _MOST)

    def finish(self) -> None:
        """Write the font, now that all words are known."""
        if not self._codes:
            return
        font = self.font
        font.Type, font.Subtype, font.BaseFont = Name.Font, Name.Type0, _BASE
        font.Encoding = Name("/Identity-H")
        font.DescendantFonts = Array([self._descendant()])
        font.ToUnicode = self._stream(_to_unicode(self._codes))

    def _descendant(self) -> Dictionary:
        glyphs = bytearray(2)
        for _, glyph in self._codes:
            glyphs += glyph.to_bytes(2, "big")
        widths = [EMPTY_WIDTHS[glyph - 1] for _, glyph in self._codes]
        described = Dictionary(
            Type=Name.FontDescriptor,
            FontName=_BASE,
            Flags=4,
            FontBBox=Array([0, _DESCENT, EMPTY_EM, _ASCENT]),
            ItalicAngle=0,
            Ascent=_ASCENT,
            Descent=_DESCENT,
            CapHeight=_ASCENT,
            StemV=80,
            FontFile2=self._stream(empty_font()),
        )
        return Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=_BASE,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=self._pdf.make_indirect(described),
            DW=EMPTY_EM,
            W=Array([1, Array(widths)]),
            CIDToGIDMap=self._stream(bytes(glyphs)),
        )

    def _stream(self, data: bytes) -> Stream:
        return self._pdf.make_stream(data)


def _nearest(width: float) -> int:
    """The glyph that is as wide as a letter, as nearly as there is one."""
    return min(range(1, len(EMPTY_WIDTHS) + 1), key=lambda n: abs(EMPTY_WIDTHS[n - 1] - width))


def _to_unicode(codes: dict[tuple[str, int], int]) -> bytes:
    """A character map from codes to what they stand for."""
    entries = [
        b"<%04X> <%s>" % (code, character.encode("utf-16-be").hex().upper().encode())
        for (character, _), code in codes.items()
    ]
    blocks = [entries[at : at + _MOST_A_BLOCK] for at in range(0, len(entries), _MOST_A_BLOCK)]
    said = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
    )
    return _MAP % said


_MAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
