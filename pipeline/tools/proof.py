"""Proof-reads a PDF that LibreOffice made of a Word file: no character lost, no empty box, which fonts.

Where no font has a glyph, LibreOffice leaves a gap or draws an empty box (.notdef), and says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont, TTLibError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.errors import InputError, MissingGlyphError, OutputError
from pipeline.papers.manifest import StandIn
from pipeline.tools.asked import asked_fonts, stand_ins
from pipeline.tools.glyphs import MeasuredPaper, measure_data

_NOTDEF = ".notdef"
_HALF = "\ufffd"
"""What half of a character beyond U+FFFF is read as."""

_CODE = re.compile(rb"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]{4,})>")
"""A code and its text in a ToUnicode map of a simple font."""

_ENCODED = re.compile(rb"dup (\d+) */(\S+) put")
"""A code and its glyph in the encoding of a Type 1 font."""

_INKLESS = frozenset({"Cc", "Cf", "Mn", "Zs", "Zl", "Zp"})
"""Unicode categories that leave no ink of their own: controls, joiners, what is put on others, spaces."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found in a PDF that shows every character.

    Attributes:
        fonts: Names of its fonts.
        stand_ins: Those in the place of fonts that the Word file asks for.
    """

    fonts: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()


def proofread(word: bytes, pdf: bytes, *, name: str) -> Proof:
    """Look for characters of a Word file that its PDF does not show.

    Args:
        word: The `.docx`.
        pdf: What LibreOffice made of it.
        name: Name of the Word file, for messages.

    Raises:
        MissingGlyphError: A character is not there, or is an empty box.
        OutputError: A character is there by half: LibreOffice broke the line within it.
        TemplateError: The Word file cannot be read.
        InputError: The PDF cannot be read.
    """
    paper = measure_data(pdf, name)
    written = _written(word, name)
    missing = _boxes(paper) | {one for _, one in undrawn(pdf)} | (written - _shown(paper))
    if _HALF in missing - written:
        raise OutputError(
            "LibreOffice 在行末把一个生僻字拆成了两半",
            where=name,
            why="PDF 里这个字成了“�”"
            + "".join(f"，没有画出{one}" for one in sorted(missing - {_HALF})),
            remedy="用 Word 或 WPS 打开这个文件，另存为 PDF",
        )
    if missing:
        raise MissingGlyphError.of("".join(sorted(missing)), where=name)
    glyphs = (glyph for page in paper.pages for glyph in page.glyphs)
    return Proof(tuple(sorted(paper.fonts)), stand_ins(asked_fonts(word, name), glyphs))


def _boxes(paper: MeasuredPaper) -> set[str]:
    return {glyph.character for page in paper.pages for glyph in page.glyphs if glyph.missing}


def undrawn(pdf: bytes) -> set[tuple[str, str]]:
    """What LibreOffice drew with the glyph .notdef: font and character, by its subsets' encodings.

    Tells of what `measure_data` cannot know: characters beyond U+FFFF, fonts whose .notdef is blank.
    All that one font lacks goes by the first character that it lacked.  Nothing is told of PDFs that
    another program made.

    Raises:
        InputError: The PDF cannot be read.
    """
    try:
        reader = PdfReader(BytesIO(pdf))
        if "LibreOffice" not in str(reader.metadata.producer if reader.metadata else ""):
            return set()
        return {pair for font in _fonts(reader) for pair in _unencoded(font)}
    except (PyPdfError, TTLibError, KeyError, ValueError) as error:
        raise InputError("PDF的字体读不出来", why=str(error), remedy="重新生成PDF") from error


def _unencoded(font: Any) -> Iterator[tuple[str, str]]:
    glyphs = _glyph_names(font)
    if not glyphs:
        return
    name = str(font["/BaseFont"]).rpartition("+")[2].lstrip("/")
    for code, text in _CODE.findall(font["/ToUnicode"].get_object().get_data()):
        if glyphs.get(int(code, 16), _NOTDEF) == _NOTDEF:
            yield name, bytes.fromhex(text.decode()).decode("utf-16-be", "replace")


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
        for text, _ in asked_fonts(word, name)
        for character in text
        if not character.isascii() and unicodedata.category(character) not in _INKLESS
    }
