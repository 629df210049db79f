"""Settled PDFs: the moment, the random identity, the order of fonts and their numbers leave no trace."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from itertools import count
from typing import Any

import page
import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from pipeline.tools.fonttools import encoded_glyphs
from pipeline.tools.pdf.settling import settle
from tests.tools.type1 import program


def font(name: str, number: int) -> StreamObject:
    """A font of one glyph, which is called after it."""
    made = program(
        {name: [0, 1000, "hsbw", 100, "hmoveto", 500, 700, "rlineto", "closepath", "endchar"]},
        number,
    )
    stream = StreamObject()
    stream._data = zlib.compress(made.data)
    for key, length in {
        "/Length1": made.clear,
        "/Length2": made.private,
        "/Length3": made.rest,
    }.items():
        stream[NameObject(key)] = NumberObject(length)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return stream


def written(order: Sequence[str], *, moment: str, identity: bytes) -> bytes:
    """A page that names its fonts A and B, which were written and numbered in some order."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    made: Any = {}
    for number, name in enumerate(order, start=4100001):
        described = DictionaryObject(
            {NameObject("/FontFile"): writer._add_object(font(name, number))}
        )
        made[name] = writer._add_object(described)
    fonts = {NameObject(f"/{name}"): made[name] for name in sorted(made)}
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject(fonts)}
    )
    writer.root_object[NameObject("/Metadata")] = writer._add_object(StreamObject())
    writer.metadata = {"/Producer": "LibreOffice", "/CreationDate": f"D:{moment}Z'"}
    writer._ID = ArrayObject([ByteStringObject(identity), ByteStringObject(identity)])
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


ONE = written("AB", moment="20260101010101", identity=b"1" * 16)
OTHER = written("BA", moment="20270202020202", identity=b"2" * 16)


def test_what_differs_from_run_to_run_is_the_same_afterwards() -> None:
    assert ONE != OTHER
    assert settle(ONE) == settle(OTHER)
    assert settle(settle(ONE)) == settle(ONE)


def test_each_font_keeps_its_glyphs_and_says_which() -> None:
    reader = PdfReader(io.BytesIO(settle(OTHER)))
    fonts: Any = reader.pages[0]["/Resources"]
    for name in "AB":
        described = fonts["/Font"][f"/{name}"]
        assert "/FontFile" not in described
        assert described["/FontFile3"]["/Subtype"] == "/Type1C"
        assert encoded_glyphs(described["/FontFile3"].get_data()) == {1: name}
        assert described["/CharSet"] == f"/{name}"


def test_the_moment_in_the_profile_of_colours_leaves_no_trace() -> None:
    def made(moment: bytes) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(ONE)))
        colours = StreamObject()
        colours.set_data(moment)
        intent = DictionaryObject({NameObject("/DestOutputProfile"): writer._add_object(colours)})
        writer.root_object[NameObject("/OutputIntents")] = ArrayObject([intent])
        stream = io.BytesIO()
        writer.write(stream)
        return stream.getvalue()

    assert settle(made(b"now")) == settle(made(b"then"))


def test_packed_data_that_end_as_a_line_does_are_told_from_their_end() -> None:
    numbered = (zlib.compress(b"q Q %% %d" % number) for number in count())
    contents = StreamObject()
    contents._data = next(data for data in numbered if data.endswith(b"\r"))
    contents[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer = PdfWriter()
    writer.add_blank_page(100, 100)[NameObject("/Contents")] = writer._add_object(contents)
    stream = io.BytesIO()
    writer.write(stream)

    def found(data: bytes) -> list[str]:
        return [each.rule_id for each in page.validate_pdf_bytes(data, profile="2b").failures]

    settled = settle(stream.getvalue())
    assert "PDFA2B-STREAM-LENGTH-001" in found(stream.getvalue())
    assert "PDFA2B-STREAM-LENGTH-001" not in found(settled)
    read = PdfReader(io.BytesIO(settled)).pages[0].get_contents()
    assert read is not None
    assert read.get_data().startswith(b"q Q")


def identity(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        first, second = map(bytes, pdf.trailer.ID)
    assert first == second
    return first


def test_producer_stays_no_moment_is_told_and_identity_is_settled() -> None:
    reader = PdfReader(io.BytesIO(settle(ONE)))
    said: dict[str, Any] = dict(reader.metadata or {})
    assert said == {"/Producer": "LibreOffice"}
    assert len(identity(settle(ONE))) == 16


def test_other_documents_have_other_identities() -> None:
    other = written("AC", moment="20260101010101", identity=b"1" * 16)
    assert identity(settle(ONE)) != identity(settle(other))


def test_numbers_that_stand_apart_and_references_to_nothing_are_kept() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    page[NameObject("/Rotate")] = writer._add_object(NumberObject(90))
    page[NameObject("/Thumb")] = IndirectObject(999, 0, writer)
    page[NameObject("/Old")] = ArrayObject([IndirectObject(998, 0, writer)])
    stream = io.BytesIO()
    writer.write(stream)
    (read,) = PdfReader(io.BytesIO(settle(stream.getvalue()))).pages
    old: Any = read["/Old"]
    assert (read.rotation, [each.get_object() for each in old]) == (90, [NullObject()])


@pytest.mark.parametrize("data", [b"", b"<html>", b"%PDF-1.4\ngarbage"])
def test_what_is_no_pdf_stays_as_it_is(data: bytes) -> None:
    assert settle(data) == data


def test_a_font_that_libreoffice_did_not_write_stays_as_it_is() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(ONE)))
    fonts: Any = writer.pages[0]["/Resources"]
    strange = fonts["/Font"]["/A"]["/FontFile"]
    del strange["/Length1"]
    stream = io.BytesIO()
    writer.write(stream)
    read: Any = PdfReader(io.BytesIO(settle(stream.getvalue()))).pages[0]["/Resources"]
    assert read["/Font"]["/A"]["/FontFile"].get_data() == strange.get_data()
    assert "/FontFile3" in read["/Font"]["/B"]
