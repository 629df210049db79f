"""Printed pages with their codes and zones, to be scanned: from an output folder, or stamped by hand."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import segno
from numpy.typing import NDArray
from PIL import Image
from pypdf.generic import DecodedStreamObject, NameObject

from pipeline.papers.codes import PageCode, page_digest
from pipeline.papers.manifest import FileKind, Zone, read_manifest
from pipeline.tools.scan.codes import places_of
from pipeline.tools.scan.geometry import Box
from pipeline.tools.scan.printed import Book, PrintedPage

Rgb = NDArray[np.uint8]
PRINT_DPI = 254
MM_PER_INCH, POINTS_PER_INCH = 25.4, 72
CODE_MM = 12.5
Places = tuple[tuple[float, float], tuple[float, float]]

_LABELS = (
    ("第一完成人（签字）：", "signature", "lead"),
    ("单位负责人签名（签章）：", "signature", "employer_head"),
    ("（单位公章）", "seal", "employer"),
    ("（公章）", "seal", "unit"),
)


@dataclass(frozen=True)
class Sheet:
    """A printed page, and the picture of it that goes into the scanner."""

    page: PrintedPage

    @property
    def codes(self) -> tuple[Box, ...]:
        """Where its codes stand."""
        return places_of(self.page)

    @property
    def rgb(self) -> Rgb:
        """The page in colour at `PRINT_DPI`; not to be changed."""
        return _drawn(self.page.pdf, self.page.index)

    @property
    def letters(self) -> tuple[tuple[str, Box], ...]:
        """Its characters in reading order, and where each stands, in mm."""
        return _letters(self.page.pdf, self.page.index)


@lru_cache(maxsize=6)
def _letters(pdf: Path, index: int) -> tuple[tuple[str, Box], ...]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[index]
        text, height_pt = page.get_textpage(), page.get_height()
        mm = MM_PER_INCH / POINTS_PER_INCH
        found = []
        for number in range(text.count_chars()):
            left, bottom, right, top = (each * mm for each in text.get_charbox(number))
            box = Box(left, height_pt * mm - top, right - left, top - bottom)
            found.append((text.get_text_range(number, 1), box))
    finally:
        document.close()
    return tuple(found)


@lru_cache(maxsize=6)
def _drawn(pdf: Path, index: int) -> Rgb:
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn = _exactly(document[index], PRINT_DPI / POINTS_PER_INCH)
    finally:
        document.close()
    drawn.setflags(write=False)
    return drawn


def _exactly(page: Any, scale: float) -> Rgb:
    """A page at exactly this scale: the truth is measured in hundredths of a millimetre."""
    width_px, height_px = (math.ceil(side * scale - 1e-3) for side in page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width_px, height_px, pdfium.FPDFBitmap_BGR)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width_px, height_px)
    matrix = pdfium.FS_MATRIX(scale, 0, 0, scale, 0, 0)
    whole = pdfium.FS_RECTF(0, 0, width_px, height_px)
    pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, whole, pdfium.FPDF_ANNOT)
    return np.array(bitmap.to_numpy()[:, :, ::-1])


def sheets_of(out: Path, *, stamped: Path | None = None) -> list[Sheet]:
    """The pages of an output folder's papers: as they are where they carry codes, or else stamped."""
    manifest = read_manifest(out / "manifest.json")
    assert manifest, f"no manifest in {out}"
    papers = [entry for entry in manifest.files if entry.kind is FileKind.PDF]
    if any(entry.codes for entry in papers):
        return [
            Sheet(
                PrintedPage(
                    code=code,
                    pdf=out / entry.path,
                    index=index,
                    zones=tuple(zone for zone in entry.zones if zone.page == index + 1),
                )
            )
            for entry in papers
            for index, code in enumerate(entry.codes)
        ]
    assert stamped, "the papers carry no codes: say where stamped ones may be kept"
    return [
        Sheet(page)
        for number, entry in enumerate(papers)
        for page in stamp(out / entry.path, stamped / f"{number}.pdf", f"{number:08}")
    ]


def book_of(sheets: list[Sheet]) -> Book:
    """All the pages."""
    return Book.of(sheet.page for sheet in sheets)


def stamp(source: Path, target: Path, paper: str) -> Iterator[PrintedPage]:
    """Put codes on a PDF's pages, and find its zones by their labels."""
    reader = pypdf.PdfReader(source)
    codes = [
        PageCode(paper, index + 1, len(reader.pages), page_digest(f"{paper}{index}".encode())).text
        for index in range(len(reader.pages))
    ]
    if not target.exists():
        writer = pypdf.PdfWriter(clone_from=reader)
        for number, (page, code) in enumerate(zip(writer.pages, codes, strict=True), start=1):
            size = _size_mm(page)
            page.merge_page(_codes_page(code, _places(size, number), size))
        target.parent.mkdir(parents=True, exist_ok=True)
        writer.write(target)
    zones = _zones(source)
    for index, code in enumerate(codes):
        size = _size_mm(reader.pages[index])
        yield PrintedPage(
            code=code,
            pdf=target,
            index=index,
            codes=tuple(Box(x, y, CODE_MM, CODE_MM) for x, y in _places(size, index + 1)),
            zones=zones.get(index, ()),
        )


def _codes_page(code: str, places: Places, size_mm: tuple[float, float]) -> pypdf.PageObject:
    symbol = segno.make(code, error="q", micro=False, boost_error=False)
    module_mm = CODE_MM / len(symbol.matrix)
    marks = []
    for left, top in places:
        for row, modules in enumerate(symbol.matrix):
            for column, is_dark in enumerate(modules):
                if is_dark:
                    x, y = left + column * module_mm, size_mm[1] - top - (row + 1) * module_mm
                    numbers = (x, y, module_mm, module_mm)
                    marks.append(" ".join(f"{each * 72 / 25.4:.3f}" for each in numbers) + " re")
    width_pt, height_pt = (each * POINTS_PER_INCH / MM_PER_INCH for each in size_mm)
    page = pypdf.PageObject.create_blank_page(None, width_pt, height_pt)
    content = DecodedStreamObject()
    content.set_data(("0 g " + " ".join(marks) + " f").encode())
    page[NameObject("/Contents")] = content
    return page


def _places(size_mm: tuple[float, float], number: int) -> Places:
    """A corner, and the middle of the opposite edge."""
    width, height = size_mm
    right, bottom = width - 20.0 - CODE_MM, height - 20.0 - CODE_MM
    if width > height:
        return (20.0, (height - CODE_MM) / 2), (right, 20.0)
    return ((width - CODE_MM) / 2, 20.0), (20.0 if number % 2 else right, bottom)


def _size_mm(page: pypdf.PageObject) -> tuple[float, float]:
    box = page.mediabox
    return tuple(float(each) * MM_PER_INCH / POINTS_PER_INCH for each in (box.width, box.height))  # type: ignore[return-value]


def _zones(pdf: Path) -> Mapping[int, tuple[Zone, ...]]:
    found: dict[int, tuple[Zone, ...]] = {}
    document = pypdfium2.PdfDocument(pdf)
    try:
        for index in range(len(document)):
            text = document[index].get_textpage()
            height_pt = document[index].get_height()
            for label, kind, role in _LABELS:
                place = text.search(label).get_next()
                if not place:
                    continue
                left, bottom, _, _ = text.get_charbox(place[0])
                _, _, right, top = text.get_charbox(place[0] + place[1] - 1)
                mm = MM_PER_INCH / POINTS_PER_INCH
                x0, x1 = left * mm, right * mm
                y0, y1 = (height_pt - top) * mm, (height_pt - bottom) * mm
                found[index] = (*found.get(index, ()), _zone(kind, role, index, x0, x1, y0, y1))
    finally:
        document.close()
    return found


def _zone(kind: str, role: str, index: int, x0: float, x1: float, y0: float, y1: float) -> Zone:
    if kind == "signature":
        box = (x1 + 1.0, y1 - 11.0, 55.0, 14.0)
    else:
        middle = (x0 + x1) / 2
        box = (min(middle - 30.0, 148.0), y0 - 28.0, 60.0, 60.0)
    x, y, width, height = box
    return Zone(kind=kind, role=role, page=index + 1, x=x, y=y, width=width, height=height)


def as_image(rgb: Rgb) -> Image.Image:
    """A picture that may be drawn on."""
    return Image.fromarray(np.array(rgb))
