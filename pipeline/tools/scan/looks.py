"""What can be told of a page without knowing which it is: blank, in colour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.tools.scan.raw import PageImage
from pipeline.tools.scan.sampling import Sampler

_WIDTH_PX = 420
"""A page this wide has about two pixels a mm."""
_EDGE_SHARE = 0.04
"""Shadows, staples and punched holes at the edges are nothing."""
_TILE_PX = 28
_INK = 0.22
"""How much darker than the paper around it ink is; what shines through from the other side is less."""
_LEAST_INK_PX = 14.0
"""What blank paper may have of it: about 3 mm² of specks."""

_COLOUR_PX, _COLOUR_STEP = 7, 3
_LEAST_COLOURED = 0.002


def is_blank(sampler: Sampler) -> bool:
    """Whether nothing is on a page: no print, no writing; specks and shadows do not count."""
    image = Image.fromarray(sampler.grey)
    height = max(1, round(image.height * _WIDTH_PX / image.width))
    small = np.asarray(image.resize((_WIDTH_PX, height), Image.Resampling.BOX), dtype=np.float32)
    edge = round(_EDGE_SHARE * min(small.shape))
    inner = small[edge:-edge, edge:-edge]
    paper = _paper(inner)
    darker = 1.0 - inner / np.maximum(paper, 1.0)
    noise = 4.0 * float(np.median(np.abs(darker)))
    return bool((darker > max(_INK, noise)).sum() < _LEAST_INK_PX)


def has_colour(page: PageImage) -> bool:
    """Whether a page was taken in colour: paper and lamp leave a trace of it even on black print."""
    if not page.is_rgb:
        return False
    red, green, blue = (np.asarray(each) for each in _every(page.image, _COLOUR_PX).split())
    most = np.maximum(np.maximum(red, green), blue)
    least = np.minimum(np.minimum(red, green), blue)
    return bool((most - least >= _COLOUR_STEP).mean() > _LEAST_COLOURED)


def _every(image: Image.Image, step: int) -> Image.Image:
    """One pixel of each square of so many."""
    size = -(-image.width // step), -(-image.height // step)
    first = 0.5 - step / 2  # Pillow takes what lies in the middle of each square
    return image.transform(
        size, Image.Transform.AFFINE, (step, 0, first, 0, step, first), Image.Resampling.NEAREST
    )


def _paper(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """The brightness of the paper at each place: what most of each tile is."""
    rows = max(1, grey.shape[0] // _TILE_PX)
    columns = max(1, grey.shape[1] // _TILE_PX)
    tiles = np.array(
        [
            [np.percentile(part, 75) for part in np.array_split(band, columns, axis=1)]
            for band in np.array_split(grey, rows, axis=0)
        ],
        dtype=np.float32,
    )
    size = grey.shape[1], grey.shape[0]
    return np.asarray(Image.fromarray(tiles).resize(size, Image.Resampling.BILINEAR))
