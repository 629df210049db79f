"""Pillow: pictures written as JPEG, as large or small as an upload may be; black and white ones without loss."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image, ImageChops

_POINTS_PER_INCH = 72


def as_jpeg(pixels: Any, *, quality: int = 88) -> bytes:
    """A JPEG of a picture, or of an array of pixels: grey (height, width) or RGB (height, width, 3)."""
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
    return _encoded(image, quality)


def as_fax(pixels: Any) -> bytes:
    """A picture of black and white as scanners and fax machines write it (ITU-T T.6); nothing where it has greys.

    Args:
        pixels: Grey (height, width) or RGB (height, width, 3), 0 to 255.
    """
    image = Image.fromarray(pixels)
    if image.mode != "L" or any(image.histogram()[1:-1]):
        return b""
    buffer = io.BytesIO()
    whole = {_ROWS_PER_STRIP: image.height}
    dots = ImageChops.invert(image.convert("1"))  # TIFF would call white ink, as Pillow writes it
    dots.save(buffer, "TIFF", compression="group4", tiffinfo=whole)
    with Image.open(buffer, formats=["TIFF"]) as written:
        (start,), (length,) = (written.tag_v2[tag] for tag in _STRIPS)  # type: ignore[attr-defined]
    data = buffer.getvalue()[start : start + length]
    # A stream of a PDF that ends as a line does cannot be told from its end; what follows the picture is not read.
    return data + b"\0" if data.endswith((b"\r", b"\n")) else data


_ROWS_PER_STRIP = 278
_STRIPS = (273, 279)
"""Tags of TIFF: how many rows a strip has; where strips start, how long they are."""


def smaller_jpeg(
    data: bytes, page_points: tuple[int, int], *, quality: int, dpi: int | None
) -> bytes:
    """A JPEG once more, of lower quality, and no finer than so many dots an inch of its page.

    Args:
        data: The JPEG.
        page_points: Width and height of the page that it is on, in points.
        quality: From 1 to 95.
        dpi: The finest resolution on that page; None to keep its pixels.
    """
    with Image.open(io.BytesIO(data), formats=["JPEG"]) as opened:
        image: Image.Image = opened
        if dpi is not None:
            fine = min(max(opened.size) / max(page_points), min(opened.size) / min(page_points))
            scale = dpi / (fine * _POINTS_PER_INCH)
            if scale < 1:
                size = tuple(max(1, round(side * scale)) for side in opened.size)
                image = opened.resize(size, Image.Resampling.LANCZOS)  # type: ignore[arg-type]
        return _encoded(image, quality)


def _encoded(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.convert("L" if image.mode == "L" else "RGB").save(
        buffer, "JPEG", quality=quality, optimize=True
    )
    return buffer.getvalue()
