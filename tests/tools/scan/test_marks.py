"""Signatures and seals in their zones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageOps

from pipeline.tools.scan.examined import State
from tests.bench.scanning import dirt, marks
from tests.bench.scanning.scanner import Mode
from tests.tools.scan.conftest import SEAL, SIGNATURE, Look, Scan

AT = SIGNATURE.x + 6, SIGNATURE.y + 7
MIDDLE = SEAL.x + 30, SEAL.y + 30
RED, BLACK, BLUE = (214, 38, 44), (40, 40, 44), (45, 70, 180)
Pen = Callable[[Image.Image, np.random.Generator], None]


def _two_dates(image: Image.Image, rng: np.random.Generator) -> None:
    for across in (0.0, 24.0):
        marks.date_by_hand(image, rng, (AT[0] + across, AT[1]))


def _from_behind(image: Image.Image, rng: np.random.Generator, blur_px: float) -> None:
    """A name in black on the back, as strongly as paper ever lets it through."""
    back = Image.new("RGB", image.size, "white")
    marks.signature(back, rng, (210 - AT[0] - 30, AT[1]), pen="gel")
    soft = ImageOps.mirror(back).filter(ImageFilter.BoxBlur(blur_px))
    image.paste(
        ImageChops.multiply(image, soft.point(lambda level: round(255 - (255 - level) * 0.2)))
    )


SIGNATURES: dict[str, tuple[Pen, State]] = {
    "nothing": (lambda image, rng: None, State.ABSENT),
    "a name": (lambda image, rng: marks.signature(image, rng, AT, pen="gel"), State.PRESENT),
    "a name by thin ballpoint": (
        lambda image, rng: marks.signature(image, rng, AT, pen="thin ballpoint", height_mm=11),
        State.PRESENT,
    ),
    "a name by a pen that is nearly empty": (
        lambda image, rng: marks.signature(image, rng, AT, pen="pale thin ballpoint", height_mm=11),
        State.PRESENT,
    ),
    "a name where the seal belongs": (
        lambda image, rng: marks.signature(image, rng, (MIDDLE[0] - 20, MIDDLE[1]), pen="gel"),
        State.ABSENT,
    ),
    "a pale seal over nothing": (
        lambda image, rng: marks.seal(image, rng, (AT[0] + 15, AT[1]), strength=0.4),
        State.LOOK,
    ),
    "a tick": (lambda image, rng: marks.tick(image, rng, AT), State.LOOK),
    "initials": (lambda image, rng: marks.initials(image, rng, AT), State.LOOK),
    "a date": (lambda image, rng: marks.date_by_hand(image, rng, AT), State.LOOK),
    "two dates in a row": (
        _two_dates,
        State.LOOK,
    ),
    "a seal alone": (lambda image, rng: marks.seal(image, rng, (AT[0] + 15, AT[1])), State.LOOK),
    "a name below": (
        lambda image, rng: marks.signature(image, rng, (AT[0], AT[1] + 13), pen="gel", height_mm=8),
        State.LOOK,
    ),
    "a name close to the other side of thin paper": (
        lambda image, rng: _from_behind(image, rng, 1.0),
        State.ABSENT,
    ),
    "a name from the other side": (
        lambda image, rng: dirt.shine_through(
            image,
            rng,
            lambda back: marks.signature(back, rng, (210 - AT[0] - 30, AT[1]), pen="gel"),
        ),
        State.ABSENT,
    ),
}
SEALS: dict[str, tuple[Pen, State]] = {
    "nothing": (lambda image, rng: None, State.ABSENT),
    "a seal": (lambda image, rng: marks.seal(image, rng, MIDDLE, colour=RED), State.PRESENT),
    "a copied seal": (lambda image, rng: marks.seal(image, rng, MIDDLE, colour=BLACK), State.LOOK),
    "a blue seal": (lambda image, rng: marks.seal(image, rng, MIDDLE, colour=BLUE), State.LOOK),
    "a name": (
        lambda image, rng: marks.signature(image, rng, (MIDDLE[0] - 20, MIDDLE[1]), pen="gel"),
        State.LOOK,
    ),
    "a faint seal": (lambda image, rng: marks.seal(image, rng, MIDDLE, strength=0.14), State.LOOK),
    "a small red seal": (
        lambda image, rng: marks.seal(image, rng, MIDDLE, diameter_mm=20.0),
        State.LOOK,
    ),
}


@pytest.mark.parametrize("done", SIGNATURES)
def test_a_signature(done: str, scan: Scan, look: Look) -> None:
    draw, state = SIGNATURES[done]
    found = look(scan("A", lambda image: draw(image, np.random.default_rng(4))))
    assert (found.zones[0].state, found.zones[0].reason) == (state, found.zones[0].reason)
    assert bool(found.zones[0].reason) == (state is State.LOOK)


@pytest.mark.parametrize("done", SEALS)
def test_a_seal(done: str, scan: Scan, look: Look) -> None:
    draw, state = SEALS[done]
    found = look(scan("A", lambda image: draw(image, np.random.default_rng(4))))
    assert found.zones[1].state is state, found.zones[1]
    assert bool(found.zones[1].reason) == (state is State.LOOK)


def test_a_seal_over_a_signature_hides_neither(scan: Scan, look: Look) -> None:
    rng = np.random.default_rng(4)

    def draw(image: Image.Image) -> None:
        marks.signature(image, rng, AT, pen="gel")
        marks.seal(image, rng, (AT[0] + 14, AT[1] + 2), colour=RED)

    assert look(scan("A", draw)).zones[0].state is State.PRESENT


@pytest.mark.parametrize("mode", [Mode.GREY, Mode.BLACK_AND_WHITE])
def test_without_colours_no_seal_is_decided(mode: Mode, scan: Scan, look: Look) -> None:
    rng = np.random.default_rng(4)

    def draw(image: Image.Image) -> None:
        marks.seal(image, rng, (AT[0] + 15, AT[1]), colour=RED)
        marks.seal(image, rng, MIDDLE, colour=RED)

    found = look(scan("A", draw, mode=mode))
    assert not found.has_colour
    assert [zone.state for zone in found.zones] == [State.LOOK, State.LOOK]
