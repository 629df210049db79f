"""pypdf: content drawn over the pages of a PDF that LibreOffice wrote."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, NameObject, PdfObject, StreamObject

from pipeline.errors import OutputError, reason
from pipeline.tools.pdf.settling import written


def overlaid(pdf: bytes, contents: Sequence[bytes]) -> bytes:
    """The PDF with content drawn over each page, in the coordinates of an empty page.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        reader = PdfReader(BytesIO(pdf))
        writer = PdfWriter(clone_from=reader)
        writer.pdf_header = reader.pdf_header
        save, restore = (writer._add_object(_stream(each)) for each in (b"q", b"Q"))
        for page, content in zip(writer.pages, contents, strict=True):
            over = writer._add_object(_stream(content).flate_encode())
            page[NameObject("/Contents")] = ArrayObject(
                [save, *_own(page.get("/Contents")), restore, over]
            )
        return written(writer)
    except (PyPdfError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error


def _own(contents: PdfObject | None) -> list[PdfObject]:
    """The streams of a page's content."""
    if contents is None:
        return []
    whole = contents.get_object()
    return list(whole) if isinstance(whole, ArrayObject) else [_reference(contents, whole)]


def _reference(contents: PdfObject, whole: PdfObject | None) -> PdfObject:
    reference = getattr(contents, "indirect_reference", None) or getattr(
        whole, "indirect_reference", None
    )
    return reference or contents


def _stream(data: bytes) -> StreamObject:
    stream = StreamObject()
    stream.set_data(data)
    return stream
