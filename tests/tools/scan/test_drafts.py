"""Whether a page that carries no codes is a draft of ours: pale letters across its middle tell it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from pipeline.tools.scan.drafts import is_draft
from pipeline.tools.scan.pages import read_pages
from tests.bench.scanning.papers import PRINT_DPI, Sheet
from tests.bench.scanning.scanner import Taken
from tests.tools.scan.conftest import Draw, Scan

PX = PRINT_DPI / 25.4
PALE = 220
Asked = Callable[[Taken], bool]


def without_codes(sheet: Sheet, draw: Draw = lambda image: None) -> Draw:
    """A page as it is printed before it counts: without its codes."""

    def drawn(image: Image.Image) -> None:
        for code in sheet.codes:
            box = code.x, code.y, code.x + code.width, code.y + code.height
            ImageDraw.Draw(image).rectangle([each * PX for each in box], fill="white")
        draw(image)

    return drawn


def letters(image: Image.Image) -> None:
    """Two large pale letters across the middle, behind the words."""
    layer = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(layer)
    for left in (60, 112):
        for row in range(5):
            y = 122 + 9 * row
            pen.rectangle([left * PX, y * PX, (left + 38) * PX, (y + 3) * PX], fill=(PALE,) * 3)
        pen.rectangle([(left + 17) * PX, 118 * PX, (left + 21) * PX, 164 * PX], fill=(PALE,) * 3)
    turned = layer.rotate(32, fillcolor="white", center=(105 * PX, 142 * PX))
    image.paste(ImageChops.darker(image, turned))


def greyed(image: Image.Image) -> None:
    """A shadow over all of the page but for its edge: grey as pale as the letters."""
    shadow = Image.new("RGB", image.size, "white")
    box = [20 * PX, 30 * PX, 200 * PX, 280 * PX]
    ImageDraw.Draw(shadow).rectangle(box, fill=(PALE,) * 3)
    image.paste(ImageChops.darker(image, shadow))


@pytest.fixture
def asked(sheets: dict[str, Sheet], tmp_path: Path) -> Asked:
    """Asks of a scan of page A, whose place is known, whether it is a draft."""

    def answer(taken: Taken) -> bool:
        (tmp_path / "scan.jpg").write_bytes(taken.data)
        (raw,) = read_pages(tmp_path / "scan.jpg")
        to_paper = np.linalg.inv(taken.to_pixels).ravel()
        return is_draft(raw, sheets["A"].page, tuple(map(float, to_paper)))

    return answer


@pytest.mark.parametrize(
    "device",
    [{}, {"rotation": 180, "skew_deg": 2.0}, {"dpi": 150.0, "keystone": 0.03}],
    ids=["flat", "upside down", "phone"],
)
def test_letters_across_the_page_make_it_a_draft(
    device: dict[str, object], scan: Scan, sheets: dict[str, Sheet], asked: Asked
) -> None:
    assert asked(scan("A", without_codes(sheets["A"], letters), **device))


@pytest.mark.parametrize("draw", [lambda image: None, greyed], ids=["clean", "shadow"])
def test_a_page_whose_codes_are_gone_is_no_draft_for_that(
    draw: Draw, scan: Scan, sheets: dict[str, Sheet], asked: Asked
) -> None:
    assert not asked(scan("A", without_codes(sheets["A"], draw)))
