"""Print that a hand changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.pages import read_pages
from tests.bench.scanning import dirt, marks
from tests.bench.scanning.papers import PRINT_DPI, Sheet, book_of, stamp
from tests.bench.scanning.scanner import Device, take
from tests.tools.scan.conftest import SEAL, Look, Scan, write_page

PX = PRINT_DPI / 25.4


def test_nothing_is_changed_on_a_page_that_nobody_touched(scan: Scan, look: Look) -> None:
    for device in ({}, {"quality": 25}, {"keystone": 0.04}, {"skew_deg": 5.0, "noise": 6.0}):
        assert look(scan("B", **device)).changes == ()


def test_a_number_struck_out_is_seen(scan: Scan, look: Look) -> None:
    def draw(image: Image.Image) -> None:
        marks.strike(image, np.random.default_rng(1), (38.0, 188.6), (52.0, 188.6))

    (change,) = look(scan("B", draw)).changes
    assert 36 <= change.box.x <= 43
    assert change.box.y == pytest.approx(188.2, abs=1.0)
    assert change.reason.startswith("印好的字上有笔迹")


def test_words_under_correction_fluid_are_missed(scan: Scan, look: Look) -> None:
    def draw(image: Image.Image) -> None:
        box = [each * PX for each in (37.0, 185.5, 52.0, 191.5)]
        ImageDraw.Draw(image).rectangle(box, fill="white")

    changes = look(scan("B", draw)).changes
    assert changes
    assert all("不见了" in change.reason for change in changes)


@pytest.mark.parametrize(
    ("how", "seed"),
    [("painted over", 1), ("painted over", 2), ("digit mended", 1)],
)
def test_what_a_hand_changes_anywhere_is_seen(
    how: str, seed: int, scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    def draw(image: Image.Image) -> None:
        assert dirt.change(image, sheets["B"], how, np.random.default_rng(seed), marks)

    changes = look(scan("B", draw)).changes
    assert changes
    assert ("不见了" in changes[0].reason) == (how == "painted over")


def test_a_page_with_little_print_has_thin_rules_that_are_no_pen(
    tmp_path: Path,
) -> None:
    for drop in (0.0, 0.05, 0.1, 0.15, 0.2):
        sheet = _ruled(tmp_path, drop)
        file = tmp_path / "scan"
        file.write_bytes(take(sheet.rgb, Device(), np.random.default_rng(3)).data)
        (found,) = (examine(raw, book_of([sheet])) for raw in read_pages(file))
        assert found.page == sheet.page.code
        assert found.changes == ()


def _ruled(folder: Path, drop_mm: float) -> Sheet:
    """A page of some words and a table of thin rules, which lie otherwise between pixels for each drop."""
    rows = [60.0 + 61.3 * row + drop_mm for row in range(4)]
    content = b"0.75 w\n" + b"\n".join(
        b"%.3f %.3f m %.3f %.3f l S" % (80, (297 - y) * 72 / 25.4, 520, (297 - y) * 72 / 25.4)
        for y in rows
    )
    words = b"\n".join(
        b"BT /F 12 Tf %.2f %.2f Td (group %d) Tj ET" % (90 + 30 * n, (297 - y - 9) * 72 / 25.4, n)
        for n, y in enumerate(rows)
    )
    plain = folder / f"ruled{drop_mm}.pdf"
    write_page(plain, content + b"\n" + words)
    (page,) = stamp(plain, folder / f"stamped{drop_mm}.pdf", "0000000B")
    return Sheet(page)


def test_a_date_written_into_a_blank_changes_nothing(scan: Scan, look: Look) -> None:
    def draw(image: Image.Image) -> None:
        marks.date_by_hand(image, np.random.default_rng(1), (120.0, 215.0))

    assert look(scan("B", draw)).changes == ()


def test_a_seal_that_reaches_over_words_changes_nothing(scan: Scan, look: Look) -> None:
    def draw(image: Image.Image) -> None:
        marks.seal(
            image, np.random.default_rng(1), (SEAL.x + 20, SEAL.y - 40), colour=(214, 38, 44)
        )

    assert look(scan("A", draw)).changes == ()
