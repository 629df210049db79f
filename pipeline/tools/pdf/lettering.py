"""pypdfium2: where the words stand that signatures and seals are set beside.

Only pages that show such words are read letter by letter; `measuring` reads everything, and takes longer.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import OutputError, reason
from pipeline.papers.zones import Letter, PageLetters, squeezed

_MM = 25.4 / 72
_LINE = "_"
"""What a line to write on is made of, in the text of a page."""


def pages_that_show(pdf: bytes, labels: Sequence[str]) -> tuple[PageLetters, ...]:
    """The letters of those pages on which any of some labels stands; white space does not matter.

    Args:
        pdf: The PDF.
        labels: The labels.

    Raises:
        OutputError: The PDF cannot be read.
    """
    wanted = [squeezed(label) for label in labels]
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error
    try:
        return tuple(_found(document, wanted))
    finally:
        document.close()


def _found(document: Any, wanted: Sequence[str]) -> Iterator[PageLetters]:
    for number, page in enumerate(document, start=1):
        text = page.get_textpage()
        said = squeezed(text.get_text_range(errors="replace"))
        if any(label in said for label in wanted):
            yield PageLetters(number, tuple(_letters(page, text)))


def _letters(page: Any, text: Any) -> Iterator[Letter]:
    left, _, _, top = page.get_cropbox()
    for index in range(text.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        is_ours = pdfium.FPDFText_IsGenerated(text, index) != 1
        if is_ours and character != _LINE and not character.isspace():
            yield _letter(text, index, character, (left, top))


def _letter(text: Any, index: int, character: str, origin: tuple[float, float]) -> Letter:
    left, top = origin
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    return Letter(
        character=character,
        left=(box.left - left) * _MM,
        top=(top - box.top) * _MM,
        right=(box.right - left) * _MM,
        bottom=(top - box.bottom) * _MM,
        baseline=(top - y.value) * _MM,
    )
