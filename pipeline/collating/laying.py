"""A page that came back, laid straight as it was printed; its JPEG is the scanner's wherever that does.

Scans are strangers' files: this runs in a guarded process.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.collating.pieces import ScanPiece
from pipeline.errors import InputError
from pipeline.tools.pdf.placing import Affine, PlacedFax, PlacedJpeg, affine_of, page_size_mm
from pipeline.tools.pictures.encoding import as_fax, as_jpeg
from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.pages import read_pages
from pipeline.tools.scan.raw import PageImage
from pipeline.tools.scan.sampling import Sampler

LEAST_DPI = 200
"""Scans are never made coarser (DA/T 31-2017)."""

_REDRAWN_DPI = (LEAST_DPI, 300)
_MM_PER_INCH = 25.4


def laid_straight(piece: ScanPiece) -> PlacedJpeg | PlacedFax:
    """A scanned page, laid straight; redrawn only where no straight laying does it."""
    scan = piece.page
    size = page_size_mm(piece.page_of, piece.number)
    matrix = affine_of(scan.to_paper, scan.width_px, scan.height_px)
    image = load_page(piece.path, scan.index)
    if matrix and image.jpeg is not None:
        return PlacedJpeg(data=image.jpeg, matrix=matrix, page_mm=size)
    if matrix:
        factor = image.scale
        a, b, c, d, e, f = matrix
        return _encoded(image, (a * factor, b * factor, c, d * factor, e * factor, f), size)
    return _redrawn(image, Transform(scan.to_paper), size)


def _encoded(image: PageImage, matrix: Affine, size: tuple[float, float]) -> PlacedJpeg | PlacedFax:
    """A page that was no JPEG: without loss where it is black and white."""
    if fax := as_fax(image.pixels):
        height, width = image.pixels.shape[:2]
        return PlacedFax(data=fax, matrix=matrix, page_mm=size, width_px=width, height_px=height)
    return PlacedJpeg(data=as_jpeg(image.pixels), matrix=matrix, page_mm=size)


def load_page(path: Path, index: int) -> PageImage:
    """A page of a scan, counted from 1, loaded while its file is open."""
    for raw in read_pages(path, index, index):
        return raw.load()
    raise InputError("没有这一页", where=path.name, remedy="把扫描件重新收回一次")


def _redrawn(image: PageImage, to_paper: Transform, size: tuple[float, float]) -> PlacedJpeg:
    """A page that a telephone took aslant, drawn anew as it lies on paper."""
    to_paper = to_paper.after(Transform.scaling(image.scale))
    height, width = image.pixels.shape[:2]
    fine = _MM_PER_INCH / to_paper.enlargement((width / 2, height / 2))
    dpi = min(max(fine, _REDRAWN_DPI[0]), _REDRAWN_DPI[1])
    drawn = Sampler(image).colour_at(to_paper, Box(0.0, 0.0, *size), dpi)
    each = _MM_PER_INCH / dpi
    return PlacedJpeg(data=as_jpeg(drawn), matrix=(each, 0, 0, 0, each, 0), page_mm=size)
