"""What a scan shows beside what is printed: pen, and the red of seals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.tools.scan.geometry import Box, Transform
from pipeline.tools.scan.printed import RASTER_DPI, PrintedPage, px_per_mm
from pipeline.tools.scan.raw import Pixels
from pipeline.tools.scan.sampling import Sampler
from pipeline.tools.scan.spreading import most_near

DPI = 150
"""Zones are looked at this finely."""

Mask = NDArray[np.bool_]
Real = NDArray[np.float32]

_PRINT_BELOW = 200
"""Grey of the printed page that counts as print."""
_MASK_PX = 2
"""Print is masked with what lies within two pixels of it (0.34 mm), and half a pixel for its own blur."""
_TILE_MM = 6.0
_PAPER_PERCENTILE = 80

_RED = 0.085
"""How much more red than green paper has to send back, as a share of white, to be inked red."""
_PURPLE = 0.75
_BLUSH, _BLUSH_PX = 0.025, 5
_PEN = 0.24
"""How dark ink has to be in red light, where seals are nearly as bright as paper."""
_PEN_IN_RED = 0.52
"""The same beside red ink, where a JPEG's coarse colours make dark fringes."""
_FINE, _FINE_PX = 0.09, 4
"""By how much a fine pale stroke is darker than what is around it."""
_RED_FRINGE_PX = 8
"""A JPEG spreads the colour of a seal so far, and darkens paper by it."""
_BLUE = 0.10
_NOISES = 4.5
"""What stands out from the paper by less than so many of its own variations is noise."""


@dataclass(frozen=True, slots=True)
class InkMap:
    """The ink on a part of a page, print left out.

    Attributes:
        corner: Its top left corner on the page, in mm.
        pen: Ink that is not red; where the scan has no colours, any ink.
        red: Red ink.
        blue: The part of `pen` that is blue.
        darkness: How dark each place is in red light, paper 0, black 1.
        redness: How much more red than green each place sends back.
        free: Where no print is.
        blush_mm2: Area that is hardly redder than paper, but all of it.
    """

    corner: tuple[float, float]
    pen: Mask
    red: Mask
    blue: Mask
    darkness: Real
    redness: Real
    free: Mask
    blush_mm2: float = 0.0

    def within(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of a part."""
        factor = px_per_mm(DPI)
        left, top = box.x - self.corner[0], box.y - self.corner[1]
        edges = (left, top, left + box.width, top + box.height)
        x0, y0, x1, y1 = (max(0, round(edge * factor)) for edge in edges)
        return slice(y0, y1), slice(x0, x1)


def ink_map(
    sampler: Sampler, page: PrintedPage, to_paper: Transform, box: Box, *, has_colour: bool
) -> InkMap:
    """The ink on a part of a page.

    Args:
        sampler: The scan.
        page: The printed page.
        to_paper: From pixels of the loaded picture to mm.
        box: The part.
        has_colour: Whether red can be told from black.
    """
    seen = sampler.colour_at(to_paper, box, DPI).astype(np.float32)
    free = ~_print_mask(page, box, seen.shape[:2])
    share = _smoothed(np.clip(seen / _paper(seen, free), 0.0, 1.15))
    red, green, blue = share[:, :, 0], share[:, :, 1], share[:, :, 2]
    if not has_colour:
        darkness = 1.0 - green
        pen = free & (darkness > _limit(darkness, free, _PEN))
        nothing = np.zeros_like(pen)
        return InkMap(
            (box.x, box.y), pen, nothing, nothing, darkness, np.zeros_like(darkness), free
        )
    redness, darkness = red - green, 1.0 - red
    is_red = (redness > _limit(redness, free, _RED)) & (blue - green < _PURPLE * redness)
    beside_red = most_near(is_red, 2)
    pen = (darkness > _limit(darkness, free, _PEN)) & ~is_red
    pen &= ~beside_red | (darkness > _PEN_IN_RED)
    return InkMap(
        corner=(box.x, box.y),
        pen=pen & free,
        red=is_red & free,
        blue=pen & free & (blue - red > _BLUE),
        darkness=darkness,
        redness=redness,
        free=free,
        blush_mm2=_blush_mm2(np.where(free, redness, 0.0)),
    )


def shown(ink: InkMap) -> Pixels:
    """A picture of the ink alone: pen black, red ink red."""
    picture = np.full((*ink.pen.shape, 3), 255, dtype=np.uint8)
    picture[ink.pen] = (25, 25, 60)
    picture[ink.red] = (210, 30, 40)
    return picture


def pale_pen(ink: InkMap) -> Mask:
    """The pen, and strokes that are paler but as fine: what shines through from the other side is broad.

    They are darker than most of a square of 1.5 mm around, by more than paper is by itself.
    """
    inked = np.where(ink.free, np.clip(ink.darkness, 0.0, 1.0), 0.0).astype(np.float32)
    above = inked - _average_near(inked, _FINE_PX)
    fine = ink.free & (above > _limit(above, ink.free, _FINE))
    return ink.pen | (fine & ~most_near(ink.red, _RED_FRINGE_PX))


def _limit(values: Real, free: Mask, least: float) -> float:
    """What a value has to exceed: `least`, or what paper reaches by its noise."""
    paper = values[free]
    if not paper.size:
        return least
    middle = float(np.median(paper))
    return max(least, middle + _NOISES * 1.48 * float(np.median(np.abs(paper - middle))))


def _average_near(values: Real, reach_px: int) -> Real:
    """The average of a square around each place."""
    side = 2 * reach_px + 1
    for _ in range(2):  # down, then across
        sums = np.cumsum(np.pad(values, ((reach_px + 1, reach_px), (0, 0)), mode="edge"), axis=0)
        values = ((sums[side:] - sums[:-side]) / np.float32(side)).T
    return values


def _blush_mm2(redness: Real) -> float:
    """Area where a square of about a millimetre is redder than most such squares, by a little."""
    side = _BLUSH_PX
    height, width = (each // side * side for each in redness.shape)
    squares = np.asarray(Image.fromarray(redness[:height, :width]).reduce(side))
    middle = float(np.median(squares))
    spread = 1.48 * float(np.median(np.abs(squares - middle)))
    redder = squares > middle + max(_BLUSH, 5.0 * spread)
    return float(redder.sum() * (side / px_per_mm(DPI)) ** 2)


def _print_mask(page: PrintedPage, box: Box, shape: tuple[int, ...]) -> Mask:
    """Where print is, or may be for all that registration is good for."""
    scale = RASTER_DPI / DPI
    factor = px_per_mm(RASTER_DPI)
    raster = Image.fromarray(page.raster())
    seen = raster.transform(
        (shape[1], shape[0]),
        Image.Transform.AFFINE,
        (scale, 0.0, box.x * factor, 0.0, scale, box.y * factor),
        resample=Image.Resampling.BILINEAR,
        fillcolor=255,
    )
    return most_near(np.asarray(seen) < _PRINT_BELOW, _MASK_PX)


def _smoothed(share: Real) -> Real:
    """A little softer: what is a single pixel is noise."""
    padded = np.pad(share, ((1, 1), (1, 1), (0, 0)), mode="edge")
    across = padded[:, :-2] * 0.25 + padded[:, 1:-1] * 0.5 + padded[:, 2:] * 0.25
    return np.asarray(across[:-2] * 0.25 + across[1:-1] * 0.5 + across[2:] * 0.25)


def _paper(seen: Real, free: Mask) -> Real:
    """How bright the bare paper is at each place, by colour: lamps fall off, and shadows lie over pages."""
    few, few_free = seen[::2, ::2], free[::2, ::2]
    tile = round(_TILE_MM * px_per_mm(DPI) / 2)
    rows, columns = -(-few.shape[0] // tile), -(-few.shape[1] // tile)
    tops = np.linspace(0, max(0, few.shape[0] - tile), rows).astype(int)
    lefts = np.linspace(0, max(0, few.shape[1] - tile), columns).astype(int)
    spots = [(slice(top, top + tile), slice(left, left + tile)) for top in tops for left in lefts]
    whole = _brightness(few[few_free]) if few_free.any() else 255.0
    tiles = np.array([_bare(few[spot], few_free[spot], whole) for spot in spots])
    tiles = np.maximum(tiles, 0.75 * whole)  # a tile full of ink is no paper
    tiles = tiles.reshape(rows, columns, 3).astype(np.float32)
    size = seen.shape[1], seen.shape[0]
    channels = [
        np.asarray(Image.fromarray(tiles[:, :, each]).resize(size, Image.Resampling.BILINEAR))
        for each in range(3)
    ]
    return np.asarray(np.maximum(np.stack(channels, axis=2), 20.0), dtype=np.float32)


def _bare(part: Real, free: Mask, whole: Real | float) -> Real:
    """The colour of the paper in a tile; that of the whole where the tile is full of print."""
    bare = part[free]
    if len(bare) <= free.size // 5:
        return np.broadcast_to(np.asarray(whole, dtype=np.float32), (3,))
    return _brightness(bare)


def _brightness(bare: Real) -> Real:
    """How bright paper is by colour: shape (n, 3) to (3,)."""
    at = int(len(bare) * _PAPER_PERCENTILE / 100)
    return np.asarray(np.partition(bare, at, axis=0)[at])
