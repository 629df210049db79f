"""pikepdf and page: documents that are to be read in thirty years, PDF/A-2b (ISO 19005-2).

A file claims to be that only after two checkers have passed the very bytes that are kept: `pikepdf.pdfa`, which
approves only what it knows, and `page`, which knows every rule that a machine can check.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pikepdf import Dictionary, Name, ObjectStreamMode, Page, Pdf, pdfa

from pipeline.tools.pdf.checkers import LASTING, found_by_page
from pipeline.tools.pdf.lines import Line
from pipeline.tools.pdf.placing import PdfPages, Piece, add_piece, name
from pipeline.tools.pdf.unseen import FONT, Words

STANDARD = "PDF/A-2b"
_PRODUCER = "wuxiao forms"
_PLAINLY: Final = {
    "deterministic_id": True,
    "compress_streams": False,
    "object_stream_mode": ObjectStreamMode.disable,
}
"""Packed, one stream in 128 ends by chance as a line does, and `page` cannot tell its length then."""
_FINDINGS = 5
"""How many findings are told of."""


@dataclass(frozen=True, slots=True)
class LastingPage:
    """A page, and the printed words on it that nobody sees in a picture of it."""

    piece: Piece
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Lasting:
    """A document, and what keeps it from being PDF/A-2b: nothing where both checkers passed it."""

    data: bytes
    faults: tuple[str, ...] = ()

    @property
    def standard(self) -> str:
        """What it was proven to be; empty where it was not."""
        return "" if self.faults else STANDARD


def made_to_last(pages: Sequence[LastingPage], *, title: str) -> Lasting:
    """One document of all pages; the same bytes for the same pages.

    Raises:
        InputError: A PDF or JPEG among them cannot be read.
    """
    with Pdf.new() as pdf:
        words = Words(pdf)
        for each in pages:
            first = len(pdf.pages)
            add_piece(pdf, each.piece)
            for added in list(pdf.pages)[first:]:
                _tidy(added, each.piece)
            if each.lines:
                _lay_over(pdf.pages[-1], words, each.lines)
        words.finish()
        name(pdf, title)
        pdf.remove_unreferenced_resources()
        plain = _written(pdf)
        return _proven(pdf, plain)


def _lay_over(shown: Page, words: Words, lines: Sequence[Line]) -> None:
    _, bottom, _, top = (float(each) for each in shown.mediabox)
    content = words.content(lines, (top - bottom) / 72 * 25.4)
    shown.contents_add(content)
    shown.obj.Resources.Font = Dictionary({str(FONT): words.font})


def _tidy(added: Page, piece: Piece) -> None:
    """Leave out of a page of another document what means something there only, or nothing at all."""
    if not isinstance(piece, PdfPages):
        return
    resources = added.obj.get(Name.Resources, Dictionary())
    if Name.Pattern in resources and not len(resources.Pattern):
        del resources[Name.Pattern]
    for key in (Name.Tabs, Name.StructParents):
        if key in added.obj:
            del added.obj[key]


def _written(pdf: Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.save(buffer, deterministic_id=True, fix_metadata_version=False)
    return buffer.getvalue()


def _proven(pdf: Pdf, plain: bytes) -> Lasting:
    """The document with the claim where it holds, else without."""
    buffer = io.BytesIO()
    try:
        pdfa.prepare(pdf, LASTING)
        _forget_the_day(pdf)
        pdfa.save(pdf, buffer, LASTING, repair=False, **_PLAINLY)
    except pdfa.PdfaError as error:
        return Lasting(plain, tuple(map(str, error.report.findings[:_FINDINGS])))
    data = buffer.getvalue()
    faults = tuple(found_by_page(data, LASTING))
    return Lasting(plain, faults) if faults else Lasting(data)


def _forget_the_day(pdf: Pdf) -> None:
    """Say who made it, not when and by which version: the same paper is the same bytes, stored once."""
    pdf.docinfo[Name.Producer] = _PRODUCER
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        said["pdf:Producer"] = _PRODUCER
        del said["xmp:MetadataDate"]
