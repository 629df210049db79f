"""Settled PDFs: the moment, the random identity, the order of fonts and their numbers leave no trace."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from fontTools.misc.eexec import decrypt, encrypt
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from pipeline.tools.pdf.settling import settle

KEY = 55665
ZEROS = b"0" * 512


def program(name: str, number: int) -> tuple[bytes, bytes]:
    """A Type 1 font in two parts, the second in clear."""
    number_line = b"/UniqueID %d def\n" % number
    return b"/FontName /%b def\n" % name.encode() + number_line, b"dup /Private\n" + number_line


def font(name: str, number: int) -> StreamObject:
    clear, private = program(name, number)
    stream = StreamObject()
    stream._data = zlib.compress(clear + encrypt(private, KEY)[0] + ZEROS)
    lengths = {"/Length1": len(clear), "/Length2": len(private), "/Length3": len(ZEROS)}
    for key, length in lengths.items():
        stream[NameObject(key)] = NumberObject(length)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    return stream


def written(order: Sequence[str], *, moment: str, identity: bytes) -> bytes:
    """A page that names its fonts A and B, which were written and numbered in some order."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    made: Any = {
        name: writer._add_object(font(name, number))
        for number, name in enumerate(order, start=4100001)
    }
    fonts = {NameObject(f"/{name}"): made[name] for name in sorted(made)}
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject(fonts)}
    )
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


def test_each_font_keeps_its_program_under_a_number_of_its_own() -> None:
    reader = PdfReader(io.BytesIO(settle(OTHER)))
    fonts: Any = reader.pages[0]["/Resources"]
    for number, name in enumerate("AB", start=4100001):
        found = fonts["/Font"][f"/{name}"]
        data, start = found.get_data(), found["/Length1"]
        end = start + found["/Length2"]
        assert (data[:start], decrypt(data[start:end], KEY)[0]) == program(name, number)
        assert data[end:] == ZEROS


def test_producer_stays_no_moment_is_told_and_identity_is_settled() -> None:
    reader = PdfReader(io.BytesIO(settle(ONE)))
    said: dict[str, Any] = dict(reader.metadata or {})
    assert said == {"/Producer": "LibreOffice"}
    assert len(settle(ONE).rpartition(b"/ID")[2].split(b">")[0]) == len(" [ <") + 32


def test_other_documents_have_other_identities() -> None:
    other = written("AC", moment="20260101010101", identity=b"1" * 16)
    assert settle(ONE).rpartition(b"/ID")[2] != settle(other).rpartition(b"/ID")[2]


@pytest.mark.parametrize("data", [b"", b"<html>", b"%PDF-1.4\ngarbage"])
def test_what_is_no_pdf_stays_as_it_is(data: bytes) -> None:
    assert settle(data) == data
