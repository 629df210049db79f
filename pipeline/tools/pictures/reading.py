"""Pillow: a picture file read to its end: the one judge of whether it can be used, for checks and papers alike."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageCms, ImageFile, UnidentifiedImageError, features

from pipeline import filekinds
from pipeline.errors import InputError, reason

MAX_PIXELS = 100_000_000
"""Largest picture that is decoded, in pixels as they come from the decoder (a bomb has more)."""

MAX_FILE_BYTES = 200_000_000
"""Largest picture file that is opened."""

_MOST_NARROW = 60
"""How often the short side of a picture may go into the long one: beyond, it prints as a line."""

_FORMATS = {"heic": "HEIF"}
"""Names that Pillow has for kinds, where they are not the same."""

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
_LOOK = "用看图软件打开：画面完整的，另存为JPG再放回原处；打不开、不完整的，换一张原图"
_SHRINK = "用看图软件缩小后另存为JPG，再放回原处"

# Pillow refuses twice as many: room for phones of 200 megapixels, whose JPEG is decoded at a fraction.
Image.MAX_IMAGE_PIXELS = 125_000_000


class NoDecoderError(InputError):
    """This computer lacks what reads pictures of a kind: no fault of the file."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, read to its end.

    Attributes:
        image: Upright, in sRGB, opaque, and no larger than was asked for.
        width_px, height_px: Its size before, upright.
    """

    image: Image.Image
    width_px: int
    height_px: int


def read_picture(
    path: Path, *, frame_px: tuple[int, int], kinds: Container[str] = filekinds.PRINTABLE
) -> Picture:
    """Read a picture and fit it into a frame with its proportions; it is never enlarged.

    Args:
        path: The file.
        frame_px: Width and height of the frame, in pixels.
        kinds: Kinds of pictures that are wanted (`filekinds`).

    Raises:
        NoDecoderError: This computer cannot read pictures of its kind.
        InputError: The file is missing, damaged, too large, or no such picture.
    """
    kind, data = _read(path)
    if kind.id not in kinds:
        raise InputError(
            f"不是能用的照片，是{kind.label}",
            where=path.name,
            remedy=kind.photo_remedy or kind.remedy or _LOOK,
        )
    if not _can_decode(kind.id):
        raise NoDecoderError(
            f"是{kind.label}，本机没有安装读取它的组件", where=path.name, remedy=kind.remedy
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _decoded(data, frame_px, kind.id, path.name)
    except (InputError, ImportError):  # a missing library is no fault of the file
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(path.name, "像素过多") from error
    except MemoryError as error:
        raise _too_large(path.name, "内存不够") from error
    except Exception as error:  # a hostile file makes decoders raise anything
        is_head = isinstance(error, UnidentifiedImageError)
        broken = "文件头已损坏" if is_head else "读到一半就断了，没有传完整或已损坏"
        raise InputError(
            f"是{kind.label}，但打不开，{broken}", where=path.name, remedy=kind.remedy or _LOOK
        ) from error


def _read(path: Path) -> tuple[filekinds.FileKind, bytes]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _too_large(path.name, f"超过{MAX_FILE_BYTES // 1_000_000} MB")
        return filekinds.kind_of(path), path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("找不到图片", where=path.name, remedy="检查文件名和文件夹") from error
    except OSError as error:
        raise InputError(
            "图片读不出来",
            where=path.name,
            why=reason(error),
            remedy="关闭正在使用它的程序后再试，并检查权限",
        ) from error


def _can_decode(kind: str) -> bool:
    if kind == "heic":
        with suppress(ImportError):
            import pi_heif  # noqa: PLC0415 - an optional extra

            pi_heif.register_heif_opener()
            return True
        return False
    return bool(features.check(kind)) if kind in {"webp", "avif"} else True


def _decoded(data: bytes, frame_px: tuple[int, int], kind: str, name: str) -> Picture:
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    with Image.open(io.BytesIO(data), formats=[_FORMATS.get(kind, kind.upper())]) as opened:
        stored = opened.size
        _refuse_a_line(stored, name)
        profile = opened.info.get("icc_profile")
        orientation = _orientation(opened)
        is_sideways = orientation in _SIDEWAYS
        size = _fitted(stored, frame_px, sideways=is_sideways)
        opened.draft("RGB", size)  # JPEG only: decode at a half, quarter or eighth
        if opened.width * opened.height > MAX_PIXELS:
            raise _too_large(name, f"像素过多（{stored[0]}×{stored[1]}）")
        image = _plain(opened)
        if image.size != size:
            image = image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
        image = _to_srgb(_opaque(image), profile)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    return Picture(image, *(reversed(stored) if is_sideways else stored))


def _refuse_a_line(size_px: tuple[int, int], name: str) -> None:
    width, height = size_px
    if max(size_px) > _MOST_NARROW * min(size_px):
        raise InputError(
            f"太窄太长（{width}×{height}像素），印出来只是一条线",
            where=name,
            remedy="换成照片原图",
        )


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


def _plain(image: Image.Image) -> Image.Image:
    """Read the picture to its end, in a mode that can be resized: without palette or 16-bit samples."""
    image.load()
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda sample: sample * (1 / 256)).convert("L")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in {"RGB", "L", "CMYK"} else image.convert("RGB")


def _opaque(image: Image.Image) -> Image.Image:
    """A picture without transparency, on white."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


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


def _too_large(name: str, why: str) -> InputError:
    return InputError(f"图片太大，打不开：{why}", where=name, remedy=_SHRINK)
