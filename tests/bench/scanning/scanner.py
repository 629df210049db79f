"""Scanners, copiers, fax machines and telephones: how a sheet of paper becomes a picture, with the truth kept."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter

from tests.bench.scanning.papers import MM_PER_INCH, PRINT_DPI, Rgb

Floats = NDArray[np.float64]
WIDTH_MM, HEIGHT_MM = 210.0, 297.0


class Mode(StrEnum):
    """What the device keeps of colours."""

    COLOUR = "colour"
    GREY = "grey"
    BLACK_AND_WHITE = "bw"
    FAX = "fax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """How one page is taken.

    Attributes:
        mode: What is kept of colours.
        dpi: Resolution; for a telephone that of the middle of the page.
        rotation: 0, 90, 180, 270: how the sheet lies.
        skew_deg: How far it is from straight.
        stretch: Errors of scale across and down.
        shift_mm: How far the sheet is from the middle of the glass.
        tight: Whether all beyond A4 is cut off.
        lid: Brightness of what lies behind the sheet.
        keystone: How far corners wander, as a share of the width: telephones.
        curl_mm: Height of the waves of curled paper as seen from the side.
        blur_px: Radius of the blur.
        noise: Grey levels of noise.
        shadow: By which share the light falls off.
        quality: Of the JPEG; 0 for none.
        contrast: How black ink becomes, and how white paper.
    """

    mode: Mode = Mode.COLOUR
    dpi: float = 200.0
    rotation: int = 0
    skew_deg: float = 0.0
    stretch: tuple[float, float] = (1.0, 1.0)
    shift_mm: tuple[float, float] = (0.0, 0.0)
    tight: bool = True
    lid: int = 245
    keystone: float = 0.0
    curl_mm: float = 0.0
    blur_px: float = 0.5
    noise: float = 3.0
    shadow: float = 0.0
    quality: int = 75
    contrast: tuple[int, int] = (35, 248)


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture of a sheet, with the way from mm on the sheet to pixels of it (curl left out)."""

    data: bytes
    to_pixels: Floats

    def places(self, points_mm: Floats) -> Floats:
        """Where points of the sheet are in the picture: shape (n, 2)."""
        moved = np.column_stack([points_mm, np.ones(len(points_mm))]) @ self.to_pixels.T
        return np.asarray(moved[:, :2] / moved[:, 2:])


def drawn_device(rng: np.random.Generator, kind: str) -> Device:
    """A device of a kind: flat200, flat300, flat150, flat100, grey, bw, fax, phone."""
    if kind == "phone":
        return Device(
            dpi=float(rng.uniform(150, 300)),
            rotation=int(rng.choice([0, 90, 180, 270])),
            skew_deg=float(rng.normal(0, 4)),
            keystone=float(rng.uniform(0.005, 0.06)),
            curl_mm=float(rng.uniform(0, 0.6)) if rng.random() < 0.3 else 0.0,
            blur_px=float(rng.uniform(0.5, 1.6)),
            noise=float(rng.uniform(2, 8)),
            shadow=float(rng.uniform(0.05, 0.45)),
            quality=int(rng.integers(50, 92)),
            contrast=(int(rng.integers(25, 60)), int(rng.integers(190, 250))),
            lid=int(rng.integers(40, 160)),
        )
    steep = rng.random() < 0.1
    flat = Device(
        dpi=200.0,
        rotation=int(rng.choice([0, 180, 90, 270], p=[0.55, 0.25, 0.1, 0.1])),
        skew_deg=float(rng.uniform(-8, 8) if steep else rng.normal(0, 1.2)),
        stretch=(float(rng.normal(1, 0.003)), float(rng.normal(1, 0.003))),
        shift_mm=(float(rng.normal(0, 1.5)), float(rng.normal(0, 2))),
        tight=bool(rng.random() < 0.7),
        lid=int(rng.choice([250, 235, 20])),
        blur_px=float(rng.uniform(0.3, 1.0)),
        noise=float(rng.uniform(1, 6)),
        shadow=float(rng.uniform(0, 0.12)),
        quality=int(rng.integers(20, 80)),
        contrast=(int(rng.integers(15, 55)), int(rng.integers(232, 255))),
    )
    changes: dict[str, dict[str, object]] = {
        "flat200": {},
        "flat300": {"dpi": 300.0},
        "flat150": {"dpi": 150.0},
        "flat100": {"dpi": 100.0},
        "grey": {"mode": Mode.GREY},
        "bw": {"mode": Mode.BLACK_AND_WHITE},
        "fax": {"mode": Mode.FAX, "noise": 10.0},
    }
    return replace(flat, **changes[kind])  # type: ignore[arg-type]


def take(sheet: Rgb, device: Device, rng: np.random.Generator) -> Taken:
    """Take a picture of a sheet, given in colour at `PRINT_DPI`."""
    to_pixels, size = _geometry(device, rng)
    seen = _seen(sheet, to_pixels, size, device, rng)
    seen = _lit(seen, device, rng)
    data = _stored(seen, device)
    return Taken(data, to_pixels)


def fed_half(taken: Taken, share: float, *, is_wide: bool) -> Taken:
    """What a feeder leaves of a picture (JPEG) that stops on its way, from the top or from the left."""
    image = Image.open(io.BytesIO(taken.data))
    width = round(image.width * share) if is_wide else image.width
    height = image.height if is_wide else round(image.height * share)
    buffer = io.BytesIO()
    image.crop((0, 0, width, height)).save(buffer, "JPEG", quality=80, dpi=image.info["dpi"])
    return Taken(buffer.getvalue(), taken.to_pixels)


def _geometry(device: Device, rng: np.random.Generator) -> tuple[Floats, tuple[int, int]]:
    factor = device.dpi / MM_PER_INCH
    if device.keystone:
        return _handheld(device, factor, rng)
    margin = 0.0 if device.tight else 4.0
    width, height = WIDTH_MM + 2 * margin, HEIGHT_MM + 2 * margin
    if device.rotation in {90, 270}:
        width, height = height, width
    size = round(width * factor), round(height * factor)
    middle = np.array([WIDTH_MM / 2, HEIGHT_MM / 2])
    move = _shifted(-middle)
    turn = _turned(device.rotation + device.skew_deg)
    stretch = np.diag([factor * device.stretch[0], factor * device.stretch[1], 1.0])
    back = _shifted(np.array([size[0] / 2, size[1] / 2]) + np.array(device.shift_mm) * factor)
    return back @ stretch @ turn @ move, size


def _handheld(
    device: Device, factor: float, rng: np.random.Generator
) -> tuple[Floats, tuple[int, int]]:
    """A page within a larger picture, seen at a slant."""
    wide, high = WIDTH_MM * 1.14, HEIGHT_MM * 1.12
    if device.rotation in {90, 270}:
        wide, high = high, wide
    size = round(wide * factor), round(high * factor)
    corners = np.array([[0, 0], [WIDTH_MM, 0], [WIDTH_MM, HEIGHT_MM], [0, HEIGHT_MM]], dtype=float)
    straight = (
        _shifted(np.array(size) / 2)
        @ np.diag([factor, factor, 1.0])
        @ _turned(device.rotation + device.skew_deg)
        @ _shifted(-np.array([WIDTH_MM / 2, HEIGHT_MM / 2]))
    )
    there = _apply(straight, corners)
    there += rng.uniform(-1, 1, (4, 2)) * device.keystone * WIDTH_MM * factor
    return _homography(corners, there), size


def _seen(
    sheet: Rgb,
    to_pixels: Floats,
    size: tuple[int, int],
    device: Device,
    rng: np.random.Generator,
) -> Image.Image:
    image = Image.fromarray(sheet)
    coarser = max(1, int(PRINT_DPI / device.dpi + 0.05))
    if coarser > 1:
        image = image.reduce(coarser)
    of_sheet = np.diag([PRINT_DPI / MM_PER_INCH / coarser] * 2 + [1.0])
    back = of_sheet @ np.linalg.inv(to_pixels)
    back /= back[2, 2]
    behind = (device.lid,) * 3
    if device.curl_mm:
        image = _curled(image, device.curl_mm * PRINT_DPI / MM_PER_INCH / coarser, rng)
    way = Image.Resampling.BICUBIC if device.dpi > PRINT_DPI else Image.Resampling.BILINEAR
    seen = image.transform(
        size, Image.Transform.PERSPECTIVE, back.ravel()[:8], way, fillcolor=behind
    )
    if device.blur_px:
        seen = seen.filter(ImageFilter.GaussianBlur(device.blur_px * device.dpi / 200.0))
    return seen


def _curled(image: Image.Image, height_px: float, rng: np.random.Generator) -> Image.Image:
    """Waves across the sheet: columns are pushed sideways."""
    columns = np.arange(image.width)
    phase, waves = rng.uniform(0, 6.28), rng.uniform(0.5, 1.5)
    off = height_px * np.sin(phase + waves * 6.28 * columns / image.width)
    source = np.clip(columns + off, 0, image.width - 1)
    low = source.astype(int)
    part = (source - low).astype(np.float32)[None, :, None]
    pixels = np.asarray(image, dtype=np.float32)
    high = np.minimum(low + 1, image.width - 1)
    mixed = pixels[:, low] * (1 - part) + pixels[:, high] * part
    return Image.fromarray(mixed.astype(np.uint8))


def _lit(seen: Image.Image, device: Device, rng: np.random.Generator) -> Image.Image:
    """Lamp, paper and sensor: contrast, tint, shadow, noise."""
    black, white = device.contrast
    levels = black + np.arange(256) * ((white - black) / 255.0)
    tints = 1.0 + rng.normal(0, 0.012, 3)
    table = np.concatenate([np.clip(levels * tint, 0, 255).astype(int) for tint in tints])
    lit = seen.point([int(each) for each in table])
    if device.shadow:
        few = 255.0 * (1.0 - device.shadow * _smooth(rng, (4, 3)))
        field = Image.fromarray(few.astype(np.uint8)).resize(lit.size, Image.Resampling.BICUBIC)
        lit = ImageChops.multiply(lit, field.convert("RGB"))
    if device.noise >= 1:
        down, across = (int(each) for each in rng.integers(0, 600, 2))
        noise = _noise(round(device.noise), lit.size)
        lit = ImageChops.add(lit, ImageChops.offset(noise, across, down), 1, -128)
    return lit


def _smooth(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    values = rng.random(shape)
    slope = np.linspace(0, 1, shape[0])[:, None] * rng.random()
    return np.asarray((values * 0.4 + slope) / 1.4)


@lru_cache(maxsize=12)
def _noise(strength: int, size: tuple[int, int]) -> Image.Image:
    """Grey levels of noise around 128, a tile put over and over."""
    tile = 128 + strength * np.random.default_rng(7).standard_normal((611, 613, 3))
    down, across = -(-size[1] // 611), -(-size[0] // 613)
    whole = np.tile(np.clip(tile, 0, 255).astype(np.uint8), (down, across, 1))
    return Image.fromarray(whole[: size[1], : size[0]])


def _stored(image: Image.Image, device: Device) -> bytes:
    dpi = (round(device.dpi), round(device.dpi))
    buffer = io.BytesIO()
    if device.mode in {Mode.BLACK_AND_WHITE, Mode.FAX}:
        grey = image.convert("L")
        cut = grey.point(lambda level: 255 if level > 150 else 0).convert("1")
        cut.save(buffer, "TIFF", compression="group4", dpi=dpi)
        return buffer.getvalue()
    if device.mode is Mode.GREY:
        image = image.convert("L")
    image.save(buffer, "JPEG", quality=device.quality or 95, dpi=dpi)
    return buffer.getvalue()


def _shifted(by: Floats) -> Floats:
    return np.array([[1.0, 0.0, by[0]], [0.0, 1.0, by[1]], [0.0, 0.0, 1.0]])


def _turned(degrees: float) -> Floats:
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[cosine, -sine, 0.0], [sine, cosine, 0.0], [0.0, 0.0, 1.0]])


def _apply(matrix: Floats, points: Floats) -> Floats:
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def _homography(given: Floats, wanted: Floats) -> Floats:
    """The homography through four pairs."""
    rows = []
    for (x, y), (u, v) in zip(given, wanted, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    solved = np.linalg.solve(np.array(rows), wanted.ravel())
    return np.append(solved, 1.0).reshape(3, 3)
