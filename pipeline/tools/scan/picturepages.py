"""Pillow: pictures that came back, a page each; TIFF may hold many."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image, ImageFile, UnidentifiedImageError

from pipeline.errors import InputError
from pipeline.filekinds import FileKind
from pipeline.tools.scan.raw import (
    MAX_PIXELS,
    WANTED_PIXELS,
    PageImage,
    RawPage,
    page_of,
    place_of,
    refuse_size,
)

MAX_PAGES = 20_000
"""Most pages of a file; a chain of pages without end is no scan."""

_FORMATS = {"heic": "HEIF"}
_RESCAN = "用看图软件打开看看：完整的，另存为JPG；打不开、不完整的，重新扫描这一页"
_MOST_UNEVEN = 1.3
"""From this ratio of the resolutions across and down, pixels are made square (fax)."""


def count(path: Path, kind: FileKind) -> int:
    """Number of pages of a picture file.

    Raises:
        InputError: It cannot be opened.
    """
    if kind.id != "tiff":
        return 1
    with _opened(path, kind) as image:
        return _frames(image, path)


def read(path: Path, kind: FileKind, first: int, last: int | None) -> Iterator[RawPage]:
    """The pages of a picture file.

    Raises:
        InputError: It cannot be opened.
    """
    if kind.id == "jpeg":
        if first == 1 and (last is None or last >= 1):
            yield RawPage(path, 1, lambda: load_jpeg(path.read_bytes(), place_of(path, 1)))
        return
    with _opened(path, kind) as image:
        total = _frames(image, path) if kind.id == "tiff" else 1
        for index in range(first, min(last or total, total) + 1):
            yield RawPage(path, index, lambda index=index: _load(image, index, path))  # type: ignore[misc]


def load_jpeg(data: bytes, where: str, dpi: float = 0.0) -> PageImage:
    """A page that is one JPEG.

    Args:
        data: The JPEG.
        where: What messages call it.
        dpi: Its resolution on paper, where more is known than the JPEG says itself.

    Raises:
        InputError: It is damaged or too large.
    """
    with _errors_of(where), Image.open(io.BytesIO(data), formats=["JPEG"]) as image:
        stored = image.size
        refuse_size(stored, 4 * MAX_PIXELS, where)
        wanted = stored
        while wanted[0] * wanted[1] > WANTED_PIXELS:
            wanted = (wanted[0] // 2, wanted[1] // 2)
        if wanted != stored:
            image.draft(None, wanted)
        is_plain = image.mode in {"L", "RGB"}
        image.load()
        own_dpi = _dpi(image)[0]
        return page_of(image, stored_px=stored, dpi=dpi or own_dpi, jpeg=data if is_plain else None)


def _load(image: Image.Image, index: int, path: Path) -> PageImage:
    where = place_of(path, index)
    with _errors_of(where):
        image.seek(index - 1)
        refuse_size(image.size, MAX_PIXELS, where)
        image.load()
        across, down = _dpi(image)
        page = image.copy()  # the next page takes the place of this one in `image`
        if across and down and max(across, down) > _MOST_UNEVEN * min(across, down):
            finer = max(across, down)
            size = round(image.width * finer / across), round(image.height * finer / down)
            refuse_size(size, MAX_PIXELS, where)
            page, across = image.convert("L").resize(size), finer
        if page.has_transparency_data:
            page = _on_white(page)
        return page_of(page, stored_px=page.size, dpi=across)


def _on_white(image: Image.Image) -> Image.Image:
    over = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB")


@contextmanager
def _opened(path: Path, kind: FileKind) -> Iterator[Image.Image]:
    if kind.id == "heic":
        _register_heic(path, kind)
    with (
        _errors_of(path.name),
        path.open("rb") as file,
        Image.open(file, formats=[_FORMATS.get(kind.id, kind.id.upper())]) as image,
    ):
        yield image


def _register_heic(path: Path, kind: FileKind) -> None:
    try:
        import pi_heif  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise InputError(
            f"是{kind.label}，本机没有安装读取它的组件", where=path.name, remedy=kind.remedy
        ) from error
    pi_heif.register_heif_opener()


def _frames(image: Image.Image, path: Path) -> int:
    """Number of pages; counted no further than there may be."""
    index = 0
    with suppress(EOFError):
        for index in range(MAX_PAGES + 1):
            image.seek(index)
        raise InputError(f"超过{MAX_PAGES}页", where=path.name, remedy="分成几个文件重新扫描")
    return index


def _dpi(image: Image.Image) -> tuple[float, float]:
    with suppress(KeyError, TypeError, ValueError, ZeroDivisionError):
        across, down = (float(each) for each in image.info["dpi"][:2])
        if 40 <= across <= 2400 and 40 <= down <= 2400:
            return across, down
    return 0.0, 0.0


@contextmanager
def _errors_of(where: str) -> Iterator[None]:
    """What decoders raise over a hostile file, in our words."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint turns it on for the whole process
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (InputError, GeneratorExit, KeyboardInterrupt):
        raise
    except (MemoryError, Image.DecompressionBombError) as error:
        raise InputError("太大，打不开", where=where, remedy="用300 dpi重新扫描") from error
    except Exception as error:  # a hostile file makes decoders raise anything
        is_head = isinstance(error, UnidentifiedImageError)
        why = "文件头已损坏" if is_head else "读到一半就断了，没有传完整或已损坏"
        raise InputError("打不开", where=where, why=why, remedy=_RESCAN) from error
