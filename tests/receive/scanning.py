"""A small office: prints pages, signs and seals them by hand, scans them.  Nothing here knows a threshold."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from pipeline.papers.manifest import FileEntry, Manifest, Zone

DPI = 200
_PX = DPI / 25.4
_BLUE, _RED = (25, 40, 120), (214, 38, 44)

ALL = ("signature", "seal")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a paper on its way through the scanner.

    Attributes:
        pdf: The paper's PDF.
        page: Its page, counted from 1.
        zones: Where marks belong on it.
        marks: Kinds of marks that are made.
        turned: Quarter turns by which it lies in the scanner, clockwise.
        skew_deg: By how much it lies aslant.
    """

    pdf: Path
    page: int
    zones: tuple[Zone, ...] = ()
    marks: tuple[str, ...] = ALL
    turned: int = 0
    skew_deg: float = 0.7

    def scanned(self) -> Image.Image:
        """What the scanner sees."""
        image = drawn(self.pdf, self.page)
        for zone in self.zones:
            if zone.kind in self.marks:
                (_sign if zone.kind == "signature" else _seal)(image, zone)
        image = image.rotate(
            -self.skew_deg, resample=Image.Resampling.BILINEAR, fillcolor=(250, 250, 248)
        )
        return image.rotate(-90 * self.turned, expand=True) if self.turned else image


@dataclass
class Office:
    """All sheets of a build's packets that have to come back."""

    out: Path
    manifest: Manifest
    sheets: list[Sheet] = field(default_factory=list)

    def print_papers(self, *papers: FileEntry) -> list[Sheet]:
        """All pages of some papers."""
        return [
            Sheet(
                self.out / entry.path,
                page,
                tuple(zone for zone in entry.zones if zone.page == page),
                turned=(0, 2, 1, 3)[page % 4],
                skew_deg=(0.7, -1.1)[page % 2],
            )
            for entry in papers
            for page in range(1, len(entry.codes) + 1)
        ]

    def paper(self, path: str) -> FileEntry:
        """A paper by its path."""
        return self.manifest.by_path()[path]


def drawn(pdf: Path, page: int) -> Image.Image:
    """A page as a printer prints it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image: Image.Image = document[page - 1].render(scale=DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return image


def as_pdf(images: Sequence[Image.Image], quality: int = 80) -> bytes:
    """A scanner's PDF: a JPEG a page."""
    buffer = io.BytesIO()
    images[0].save(
        buffer, "PDF", save_all=True, append_images=images[1:], resolution=DPI, quality=quality
    )
    return buffer.getvalue()


def as_jpeg(image: Image.Image, quality: int = 80) -> bytes:
    """A scanner's JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, dpi=(DPI, DPI))
    return buffer.getvalue()


def _sign(image: Image.Image, zone: Zone) -> None:
    """Three wavy characters with a pen."""
    draw = ImageDraw.Draw(image)
    for number in range(3):
        left = zone.x + 6 + number * 12
        middle = zone.y + zone.height / 2
        for stroke in range(4):
            points = [
                (
                    (left + step * 0.55) * _PX,
                    (middle + 3.4 * math.sin(step / 2.2 + stroke * 1.7 + number)) * _PX,
                )
                for step in range(18)
            ]
            draw.line(points, fill=_BLUE, width=round(0.5 * _PX), joint="curve")


def _seal(image: Image.Image, zone: Zone) -> None:
    """A round red seal with a star."""
    draw = ImageDraw.Draw(image)
    x, y = (zone.x + zone.width / 2) * _PX, (zone.y + zone.height / 2) * _PX
    radius = 20.5 * _PX
    draw.ellipse(
        (x - radius, y - radius, x + radius, y + radius), outline=_RED, width=round(1.2 * _PX)
    )
    star = [
        (
            x + math.sin(math.pi * k / 5) * (6.5 if k % 2 == 0 else 2.6) * _PX,
            y - math.cos(math.pi * k / 5) * (6.5 if k % 2 == 0 else 2.6) * _PX,
        )
        for k in range(10)
    ]
    draw.polygon(star, fill=_RED)
    for k in range(12):
        angle = math.radians(200 + k * 28)
        cx, cy = x + math.cos(angle) * 15.5 * _PX, y + math.sin(angle) * 15.5 * _PX
        draw.rectangle(
            (cx - 1.5 * _PX, cy - 1.8 * _PX, cx + 1.5 * _PX, cy + 1.8 * _PX), outline=_RED, width=4
        )
