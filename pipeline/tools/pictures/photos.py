"""Pillow: photos made ready for 300 dpi print.

A photo comes out upright, without
metadata (places, cameras, comments), in sRGB, and no larger than its frame needs.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

from pipeline.tools.pictures.reading import read_picture

_MM_PER_INCH = 25.4
_JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo ready to print: a baseline JPEG without metadata.

    Attributes:
        data: The JPEG.
        width_px: Width in pixels, upright.
        height_px: Height in pixels, upright.
    """

    data: bytes
    width_px: int
    height_px: int


def prepare_photo(path: Path, *, width_mm: float, height_mm: float, dpi: int = 300) -> Photo:
    """Make a photo ready for a frame of the given size.

    The picture is fitted into the frame with its proportions; it is never enlarged.  JPEG, PNG and
    WebP are read, HEIC where pi_heif is installed.

    Raises:
        InputError: The file is missing, damaged, too large, or no picture.
    """
    frame_px = (round(width_mm / _MM_PER_INCH * dpi), round(height_mm / _MM_PER_INCH * dpi))
    image = read_picture(path, frame_px=frame_px).image
    image.info.clear()  # comments would be written again
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return Photo(data=buffer.getvalue(), width_px=image.width, height_px=image.height)
