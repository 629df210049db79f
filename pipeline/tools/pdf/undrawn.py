"""pypdf: what LibreOffice drew with the glyph .notdef, an empty box or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.errors import InputError, reason
from pipeline.tools.fonttools import NOTDEF, encoded_glyphs, glyph_names

_CODE = re.compile(rb"<([0-9A-Fa-f]{2})> <([0-9A-Fa-f]{4,})>")
"""A code and its text in a ToUnicode map of a simple font."""


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
    except (PyPdfError, KeyError, ValueError) as error:
        raise InputError(
            "PDF的字体读不出来", why=reason(error, "字体已损坏"), remedy="重新生成PDF"
        ) from error


def _unencoded(font: Any) -> Iterator[tuple[str, str]]:
    glyphs = _glyph_names(font)
    if not glyphs:
        return
    name = str(font["/BaseFont"]).rpartition("+")[2].lstrip("/")
    for code, text in _CODE.findall(font["/ToUnicode"].get_object().get_data()):
        if glyphs.get(int(code, 16), NOTDEF) == NOTDEF:
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
    if "/FontFile3" in descriptor:
        return encoded_glyphs(descriptor["/FontFile3"].get_object().get_data())
    if "/FontFile2" in descriptor:
        return glyph_names(descriptor["/FontFile2"].get_object().get_data())
    return None
