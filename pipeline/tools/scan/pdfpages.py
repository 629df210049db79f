"""pypdfium2: the pages of a scanned PDF.

Scanners put one JPEG on a page.  Then the JPEG itself is the page: taking it out costs a seventh of
drawing the page, and nothing is resampled.  Any other page is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from pipeline.errors import InputError
from pipeline.tools.scan.geometry import MM_PER_INCH
from pipeline.tools.scan.picturepages import load_jpeg
from pipeline.tools.scan.raw import (
    MAX_PIXELS,
    WANTED_PIXELS,
    PageImage,
    RawPage,
    page_of,
    place_of,
    refuse_size,
)

MAX_PAGES = 20_000
"""Most pages of a file."""

_POINTS_PER_INCH = 72
_PLAIN_DPI = 200.0
"""For a page without pictures."""
_DPI_RANGE = (100.0, 300.0)
_MOST_MM = 2000.0
_MOST_OBJECTS = 5000
"""After so many, a page is drawn without asking further what is on it."""
_DEPTH = 3
_UNLOCK = "用能打开它的软件输入密码打开，打印（或另存）成不带密码的PDF"
_RESCAN = "用PDF软件打开，看是否每页都在；在的，另存一份；不在的，重新扫描"


def count(path: Path) -> int:
    """Number of pages of a PDF.

    Raises:
        InputError: It is damaged, locked, has none or too many.
    """
    with _opened(path) as document:
        return len(document)


def read(path: Path, first: int, last: int | None) -> Iterator[RawPage]:
    """The pages of a PDF.

    Raises:
        InputError: It is damaged, locked, has none or too many.
    """
    with _opened(path) as document:
        total = len(document)
        for index in range(first, min(last or total, total) + 1):
            yield RawPage(
                path,
                index,
                lambda index=index: _load(document, index, place_of(path, index)),  # type: ignore[misc]
            )


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:  # as a stream: names need not be Unicode
        document = _document(file, path.name)
        try:
            if len(document) > MAX_PAGES:
                why = f"有{len(document)}页，一个文件最多{MAX_PAGES}页"
                raise InputError("这份PDF不能用", where=path.name, why=why, remedy=_RESCAN)
            yield document
        finally:
            document.close()


def _document(file: IO[bytes], name: str) -> Any:
    try:
        return pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "assword" in str(error):
            raise InputError("PDF设了打开密码", where=name, remedy=_UNLOCK) from error
        raise InputError(
            "PDF打不开", where=name, why="没有传完整或已损坏", remedy=_RESCAN
        ) from error


def _load(document: Any, index: int, where: str) -> PageImage:
    try:
        page = document[index - 1]
        try:
            return _page(page, where)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise InputError("这一页打不开", where=where, why="页面已损坏", remedy=_RESCAN) from error
    except MemoryError as error:
        raise InputError("这一页太大，打不开", where=where, remedy="用300 dpi重新扫描") from error


def _page(page: Any, where: str) -> PageImage:
    width_pt, height_pt = page.get_size()
    largest_pt = _MOST_MM / MM_PER_INCH * _POINTS_PER_INCH
    if not (0 < width_pt <= largest_pt and 0 < height_pt <= largest_pt):
        raise InputError("这一页的纸张尺寸不合常理", where=where, remedy=_RESCAN)
    content = _content(page)
    if content.only and (jpeg := _jpeg_of(content.only)):
        loaded = load_jpeg(jpeg, where, dpi=content.dpi)
        if loaded.jpeg:  # CMYK and the like are drawn: what their numbers mean stands in the PDF
            return loaded
    return _drawn(page, content, where)


# ---------------------------------------------------------------- what a page holds


@dataclass(frozen=True, slots=True)
class _Content:
    """What is to be seen on a page.

    Attributes:
        only: The picture, where a page shows one as it is and nothing else.
        dpi: Resolution of its finest picture; 0 where it has none.
        largest_px: Pixels of its largest picture.
    """

    only: Any
    dpi: float
    largest_px: int


def _content(page: Any) -> _Content:
    pictures: list[Any] = []
    others = 0
    for number, each in enumerate(page.get_objects(max_depth=_DEPTH)):
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append(each)
        elif not _is_invisible(each):
            others += 1
        if number >= _MOST_OBJECTS:
            others += 1
            break
    is_only = len(pictures) == 1 and not others and _is_plain(pictures[0])
    return _Content(
        only=pictures[0] if is_only else None,
        dpi=max(map(_dpi, pictures), default=0.0),
        largest_px=max((math.prod(each.get_px_size()) for each in pictures), default=0),
    )


def _is_invisible(part: Any) -> bool:
    """Whether it is text that OCR laid over the picture."""
    is_text = part.type == pdfium.FPDF_PAGEOBJ_TEXT
    if not is_text:
        return False
    mode = pdfium.FPDFTextObj_GetTextRenderMode(part)
    return bool(mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _is_plain(picture: Any) -> bool:
    """Whether a picture is shown as it is: on the page itself, not mirrored, sheared or see-through."""
    matrix = picture.get_matrix()
    square = math.hypot(matrix.a, matrix.b) * math.hypot(matrix.c, matrix.d)
    turns_only = matrix.a * matrix.d - matrix.b * matrix.c > 0.999 * square > 0
    return picture.level == 0 and turns_only and not pdfium.FPDFPageObj_HasTransparency(picture)


def _dpi(picture: Any) -> float:
    matrix = picture.get_matrix()
    width_pt = math.hypot(matrix.a, matrix.b)
    return float(picture.get_px_size()[0] / width_pt * _POINTS_PER_INCH) if width_pt else 0.0


def _jpeg_of(picture: Any) -> bytes:
    """The JPEG that a picture is; nothing where it is none."""
    filters = picture.get_filters()
    if not filters or filters[-1] != "DCTDecode":
        return b""
    return bytes(picture.get_data(decode_simple=True))


def _drawn(page: Any, content: _Content, where: str) -> PageImage:
    if content.largest_px > MAX_PIXELS:
        raise InputError("这一页像素过多，打不开", where=where, remedy="用300 dpi重新扫描")
    width_pt, height_pt = page.get_size()
    lowest, highest = _DPI_RANGE
    dpi = min(max(content.dpi or _PLAIN_DPI, lowest), highest)
    square_inches = width_pt * height_pt / _POINTS_PER_INCH**2
    dpi = min(dpi, math.sqrt(WANTED_PIXELS / square_inches))
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
    shown = bitmap.to_numpy()
    refuse_size((shown.shape[1], shown.shape[0]), MAX_PIXELS, where)
    image = Image.fromarray(np.array(shown))
    return page_of(image, stored_px=image.size, dpi=dpi)
