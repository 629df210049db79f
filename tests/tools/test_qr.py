"""Symbols of codes: what they look like, and that a decoder which is not ours reads them from a page."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pypdfium2
import pytest
import zxingcpp

from pipeline.errors import WuxiaoError
from pipeline.papers.codes import ALPHABET, PageCode
from pipeline.tools.pdffile import deflated
from pipeline.tools.qr import MODULES, content, symbol
from pipeline.tools.weasyprint.assembling import BLANK, write
from pipeline.tools.weasyprint.drawn import Drawn

CODE = PageCode("0A1B2C3D", 3, 12, "ZYXWVTSR").text
MODULE_PT = 0.5 / 25.4 * 72


def read(code: str, *, dpi: int) -> list[Any]:
    """What is read from a page with two symbols of a code."""
    over = deflated(content(code, [(100, 700), (400.4, 300.3)], MODULE_PT))
    page = msgspec.structs.replace(BLANK, over=over)
    pdf = pypdfium2.PdfDocument(write(Drawn((page,), (), {}, "一", "zh-CN")))
    image = pdf[0].render(scale=dpi / 72).to_pil()
    pdf.close()
    return list(zxingcpp.read_barcodes(image))


def test_a_symbol_is_of_version_2_and_level_q() -> None:
    rows = symbol(CODE)
    assert len(rows) == MODULES == 25
    assert {len(row) for row in rows} == {MODULES}
    assert {found.ec_level for found in read(CODE, dpi=200)} == {"Q"}


def test_what_does_not_fit_is_an_error_and_no_larger_symbol() -> None:
    assert symbol("A" * 29)
    with pytest.raises(WuxiaoError):
        symbol("A" * 30)


def test_both_symbols_of_a_page_are_read_at_a_scanners_usual_resolution() -> None:
    chosen = random.Random(5)
    for _ in range(20):
        paper, digest = ("".join(chosen.choices(ALPHABET, k=8)) for _ in range(2))
        code = PageCode(paper, chosen.randint(1, 9), 9, digest).text
        assert [found.text for found in read(code, dpi=150)] == [code, code]


def test_a_symbol_is_as_wide_as_its_modules_say() -> None:
    corners = read(CODE, dpi=300)[0].position
    width_mm = (corners.top_right.x - corners.top_left.x) / 300 * 25.4
    assert width_mm == pytest.approx(12.5, abs=0.2)
