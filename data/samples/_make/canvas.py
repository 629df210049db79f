"""A small drawing surface for the sample pictures, and the people drawn on it.

Everything is measured in units of the finished picture (pixels); the surface itself is
twice as fine and is scaled down at the end, which gives smooth edges.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

SCALE = 2

Colour = tuple[int, int, int]
Paint = tuple[int, int, int] | tuple[int, int, int, int]
Point = tuple[float, float]
Face = Literal["sans", "serif"]
Pose = Literal["stand", "reach", "bend", "tablet", "point", "carry"]

WHITE: Colour = (255, 255, 255)
INK: Colour = (38, 42, 50)


class PictureError(Exception):
    """A picture cannot be made; the message says what is missing and what to do."""


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour `share` of the way (0 to 1) from `first` to `second`."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return (r, g, b)


def lighter(colour: Colour, share: float = 0.25) -> Colour:
    """Return `colour` moved towards white."""
    return mix(colour, WHITE, share)


def darker(colour: Colour, share: float = 0.25) -> Colour:
    """Return `colour` moved towards black."""
    return mix(colour, (0, 0, 0), share)


@cache
def font_file(face: Face) -> tuple[str, int]:
    """Find a Chinese font through `fc-match`.

    Returns:
        Path and face index (counted from 0) within a font collection.

    Raises:
        PictureError: when there is no `fc-match`, or no font that covers Chinese.
    """
    tool = shutil.which("fc-match")
    hint = "install fontconfig and a Chinese font, e.g. apt-get install fonts-noto-cjk"
    if tool is None:
        raise PictureError(f"fc-match was not found; {hint}")
    wanted = {"sans": "Noto Sans CJK SC,sans-serif", "serif": "Noto Serif CJK SC,serif"}[face]
    result = subprocess.run(
        [tool, "-f", "%{file}\n%{index}\n%{lang}", f"{wanted}:lang=zh-cn"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    path, index, languages = [*result.stdout.split("\n"), "", "", ""][:3]
    if result.returncode != 0 or "zh-cn" not in languages.split("|") or not Path(path).is_file():
        raise PictureError(f"no Chinese font was found ({face}: {path or 'none'}); {hint}")
    return path, int(index) & 0xFFFF


@cache
def font(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    """Return a Chinese font at a size in pixels of the fine surface."""
    path, index = font_file(face)
    return ImageFont.truetype(path, size_px, index=index)


@cache
def _has_glyph(face: Face, character: str) -> bool:
    probe = font(face, 40)
    missing = bytes(probe.getmask("\U0010fffd"))
    return character.isspace() or bytes(probe.getmask(character)) != missing


def require_glyphs(text: str, face: Face) -> None:
    """Stop when the font in use has no shape for a character of `text`.

    Raises:
        PictureError: names the characters and the font.
    """
    missing = sorted({character for character in text if not _has_glyph(face, character)})
    if missing:
        raise PictureError(
            f"font {font_file(face)[0]} has no glyph for {''.join(missing)}; "
            "apt-get install fonts-noto-cjk"
        )


class Canvas:
    """A picture being drawn. Coordinates run right and down from the top left."""

    def __init__(self, width_px: int, height_px: int, background: Colour = WHITE) -> None:
        self.width, self.height = width_px, height_px
        self.image = Image.new("RGB", (width_px * SCALE, height_px * SCALE), background)
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def box(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: Paint | None,
        *,
        radius: float = 0,
        outline: Paint | None = None,
        width: float = 2,
    ) -> None:
        """Draw an upright rectangle, with round corners where `radius` is given."""
        area = (x * SCALE, y * SCALE, (x + max(w, 0)) * SCALE, (y + max(h, 0)) * SCALE)
        stroke = round(width * SCALE) if outline else 0
        if radius:
            self.draw.rounded_rectangle(area, radius * SCALE, fill, outline, stroke)
        else:
            self.draw.rectangle(area, fill, outline, stroke)

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: Paint | None,
        *,
        outline: Paint | None = None,
        width: float = 2,
    ) -> None:
        """Draw an ellipse about a centre."""
        area = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.draw.ellipse(area, fill, outline, round(width * SCALE) if outline else 0)

    def disc(
        self,
        x: float,
        y: float,
        r: float,
        fill: Paint | None,
        *,
        outline: Paint | None = None,
        width: float = 2,
    ) -> None:
        """Draw a circle about a centre."""
        self.oval(x, y, r, r, fill, outline=outline, width=width)

    def slice(
        self, x: float, y: float, rx: float, ry: float, angles: tuple[float, float], fill: Paint
    ) -> None:
        """Draw the part of an ellipse cut off by the chord between two angles (clockwise degrees)."""
        area = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.draw.chord(area, angles[0], angles[1], fill)

    def arc(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        angles: tuple[float, float],
        fill: Paint,
        width: float,
    ) -> None:
        """Draw an open arc between two angles (clockwise degrees)."""
        area = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.draw.arc(area, angles[0], angles[1], fill, round(width * SCALE))

    def poly(self, points: Sequence[Point], fill: Paint) -> None:
        """Draw a filled polygon."""
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[Point], fill: Paint, width: float) -> None:
        """Draw a line through points, with round ends and joints when it is thick."""
        fine = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(fine, fill, max(1, round(width * SCALE)), joint="curve")
        if width >= 6:
            for x, y in points:
                self.disc(x, y, width / 2, fill)

    def shade(self, x: float, y: float, w: float, h: float, top: Colour, bottom: Colour) -> None:
        """Fill a rectangle with a vertical gradient."""
        steps = max(2, int(h / 6))
        for step in range(steps):
            colour = mix(top, bottom, step / (steps - 1))
            self.box(x, y + h * step / steps, w, h / steps + 1, colour)

    def text(
        self,
        x: float,
        y: float,
        content: str,
        size: float,
        fill: Paint,
        *,
        anchor: str = "mm",
        face: Face = "sans",
        bold: bool = False,
    ) -> None:
        """Write one line; `anchor` as in Pillow (`mm` centre, `lm` left middle …)."""
        require_glyphs(content, face)
        chosen = font(face, round(size * SCALE))
        self.draw.text(
            (x * SCALE, y * SCALE),
            content,
            fill,
            chosen,
            anchor=anchor,
            stroke_width=round(size * SCALE / 34) if bold else 0,
            stroke_fill=fill,
        )

    def finish(self) -> Image.Image:
        """Return the picture at its final size."""
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)


@dataclass(frozen=True)
class Look:
    """How one person looks: the same in every picture of the nomination."""

    female: bool
    skin: Colour
    hair: Colour
    cloth: Colour
    trousers: Colour
    helmet: Colour | None
    glasses: bool
    long_hair: bool


def make_look(
    random: Random,
    *,
    female: bool,
    clinical: bool = False,
    capped: bool = False,
    helmeted: bool = True,
) -> Look:
    """Choose the looks of a person.

    Args:
        random: Source of the choice.
        female: Whether the person is a woman.
        clinical: White or pale clothes (hospital, clean room, food).
        capped: A white cap in place of a helmet.
        helmeted: Whether the work calls for a helmet at all.
    """
    pale: list[Colour] = [(236, 242, 248), (214, 232, 240), (240, 236, 240)]
    strong: list[Colour] = [
        (38, 78, 138),
        (48, 96, 92),
        (196, 98, 36),
        (70, 84, 104),
        (150, 48, 44),
        (42, 110, 160),
        (98, 104, 68),
    ]
    helmets: list[Colour] = [(246, 196, 32), (232, 236, 240), (208, 52, 44), (46, 106, 190)]
    helmet = (238, 242, 246) if capped else (random.choice(helmets) if helmeted else None)
    return Look(
        female=female,
        skin=random.choice([(242, 206, 176), (232, 190, 156), (222, 178, 142), (246, 214, 188)]),
        hair=random.choice([(34, 30, 30), (48, 40, 38), (26, 26, 34)]),
        cloth=random.choice(pale if clinical else strong),
        trousers=random.choice([(48, 56, 76), (58, 60, 66), (40, 64, 96)]),
        helmet=helmet,
        glasses=random.random() < 0.3,
        long_hair=female and random.random() < 0.6,
    )


_ARMS: dict[str, tuple[Point, Point, Point, Point]] = {
    # elbow and hand of the left arm, elbow and hand of the right arm, in heights from the shoulder
    "stand": ((-0.05, 0.17), (-0.04, 0.32), (0.05, 0.17), (0.04, 0.32)),
    "reach": ((-0.03, 0.16), (0.10, 0.20), (0.13, 0.08), (0.27, 0.05)),
    "bend": ((0.06, 0.16), (0.18, 0.27), (0.12, 0.14), (0.26, 0.24)),
    "tablet": ((-0.07, 0.16), (0.03, 0.22), (0.07, 0.16), (-0.01, 0.22)),
    "point": ((-0.05, 0.17), (-0.04, 0.32), (0.14, -0.02), (0.28, -0.08)),
    "carry": ((-0.05, 0.16), (0.08, 0.22), (0.06, 0.16), (0.17, 0.22)),
}


def person(
    c: Canvas,
    x: float,
    foot: float,
    height: float,
    look: Look,
    *,
    pose: Pose = "stand",
    flip: bool = False,
) -> None:
    """Draw a whole person standing at (`x`, `foot`), `height` pixels tall."""
    side = -1 if flip else 1
    lean = 0.13 if pose == "bend" else 0.0

    def at(dx: float, dy: float) -> Point:
        return (x + side * dx * height, foot - dy * height)

    c.oval(x, foot, height * 0.19, height * 0.03, (0, 0, 0, 60))
    for dx in (-0.055, 0.055):
        c.line(
            [at(dx * 0.8, 0.47), at(dx, 0.25), at(dx * 1.1, 0.03)], look.trousers, height * 0.088
        )
        c.oval(*at(dx * 1.1 + 0.022, 0.018), height * 0.058, height * 0.022, (34, 34, 38))
    shoulder = 0.80 - lean * 0.5
    c.poly(
        [at(-0.115 + lean, shoulder), at(0.115 + lean, shoulder), at(0.10, 0.45), at(-0.10, 0.45)],
        look.cloth,
    )
    c.line(
        [at(-0.085 + lean, shoulder - 0.01), at(0.085 + lean, shoulder - 0.01)],
        look.cloth,
        height * 0.075,
    )
    bright = mix(look.cloth, (248, 244, 170), 0.72)
    c.line([at(-0.1 + lean * 0.35, 0.57), at(0.1 + lean * 0.35, 0.57)], bright, height * 0.014)
    c.line([at(lean * 0.9, shoulder), at(0.0, 0.46)], darker(look.cloth, 0.18), height * 0.006)
    if pose == "tablet":
        c.poly([at(-0.06, 0.60), at(0.075, 0.62), at(0.08, 0.54), at(-0.055, 0.52)], (40, 48, 60))
        c.poly(
            [at(-0.045, 0.592), at(0.064, 0.608), at(0.068, 0.55), at(-0.04, 0.533)],
            (140, 206, 232),
        )
    if pose == "carry":
        c.box(
            *at(0.10 if not flip else 0.24, 0.68),
            height * 0.14,
            height * 0.13,
            (190, 150, 98),
            radius=2,
        )
    arms = _ARMS[pose]
    for start, (elbow, hand) in ((-0.105, arms[:2]), (0.105, arms[2:])):
        joint = at(start + lean + elbow[0] * 0.8, shoulder - 0.02 - elbow[1])
        palm = at(start * 0.4 + lean + hand[0], shoulder - 0.02 - hand[1])
        c.line(
            [at(start + lean, shoulder - 0.02), joint, palm],
            darker(look.cloth, 0.1),
            height * 0.062,
        )
        c.disc(*palm, height * 0.034, look.skin)
    _head(c, at(lean * 1.5, 0.905 - lean * 0.45), height * 0.083, look, side)


def _head(c: Canvas, centre: Point, r: float, look: Look, side: int) -> None:
    """Draw a head; `side` is the direction of the face, +1 right."""
    x, y = centre
    c.box(x - r * 0.36, y + r * 0.6, r * 0.72, r * 0.75, darker(look.skin, 0.1))
    if look.long_hair:
        c.oval(x - side * r * 0.80, y + r * 0.30, r * 0.42, r * 0.85, look.hair)
    c.oval(x, y, r * 0.92, r * 1.08, look.skin)
    c.slice(x, y - r * 0.12, r * 1.0, r * 1.05, (180, 360), look.hair)
    if look.helmet:
        c.slice(x, y - r * 0.22, r * 1.16, r * 1.12, (180, 360), look.helmet)
        c.line(
            [(x - r * 1.22, y - r * 0.24), (x + r * 1.22, y - r * 0.24)],
            darker(look.helmet, 0.14),
            r * 0.2,
        )
    for dx in (-0.3, 0.42):
        c.disc(x + side * dx * r, y + r * 0.16, r * 0.09, INK)
        if look.glasses:
            c.disc(
                x + side * dx * r,
                y + r * 0.16,
                r * 0.25,
                None,
                outline=(60, 60, 70),
                width=r * 0.05,
            )
    c.arc(
        x + side * r * 0.06,
        y + r * 0.42,
        r * 0.3,
        r * 0.24,
        (20, 160),
        (168, 80, 70),
        max(1.0, r * 0.07),
    )


def bust(c: Canvas, look: Look, *, badge: str) -> None:
    """Draw head and shoulders from the front, large, filling the lower part of the canvas."""
    w, h = c.width, c.height
    x, r = w / 2, w * 0.185
    y = h * 0.40
    cloth, fold = look.cloth, darker(look.cloth, 0.2)
    c.box(x - w * 0.40, h * 0.70, w * 0.80, h * 0.40, cloth, radius=w * 0.17)
    if look.long_hair:
        c.box(x - r * 1.18, y - r * 0.5, r * 2.36, r * 2.15, look.hair, radius=r * 0.7)
    c.box(x - r * 0.40, y + r * 0.8, r * 0.8, h * 0.15, darker(look.skin, 0.1), radius=r * 0.2)
    c.poly(
        [(x - r * 0.42, h * 0.668), (x + r * 0.42, h * 0.668), (x, h * 0.79)], lighter(cloth, 0.85)
    )
    c.poly(
        [
            (x - r * 0.44, h * 0.655),
            (x, h * 0.80),
            (x - r * 0.52, h * 0.775),
            (x - r * 0.78, h * 0.70),
        ],
        fold,
    )
    c.poly(
        [
            (x + r * 0.44, h * 0.655),
            (x, h * 0.80),
            (x + r * 0.52, h * 0.775),
            (x + r * 0.78, h * 0.70),
        ],
        fold,
    )
    c.line([(x, h * 0.80), (x, h)], fold, 4)
    for button in (0.85, 0.93):
        c.disc(x + w * 0.014, h * button, w * 0.0086, lighter(cloth, 0.4))
    _bust_face(c, look, (x, y), r)
    c.box(x + w * 0.13, h * 0.835, w * 0.17, h * 0.055, WHITE, radius=6, outline=(170, 178, 188))
    c.text(x + w * 0.215, h * 0.8625, badge, w * 0.034, (40, 70, 120))
    c.line([(x - w * 0.27, h * 0.86), (x - w * 0.14, h * 0.86)], fold, 5)
    c.disc(x - w * 0.205, h * 0.825, w * 0.0145, (206, 44, 38))
    c.disc(x - w * 0.205, h * 0.825, w * 0.007, (250, 208, 70))


def _bust_face(c: Canvas, look: Look, centre: Point, r: float) -> None:
    """Draw the face of a portrait."""
    x, y = centre
    for side in (-1, 1):
        c.oval(x + side * r * 1.0, y + r * 0.12, r * 0.16, r * 0.25, darker(look.skin, 0.07))
    c.oval(x, y, r, r * 1.22, look.skin)
    c.slice(x, y - r * 0.22, r * 1.08, r * 1.12, (176, 364), look.hair)
    fringe = [
        (x - r * 1.0, y - r * 0.26),
        (x - r * 0.2, y - r * 0.62),
        (x + r * 0.9, y - r * 0.24),
        (x + r * 0.92, y - r * 0.1),
        (x + r * 0.2, y - r * 0.36),
        (x - r * 0.94, y - r * 0.02),
    ]
    c.poly(fringe, look.hair)
    if look.helmet:
        c.slice(x, y - r * 0.42, r * 1.24, r * 1.14, (180, 360), look.helmet)
        c.box(
            x - r * 1.36,
            y - r * 0.48,
            r * 2.72,
            r * 0.17,
            darker(look.helmet, 0.12),
            radius=r * 0.08,
        )
        c.line([(x, y - r * 1.5), (x, y - r * 0.52)], lighter(look.helmet, 0.4), r * 0.12)
    for side in (-1, 1):
        eye = (x + side * r * 0.40, y + r * 0.12)
        c.oval(*eye, r * 0.15, r * 0.10, WHITE)
        c.disc(*eye, r * 0.085, (44, 34, 30))
        c.disc(eye[0] + r * 0.03, eye[1] - r * 0.03, r * 0.026, WHITE)
        c.arc(eye[0], eye[1] - r * 0.06, r * 0.24, r * 0.18, (205, 335), look.hair, r * 0.05)
        c.oval(x + side * r * 0.56, y + r * 0.48, r * 0.17, r * 0.1, (236, 130, 110, 60))
        if look.glasses:
            c.box(
                eye[0] - r * 0.27,
                eye[1] - r * 0.19,
                r * 0.54,
                r * 0.38,
                None,
                radius=r * 0.12,
                outline=(58, 60, 70),
                width=r * 0.035,
            )
    if look.glasses:
        c.line(
            [(x - r * 0.13, y + r * 0.08), (x + r * 0.13, y + r * 0.08)], (58, 60, 70), r * 0.035
        )
    c.line(
        [(x, y + r * 0.24), (x - r * 0.06, y + r * 0.44), (x + r * 0.05, y + r * 0.46)],
        darker(look.skin, 0.2),
        r * 0.03,
    )
    lip = (190, 74, 70) if look.female else (172, 96, 84)
    c.arc(x, y + r * 0.62, r * 0.30, r * 0.20, (15, 165), lip, r * 0.055)


def star(c: Canvas, x: float, y: float, r: float, fill: Paint) -> None:
    """Draw a five-pointed star, one point up."""
    points = []
    for step in range(10):
        radius = r if step % 2 == 0 else r * 0.382
        angle = math.pi * (step / 5 - 0.5)
        points.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    c.poly(points, fill)


def seal(c: Canvas, x: float, y: float, r: float, owner: str) -> None:
    """Draw a red round stamp that carries 示例 and can be taken for nobody's."""
    red = (206, 40, 36, 215)
    c.disc(x, y, r, None, outline=red, width=r * 0.05)
    star(c, x, y - r * 0.04, r * 0.28, red)
    c.text(x, y + r * 0.52, "示例", r * 0.26, red, bold=True)
    letters = owner[:24]
    span = min(250.0, 17.0 * len(letters))
    size = min(r * 0.26, r * 0.75 * math.radians(span) / max(1, len(letters)) * 0.98)
    for index, letter in enumerate(letters):
        turn = -span / 2 + span * (index + 0.5) / len(letters)
        require_glyphs(letter, "serif")
        side = round(size * SCALE * 1.6)
        tile = Image.new("L", (side, side))
        ImageDraw.Draw(tile).text(
            (side / 2, side / 2), letter, 215, font("serif", round(size * SCALE)), anchor="mm"
        )
        tile = tile.rotate(-turn, resample=Image.Resampling.BICUBIC)
        px = x + r * 0.76 * math.sin(math.radians(turn))
        py = y - r * 0.76 * math.cos(math.radians(turn))
        c.image.paste(red[:3], (round(px * SCALE - side / 2), round(py * SCALE - side / 2)), tile)
