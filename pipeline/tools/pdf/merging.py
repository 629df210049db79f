"""pypdf: merging papers into packets, counting pages.

Merged are packets that hold a PDF by LibreOffice, after an office's own Word template; all others
are composed from pages (`tools.weasyprint`), and carry each font once.  What is merged claims to be neither
PDF/A nor PDF/UA: the tags of its papers and their profiles of colours stay behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    TextStringObject,
)

from pipeline.errors import OutputError, reason

A4_POINTS = (595.28, 841.89)


@dataclass(frozen=True, slots=True)
class Part:
    """A paper on its way into a packet.

    Attributes:
        path: The paper's PDF.
        bookmark: Chinese title of its bookmark.
        fresh_sheet: Whether it starts on a fresh sheet when printed on both sides.
        of_page, page_count: The stretch of its pages that is wanted, from a page counted from 1;
            all of them where no number is given.
    """

    path: Path
    bookmark: str
    fresh_sheet: bool = True
    of_page: int = 1
    page_count: int | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """A packet.

    Attributes:
        data: The PDF.
        pages: Number of pages, blank backs included.
        first_pages: For each part the page it starts on, counted from 1.
    """

    data: bytes
    pages: int
    first_pages: tuple[int, ...]


def page_count(data: bytes) -> int:
    """Number of pages.

    Raises:
        OutputError: It is not a PDF that can be read.
    """
    try:
        return len(PdfReader(BytesIO(data)).pages)
    except (PyPdfError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error


def pages_that_say(path: Path, words: Sequence[str]) -> list[int]:
    """The pages, counted from 1, on which any of some words stand; white space does not matter.

    Raises:
        OutputError: It is not a PDF that can be read.
    """
    wanted = ["".join(each.split()) for each in words]
    try:
        texts = ["".join(page.extract_text().split()) for page in PdfReader(path).pages]
    except (PyPdfError, OSError, ValueError, KeyError) as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error
    return [number for number, text in enumerate(texts, start=1) if any(w in text for w in wanted)]


def merge(parts: Sequence[Part], *, title: str) -> Merged:
    """Merge papers into one PDF: bookmarks in Chinese, opening at actual size.

    Raises:
        OutputError: A part is missing or cannot be read.
    """
    writer = PdfWriter()
    first_pages = []
    for part in parts:
        if part.fresh_sheet and len(writer.pages) % 2:
            writer.add_blank_page(*A4_POINTS)
        first_pages.append(len(writer.pages) + 1)
        try:
            writer.append(part.path, pages=_pages(part), import_outline=False)
        except (PyPdfError, OSError, ValueError, KeyError) as error:
            raise OutputError(
                "合并不了这份文件",
                where=part.path.name,
                why=reason(error, "文件已损坏"),
                remedy="再做一次",
            ) from error
    _number(writer, parts, first_pages)
    for part, page in zip(parts, first_pages, strict=True):
        writer.add_outline_item(title=part.bookmark, page_number=page - 1)
    _describe(writer, title)
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    return Merged(_write(writer), len(writer.pages), tuple(first_pages))


def _pages(part: Part) -> tuple[int, int] | None:
    """The pages of a part, counted from 0, as pypdf wants them; None for all."""
    first = part.of_page - 1
    return None if part.page_count is None else (first, first + part.page_count)


def _number(writer: PdfWriter, parts: Sequence[Part], first_pages: Sequence[int]) -> None:
    """Label the pages of each part as they are printed."""
    spans = pairwise([*first_pages, len(writer.pages) + 1])
    for part, (first, following) in zip(parts, spans, strict=True):
        writer.set_page_label(
            first - 1, following - 2, style=PageLabelStyle.DECIMAL, start=part.of_page
        )


def _describe(writer: PdfWriter, title: str) -> None:
    writer.metadata = {"/Title": title}
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("zh-CN")
    root[NameObject("/PageMode")] = NameObject("/UseOutlines")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {
            NameObject("/DisplayDocTitle"): BooleanObject(True),
            NameObject("/PrintScaling"): NameObject("/None"),
        }
    )
    page = writer.pages[0].indirect_reference
    actual_size = [page, NameObject("/XYZ"), NullObject(), NullObject(), FloatObject(1)]
    root[NameObject("/OpenAction")] = ArrayObject(actual_size)


def _write(writer: PdfWriter) -> bytes:
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()
