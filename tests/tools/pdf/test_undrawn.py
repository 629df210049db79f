"""Characters that LibreOffice drew as an empty box are told by font and character."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from pipeline.errors import InputError
from pipeline.tools.pdf.settling import settle
from pipeline.tools.pdf.undrawn import undrawn
from tests.tools.pdf.test_settling import ONE

CODES = b"2 beginbfchar <01> <0041> <02> <9A6C> endbfchar"
"""Code 1, which the font knows, and code 2, which it does not."""


def made(*fonts: DictionaryObject, producer: str = "LibreOffice 24.2") -> bytes:
    """A page with fonts, all of which say what their codes mean."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    named = DictionaryObject()
    for number, font in enumerate(fonts):
        codes = DecodedStreamObject()
        codes.set_data(CODES)
        font[NameObject("/BaseFont")] = NameObject("/ABCDEF+Liberation")
        font[NameObject("/ToUnicode")] = writer._add_object(codes)
        if "/FontDescriptor" in font:
            described: Any = font["/FontDescriptor"]
            for key in [key for key in described if key.startswith("/FontFile")]:
                program = DecodedStreamObject()
                program.set_data(described[key].get_object().get_data())
                described[NameObject(key)] = writer._add_object(program)
        named[NameObject(f"/F{number}")] = writer._add_object(font)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): named})
    writer.metadata = {"/Producer": producer}
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def font(key: str = "/FontFile3", data: bytes | None = None) -> DictionaryObject:
    """A font whose program has a glyph for code 1; or one with other data."""
    page = PdfReader(io.BytesIO(settle(ONE))).pages[0]
    known = page["/Resources"]["/Font"]["/A"]["/FontFile3"].get_data()  # type: ignore[index]
    program = DecodedStreamObject()
    program.set_data(known if data is None else data)
    described = DictionaryObject({NameObject(key): program})
    return DictionaryObject({NameObject("/FontDescriptor"): described})


def test_a_code_that_the_font_has_no_glyph_for_is_told_with_its_character() -> None:
    assert undrawn(made(font())) == {("Liberation", "马")}


def test_nothing_is_told_of_what_another_program_made_or_of_other_kinds_of_fonts() -> None:
    assert undrawn(made(font(), producer="WPS 文字")) == set()
    not_embedded = DictionaryObject({NameObject("/FontDescriptor"): DictionaryObject()})
    assert undrawn(made(not_embedded, DictionaryObject())) == set()


@pytest.mark.parametrize("key", ["/FontFile2", "/FontFile3"])
def test_a_font_that_cannot_be_read_is_told(key: str) -> None:
    with pytest.raises(InputError, match="PDF的字体读不出来"):
        undrawn(made(font(key, b"no font")))
