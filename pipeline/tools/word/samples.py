"""python-docx: a small Word file that asks for certain fonts, to see what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn


def lines_in(texts: Mapping[str, str]) -> bytes:
    """A Word file with a line of text in each font, the lines by the fonts' names."""
    document = Document()
    for font, text in texts.items():
        properties = document.add_paragraph().add_run(text)._element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), font)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()
