"""Whether a picture opens, and how large it is."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageFile

from pipeline.dossier.models import FileFacts
from pipeline.tools.pictures.photos import MAX_PIXELS

_ROTATED_ORIENTATIONS = frozenset({5, 6, 7, 8})
_ORIENTATION_TAG = 0x0112


def inspect_picture(path: Path, family: str) -> FileFacts:
    """What is found out about a picture of a family (`heic`, `jpeg`…); never raises for a damaged one.

    Raises:
        MemoryError: It is too large for this process.
    """
    if family == "heic" and not _knows_heic():
        return FileFacts(unknown="本机没有安装HEIC组件（pi-heif），打不开iPhone的HEIC照片")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decode(path)
    except Image.DecompressionBombError:
        return FileFacts(problem="的像素过多，打不开")
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  Pillow's decoders raise whatever a damaged file provokes
        return FileFacts(problem="打不开，可能没有传完整或已损坏")


def _decode(path: Path) -> FileFacts:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    with Image.open(path) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            return FileFacts(problem=f"的像素过多（{width}×{height}），打不开")
        rotated = image.getexif().get(_ORIENTATION_TAG) in _ROTATED_ORIENTATIONS
        # A JPEG is read to its end at an eighth of its size: truncation shows, memory is spared.
        image.draft(None, (max(1, width // 8), max(1, height // 8)))
        image.load()
    if rotated:
        width, height = height, width
    return FileFacts(width_px=width, height_px=height)


def _knows_heic() -> bool:
    try:
        import pi_heif  # noqa: PLC0415  an extra that need not be there
    except ImportError:
        return False
    pi_heif.register_heif_opener()
    return True
