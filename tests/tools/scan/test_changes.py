"""Print that a hand changed."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.bench.scanning import marks
from tests.bench.scanning.papers import PRINT_DPI
from tests.tools.scan.conftest import SEAL, Look, Scan

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
