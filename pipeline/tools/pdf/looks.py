"""pypdfium2: how the pages of a finished PDF look, as pictures: what a digest is of, and where nothing is printed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import pypdfium2

from pipeline.errors import OutputError, reason

DPI = 100
_MM = 25.4 / 72
_BYTES = 3
"""Of a pixel: blue, green, red."""


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page as a picture of `DPI`.

    Attributes:
        width_mm, height_mm: Size of the page as shown.
        left_pt, top_pt: Its upper left corner in the coordinates of its content.
        rows: The picture's rows from the top, white where nothing is printed.
    """

    width_mm: float
    height_mm: float
    left_pt: float
    top_pt: float
    rows: tuple[bytes, ...]

    @property
    def shown(self) -> bytes:
        """What it shows: the same for pages that look the same, however their file is made."""
        size = f"{self.width_mm:.2f} {self.height_mm:.2f} "
        return size.encode() + hashlib.sha256(b"".join(self.rows)).digest()

    def is_blank(self, area: tuple[float, float, float, float]) -> bool:
        """Whether nothing is printed in an area: left, top, right, bottom in millimetres."""
        left, top, right, bottom = (each / 25.4 * DPI for each in area)
        columns = slice(max(0, floor(left)) * _BYTES, ceil(right) * _BYTES)
        cuts = (row[columns] for row in self.rows[max(0, floor(top)) : ceil(bottom)])
        return not any(cut.strip(b"\xff") for cut in cuts)


def looks(pdf: bytes) -> tuple[PageLook, ...]:
    """How its pages look.

    Raises:
        OutputError: It cannot be read.
    """
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise OutputError(
            "生成的PDF读不出来", why=reason(error, "文件已损坏"), remedy="再做一次"
        ) from error
    try:
        return tuple(_look(page) for page in document)
    finally:
        document.close()


def _look(page: Any) -> PageLook:
    left, _, _, top = page.get_cropbox()
    width, height = page.get_size()
    bitmap = page.render(scale=DPI / 72)
    data, length = bytes(bitmap.buffer), bitmap.width * _BYTES
    starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
    rows = tuple(data[start : start + length] for start in starts)
    return PageLook(width * _MM, height * _MM, left, top, rows)
