"""Where a page has room for a stamp: places with nothing on them, as near to the middle of its top as there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipeline.tools.scan.printed import PrintedPage, px_per_mm
from pipeline.tools.scan.printed import small_rasters as rasters

_DPI = 50.0
_INK = 200
"""What is darker is not blank paper."""
_MOST_INK = 0.004
"""Share of specks that a blank place may have: scans are not spotless."""
_CLEAR_MM = 2.5
"""What stays free around a stamp, quiet zones of codes among it."""
_EDGE_MM = 6.0
"""Printers leave the edges of paper out."""
_STEP_MM = 2.0


def blank_place(
    pdf: Path, size_mm: tuple[float, float], *, down_to_mm: float
) -> tuple[float, float] | None:
    """Upper left corner, in mm, of a blank place in the upper part of the first page; None where there is none.

    Args:
        pdf: The paper, as it was scanned.
        size_mm: Width and height of what is to stand there.
        down_to_mm: How far down the page it may reach.

    Raises:
        InputError: The PDF cannot be drawn.
    """
    page = PrintedPage(code="", pdf=pdf, index=0)
    (grey,) = rasters([page], _DPI)
    width, height = (each + 2 * _CLEAR_MM for each in size_mm)
    middle = (page.width_mm - width) / 2
    sums = np.pad((grey < _INK).astype(np.int64), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    steps = np.arange(0.0, middle - _EDGE_MM + _STEP_MM / 2, _STEP_MM)
    columns = [middle + side * step for step in steps for side in (1, -1)]
    rows = np.arange(_EDGE_MM, down_to_mm - height + _STEP_MM / 2, _STEP_MM)
    for x in columns:
        for y in rows:
            if _share(sums, (x, float(y), width, height)) <= _MOST_INK:
                return x + _CLEAR_MM, float(y) + _CLEAR_MM
    return None


def _share(sums: np.ndarray, box: tuple[float, float, float, float]) -> float:
    """The share of ink in a place, by sums of all that is above and left of each dot."""
    x, y, width, height = (round(each * px_per_mm(_DPI)) for each in box)
    ink = sums[y + height, x + width] - sums[y, x + width] - sums[y + height, x] + sums[y, x]
    return float(ink) / (width * height)
