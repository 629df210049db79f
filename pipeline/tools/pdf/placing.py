"""pikepdf: pages put together as they are: scanned JPEGs laid straight by a matrix, pages of other PDFs.

A JPEG is not encoded again: its bytes stay those of the scanner.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pikepdf import Array, Dictionary, Name, Page, PasswordError, Pdf, PikepdfError, Stream

from pipeline.errors import InputError

_POINTS_PER_MM = 72 / 25.4
_MOST_OFF_MM = 0.35
"""By how much a page may be off, at its corners, where it is laid straight without being redrawn."""
_A4_MM = (210.0, 297.0)
_OPEN_IT = "用PDF软件打开看看，另存一份再放回；打不开的，请原来的人重新发来"


Affine: TypeAlias = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPicture:
    """A picture on a page of its own.

    Attributes:
        data: The picture.
        matrix: Affine map from its pixels (y downward) to mm from the page's top left corner: a, b, c, d, e, f
            with x' = ax + by + c, y' = dx + ey + f.
        page_mm: Width and height of the page.
    """

    data: bytes
    matrix: Affine
    page_mm: tuple[float, float] = _A4_MM


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedJpeg(PlacedPicture):
    """A JPEG on a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFax(PlacedPicture):
    """A picture of black and white (ITU-T T.6, black is 0) on a page of its own.

    Attributes:
        width_px, height_px: Its size.
    """

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class PdfPages:
    """Pages of a PDF as they are: one, counted from 1, or all."""

    path: Path
    page: int | None = None


Piece = PlacedJpeg | PlacedFax | PdfPages


def affine_of(homography: Sequence[float], width_px: int, height_px: int) -> Affine | None:
    """The affine map that does what a homography does to a picture; None where none comes near enough.

    Args:
        homography: Nine numbers, row by row: pixels to mm.
        width_px: Width of the picture.
        height_px: Its height.
    """
    h = homography

    def moved(x: float, y: float) -> tuple[float, float]:
        depth = h[6] * x + h[7] * y + h[8]
        return (h[0] * x + h[1] * y + h[2]) / depth, (h[3] * x + h[4] * y + h[5]) / depth

    corners = [(0.0, 0.0), (width_px, 0.0), (width_px, height_px), (0.0, height_px)]
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = (moved(*each) for each in corners)
    # Of all affine maps the one nearest at the four corners: the mean of opposite sides.
    right = ((bx - ax + cx - dx) / 2 / width_px, (by - ay + cy - dy) / 2 / width_px)
    down = ((dx - ax + cx - bx) / 2 / height_px, (dy - ay + cy - by) / 2 / height_px)
    middle = ((ax + bx + cx + dx) / 4, (ay + by + cy + dy) / 4)
    c = middle[0] - right[0] * width_px / 2 - down[0] * height_px / 2
    f = middle[1] - right[1] * width_px / 2 - down[1] * height_px / 2
    off = max(abs(ax - c), abs(ay - f))
    return (right[0], down[0], c, right[1], down[1], f) if off <= _MOST_OFF_MM else None


def page_size_mm(path: Path, page: int) -> tuple[float, float]:
    """Width and height of a page of a PDF, counted from 1.

    Raises:
        InputError: It cannot be read.
    """
    with _opened(path) as pdf:
        left, bottom, right, top = (float(each) for each in pdf.pages[page - 1].mediabox)
    return (right - left) / _POINTS_PER_MM, (top - bottom) / _POINTS_PER_MM


def put_together(pieces: Sequence[Piece], *, title: str) -> bytes:
    """One PDF of all pieces in their order; the same bytes for the same pieces.

    Raises:
        InputError: A PDF or JPEG among them cannot be read.
    """
    with Pdf.new() as pdf:
        for piece in pieces:
            add_piece(pdf, piece)
        name(pdf, title)
        return _written(pdf)


def add_piece(pdf: Pdf, piece: Piece) -> None:
    """Add a piece behind the pages of a document.

    Raises:
        InputError: It cannot be read.
    """
    if isinstance(piece, PdfPages):
        _add_pages(pdf, piece)
    elif isinstance(piece, PlacedFax):
        _add_picture(pdf, piece, _fax_image(pdf, piece))
    else:
        _add_picture(pdf, piece, _jpeg_image(pdf, piece))


def name(pdf: Pdf, title: str) -> None:
    """Say what a document is called, and in which language it is."""
    pdf.Root.Lang = "zh-CN"
    pdf.docinfo[Name.Title] = title


def shrunk(data: bytes, reencode: Callable[[bytes, tuple[int, int]], bytes]) -> bytes:
    """A PDF with its JPEGs encoded anew.

    Args:
        data: The PDF.
        reencode: Gives a JPEG anew; told the size in points of the page that it is on at most: the picture is
            no larger there, so that a resolution reckoned from it is no finer than the true one.
    """
    with Pdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        done: set[tuple[int, int]] = set()
        for page in pdf.pages:
            left, bottom, right, top = (float(each) for each in page.mediabox)
            size = round(right - left), round(top - bottom)
            for image in page.get_images().values():
                if isinstance(image, Stream) and image.objgen not in done and _is_plain_jpeg(image):
                    done.add(image.objgen)
                    _replace(image, reencode(image.read_raw_bytes(), size))
        return _written(pdf)


def _replace(image: Stream, jpeg: bytes) -> None:
    if len(jpeg) < len(image.read_raw_bytes()):
        width, height, _ = _jpeg_frame(jpeg)
        image.write(jpeg, filter=Name.DCTDecode)
        image.Width, image.Height = width, height


def _is_plain_jpeg(image: Stream) -> bool:
    """Whether a picture is one JPEG of grey or three colours, without masks."""
    filtered = image.get(Name.Filter)
    if filtered != Name.DCTDecode and filtered != Array([Name.DCTDecode]):
        return False
    masked = any(name in image for name in (Name.SMask, Name.Mask, Name.Decode, Name.ImageMask))
    return not masked and _jpeg_frame(image.read_raw_bytes())[2] in {1, 3}


# ---------------------------------------------------------------- pieces


def _jpeg_image(pdf: Pdf, piece: PlacedJpeg) -> Stream:
    width_px, height_px, components = _jpeg_frame(piece.data)
    image = Stream(pdf, piece.data)
    image.Width, image.Height, image.BitsPerComponent = width_px, height_px, 8
    image.Filter = Name.DCTDecode
    image.ColorSpace = _COLOURS[components]
    if components == 4:  # Adobe writes CMYK upside down
        image.Decode = Array([1, 0] * 4)
    return image


def _fax_image(pdf: Pdf, piece: PlacedFax) -> Stream:
    image = Stream(pdf, piece.data)
    image.Width, image.Height, image.BitsPerComponent = piece.width_px, piece.height_px, 1
    image.Filter = Name.CCITTFaxDecode
    image.DecodeParms = Dictionary(K=-1, Columns=piece.width_px, Rows=piece.height_px)
    image.ColorSpace = Name.DeviceGray
    return image


def _add_picture(pdf: Pdf, piece: PlacedPicture, image: Stream) -> None:
    image.Type, image.Subtype = Name.XObject, Name.Image
    width_px, height_px = int(image.Width), int(image.Height)
    page_width, page_height = (round(each * _POINTS_PER_MM, 2) for each in piece.page_mm)
    a, b, c, d, e, f = piece.matrix
    matrix = (
        a * width_px, -d * width_px, -b * height_px, e * height_px,
        b * height_px + c, piece.page_mm[1] - e * height_px - f,
    )  # fmt: skip
    numbers = " ".join(f"{each * _POINTS_PER_MM:.4f}" for each in matrix)
    content = Stream(pdf, f"q {numbers} cm /Scan Do Q".encode())
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, page_width, page_height]),
        Resources=Dictionary(XObject=Dictionary(Scan=image)),
        Contents=content,
    )
    pdf.pages.append(Page(pdf.make_indirect(page)))


_COLOURS = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}


def _add_pages(pdf: Pdf, piece: PdfPages) -> None:
    with _opened(piece.path) as source:
        try:
            if source.Root.get(Name.AcroForm) is not None or _has_notes(source):
                source.generate_appearance_streams()
                source.flatten_annotations()
            pages = source.pages if piece.page is None else [source.pages[piece.page - 1]]
            for page in pages:
                for key in (Name.Annots, Name.AA, Name.B, Name.StructParents):
                    if key in page:
                        del page[key]
                pdf.pages.append(page)
        except (PikepdfError, IndexError, ValueError, TypeError) as error:
            raise _unusable(piece.path) from error


def _has_notes(pdf: Pdf) -> bool:
    return any(Name.Annots in page for page in pdf.pages)


def _opened(path: Path) -> Pdf:
    try:
        return Pdf.open(io.BytesIO(path.read_bytes()), suppress_warnings=True)
    except PasswordError as error:
        raise InputError(
            "设了打开密码", where=path.name, remedy="输入密码打开，打印（或另存）成不带密码的PDF"
        ) from error
    except (PikepdfError, OSError, ValueError) as error:
        raise _unusable(path) from error


def _unusable(path: Path) -> InputError:
    return InputError("打不开，没有传完整或已损坏", where=path.name, remedy=_OPEN_IT)


def _written(pdf: Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(buffer, deterministic_id=True, fix_metadata_version=False)
    return buffer.getvalue()


# ---------------------------------------------------------------- JPEGs


def _jpeg_frame(data: bytes) -> tuple[int, int, int]:
    """Width, height and number of components of a JPEG (ITU-T T.81, B.2.2).

    Raises:
        InputError: It is none.
    """
    for marker, segment in _segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC} and len(segment) >= 6:
            height, width, components = struct.unpack_from(">HHB", segment, 1)
            if width and height and components in _COLOURS:
                return width, height, components
    raise InputError("图片不是完好的JPEG", remedy="重新扫描")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment before the picture itself."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker == 0xDA:
            return
        (length,) = struct.unpack_from(">H", data, place + 2)
        yield marker, data[place + 4 : place + 2 + length]
        place += 2 + length
