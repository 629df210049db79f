"""zxing-cpp: the codes on a page.

Only QR codes are looked for, so that a symbol of another kind costs nothing and breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from pipeline.papers.codes import parse_code
from pipeline.tools.scan.geometry import Box, Floats
from pipeline.tools.scan.printed import RASTER_DPI, PrintedPage, printed_at, px_per_mm

_MOST_PIXELS = 20_000_000
"""A page is not enlarged beyond."""
_MOST_SYMBOLS = 20
_LEAST_CONTRAST = 0.72
"""How bright the dark modules may be at the most, paper 1."""
_CLEAN_FACTOR, _PAIR = 2, 2
"""Printed pages are clean: their codes are read on a coarser picture, if all of them are found there."""
_ONLY_QR = zxingcpp.barcode_formats_from_str("QRCode")


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol on a page.

    Attributes:
        text: What it says; empty where it is no text.
        corners: Its corners in pixels of the picture: top left, top right, bottom right, bottom left as
            printed, whichever way the page lies; shape (4, 2).
    """

    text: str
    corners: tuple[tuple[float, float], ...]

    @property
    def is_ours(self) -> bool:
        """Whether it is a code of a page of ours, read without a fault."""
        return parse_code(self.text) is not None

    @property
    def places(self) -> Floats:
        """The corners as an array."""
        return np.array(self.corners, dtype=float)


def read_symbols(grey: NDArray[np.uint8]) -> tuple[Symbol, ...]:
    """The symbols on a page.

    The page is tried as it is first, then larger, softer and otherwise cut into black and white, until
    a code of ours is found.

    Args:
        grey: The page, shape (height, width).
    """
    found: dict[tuple[str, int, int], Symbol] = {}
    for symbols in _tries(grey):
        for symbol in symbols[:_MOST_SYMBOLS]:
            x, y = symbol.places.mean(axis=0)
            found.setdefault((symbol.text, round(x / 50), round(y / 50)), symbol)
        if any(symbol.is_ours for symbol in found.values()):
            break
    return tuple(found.values())


def _tries(grey: NDArray[np.uint8]) -> Iterator[list[Symbol]]:
    yield _read(grey)
    image = Image.fromarray(grey)
    for factor, blur, binarizer in _WAYS:
        if grey.size * factor * factor > _MOST_PIXELS:
            continue
        size = round(image.width * factor), round(image.height * factor)
        tried = image.resize(size, Image.Resampling.BICUBIC) if factor != 1 else image
        if blur:
            tried = tried.filter(ImageFilter.GaussianBlur(blur))
        scale = size[0] / image.width, size[1] / image.height
        yield _read(np.asarray(tried), scale, binarizer)


_LOCAL, _GLOBAL = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
_WAYS = (
    (1.5, 0.0, _LOCAL),
    (1.0, 1.0, _LOCAL),
    (2.0, 0.0, _LOCAL),
    (1.5, 1.0, _GLOBAL),
)
"""How a page is tried after its own size: enlarged by, blurred by pixels, cut into black and white how."""


def _read(
    grey: NDArray[np.uint8],
    scale: Sequence[float] = (1.0, 1.0),
    binarizer: zxingcpp.Binarizer = _LOCAL,
) -> list[Symbol]:
    results = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=_ONLY_QR,
        binarizer=binarizer,
        try_invert=False,
    )
    symbols = [_symbol(each, scale) for each in results if each.valid]
    return [symbol for symbol in symbols if _is_printed(grey, symbol, scale)]


def _is_printed(grey: NDArray[np.uint8], symbol: Symbol, scale: Sequence[float]) -> bool:
    """Whether a symbol has the contrast of print: those on the back shine through, and can be read."""
    low, high = symbol.places.min(axis=0) * scale, symbol.places.max(axis=0) * scale
    part = grey[max(0, int(low[1])) : int(high[1]) + 1, max(0, int(low[0])) : int(high[0]) + 1]
    if not part.size:
        return False
    dark, light = np.percentile(part, (10, 90))
    return bool(dark < _LEAST_CONTRAST * light)


def _symbol(result: zxingcpp.Barcode, scale: Sequence[float]) -> Symbol:
    place = result.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return Symbol(
        text=result.text,
        corners=tuple((each.x / scale[0], each.y / scale[1]) for each in corners),
    )


def places_of(page: PrintedPage) -> tuple[Box, ...]:
    """Where the codes of a printed page stand."""
    return page.codes or _read_off(page)


@lru_cache(maxsize=64)
def _read_off(page: PrintedPage) -> tuple[Box, ...]:
    coarse = printed_at(page, RASTER_DPI // _CLEAN_FACTOR)
    found = _boxes(page, coarse, _CLEAN_FACTOR)
    return found if len(found) == _PAIR else _boxes(page, page.raster(), 1)


def _boxes(page: PrintedPage, picture: NDArray[np.uint8], factor: int) -> tuple[Box, ...]:
    """Where the codes of a page are on a picture of it that is so many times coarser."""
    boxes = []
    for symbol in _read(picture) if factor > 1 else read_symbols(picture):
        if symbol.text == page.code:
            low, high = symbol.places.min(axis=0), symbol.places.max(axis=0)
            x, y, width, height = np.array([*low, *(high - low)]) * factor / px_per_mm(RASTER_DPI)
            boxes.append(Box(float(x), float(y), float(width), float(height)))
    return tuple(boxes)
