"""Pillow: small pictures of pages and of places on them, for a person to look at."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from pipeline.tools.scan.examined import Evidence
from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.printed import RASTER_DPI, PrintedPage, px_per_mm
from pipeline.tools.scan.raw import Pixels
from pipeline.tools.scan.sampling import Sampler

_PREVIEW_DPI = 60.0
_PREVIEW_PX = 700
_EVIDENCE_DPI = 110.0
_QUALITY = 62


def preview(sampler: Sampler, page: PrintedPage | None, to_paper: Transform | None) -> bytes:
    """A small picture of a page, straight where it is known which it is."""
    if page and to_paper:
        whole = Box(0.0, 0.0, page.width_mm, page.height_mm)
        return jpeg(sampler.colour_at(to_paper, whole, _PREVIEW_DPI, coarser=True))
    image = sampler.page.image.copy()
    image.thumbnail((_PREVIEW_PX, _PREVIEW_PX), Image.Resampling.BOX, reducing_gap=1.0)
    return jpeg(np.asarray(image))


def evidence(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, box: Box, added: Pixels
) -> Evidence:
    """What a place was printed as, how it came back, and what was added.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm.
        box: The place.
        added: The third picture.
    """
    inside = box.within(page.width_mm, page.height_mm)
    return Evidence(
        printed=jpeg(_printed(page, inside)),
        scanned=jpeg(sampler.colour_at(to_paper, inside, _EVIDENCE_DPI)),
        difference=jpeg(added),
    )


def jpeg(pixels: Pixels) -> bytes:
    """A small JPEG of a picture."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _printed(page: PrintedPage, box: Box) -> Pixels:
    factor = px_per_mm(RASTER_DPI)
    left, top = round(box.x * factor), round(box.y * factor)
    right, bottom = round((box.x + box.width) * factor), round((box.y + box.height) * factor)
    cut = Image.fromarray(page.raster()[top:bottom, left:right])
    scale = _EVIDENCE_DPI / RASTER_DPI
    size = max(1, round(cut.width * scale)), max(1, round(cut.height * scale))
    return np.asarray(cut.resize(size, Image.Resampling.BOX))
