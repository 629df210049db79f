"""pypdf: a PDF by LibreOffice says what it is fit for, where the checkers pass the very bytes that say it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import BooleanObject, DictionaryObject, NameObject

from pipeline.errors import OutputError, reason
from pipeline.tools.pdf.checkers import ACCESSIBLE, LASTING, found_by_page, found_by_pikepdf
from pipeline.tools.pdf.settling import NONE, written
from pipeline.tools.xmp import Claims

_CLAIMS = (
    Claims(lasting=True, accessible=True),
    Claims(lasting=True, accessible=False),
    Claims(lasting=False, accessible=True),
)
"""What can be claimed, from the most on."""


def claiming(pdf: bytes, title: str) -> bytes:
    """A finished PDF that claims to be PDF/A-2b and PDF/UA-1, as far as it is; readers show its title.

    Args:
        pdf: The PDF, settled.
        title: What it is called where it says nothing itself.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        candidates = ((each, _saying(pdf, title, each)) for each in _CLAIMS)
        fit = (data for claims, data in candidates if not any(_found(data, claims)))
        return next(fit, None) or _saying(pdf, title, NONE)
    except (PyPdfError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error


def _saying(pdf: bytes, title: str, claims: Claims) -> bytes:
    reader = PdfReader(BytesIO(pdf))
    writer = PdfWriter(clone_from=reader)
    writer.pdf_header = reader.pdf_header
    said = dict(writer.metadata or {})
    writer.metadata = {**said, "/Title": said.get("/Title") or title}
    shown = writer.root_object.setdefault(NameObject("/ViewerPreferences"), DictionaryObject())
    shown.get_object()[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    return written(writer, claims)


def _found(data: bytes, claims: Claims) -> Iterator[str]:
    """What is against it."""
    if claims.lasting:
        yield from found_by_page(data, LASTING)
        yield from found_by_pikepdf(data)
    if claims.accessible:
        yield from found_by_page(data, ACCESSIBLE)
