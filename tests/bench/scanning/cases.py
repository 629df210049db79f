"""Pages as offices send them back: drawn from a seed, with the truth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType

import numpy as np
from PIL import Image

from pipeline.papers.manifest import Zone
from tests.bench.scanning import dirt
from tests.bench.scanning.papers import Sheet, as_image
from tests.bench.scanning.scanner import Taken, drawn_device, take

Box4 = tuple[float, float, float, float]


class Truth(StrEnum):
    """What a zone holds in truth."""

    DONE = "done"
    UNDONE = "undone"
    """Nothing, or what does not count: taking it as done is the error that must not be."""
    ODD = "odd"
    """A person should look; absent is wrong as well."""


SIGNATURES = {
    "none": Truth.UNDONE,
    "signed": Truth.DONE,
    "thin": Truth.DONE,
    "pale": Truth.DONE,
    "sealed over": Truth.DONE,
    "seal alone": Truth.UNDONE,
    "elsewhere": Truth.UNDONE,
    "in the seal's place": Truth.UNDONE,
    "shines through": Truth.UNDONE,
    "initials": Truth.ODD,
    "tick": Truth.ODD,
    "date": Truth.ODD,
}
SEALS = {
    "none": Truth.UNDONE,
    "sealed": Truth.DONE,
    "date alone": Truth.UNDONE,
    "shines through": Truth.UNDONE,
    "faint": Truth.ODD,
    "black": Truth.UNDONE,
    "blue": Truth.UNDONE,
    "half outside": Truth.ODD,
}
_PENS = {
    "thin": ["thin ballpoint", "thin black ballpoint"],
    "pale": ["pale thin ballpoint", "pale thin black ballpoint"],
}
DIRT = ("clean", "pen on code", "seal on code", "stain", "holes", "shows through")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page that came back.

    Attributes:
        sheet: Which page.
        taken: The picture.
        device: Kind of the device.
        marks: What was done in each zone, a key of `SIGNATURES` or `SEALS`.
        dirt: What else happened to the page.
    """

    sheet: Sheet
    taken: Taken
    device: str
    marks: tuple[str, ...]
    dirt: str

    def truths(self) -> tuple[Truth, ...]:
        """What each zone holds in truth."""
        return tuple(
            (SIGNATURES if zone.kind == "signature" else SEALS)[mark]
            for zone, mark in zip(self.sheet.page.zones, self.marks, strict=True)
        )


def case(
    sheet: Sheet, device: str, rng: np.random.Generator, pen: ModuleType, *, wanted: str = ""
) -> Case:
    """Make a page that came back.

    Args:
        sheet: Which page.
        device: Kind of the device (`scanner.drawn_device`).
        rng: Where chance comes from.
        pen: The generator of marks: `marks` or `other_marks`.
        wanted: Only marks of one truth: `undone`, `done`; all where empty.
    """
    image = as_image(sheet.rgb)
    marks = tuple(_mark(image, zone, sheet, rng, pen, wanted) for zone in sheet.page.zones)
    happened = str(rng.choice(DIRT, p=[0.6, 0.1, 0.06, 0.08, 0.08, 0.08]))
    dirt.soil(image, sheet, happened, rng, pen)
    return Case(
        sheet=sheet,
        taken=take(np.asarray(image), drawn_device(rng, device), rng),
        device=device,
        marks=marks,
        dirt=happened,
    )


def signed(sheet: Sheet, rng: np.random.Generator, pen: ModuleType) -> Image.Image:
    """A sheet, signed and sealed."""
    image = as_image(sheet.rgb)
    for zone in sheet.page.zones:
        _mark(image, zone, sheet, rng, pen, Truth.DONE)
    return image


def _mark(
    image: Image.Image,
    zone: Zone,
    sheet: Sheet,
    rng: np.random.Generator,
    pen: ModuleType,
    wanted: str,
) -> str:
    table = SIGNATURES if zone.kind == "signature" else SEALS
    kinds = [kind for kind, truth in table.items() if wanted in {"", truth}]
    share = np.array([3.0 if kind in {"none", "signed", "sealed"} else 1.0 for kind in kinds])
    kind = str(rng.choice(kinds, p=share / share.sum()))
    (_sign if zone.kind == "signature" else _seal)(image, zone, sheet, kind, rng, pen)
    return kind


def _sign(
    image: Image.Image,
    zone: Zone,
    sheet: Sheet,
    kind: str,
    rng: np.random.Generator,
    pen: ModuleType,
) -> None:
    at = zone.x + float(rng.uniform(2, 8)), zone.y + zone.height / 2 + float(rng.normal(0, 1))
    middle = at[0] + float(rng.uniform(5, 25)), at[1] + float(rng.normal(0, 6))
    if kind in {"signed", "sealed over"}:
        pen.signature(image, rng, at)
    if kind in _PENS:
        pen.signature(image, rng, at, pen=str(rng.choice(_PENS[kind])))
    if kind in {"sealed over", "seal alone"}:
        pen.seal(image, rng, middle)
    if kind == "elsewhere":
        pen.signature(image, rng, (zone.x, zone.y + float(rng.choice([-26.0, 36.0]))))
    if kind == "in the seal's place":
        pen.signature(image, rng, _in_seal(sheet, at))
    if kind == "shines through":
        dirt.shine_through(
            image, rng, lambda back: pen.signature(back, rng, (210 - at[0] - 30, at[1]))
        )
    if kind == "initials":
        pen.initials(image, rng, at)
    if kind == "tick":
        pen.tick(image, rng, at)
    if kind == "date":
        pen.date_by_hand(image, rng, at)


def _in_seal(sheet: Sheet, at: tuple[float, float]) -> tuple[float, float]:
    """Where a seal of the page belongs; far below the line where it has none."""
    seals = [zone for zone in sheet.page.zones if zone.kind == "seal"]
    return (seals[0].x + 12, seals[0].y + 40) if seals else (at[0], at[1] + 36)


def _seal(
    image: Image.Image,
    zone: Zone,
    sheet: Sheet,
    kind: str,
    rng: np.random.Generator,
    pen: ModuleType,
) -> None:
    middle = (
        zone.x + zone.width / 2 + float(rng.normal(0, 4)),
        zone.y + zone.height / 2 + float(rng.normal(0, 4)),
    )
    if kind == "sealed":
        pen.seal(image, rng, middle)
    if kind in {"date alone", "sealed"} and rng.random() < 0.7:
        pen.date_by_hand(image, rng, (middle[0] - 15, middle[1] + 14))
    if kind == "faint":
        pen.seal(image, rng, middle, strength=float(rng.uniform(0.12, 0.3)))
    if kind == "black":
        pen.seal(image, rng, middle, colour=(45, 45, 48))
    if kind == "blue":
        pen.seal(image, rng, middle, colour=(50, 70, 180))
    if kind == "half outside":
        pen.seal(image, rng, (min(middle[0] + 30, 190.0), middle[1]))
    if kind == "shines through":
        dirt.shine_through(
            image, rng, lambda back: pen.seal(back, rng, (210 - middle[0], middle[1]))
        )
