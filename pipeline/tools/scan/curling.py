"""Paper that does not lie flat: how far a part of it is from where the plane of the whole would have it."""

from __future__ import annotations

import numpy as np

from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.patches import FINE_DPI, patches_of
from pipeline.tools.scan.printed import PrintedPage
from pipeline.tools.scan.sampling import Sampler

FLAT_RMS_MM = 0.12
"""Where a scan fits less well, the paper is curled, and print may lie millimetres aside."""

_AROUND_MM = 40.0
_REACH_PX = 14
"""3.5 mm: further off, the plane itself is wrong."""
_LEAST_ALIKE, _LEAST_PATCHES = 0.5, 3
_MOST_SPREAD_MM = 0.4
"""Print around a place lies aside by as much everywhere, or it cannot be told by how much the place does."""


def flattened(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, box: Box
) -> Transform | None:
    """The transform that is right for a part of a curled page; None where it cannot be told.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm, as the whole page has it.
        box: The part.

    Raises:
        InputError: The page cannot be drawn.
    """
    patches = patches_of(page, FINE_DPI).within(box.grown(_AROUND_MM))
    if len(patches.middles_mm) < _LEAST_PATCHES:
        return None
    off_mm, alike = patches.look_for(sampler, to_paper, _REACH_PX)
    found = off_mm[alike >= _LEAST_ALIKE]
    if len(found) < _LEAST_PATCHES:
        return None
    shift = np.median(found, axis=0)
    if float(np.median(np.hypot(*(found - shift).T))) > _MOST_SPREAD_MM:
        return None
    back = (1.0, 0.0, -float(shift[0]), 0.0, 1.0, -float(shift[1]), 0.0, 0.0, 1.0)
    return Transform(back).after(to_paper)
