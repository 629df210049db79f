"""Codes on a page."""

from __future__ import annotations

import io

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from pipeline.papers.codes import PageCode
from pipeline.tools.scan.codes import read_symbols

OURS = PageCode("0123ABCD", 2, 8, "EFGH4567").text


def _symbol(text: str, module_px: int) -> Image.Image:
    buffer = io.BytesIO()
    segno.make(text, error="q", micro=False).save(buffer, kind="png", scale=module_px, border=4)
    return Image.open(buffer).convert("L")


def _page(*symbols: tuple[Image.Image, int, int]) -> np.ndarray:
    page = Image.new("L", (900, 1200), 250)
    for symbol, x, y in symbols:
        page.paste(symbol, (x, y))
    return np.asarray(page)


def test_corners_are_those_of_the_symbol_without_its_margin() -> None:
    (found,) = read_symbols(_page((_symbol(OURS, 4), 100, 200)))
    assert found.is_ours
    assert found.places == pytest.approx(
        np.array([[116, 216], [216, 216], [216, 316], [116, 316]]), abs=1.0
    )


def test_foreign_symbols_are_told_and_disturb_nothing() -> None:
    matrix = zxingcpp.create_barcode("HELLO 1234", zxingcpp.BarcodeFormat.DataMatrix)
    other = Image.fromarray(np.array(matrix.to_image(scale=5)))
    foreign = _symbol("https://example.com", 4)
    found = read_symbols(
        _page((_symbol(OURS, 4), 100, 100), (other, 500, 100), (foreign, 100, 700))
    )
    assert sorted(symbol.is_ours for symbol in found) == [False, True]


def test_a_misread_code_is_not_ours() -> None:
    (found,) = read_symbols(
        _page((_symbol(OURS[:-1] + ("0" if OURS[-1] != "0" else "1"), 4), 50, 50))
    )
    assert not found.is_ours


def test_what_shines_through_is_not_read() -> None:
    page = _page((_symbol(OURS, 4), 100, 200)).astype(float)
    faint = (250 - (250 - page[:, ::-1]) * 0.12).astype(np.uint8)
    assert read_symbols(faint) == ()


def test_a_code_of_two_pixels_a_module_is_read_enlarged() -> None:
    small = _symbol(OURS, 6).resize((66, 66), Image.Resampling.BICUBIC)
    (found,) = read_symbols(_page((small, 300, 300)))
    assert found.text == OURS
    assert found.places.min() >= 300
    assert found.places.max() <= 366
