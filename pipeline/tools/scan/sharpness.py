"""How sharp a scan is, so that the better one of two is kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.patches import FINE_DPI, patches_of
from pipeline.tools.scan.printed import RASTER_DPI, PrintedPage, px_per_mm
from pipeline.tools.scan.sampling import Sampler

_PATCHES = 5
_SIDE_PX = 80
_MARGIN_PX = 2


def sharpness(sampler: Sampler, page: PrintedPage, to_paper: Transform) -> float:
    """How much of the finest detail of the print the scan shows: 0 nothing, 1 all of it.

    Detail is compared with that of the printed page, so that noise does not pass for sharpness.
    """
    factor = px_per_mm(RASTER_DPI)
    raster = page.raster()
    shares = []
    for middle in patches_of(page, FINE_DPI).middles_mm[:_PATCHES]:
        left, top = (int(each) for each in middle * factor - _SIDE_PX / 2)
        printed = raster[top : top + _SIDE_PX, left : left + _SIDE_PX]
        if printed.shape != (_SIDE_PX, _SIDE_PX):
            continue
        box = Box(left / factor, top / factor, _SIDE_PX / factor, _SIDE_PX / factor)
        shares.append(_share(printed, sampler.grey_at(to_paper, box, RASTER_DPI)))
    return float(np.clip(np.median(shares), 0.0, 1.0)) if shares else 0.0


def _share(printed: NDArray[np.uint8], seen: NDArray[np.uint8]) -> float:
    wanted, got = _fine(printed), _fine(seen)
    contrast = max(float(np.ptp(np.percentile(seen, (2, 98)))), 30.0) / 255.0
    return float((wanted * got).sum() / max(float((wanted**2).sum()), 1.0) / contrast)


def _fine(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What is left when neighbours are taken away: detail of a pixel or two."""
    values = grey.astype(np.float32)
    middle = values[1:-1, 1:-1]
    around = values[:-2, 1:-1] + values[2:, 1:-1] + values[1:-1, :-2] + values[1:-1, 2:]
    inner = slice(_MARGIN_PX, -_MARGIN_PX)
    return np.asarray((middle - around / 4)[inner, inner])
