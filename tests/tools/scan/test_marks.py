"""Signatures and seals in their zones."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.examined import State
from pipeline.tools.scan.pages import read_pages
from pipeline.tools.scan.printed import Book
from tests.bench.scanning import dirt, marks
from tests.bench.scanning.papers import PRINT_DPI, Sheet
from tests.bench.scanning.scanner import Mode
from tests.tools.scan.conftest import SEAL, SIGNATURE, Look, Scan

PX = PRINT_DPI / 25.4
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


def _stain(image: Image.Image, rng: np.random.Generator) -> None:
    pen = ImageDraw.Draw(image)
    pen.ellipse([each * PX for each in (AT[0], AT[1] - 6, AT[0] + 30, AT[1] + 6)], fill=BLACK)


def _faint_name(image: Image.Image, rng: np.random.Generator) -> None:
    """By a pen of which half as much is to be seen as of others."""
    inked = Image.new("RGB", image.size, "white")
    marks.signature(inked, rng, AT, pen="thin ballpoint", height_mm=11)
    paler = inked.point(lambda level: round(255 - (255 - level) * 0.5))
    image.paste(ImageChops.multiply(image, paler))


def _two_seals(image: Image.Image, rng: np.random.Generator) -> None:
    for across in (-13, 13):
        marks.seal(image, rng, (MIDDLE[0] + across, MIDDLE[1]), colour=RED)


def _red_patch(image: Image.Image, rng: np.random.Generator) -> None:
    left, top = MIDDLE[0] - 18, MIDDLE[1] - 18
    box = [each * PX for each in (left, top, left + 36, top + 36)]
    ImageDraw.Draw(image).rectangle(box, fill=RED)


def _beside(image: Image.Image, rng: np.random.Generator) -> None:
    left, top = MIDDLE[0] + 36, MIDDLE[1] - 15
    box = [each * PX for each in (left, top, left + 9, top + 30)]
    ImageDraw.Draw(image).rectangle(box, outline=RED, width=round(1.5 * PX))


DOUBTS: dict[str, tuple[int, Pen, str]] = {
    "a stain": (0, _stain, "不像笔迹，像污渍"),
    "a faint name": (0, _faint_name, "字迹很淡"),
    "two seals, one over the other": (1, _two_seals, "不止一枚"),
    "a patch of red": (1, _red_patch, "红色连成一片"),
    "a seal half outside": (
        1,
        lambda image, rng: marks.seal(image, rng, (MIDDLE[0] + 33, MIDDLE[1]), colour=RED),
        "一部分盖在框外",
    ),
    "another stamp beside its place": (1, _beside, "可能盖到了框外"),
    "a seal with little ink": (
        1,
        lambda image, rng: marks.seal(image, rng, MIDDLE, strength=0.3),
        "印迹很淡",
    ),
    "a pale seal": (
        1,
        lambda image, rng: marks.seal(image, rng, MIDDLE, strength=0.2),
        "印迹很淡",
    ),
}


@pytest.mark.parametrize("done", DOUBTS)
def test_what_a_person_is_asked_to_look_at_says_why(done: str, scan: Scan, look: Look) -> None:
    index, draw, reason = DOUBTS[done]
    found = look(scan("A", lambda image: draw(image, np.random.default_rng(4)))).zones[index]
    assert found.state is State.LOOK, found
    assert reason in found.reason, found


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


def test_without_colours_ink_around_a_name_may_be_a_seal(
    scan: Scan, sheets: dict[str, Sheet], tmp_path: Path
) -> None:
    rng = np.random.default_rng(4)

    def draw(image: Image.Image) -> None:
        marks.signature(image, rng, AT, pen="gel")
        marks.seal(image, rng, (AT[0] + 30, AT[1] + 14), colour=RED)

    page = replace(sheets["A"].page, zones=(SIGNATURE,))
    for mode, state in ((Mode.COLOUR, State.PRESENT), (Mode.GREY, State.LOOK)):
        (tmp_path / "scan").write_bytes(scan("A", draw, mode=mode).data)
        (found,) = (
            examine(raw, Book.of([page]), pictures=False) for raw in read_pages(tmp_path / "scan")
        )
        assert found.zones[0].state is state


@pytest.mark.parametrize("is_signed", [False, True])
def test_a_bare_page_has_no_colours_to_be_seen_where_the_scanner_could_have_shown_them(
    is_signed: bool, scan: Scan, look: Look
) -> None:
    rng = np.random.default_rng(4)

    def draw(image: Image.Image) -> None:
        if is_signed:
            marks.signature(image, rng, AT, pen="gel")

    grey = scan("A", draw, mode=Mode.GREY)
    buffer = io.BytesIO()
    Image.open(io.BytesIO(grey.data)).convert("RGB").save(buffer, "JPEG", dpi=(200, 200))
    found = look(replace(grey, data=buffer.getvalue()))
    assert not found.has_colour
    bare = State.LOOK if is_signed else State.ABSENT
    assert [zone.state for zone in found.zones] == [bare, bare]
