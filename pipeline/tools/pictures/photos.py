"""Pillow: photos made ready for 300 dpi print.

A photo comes out upright, without
metadata (places, cameras, comments), in sRGB, and no larger than its frame needs.
"""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError

from pipeline.errors import InputError, reason

MAX_PIXELS = 100_000_000
"""Largest picture that is decoded, in pixels (a decompression bomb is larger)."""

MAX_FILE_BYTES = 200_000_000
"""Largest picture file that is opened."""

_MM_PER_INCH = 25.4
_JPEG_QUALITY = 85
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_REMEDY = "用看图软件打开后另存为 JPEG，再放回原处"


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
    data = _read(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _prepare(data, frame_px, path.name)
    except InputError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(path.name) from error
    except UnidentifiedImageError as error:
        raise InputError(
            "不是能识别的图片", where=path.name, why=_unread_reason(data), remedy=_REMEDY
        ) from error
    except Exception as error:  # a hostile file makes decoders raise anything
        raise InputError(
            "图片已损坏或不完整", where=path.name, why="读到一半无法继续", remedy=_REMEDY
        ) from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _too_large(path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("找不到图片", where=path.name, remedy="检查文件名和文件夹") from error
    except OSError as error:
        raise InputError(
            "图片无法读取",
            where=path.name,
            why=reason(error),
            remedy="检查文件是否被占用或无权限",
        ) from error


def _prepare(data: bytes, frame_px: tuple[int, int], name: str) -> Photo:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    with Image.open(io.BytesIO(data), formats=_formats()) as opened:
        if opened.width * opened.height > MAX_PIXELS:
            raise _too_large(name)
        profile = opened.info.get("icc_profile")
        orientation = _orientation(opened)
        size = _fitted(opened.size, frame_px, sideways=orientation in _SIDEWAYS)
        opened.draft("RGB", size)  # JPEG only: decode at a half, quarter or eighth
        image = _opaque(opened)
        if image.size != size:
            image = image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
        image = _to_srgb(image, profile)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return _encoded(image)


def _encoded(image: Image.Image) -> Photo:
    image.info.clear()  # comments would be written again
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return Photo(data=buffer.getvalue(), width_px=image.width, height_px=image.height)


@cache
def _formats() -> tuple[str, ...]:
    formats = ["JPEG", "PNG", "WEBP"]
    with suppress(ImportError):
        import pi_heif  # noqa: PLC0415 - an optional extra

        pi_heif.register_heif_opener()
        formats.append("HEIF")
    return tuple(formats)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except (ValueError, TypeError, SyntaxError, struct.error, OSError, KeyError):
        return 1  # a damaged EXIF block says nothing about the picture


def _fitted(
    size_px: tuple[int, int], frame_px: tuple[int, int], *, sideways: bool
) -> tuple[int, int]:
    """Size as stored (before turning upright) that fits into the frame."""
    width, height = size_px
    frame_width, frame_height = reversed(frame_px) if sideways else frame_px
    scale = min(frame_width / width, frame_height / height, 1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _opaque(image: Image.Image) -> Image.Image:
    """Load the picture in a mode without palette, alpha or 16-bit samples."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda sample: sample * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    if image.mode in {"RGB", "L", "CMYK"}:
        image.load()
        return image
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileName(source):
                converted = ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")
                if converted is not None:
                    return converted
    return image.convert("RGB")


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _too_large(name: str) -> InputError:
    return InputError(
        "图片太大",
        where=name,
        why=f"超过{MAX_PIXELS // 10_000}万像素或{MAX_FILE_BYTES // 1_000_000} MB",
        remedy="缩小后另存为 JPEG",
    )


def _unread_reason(data: bytes) -> str:
    if not data:
        return "文件是空的"
    if data[4:8] == b"ftyp" and b"hei" in data[8:32]:
        return "这是 HEIC 照片，本机没有安装读取它的组件"
    return "只能用 JPEG、PNG、WebP 照片"
