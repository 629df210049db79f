"""Signatures, seals and scribbles: the second generator, kept for the final figures.

Names are written with a brush typeface and bent; seals are computed point by point.  It shares nothing with
`marks` but the names of its functions, and no threshold was chosen by looking at what it draws.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.typefaces.installed import font_folders
from tests.bench.scanning.papers import MM_PER_INCH, PRINT_DPI

Real = NDArray[np.float64]
Point = tuple[float, float]
_PX = PRINT_DPI / MM_PER_INCH
_NAMES = "张王李赵陈杨吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭明华建国志强文军丽芳敏静磊洋勇艳杰娟涛超"
_FACES = ("FandolKai", "kaiu", "simkai", "ukai", "KaiTi", "FandolSong")


@lru_cache(maxsize=32)
def _face(size_px: int) -> ImageFont.FreeTypeFont:
    files = [
        file
        for folder in font_folders()
        if folder.is_dir()
        for file in sorted(folder.rglob("*"))
        if file.suffix.casefold() in {".otf", ".ttf", ".ttc"}
    ]
    for name in _FACES:
        for file in files:
            if file.name.casefold().startswith(name.casefold()):
                return ImageFont.truetype(str(file), size_px)
    raise FileNotFoundError("no Chinese typeface to write names with")


def signature(
    sheet: Image.Image,
    rng: np.random.Generator,
    at: Point,
    *,
    pen: str = "",
    height_mm: float = 0.0,
) -> None:
    """A name, written fluently: a brush typeface, bent, slanted, pressed unevenly."""
    height = height_mm or float(rng.normal(10.5, 1.6))
    name = "".join(rng.choice(list(_NAMES), int(rng.integers(2, 4))))
    thin = "thin" in pen
    cover = _written(rng, name, height, weight=0.75 if thin else float(rng.uniform(0.8, 1.3)))
    inks = [(20, 20, 24), (18, 40, 120), (40, 60, 170), (15, 15, 60)]
    ink = (70, 75, 150) if "ballpoint" in pen and "black" not in pen else (62, 62, 66)
    colour = ink if thin else inks[int(rng.integers(len(inks)))]
    _put(
        sheet,
        cover * (0.8 if thin else 0.94),
        (at[0] - 2, at[1] - cover.shape[0] / _PX / 2),
        colour,
    )


def initials(sheet: Image.Image, rng: np.random.Generator, at: Point) -> None:
    """Two Latin letters."""
    letters = "".join(rng.choice(list("ABCDEFGHJKLMNPQRSTWXYZ"), 2))
    cover = _written(rng, letters, 5.2, weight=0.9)
    _put(sheet, cover * 0.92, (at[0], at[1] - cover.shape[0] / _PX / 2), (25, 25, 40))


def tick(sheet: Image.Image, rng: np.random.Generator, at: Point) -> None:
    """A tick, thin to thick as it is made."""
    size = float(rng.normal(6.5, 1.2))
    rows, columns = np.mgrid[0 : round(2 * size * _PX), 0 : round(2 * size * _PX)] / _PX
    down = _near_line(columns, rows, (0.4 * size, 0.9 * size), (0.75 * size, 1.4 * size), 0.22)
    up = _near_line(columns, rows, (0.75 * size, 1.4 * size), (1.7 * size, 0.3 * size), 0.33)
    _put(sheet, np.maximum(down, up) * 0.93, (at[0], at[1] - size), (120, 20, 28))


def date_by_hand(sheet: Image.Image, rng: np.random.Generator, at: Point) -> None:
    """A date."""
    text = f"{rng.integers(1, 13)}月{rng.integers(1, 29)}日"
    if rng.random() < 0.5:
        text = f"2023-{rng.integers(1, 13)}-{rng.integers(1, 29)}"
    cover = _written(rng, text, float(rng.uniform(3.4, 4.2)), weight=0.8)
    _put(sheet, cover * 0.92, (at[0], at[1] - cover.shape[0] / _PX / 2), (24, 24, 30))


def seal(
    sheet: Image.Image,
    rng: np.random.Generator,
    middle: Point,
    *,
    colour: tuple[int, int, int] = (0, 0, 0),
    strength: float = 0.0,
    diameter_mm: float = 0.0,
) -> None:
    """A round seal at any angle, dry in places, blotted in others."""
    radius = (diameter_mm or float(rng.choice([38.0, 40.0, 42.0, 45.0]))) / 2
    side = round((2 * radius + 4) * _PX)
    rows, columns = (np.mgrid[0:side, 0:side] - side / 2) / _PX
    reach = np.hypot(rows, columns)
    cover = np.clip(1.0 - (np.abs(reach - radius + 0.6) - 0.55) * 6, 0, 1)
    cover = np.maximum(cover, _star(rows, columns, radius * 0.3, float(rng.uniform(0, 6.3))))
    cover = np.maximum(cover, _ring_of_words(rng, side, radius))
    cover *= np.clip(0.55 + 0.75 * _clouds(rng, side, 12) + 0.25 * _clouds(rng, side, 90), 0, 1)
    reds = [(205, 30, 36), (190, 25, 60), (222, 60, 40), (170, 24, 32)]
    ink = colour if any(colour) else reds[int(rng.integers(len(reds)))]
    share = strength or float(rng.uniform(0.6, 0.95))
    corner = middle[0] - side / _PX / 2, middle[1] - side / _PX / 2
    _put(sheet, cover * share, corner, ink)


def strike(sheet: Image.Image, rng: np.random.Generator, start: Point, end: Point) -> None:
    """A line by pen."""
    left, top = min(start[0], end[0]) - 1, min(start[1], end[1]) - 2
    width, height = abs(end[0] - start[0]) + 2, abs(end[1] - start[1]) + 4
    rows, columns = np.mgrid[0 : round(height * _PX), 0 : round(width * _PX)] / _PX
    wave = 0.4 * np.sin(columns / 4 + rng.uniform(0, 6))
    begin, finish = (start[0] - left, start[1] - top), (end[0] - left, end[1] - top)
    cover = _near_line(columns, rows + wave, begin, finish, float(rng.uniform(0.2, 0.35)))
    _put(sheet, cover * 0.93, (left, top), (20, 22, 70))


def _written(rng: np.random.Generator, text: str, height_mm: float, *, weight: float) -> Real:
    """Words in a brush typeface, bent and slanted: how much of each place is covered."""
    size = round(height_mm * _PX)
    face = _face(size)
    image = Image.new("L", (round(size * (len(text) + 1.2)), size * 2), 0)
    ImageDraw.Draw(image).text((size * 0.5, size * 0.4), text, font=face, fill=255)
    values = np.asarray(image, dtype=float) / 255.0
    rows, columns = np.mgrid[0 : values.shape[0], 0 : values.shape[1]].astype(float)
    slant = float(rng.normal(0.12, 0.12))
    bend = size * 0.05
    across = columns + slant * (rows - size) + bend * np.sin(rows / size * 4 + rng.uniform(0, 6))
    down = rows + bend * np.sin(columns / size * 3 + rng.uniform(0, 6))
    down -= float(rng.normal(0, 0.06)) * columns
    y = np.clip(down.round().astype(int), 0, values.shape[0] - 1)
    x = np.clip(across.round().astype(int), 0, values.shape[1] - 1)
    bent = values[y, x]
    pressure = np.clip(0.75 + 0.4 * _clouds(rng, max(bent.shape), 6), 0, 1)
    return np.asarray(bent * np.minimum(pressure[: bent.shape[0], : bent.shape[1]] * weight, 1.0))


def _near_line(columns: Real, rows: Real, start: Point, end: Point, half_mm: float) -> Real:
    direction = np.array(end) - np.array(start)
    length = float(np.hypot(*direction)) or 1e-6
    along = ((columns - start[0]) * direction[0] + (rows - start[1]) * direction[1]) / length
    along = np.clip(along, 0, length)
    x = start[0] + along * direction[0] / length
    y = start[1] + along * direction[1] / length
    return np.asarray(np.clip(1.0 - (np.hypot(columns - x, rows - y) - half_mm) * 8, 0, 1))


def _star(rows: Real, columns: Real, radius: float, turn: float) -> Real:
    angle = (np.arctan2(rows, columns) + turn) % (2 * np.pi / 5) - np.pi / 5
    inner = radius * 0.382
    edge = (
        inner
        * radius
        * np.sin(np.pi / 5)
        / (inner * np.sin(np.abs(angle)) + radius * np.sin(np.pi / 5 - np.abs(angle)) + 1e-9)
    )
    return np.asarray(np.clip(1.0 - (np.hypot(rows, columns) - edge) * 6, 0, 1))


def _ring_of_words(rng: np.random.Generator, side: int, radius: float) -> Real:
    whole = Image.new("L", (side, side), 0)
    count = int(rng.integers(9, 15))
    face = _face(round(4.6 * _PX))
    start = float(rng.uniform(0, 360))
    for number in range(count):
        letter = Image.new("L", (side, side), 0)
        place = side / 2, side / 2 - (radius - 4.4) * _PX
        sign = str(rng.choice(list(_NAMES)))
        ImageDraw.Draw(letter).text(place, sign, font=face, fill=255, anchor="mm")
        turned = letter.rotate(start - 270 * number / (count - 1), Image.Resampling.BILINEAR)
        whole.paste(255, (0, 0), turned)
    return np.asarray(whole, dtype=float) / 255.0


def _clouds(rng: np.random.Generator, side: int, grains: int) -> Real:
    """Values around 0, -1 to 1, that change slowly."""
    few = (255 * rng.random((grains, grains))).astype(np.uint8)
    smooth = Image.fromarray(few).resize((side, side), Image.Resampling.BICUBIC)
    return np.asarray(smooth, dtype=float) / 127.5 - 1.0


def _put(sheet: Image.Image, cover: Real, corner_mm: Point, colour: tuple[int, int, int]) -> None:
    left, top = round(corner_mm[0] * _PX), round(corner_mm[1] * _PX)
    box = max(0, left), max(0, top)
    end = min(sheet.width, left + cover.shape[1]), min(sheet.height, top + cover.shape[0])
    if end[0] <= box[0] or end[1] <= box[1]:
        return
    below = np.asarray(sheet.crop((*box, *end)), dtype=float)
    part = cover[box[1] - top : end[1] - top, box[0] - left : end[0] - left, None]
    inked = below * (1 - part) + below * (np.array(colour) / 255.0) * part
    sheet.paste(Image.fromarray(inked.astype(np.uint8)), box)
