"""Small pictures of a few pages: how they are drawn, and how much two of them differ.

The references are the PNG files beside this module; `make references` draws them anew.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

FOLDER = Path(__file__).parent
WIDTH_PX = 300
MAX_BYTES = 40_000
TILE_PX = 20

MOST_DIFFERENCE = 7.0
"""Largest mean difference of a tile, of 255 grey levels.

Edges that are smoothed otherwise come to 3.  Text or a table that moved by 0.7 mm, or stands in
another font, comes to 10 and more.
"""

PAGES: dict[str, tuple[str, int]] = {
    "提名函-1": ("nomination_letter", 1),
    "提名书-1": ("nomination_form", 1),
    "提名书-2": ("nomination_form", 2),
    "单位承诺书-1": ("employer_pledge", 1),
    "备案申请表-1": ("filing_form", 1),
}
"""Document and page, counted from 1, of each reference; all of the case `full`."""


def draw(pdf: bytes, page: int) -> Image.Image:
    """A page as a small grey picture; drawn larger first, so that it depends less on smoothing."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page - 1]
        scale = 3 * WIDTH_PX / sheet.get_width()
        large: Image.Image = sheet.render(scale=scale, grayscale=True).to_pil()
    finally:
        document.close()
    height_px = round(large.height * WIDTH_PX / large.width)
    return large.convert("L").resize((WIDTH_PX, height_px), Image.Resampling.BOX)


def encoded(picture: Image.Image) -> bytes:
    """The picture as a PNG."""
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return stream.getvalue()


def reference(name: str) -> Image.Image:
    """The picture that was looked at and accepted."""
    with Image.open(FOLDER / f"{name}.png") as picture:
        return picture.convert("L")


def difference(first: Image.Image, second: Image.Image) -> float:
    """Mean difference of the tile that differs most; 255 where the sizes are not the same.

    A mean over the whole page would hide a line that moved; single pixels say nothing.  Both are
    blurred a little before.
    """
    if first.size != second.size:
        return 255.0
    blurred = (each.filter(ImageFilter.GaussianBlur(0.8)) for each in (first, second))
    apart = ImageChops.difference(*blurred)
    width, height = apart.size
    tiles = apart.resize((width // TILE_PX, height // TILE_PX), Image.Resampling.BOX)
    return float(tiles.getextrema()[1])  # type: ignore[arg-type]
