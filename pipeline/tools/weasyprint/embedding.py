"""Fonts that go into a PDF: each once, with the glyphs that its pages use and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.tools.pdffile import (
    PdfFile,
    batches,
    deflated,
    number,
    numbers,
    reference,
    text,
)
from pipeline.tools.weasyprint.drawn import Drawn, DrawnPage, Face
from pipeline.tools.weasyprint.fontfiles import embedded

_FIXED_PITCH, _SERIF, _SYMBOLIC, _ITALIC = 1 << 0, 1 << 1, 1 << 2, 1 << 6
"""Flags of a font (ISO 32000-1, table 123)."""

_STEM = 80
_SYSTEM = b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
_CMAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo
<< /Registry (Adobe)
/Ordering (UCS)
/Supplement 0
>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_CMAP_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
_CMAP_ROWS = 100
"""The most that one section of a CMap holds."""

_MOST_PROGRAMS = 64
"""Subsets that are remembered: some twenty kilobytes each."""


@dataclass
class _Used:
    """What all pages together use of a font."""

    texts: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)

    def add(self, texts: Mapping[int, str], widths: Mapping[int, int]) -> None:
        """Add what one more page uses; of two texts for a glyph, the first holds."""
        for glyph, words in texts.items():
            self.texts.setdefault(glyph, words)
        self.widths.update(widths)


def add_fonts(pdf: PdfFile, pages: Iterable[tuple[Drawn, DrawnPage]]) -> dict[Face, int]:
    """Add the fonts that pages use to a PDF; gives their numbers.

    Raises:
        ToolMissingError: A font is gone, or another one has taken its place since the pages were drawn.
    """
    used: dict[Face, _Used] = {}
    for drawn, page in pages:
        for glyphs in page.glyphs:
            used.setdefault(drawn.faces[glyphs.face], _Used()).add(glyphs.texts, glyphs.widths)
    files: dict[object, set[int]] = {}
    for face, all_glyphs in used.items():
        files.setdefault(_file(face), set()).update(all_glyphs.widths)
    programs: dict[object, tuple[int, bool]] = {}
    for face in used:
        if _file(face) not in programs:
            program = _program(face, frozenset(files[_file(face)]))
            programs[_file(face)] = pdf.add_stream(program.data, program.entries), program.is_otf
    return {face: _add_font(pdf, face, used[face], *programs[_file(face)]) for face in used}


def _file(face: Face) -> object:
    return face.file, face.index, face.variations


@dataclass(frozen=True, slots=True)
class _Program:
    """A font's outlines, packed; `is_otf`: they are Bézier curves of PostScript."""

    data: bytes
    entries: bytes
    is_otf: bool


@lru_cache(maxsize=_MOST_PROGRAMS)
def _program(face: Face, glyphs: frozenset[int]) -> _Program:
    """The outlines of these glyphs; a paper and its packet, and pledges of all leads, want the same."""
    program = embedded(face, glyphs)
    is_otf = program.startswith(b"OTTO")
    entries = b"/Subtype/OpenType" if is_otf else b"/Length1 %d" % len(program)
    return _Program(deflated(program), entries, is_otf)


def _add_font(pdf: PdfFile, face: Face, used: _Used, program: int, is_otf: bool) -> int:
    name = f"/{face.key}+{face.name}".encode()
    descriptor = pdf.add(_descriptor(face, used, name, program, is_otf))
    descendant = pdf.add(
        b"<</Type/Font/Subtype/CIDFontType%d/BaseFont%s/CIDSystemInfo%s/CIDToGIDMap/Identity"
        b"/W%s/FontDescriptor %s>>"
        % (0 if is_otf else 2, name, _SYSTEM, _widths(used.widths), reference(descriptor))
    )
    to_unicode = pdf.add_stream(deflated(_to_unicode(used.texts)))
    return pdf.add(
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%s]/ToUnicode %s>>"
        % (name, reference(descendant), reference(to_unicode))
    )


def _descriptor(face: Face, used: _Used, name: bytes, program: int, is_otf: bool) -> bytes:
    widths = used.widths.values()
    flags = _SYMBOLIC | _ITALIC * face.is_italic | _SERIF * face.is_serif
    flags |= _FIXED_PITCH * (len(widths) > 1 and len(set(widths)) == 1)
    ascent = number(face.ascent)
    return (
        b"<</Type/FontDescriptor/FontName%s/FontFamily%s/Flags %d/FontBBox%s/ItalicAngle 0/Ascent %s"
        b"/Descent %s/CapHeight %s/StemV %d/StemH %d/FontFile%d %s>>"
        % (
            name,
            text(face.family),
            flags,
            numbers((0, face.descent, max(widths, default=0), face.ascent)),
            ascent,
            number(face.descent),
            ascent,
            _STEM,
            _STEM,
            3 if is_otf else 2,
            reference(program),
        )
    )


def _widths(widths: Mapping[int, int]) -> bytes:
    """Widths as PDF has them: a first glyph and the widths from it on, again and again."""
    parts: list[bytes] = []
    for glyph in sorted(widths):
        if glyph - 1 not in widths:
            parts.append(b"]%d[" % glyph if parts else b"%d[" % glyph)
        parts.append(b"%d " % widths[glyph])
    return b"[%s]]" % b"".join(parts) if parts else b"[]"


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    """The characters that glyphs stand for."""
    sections = []
    for rows in batches(sorted(texts.items()), _CMAP_ROWS):
        lines = "\n".join(
            f"<{glyph:04x}> <{words.encode('utf-16-be').hex()}>" for glyph, words in rows
        )
        sections.append(f"{len(rows)} beginbfchar\n{lines}\nendbfchar\n".encode())
    return _CMAP_HEAD + b"".join(sections) + _CMAP_TAIL
