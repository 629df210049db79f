"""A file says that it lasts, or that it can be read aloud, only if it is so."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from pipeline.errors import OutputError
from pipeline.tools.pdf.claiming import claiming
from pipeline.tools.srgb import CONDITION, profile


def paper(*changes: Callable[[PdfWriter], None]) -> bytes:
    """An empty page, tagged, in Chinese."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    writer.add_blank_page(100, 100)
    root = writer.root_object
    root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    root[NameObject("/Lang")] = TextStringObject("zh-CN")
    tree = DictionaryObject(
        {NameObject("/Type"): NameObject("/StructTreeRoot"), NameObject("/K"): ArrayObject()}
    )
    root[NameObject("/StructTreeRoot")] = writer._add_object(tree)
    root[NameObject("/Metadata")] = writer._add_object(StreamObject())  # as LibreOffice has it
    colours = StreamObject()
    colours.set_data(profile())
    colours[NameObject("/N")] = NumberObject(3)
    intent = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/OutputIntent"),
            NameObject("/S"): NameObject("/GTS_PDFA1"),
            NameObject("/OutputConditionIdentifier"): TextStringObject(CONDITION),
            NameObject("/DestOutputProfile"): writer._add_object(colours),
        }
    )
    root[NameObject("/OutputIntents")] = ArrayObject([intent])
    for change in changes:
        change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def in_no_colours(writer: PdfWriter) -> None:
    """Red, and nothing says of which device."""
    del writer.root_object["/OutputIntents"]
    stream = StreamObject()
    stream.set_data(b"/Artifact BMC 1 0 0 rg 0 0 9 9 re f EMC")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def untagged(writer: PdfWriter) -> None:
    del writer.root_object["/MarkInfo"]


def with_script(writer: PdfWriter) -> None:
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.beep()"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)


@pytest.mark.parametrize(
    ("changes", "lasting", "accessible"),
    [
        ((), True, True),
        ((untagged,), True, False),
        ((in_no_colours,), False, True),
        ((with_script, untagged), False, False),
    ],
    ids=["all is well", "not tagged", "colours of no device", "a script"],
)
def test_what_is_claimed_is_what_the_checkers_pass(
    changes: tuple[Callable[[PdfWriter], None], ...], lasting: bool, accessible: bool
) -> None:
    data = claiming(paper(*changes), "函")
    assert (b"<pdfaid:part>" in data, b"<pdfuaid:part>" in data) == (lasting, accessible)
    assert claiming(data, "函") == data


def test_a_file_without_a_title_gets_one_and_one_with_a_title_keeps_it() -> None:
    def title(data: bytes) -> str | None:
        said = PdfReader(io.BytesIO(data)).metadata
        return said.title if said else None

    def named(writer: PdfWriter) -> None:
        writer.metadata = {"/Title": "自己的"}

    assert title(claiming(paper(), "函")) == "函"
    assert title(claiming(paper(named), "函")) == "自己的"


@pytest.mark.parametrize(("words", "file"), [("zh-CN", "zh-CN"), ("en-GB", "en-US")])
def test_a_file_with_chinese_in_it_is_chinese_however_its_digits_are_tagged(
    words: str, file: str
) -> None:
    def in_two_languages(writer: PdfWriter) -> None:
        root: Any = writer.root_object
        root[NameObject("/Lang")] = TextStringObject("en-US")
        span = DictionaryObject(
            {
                NameObject("/S"): NameObject("/Span"),
                NameObject("/P"): root.raw_get("/StructTreeRoot"),
                NameObject("/Lang"): TextStringObject(words),
            }
        )
        root["/StructTreeRoot"]["/K"].append(writer._add_object(span))

    said: Any = PdfReader(io.BytesIO(claiming(paper(in_two_languages), "函"))).root_object
    assert said["/Lang"] == file


def test_what_is_no_pdf_is_told() -> None:
    with pytest.raises(OutputError, match="读不出来"):
        claiming(b"%PDF-1.7 nothing", "函")
