"""pypdfium2: pages as they were printed, to compare scans with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image

from pipeline.errors import InputError, reason
from pipeline.papers.manifest import Zone
from pipeline.tools.scan.geometry import MM_PER_INCH, Box

Grey = NDArray[np.uint8]
RASTER_DPI = 200
"""How fine a printed page is drawn; coarser pictures of it are made from this one."""

_KEPT_PAGES = 12
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page that was printed.

    Attributes:
        code: Text of its codes (`papers.codes`): what names the page.
        pdf: The PDF that holds it.
        index: Its page there, counted from 0.
        zones: Where signatures and seals belong; `page` of a zone is of no matter here.
        codes: Where its codes stand, without their quiet zones; where nothing is given, they are
            looked for on the page.
    """

    code: str
    pdf: Path
    index: int
    zones: tuple[Zone, ...] = ()
    codes: tuple[Box, ...] = ()

    @property
    def width_mm(self) -> float:
        """Width of the paper."""
        return _sizes_mm(self.pdf)[self.index][0]

    @property
    def height_mm(self) -> float:
        """Height of the paper."""
        return _sizes_mm(self.pdf)[self.index][1]

    def raster(self) -> Grey:
        """The page in grey at `RASTER_DPI`, white 255.

        Raises:
            InputError: The PDF cannot be drawn.
        """
        return _drawn(self.pdf, self.index)


@dataclass(frozen=True, slots=True)
class Book:
    """All pages that may come back, by the text of their codes.  Worker processes can be given it."""

    pages: Mapping[str, PrintedPage]

    @staticmethod
    def of(pages: Iterable[PrintedPage]) -> Book:
        """A book of these pages."""
        return Book({page.code: page for page in pages})

    def __iter__(self) -> Iterator[PrintedPage]:
        return iter(self.pages.values())


def box_of(zone: Zone) -> Box:
    """Where a zone is."""
    return Box(zone.x, zone.y, zone.width, zone.height)


@lru_cache(maxsize=4)
def printed_at(page: PrintedPage, dpi: int) -> Grey:
    """A printed page in grey at a resolution that goes into `RASTER_DPI`, whole pixels only; not to be changed.

    Raises:
        InputError: It cannot be drawn.
    """
    raster, factor = page.raster(), RASTER_DPI // dpi
    height, width = (side // factor * factor for side in raster.shape)
    drawn = np.array(Image.fromarray(raster[:height, :width]).reduce(factor))
    drawn.setflags(write=False)
    return drawn


def small_rasters(pages: Sequence[PrintedPage], dpi: float) -> list[Grey]:
    """Coarse pictures of pages, in their order; each PDF is opened once.

    Raises:
        InputError: A PDF cannot be drawn.
    """
    drawn: dict[PrintedPage, Grey] = {}
    for pdf in dict.fromkeys(page.pdf for page in pages):
        with _opened(pdf) as document:
            for page in pages:
                if page.pdf == pdf:
                    drawn[page] = _raster(document[page.index], dpi)
    return [drawn[page] for page in pages]


@lru_cache(maxsize=_KEPT_PAGES)
def _drawn(pdf: Path, index: int) -> Grey:
    with _told_of(pdf):
        drawn = _raster(_document(pdf)[index], RASTER_DPI)
    drawn.setflags(write=False)
    return drawn


@lru_cache(maxsize=1024)
def _sizes_mm(pdf: Path) -> tuple[tuple[float, float], ...]:
    """Width and height of each page."""
    factor = MM_PER_INCH / _POINTS_PER_INCH
    with _told_of(pdf):
        document = _document(pdf)
        sizes = [document.get_page_size(index) for index in range(len(document))]
    return tuple((float(width) * factor, float(height) * factor) for width, height in sizes)


@lru_cache(maxsize=2)
def _document(pdf: Path) -> Any:
    """A PDF that stays open, from memory: pages of a paper mostly come one after the other, with the same typefaces."""
    return pypdfium2.PdfDocument(pdf.read_bytes())


@contextmanager
def _opened(pdf: Path) -> Iterator[Any]:
    with _told_of(pdf), pdf.open("rb") as file:
        document = pypdfium2.PdfDocument(file)
        try:
            yield document
        finally:
            document.close()


@contextmanager
def _told_of(pdf: Path) -> Iterator[None]:
    """What is wrong with a PDF, in our words."""
    try:
        yield
    except (pypdfium2.PdfiumError, OSError, IndexError) as error:
        raise InputError(
            "打印件读不出来，扫描件无从比对",
            where=pdf.name,
            why=reason(error, "文件已损坏，或少了页"),
            remedy="重新生成材料（wuxiao build）后再试",
        ) from error


def _raster(page: Any, dpi: float) -> Grey:
    """A page at exactly a resolution: pypdfium2 itself stretches it to whole pixels."""
    scale = dpi / _POINTS_PER_INCH
    width_px, height_px = (math.ceil(side * scale - 1e-3) for side in page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width_px, height_px, pdfium.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width_px, height_px)
    pdfium.FPDF_RenderPageBitmapWithMatrix(
        bitmap,
        page,
        pdfium.FS_MATRIX(scale, 0, 0, scale, 0, 0),
        pdfium.FS_RECTF(0, 0, width_px, height_px),
        pdfium.FPDF_ANNOT,
    )
    return np.array(bitmap.to_numpy().reshape(height_px, width_px), dtype=np.uint8)


def px_per_mm(dpi: float) -> float:
    """Pixels a millimetre at a resolution."""
    return dpi / MM_PER_INCH
