"""Proof-reads a PDF that LibreOffice made of a Word file: no character lost, no empty box, which fonts.

Where no font has a glyph, LibreOffice leaves a gap or draws an empty box (.notdef), and says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont
from lxml import etree
from pypdf import PdfReader

from pipeline.errors import MissingGlyphError
from pipeline.tools.glyphs import MeasuredPaper, measure_data
from pipeline.tools.word.package import parse_xml, read_parts

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
_NOTDEF = ".notdef"
_CODE = re.compile(rb"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]{4,})>")
"""A code and its text in a ToUnicode map of a simple font."""

_ENCODED = re.compile(rb"dup (\d+) */(\S+) put")
"""A code and its glyph in the encoding of a Type 1 font."""

_INKLESS = frozenset({"Cc", "Cf", "Mn", "Zs", "Zl", "Zp"})
"""Unicode categories that leave no ink of their own: controls, joiners, what is put on others, spaces."""


def proofread(word: bytes, pdf: bytes, *, name: str) -> tuple[str, ...]:
    """Look for characters of a Word file that its PDF does not show.

    Args:
        word: The `.docx`.
        pdf: What LibreOffice made of it.
        name: Name of the Word file, for messages.

    Returns:
        Names of the fonts in the PDF; where they are not those of the Word file, they stand in.

    Raises:
        MissingGlyphError: A character is not there, or is an empty box.
        TemplateError: The Word file cannot be read.
        InputError: The PDF cannot be read.
    """
    paper = measure_data(pdf, name)
    missing = sorted(_boxes(paper) | _undrawn(pdf) | (_written(word, name) - _shown(paper)))
    if missing:
        raise MissingGlyphError.of("".join(missing), where=name)
    return tuple(sorted(paper.fonts))


def _boxes(paper: MeasuredPaper) -> set[str]:
    return {glyph.character for page in paper.pages for glyph in page.glyphs if glyph.missing}


def _undrawn(pdf: bytes) -> set[str]:
    """What is drawn with the glyph .notdef, by the encodings of the PDF's own subsets of fonts.

    Tells of what `measure_data` cannot know: characters beyond U+FFFF, fonts whose .notdef is blank.
    """
    found: set[str] = set()
    for font in _fonts(PdfReader(BytesIO(pdf))):
        glyphs = _glyph_names(font)
        if glyphs is not None:
            texts = _CODE.findall(font["/ToUnicode"].get_object().get_data())
            found.update(
                bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
                for code, text in texts
                if glyphs.get(int(code, 16), _NOTDEF) == _NOTDEF
            )
    return found


def _fonts(reader: PdfReader) -> Iterator[Any]:
    """The simple fonts, as LibreOffice embeds them, each once."""
    seen: dict[int, Any] = {}
    for page in reader.pages:
        resources = page.get("/Resources", {})
        for reference in resources.get("/Font", {}).get_object().values():
            font = reference.get_object()
            if "/ToUnicode" in font and "/FontDescriptor" in font:
                seen[id(font)] = font
    yield from seen.values()


def _glyph_names(font: Any) -> dict[int, str] | None:
    """Name of the glyph by its code; None for a kind of font that LibreOffice does not make."""
    descriptor = font["/FontDescriptor"].get_object()
    if "/FontFile" in descriptor:
        entries = _ENCODED.findall(descriptor["/FontFile"].get_object().get_data())
        return {int(code): name.decode("latin-1") for code, name in entries}
    if "/FontFile2" in descriptor:
        data = descriptor["/FontFile2"].get_object().get_data()
        tables = TTFont(BytesIO(data), lazy=True)["cmap"].tables
        return {code & 0xFF: name for table in tables for code, name in table.cmap.items()}
    return None


def _shown(paper: MeasuredPaper) -> set[str]:
    return {glyph.character for page in paper.pages for glyph in page.glyphs}


def _written(word: bytes, name: str) -> set[str]:
    """The characters that stand in a Word file for all to see; those that leave no ink do not count.

    ASCII does not count either: every font has it, and LibreOffice takes some of it for hyphens.
    """
    return {
        character
        for text in _texts(word, name)
        for character in text
        if not character.isascii() and unicodedata.category(character) not in _INKLESS
    }


def _texts(word: bytes, where: str) -> Iterator[str]:
    for name, part in read_parts(word, where).items():
        if name.startswith(_PARTS) and name.endswith(".xml"):
            for node in parse_xml(part).iter(f"{_WORD}t"):
                if not _is_hidden(node):
                    yield node.text or ""


def _is_hidden(text: etree._Element) -> bool:
    run = text.getparent()
    return run is not None and run.find(f"{_WORD}rPr/{_WORD}vanish") is not None
