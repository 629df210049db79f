"""One file of the kit, made in a child process: scans and files of others are strangers' files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from pipeline.collating.laying import LEAST_DPI, laid_straight, load_page
from pipeline.collating.pieces import PrintPiece, ScanPiece
from pipeline.errors import InputError
from pipeline.filekinds import Group, kind_of
from pipeline.tools.pdf.placing import (
    PdfPages,
    PlacedJpeg,
    put_together,
    shrunk,
)
from pipeline.tools.pdf.placing import Piece as PdfPiece
from pipeline.tools.pictures.encoding import as_jpeg, smaller_jpeg
from pipeline.tools.pictures.reading import read_picture
from pipeline.tools.scan.pages import count_pages
from pipeline.upload.kit import FilePiece, KitFile, Piece

SECONDS = 180.0
"""Patience with one file."""
LARGEST_BYTES = 600_000_000
"""A file on its way from the process that made it: no larger, as text."""

_STEPS = ((80, None), (75, 300), (65, 250), (60, LEAST_DPI), (45, LEAST_DPI), (30, LEAST_DPI))
"""Quality and resolution, tried one after the other until a file is small enough."""

_PICTURE_PX = (3500, 4950)
"""A picture of a certificate is no finer than A4 at 420 dpi."""
_A4_MM = (210.0, 297.0)
_MARGIN_MM = 8.0


class MadeFile(Struct, frozen=True):
    """A file of the kit: its bytes; or why there is none, in Chinese.

    `note` is what is to be said of one that was made.
    """

    data: bytes = b""
    problem: str = ""
    note: str = ""


def make_file(file: KitFile, largest_bytes: int | None) -> MadeFile:
    """Make a file; what is wrong with it is told in the result.

    Args:
        file: What it is made of.
        largest_bytes: No file may be larger; None for any size.
    """
    try:
        if file.copy_of:
            return _fit_copy(file.copy_of, largest_bytes)
        pieces = [each for piece in file.pieces for each in _as_pdf(piece)]
        data = put_together(pieces, title=file.name.removesuffix(".pdf"))
    except InputError as error:
        return MadeFile(problem=str(error))
    except OSError:
        return MadeFile(problem=f"{file.name}：有一份材料读不出来，请关闭正在使用它的程序后再试")
    return _fit(data, file.name, largest_bytes)


# ---------------------------------------------------------------- pieces


def _as_pdf(piece: Piece) -> Iterator[PdfPiece]:
    match piece:
        case ScanPiece():
            yield laid_straight(piece)
        case PrintPiece(path=path, number=number):
            yield PdfPages(path, number)
        case FilePiece(path=path, said=said):
            try:
                yield from _whole(path)
            except InputError as error:
                raise InputError(
                    error.what, where=said, why=error.why, remedy=error.remedy
                ) from error


def _whole(path: Path) -> Iterator[PdfPiece]:
    """All pages of a file of the dossier."""
    kind = kind_of(path)
    if kind.group is Group.PDF:
        yield PdfPages(path)
    elif kind.id == "tiff":
        for index in range(1, count_pages(path) + 1):
            pixels = load_page(path, index).pixels
            yield _fitted(as_jpeg(pixels), pixels.shape[1], pixels.shape[0])
    else:
        image = read_picture(path, frame_px=_PICTURE_PX, kinds=frozenset({kind.id})).image
        yield _fitted(as_jpeg(image), image.width, image.height)


def _fitted(jpeg: bytes, width_px: int, height_px: int) -> PlacedJpeg:
    """A picture in the middle of a page of A4 that stands or lies as it does."""
    page = _A4_MM if height_px >= width_px else (_A4_MM[1], _A4_MM[0])
    scale = min(
        (side - 2 * _MARGIN_MM) / px for side, px in zip(page, (width_px, height_px), strict=True)
    )
    left, top = (page[0] - scale * width_px) / 2, (page[1] - scale * height_px) / 2
    return PlacedJpeg(data=jpeg, matrix=(scale, 0, left, 0, scale, top), page_mm=page)


# ---------------------------------------------------------------- sizes


def _fit(data: bytes, name: str, largest_bytes: int | None) -> MadeFile:
    """A PDF that is small enough, its pictures encoded anew where they have to be."""
    if largest_bytes is None or len(data) <= largest_bytes:
        return MadeFile(data=data)
    smallest = len(data)
    for quality, dpi in _STEPS:

        def reencode(
            jpeg: bytes, page: tuple[int, int], q: int = quality, d: int | None = dpi
        ) -> bytes:
            return smaller_jpeg(jpeg, page, quality=q, dpi=d)

        made = shrunk(data, reencode)
        smallest = min(smallest, len(made))
        if len(made) <= largest_bytes:
            fine = f"、不高于{dpi} dpi" if dpi else ""
            return MadeFile(
                data=made, note=f"{name}：压缩到{_mb(len(made))}（图片质量{quality}{fine}）"
            )
    return MadeFile(
        problem=_too_large(
            name,
            smallest,
            largest_bytes,
            why=f"扫描的页再压缩就低于{LEAST_DPI} dpi，不合要求",
            remedy="调大 --max-mb，或把内容分开、重新扫描",
        )
    )


def _fit_copy(piece: FilePiece, largest_bytes: int | None) -> MadeFile:
    data = piece.path.read_bytes()
    if largest_bytes is None or len(data) <= largest_bytes:
        return MadeFile(data=data)
    if kind_of(piece.path).id == "jpeg":
        for quality in (85, 75, 65, 55):
            image = read_picture(piece.path, frame_px=(6000, 6000)).image
            made = as_jpeg(image, quality=quality)
            if len(made) <= largest_bytes:
                return MadeFile(data=made, note=f"{piece.said}：压缩到{_mb(len(made))}")
    return MadeFile(
        problem=_too_large(
            piece.said, len(data), largest_bytes, remedy="调大 --max-mb，或换成小一些的文件"
        )
    )


def _too_large(
    name: str, size_bytes: int, largest_bytes: int, *, why: str = "", remedy: str
) -> str:
    what = f"有{_mb(size_bytes)}，超过{_mb(largest_bytes)}"
    return str(InputError(what, where=name, why=why, remedy=remedy))


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"
