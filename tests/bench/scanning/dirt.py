"""What happens to paper between the printer and the scanner."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from pipeline.tools.scan.geometry import Box
from pipeline.tools.scan.printed import box_of
from tests.bench.scanning.papers import MM_PER_INCH, PRINT_DPI, Rgb, Sheet

_PX = PRINT_DPI / MM_PER_INCH


def soil(
    image: Image.Image, sheet: Sheet, happened: str, rng: np.random.Generator, pen: ModuleType
) -> None:
    """Let something happen to a sheet: a key of `cases.DIRT`."""
    code: Box | None = None
    if sheet.codes:
        code = sheet.codes[int(rng.integers(len(sheet.codes)))]
    if happened == "pen on code" and code:
        for _ in range(int(rng.integers(1, 5))):
            start = code.x - 3, code.y + float(rng.uniform(0, code.height))
            end = code.x + code.width + 3, code.y + float(rng.uniform(0, code.height))
            pen.strike(image, rng, start, end)
    if happened == "seal on code" and code:
        pen.seal(image, rng, (code.x + 6, code.y + 6))
    if happened == "stain":
        _stain(image, rng)
    if happened == "holes":
        _holes(image, rng)
    if happened == "shows through":
        other = ImageOps.mirror(Image.fromarray(np.array(sheet.rgb)))
        _blend(image, other, float(rng.uniform(0.05, 0.14)))


CHANGES = ("struck out", "digit mended", "painted over")


def change(
    image: Image.Image, sheet: Sheet, how: str, rng: np.random.Generator, pen: ModuleType
) -> bool:
    """Change something that is printed, as one of `CHANGES` says; gives whether there was anything."""
    letters = [box for sign, box in sheet.letters if sign.strip() and _is_open(sheet, box)]
    digits = [box for sign, box in sheet.letters if sign.isdigit() and _is_open(sheet, box)]
    wanted = digits if how == "digit mended" else letters
    if not wanted:
        return False
    at = wanted[int(rng.integers(len(wanted)))]
    if how == "digit mended":
        _mend(image, at, rng, pen)
    else:
        _through(image, at, how, rng, pen)
    return True


def _is_open(sheet: Sheet, box: Box) -> bool:
    """Whether a character stands where somebody would change it: not in a zone or code, nor at the edge."""
    taken = [box_of(zone).grown(20.0) for zone in sheet.page.zones]
    taken += [code.grown(4.0) for code in sheet.codes]
    inside = 12 < box.x < 190 and 12 < box.y < 280 and box.height > 1.5
    return inside and not any(each.overlaps(box) for each in taken)


def _mend(image: Image.Image, at: Box, rng: np.random.Generator, pen: ModuleType) -> None:
    """Strokes that make another digit of one: two or three, as long as the digit is wide or high."""
    for _ in range(int(rng.integers(2, 4))):
        x, y = rng.uniform(0, 1, 2) * (at.width, at.height) + (at.x, at.y)
        upright = rng.random() < 0.6
        reach = (0.4, at.height) if upright else (at.width * 1.3, 0.4)
        pen.strike(image, rng, (x, y), (x + reach[0], y + reach[1]))


def _through(
    image: Image.Image, at: Box, how: str, rng: np.random.Generator, pen: ModuleType
) -> None:
    """A line through some characters, or white over them."""
    width = float(rng.uniform(6, 25))
    if how == "struck out":
        middle = at.y + at.height * float(rng.uniform(0.35, 0.65))
        pen.strike(
            image, rng, (at.x - 1, middle), (at.x + width, middle + float(rng.normal(0, 0.7)))
        )
        return
    edges = at.x - 0.5, at.y - 0.5, at.x + width, at.y + at.height + 0.5
    ImageDraw.Draw(image).rectangle([each * _PX for each in edges], fill=(253, 253, 250))


def halves(upper: Sheet, lower: Sheet, rng: np.random.Generator) -> Rgb:
    """The upper half of one sheet over the lower half of another: two went through the scanner at once."""
    rgb = np.array(upper.rgb)
    cut = round(float(rng.uniform(0.35, 0.75)) * len(rgb))
    rgb[cut:] = lower.rgb[cut:]
    return rgb


def fold_over(image: Image.Image, rng: np.random.Generator) -> Box:
    """Fold the lower or the upper part of a sheet over the rest; gives what is not to be seen any more."""
    width, height = image.size
    deep = round(float(rng.uniform(0.12, 0.45)) * height)
    is_lower = rng.random() < 0.6
    flap = image.crop((0, height - deep, width, height) if is_lower else (0, 0, width, deep))
    back = ImageOps.flip(flap).point(lambda level: round(252 - (255 - level) * 0.06))
    image.paste(back, (0, height - 2 * deep if is_lower else deep))
    image.paste(
        (246, 246, 244), (0, height - deep, width, height) if is_lower else (0, 0, width, deep)
    )
    top = (height - 2 * deep if is_lower else 0) / _PX
    return Box(0.0, top, width / _PX, 2 * deep / _PX)


def shine_through(
    image: Image.Image, rng: np.random.Generator, draw: Callable[[Image.Image], None]
) -> None:
    """What was drawn on the other side, faint, mirrored and soft."""
    back = Image.new("RGB", image.size, "white")
    draw(back)
    _blend(image, ImageOps.mirror(back), float(rng.uniform(0.06, 0.2)), float(rng.uniform(1, 3.5)))


def _blend(image: Image.Image, other: Image.Image, share: float, blur_px: float = 3.0) -> None:
    soft = other.filter(ImageFilter.BoxBlur(blur_px))
    faint = soft.point(lambda level: round(255 - (255 - level) * share))
    image.paste(ImageChops.multiply(image, faint))


def _stain(image: Image.Image, rng: np.random.Generator) -> None:
    """A ring of tea."""
    x, y = rng.uniform(30, 180) * _PX, rng.uniform(40, 260) * _PX
    radius = rng.uniform(12, 35) * _PX
    layer = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(layer)
    ring = (x - radius, y - radius, x + radius, y + radius)
    draw.ellipse(ring, fill=(250, 242, 225), outline=(215, 185, 140), width=round(1.5 * _PX))
    image.paste(ImageChops.multiply(image, layer))


def _holes(image: Image.Image, rng: np.random.Generator) -> None:
    """Two staple holes in a corner, two punched ones at the left."""
    draw = ImageDraw.Draw(image)
    for x, y in ((9.0, 9.0), (15.0, 13.0)):
        draw.ellipse([each * _PX for each in (x, y, x + 0.9, y + 0.9)], fill=(30, 30, 30))
    for y in (108.0, 188.0):
        x = float(rng.uniform(9, 13))
        draw.ellipse([each * _PX for each in (x, y, x + 6, y + 6)], fill=(40, 40, 40))
