"""Signatures, seals and scribbles: the first generator.  Strokes are splines, seals are drawn with a compass.

Nothing here knows a threshold of the program.  `other_marks` draws the same kinds in other ways.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.bench.scanning.papers import MM_PER_INCH, PRINT_DPI

_FINER = 2
_PX = PRINT_DPI / MM_PER_INCH * _FINER
Point = tuple[float, float]

PENS = {
    "gel": ((28, 28, 36), 0.5, 0.95),
    "fountain": ((25, 35, 110), 0.75, 0.9),
    "blue gel": ((30, 55, 160), 0.5, 0.9),
    "thin ballpoint": ((60, 70, 150), 0.26, 0.75),
    "thin black ballpoint": ((55, 55, 60), 0.25, 0.8),
}
"""Colour, width in mm, and how much of the paper it covers."""

PALE_PENS = {
    "pale thin ballpoint": ((90, 100, 175), 0.3, 0.55),
    "pale thin black ballpoint": ((85, 85, 95), 0.3, 0.5),
}
"""The same of pens that are nearly empty."""


class Layer:
    """Ink on a part of a sheet: how much of each place it covers, drawn finer than the sheet."""

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        self.x, self.y = box[0], box[1]
        size = max(8, round(box[2] * _PX)), max(8, round(box[3] * _PX))
        self.cover = Image.new("L", size, 0)
        self.draw = ImageDraw.Draw(self.cover)

    def at(self, point: Point) -> Point:
        """Where a place of the sheet is in the layer."""
        return (point[0] - self.x) * _PX, (point[1] - self.y) * _PX

    def stroke(self, points: Sequence[Point], width_mm: float) -> None:
        """A line of round dots, so that ends and corners are round."""
        radius = width_mm * _PX / 2
        places = [self.at(point) for point in points]
        self.draw.line(places, fill=255, width=max(1, round(2 * radius)), joint="curve")
        for x, y in places:
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)

    def put(self, sheet: Image.Image, colour: tuple[int, int, int], strength: float) -> None:
        """Print the layer on a sheet at `PRINT_DPI`; ink darkens what is below."""
        cover = self.cover.reduce(_FINER).point(lambda level: round(level * strength))
        place = round(self.x * PRINT_DPI / MM_PER_INCH), round(self.y * PRINT_DPI / MM_PER_INCH)
        below = sheet.crop((*place, place[0] + cover.width, place[1] + cover.height))
        inked = ImageChops.multiply(below, Image.new("RGB", below.size, colour))
        sheet.paste(Image.composite(inked, below, cover), place)


def signature(
    sheet: Image.Image,
    rng: np.random.Generator,
    at: Point,
    *,
    pen: str = "",
    height_mm: float = 0.0,
) -> None:
    """A name of two to four characters, its left middle at a place."""
    colour, width, strength = (PENS | PALE_PENS)[pen or str(rng.choice(list(PENS)))]
    height = height_mm or float(rng.uniform(8, 14))
    count = int(rng.integers(2, 5))
    advance = height * float(rng.uniform(0.75, 1.0))
    layer = Layer((at[0] - 6, at[1] - height, count * advance + 16, 2 * height + 4))
    slope = float(rng.normal(0, 0.06))
    for number in range(count):
        left = at[0] + number * advance
        middle = at[1] + slope * (left - at[0])
        for _ in range(int(rng.integers(4, 9))):
            points = _spline(rng, left, middle - height / 2, advance * 0.95, height)
            layer.stroke(points, width * float(rng.uniform(0.75, 1.25)))
    layer.put(sheet, colour, strength)


def initials(sheet: Image.Image, rng: np.random.Generator, at: Point) -> None:
    """One or two small letters."""
    colour, width, strength = PENS["gel"]
    layer = Layer((at[0] - 2, at[1] - 6, 14, 12))
    for _ in range(int(rng.integers(3, 5))):
        layer.stroke(_spline(rng, at[0], at[1] - 3, 5.5, 5.0), width)
    layer.put(sheet, colour, strength)


def tick(sheet: Image.Image, rng: np.random.Generator, at: Point) -> None:
    """√"""
    size = float(rng.uniform(4, 9))
    layer = Layer((at[0] - 2, at[1] - size, size * 1.4 + 4, 2 * size))
    x, y = at
    points = [(x, y), (x + 0.3 * size, y + 0.45 * size), (x + size, y - 0.6 * size)]
    layer.stroke(points, float(rng.uniform(0.35, 0.7)))
    layer.put(sheet, (30, 30, 120), 0.9)


def date_by_hand(sheet: Image.Image, rng: np.random.Generator, at: Point) -> None:
    """A date in small digits."""
    text = f"2023.{rng.integers(1, 13)}.{rng.integers(1, 29)}"
    layer = Layer((at[0] - 1, at[1] - 4, 32, 9))
    x = at[0]
    for sign in text:
        if sign == ".":
            layer.stroke([(x, at[1] + 1.4), (x + 0.1, at[1] + 1.5)], 0.6)
            x += 1.4
            continue
        for _ in range(2):
            layer.stroke(_spline(rng, x, at[1] - 1.8, 1.8, 3.6), 0.45)
        x += 2.6
    layer.put(sheet, (28, 28, 40), 0.92)


def seal(
    sheet: Image.Image,
    rng: np.random.Generator,
    middle: Point,
    *,
    colour: tuple[int, int, int] = (214, 38, 44),
    strength: float = 0.0,
    diameter_mm: float = 0.0,
) -> None:
    """A round seal with a star, words along the ring, and ink that took unevenly."""
    diameter = diameter_mm or float(rng.uniform(38, 45))
    radius = diameter / 2
    layer = Layer((middle[0] - radius - 2, middle[1] - radius - 2, diameter + 4, diameter + 4))
    x, y = layer.at(middle)
    outer = radius * _PX
    layer.draw.ellipse(
        (x - outer, y - outer, x + outer, y + outer), outline=255, width=round(1.1 * _PX)
    )
    _star(layer, (x, y), diameter * 0.14 * _PX)
    turn = float(rng.normal(0, 12))
    _words_on_ring(layer, rng, (x, y), (radius - 5.2) * _PX, turn)
    layer.cover = _uneven(layer.cover.rotate(turn, center=(x, y)), rng)
    layer.put(sheet, colour, strength or float(rng.uniform(0.65, 0.97)))


def strike(sheet: Image.Image, rng: np.random.Generator, start: Point, end: Point) -> None:
    """A line by pen, for instance across a code or through words."""
    x0, x1 = sorted((start[0], end[0]))
    y0, y1 = sorted((start[1], end[1]))
    layer = Layer((x0 - 2, y0 - 3, x1 - x0 + 4, y1 - y0 + 6))
    bend = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + float(rng.normal(0, 0.8))
    layer.stroke([start, bend, end], float(rng.uniform(0.4, 0.7)))
    layer.put(sheet, (25, 25, 60), 0.92)


def _spline(
    rng: np.random.Generator, left: float, top: float, width: float, height: float
) -> list[Point]:
    ends = rng.uniform(0, 1, (4, 2)) * (width, height) + (left, top)
    share = np.linspace(0, 1, 14)[:, None]
    first, second, third, last = ends
    curve = (
        (1 - share) ** 3 * first
        + 3 * (1 - share) ** 2 * share * second
        + 3 * (1 - share) * share**2 * third
        + share**3 * last
    )
    return [(float(x), float(y)) for x, y in curve]


def _star(layer: Layer, middle: Point, radius: float) -> None:
    points = []
    for number in range(10):
        angle = math.pi * (number / 5 - 0.5)
        reach = radius if number % 2 == 0 else radius * 0.4
        points.append((middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)))
    layer.draw.polygon(points, fill=255)


def _words_on_ring(
    layer: Layer, rng: np.random.Generator, middle: Point, radius: float, turn: float
) -> None:
    """Strange characters along the ring: strokes at random, as dense as characters are."""
    count = int(rng.integers(8, 16))
    for number in range(count):
        angle = math.radians(-220 + 260 * number / (count - 1))
        x = middle[0] + radius * math.cos(angle)
        y = middle[1] + radius * math.sin(angle)
        side = 4.6 * _PX
        glyph = Image.new("L", (round(side), round(side)), 0)
        pen = ImageDraw.Draw(glyph)
        for _ in range(6):
            ends = rng.uniform(0, side, 4)
            if rng.random() < 0.5:
                ends[3] = ends[1]
            else:
                ends[2] = ends[0]
            pen.line([float(each) for each in ends], fill=255, width=round(0.55 * _PX))
        turned = glyph.rotate(-math.degrees(angle) - 90, expand=True)
        layer.cover.paste(255, (round(x - turned.width / 2), round(y - turned.height / 2)), turned)


def _uneven(cover: Image.Image, rng: np.random.Generator) -> Image.Image:
    few = (120 + 135 * rng.random((9, 9))).astype(np.uint8)
    patches = Image.fromarray(few).resize(cover.size, Image.Resampling.BICUBIC)
    grain = (190 + 65 * rng.random((cover.height // 3, cover.width // 3))).astype(np.uint8)
    fine = Image.fromarray(grain).resize(cover.size).filter(ImageFilter.GaussianBlur(1))
    return ImageChops.multiply(ImageChops.multiply(cover, patches), fine)
