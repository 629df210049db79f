"""Whether 草稿 is printed across a page: large pale letters in its middle, and no codes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.printed import RASTER_DPI, PrintedPage, px_per_mm
from pipeline.tools.scan.raw import RawPage
from pipeline.tools.scan.sampling import Sampler

_DPI = 50.0
_LETTERS = Box(45.0, 85.0, 120.0, 115.0)
"""Where the letters stand (`render.html`)."""
_PALE = (14, 75)
"""How much darker than the paper they are, of 255."""
_LEAST_SHARE = 0.045
_MOST_ELSEWHERE = 0.4
"""Of that share; more pale grey elsewhere is a shadow."""
_AROUND_PRINT = 5
"""Pixels around print that do not count: its edges are pale, too."""


def is_draft(raw: RawPage, page: PrintedPage, numbers: tuple[float, ...]) -> bool:
    """Whether a page that was known by its looks alone is a draft of the printed page.

    Args:
        raw: The page, still within the loop over its file.
        page: The printed page that it looks like.
        numbers: From pixels of the stored picture to mm (`Examined.to_paper`).

    Raises:
        InputError: The page, or the printed one, cannot be drawn.
    """
    image = raw.load()
    to_paper = Transform(numbers).after(Transform.scaling(image.scale))
    whole = Box(0.0, 0.0, page.width_mm, page.height_mm)
    seen = Sampler(image).grey_at(to_paper, whole, _DPI).astype(np.int16)
    empty = _empty(page, seen.shape)
    paper = np.percentile(seen[empty], 90) if empty.any() else 255
    pale = (seen < paper - _PALE[0]) & (seen > paper - _PALE[1]) & empty
    inside = np.zeros(seen.shape, dtype=bool)
    factor = px_per_mm(_DPI)
    rows = slice(round(_LETTERS.y * factor), round((_LETTERS.y + _LETTERS.height) * factor))
    columns = slice(round(_LETTERS.x * factor), round((_LETTERS.x + _LETTERS.width) * factor))
    inside[rows, columns] = True
    here, elsewhere = _share(pale, empty & inside), _share(pale, empty & ~inside)
    return here >= _LEAST_SHARE and elsewhere <= _MOST_ELSEWHERE * here


def _empty(page: PrintedPage, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where nothing is printed, and nothing close by."""
    scale = _DPI / RASTER_DPI
    raster = Image.fromarray(page.raster())
    small = raster.resize((shape[1], shape[0]), Image.Resampling.BOX, reducing_gap=1 / scale)
    return np.asarray(small.filter(ImageFilter.MinFilter(_AROUND_PRINT))) > 250


def _share(marked: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float((marked & among).sum() / max(1, among.sum()))
