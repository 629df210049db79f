"""A page of a scan before anything is known of it, and the sizes it may have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipeline.errors import InputError

Pixels = NDArray[np.uint8]

WANTED_PIXELS = 16_000_000
"""More are not needed: a larger page is halved until it has no more (A4 at 300 dpi has 8.7 million)."""

MAX_PIXELS = 100_000_000
"""Largest page that is decoded (a bomb has more); a JPEG may have four times as many, as it is decoded at a half."""

_LARGEST_BYTE = 255
_MOST_NARROW = 12
"""How often the short side of a page may go into the long one."""


@dataclass(frozen=True, kw_only=True)
class PageImage:
    """A loaded page.

    Attributes:
        image: Its picture, grey or RGB; not to be changed.
        scale: Pixels of the stored picture for one of `image`: above 1 where it was made smaller.
        width_px, height_px: Size of the stored picture.
        dpi: Resolution of the stored picture, as the file says; 0 where it does not.
        jpeg: The JPEG as it lies in the file, whose own pixels `width_px` and `height_px` count, EXIF
            turns and the like not applied; None where the page is no single JPEG.
    """

    image: Image.Image
    scale: float
    width_px: int
    height_px: int
    dpi: float = 0.0
    jpeg: bytes | None = None

    @cached_property
    def pixels(self) -> Pixels:
        """Its pixels: grey (height, width) or RGB (height, width, 3); a copy of the picture, made once."""
        return np.asarray(self.image)

    @property
    def is_rgb(self) -> bool:
        """Whether each pixel has three colours, though all may be grey."""
        return self.image.mode == "RGB"


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page of a file, not loaded yet.

    Attributes:
        source: The file.
        index: The page, counted from 1.
        loader: What loads it.  It needs the file open: only within the loop over `read_pages`.
    """

    source: Path
    index: int
    loader: Callable[[], PageImage]

    def load(self) -> PageImage:
        """Load it.

        Raises:
            InputError: The page is damaged, empty or too large.
        """
        return self.loader()


def page_of(
    image: Image.Image, *, stored_px: tuple[int, int], dpi: float, jpeg: bytes | None = None
) -> PageImage:
    """A page from a picture that may be smaller than the stored one; it is made smaller where it is large.

    The picture is the page's from then on.
    """
    image = _of_eight_bits(image)
    factor = 1
    while image.width * image.height > WANTED_PIXELS * factor * factor:
        factor *= 2
    if factor > 1:
        plain = image.convert("L") if image.mode == "1" else image
        image = plain.reduce(factor)
    return PageImage(
        image=image if image.mode in {"L", "RGB"} else image.convert(_plain_mode(image)),
        scale=stored_px[0] / image.width,
        width_px=stored_px[0],
        height_px=stored_px[1],
        dpi=dpi,
        jpeg=jpeg,
    )


def refuse_size(size_px: tuple[int, int], most_px: int, where: str) -> None:
    """See to it that a picture can be a page, before it is decoded.

    Raises:
        InputError: It is a line, a point, or larger than this program decodes.
    """
    width, height = size_px
    if width * height > most_px:
        raise InputError(
            f"像素过多（{width}×{height}），打不开",
            where=where,
            remedy="用300 dpi重新扫描",
        )
    if min(size_px) < 50 or max(size_px) > _MOST_NARROW * min(size_px):
        raise InputError(
            f"只有{width}×{height}像素，不像一页纸", where=where, remedy="重新扫描这一页"
        )


def place_of(path: Path, index: int) -> str:
    """File and page, as messages name them."""
    return f"{path.name} 第{index}页"


def _plain_mode(image: Image.Image) -> str:
    return "L" if image.mode in {"1", "LA", "F"} else "RGB"


def _of_eight_bits(image: Image.Image) -> Image.Image:
    """A picture of 16 bits a pixel by its upper eight: Pillow would cut off all above 255 as white."""
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image)
    return Image.fromarray(
        (values >> 8 if values.max() > _LARGEST_BYTE else values).astype(np.uint8)
    )
