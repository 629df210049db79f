"""The bounds are right, and the simulator tells the truth about its own pictures."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bench.scanning import marks, other_marks
from tests.bench.scanning.bounds import lower_bound, upper_bound
from tests.bench.scanning.papers import PRINT_DPI
from tests.bench.scanning.scanner import Device, Mode, take
from tests.bench.scanning.tables import tables
from tests.bench.scanning.trials import seeds


@pytest.mark.parametrize(
    ("events", "tries", "bound"),
    [(0, 3000, 0.000998), (0, 94, 0.03137), (1, 100, 0.04656), (5, 100, 0.10225)],
)
def test_bounds_are_those_of_the_tables(events: int, tries: int, bound: float) -> None:
    assert upper_bound(events, tries) == pytest.approx(bound, rel=0.002)
    assert lower_bound(tries - events, tries) == pytest.approx(1 - bound, rel=0.002)


def test_held_out_seeds_are_never_tuned_with() -> None:
    tuning, held_out = set(seeds(50, held_out=False)), set(seeds(50, held_out=True))
    assert len(tuning) == len(held_out) == 50
    assert not tuning & held_out


@pytest.mark.parametrize(
    "device",
    [
        Device(dpi=150.0, rotation=90, skew_deg=4.0, stretch=(1.01, 0.99), noise=0.0),
        Device(dpi=120.0, keystone=0.05, rotation=180, noise=0.0),
        Device(dpi=100.0, mode=Mode.FAX, tight=False, noise=0.0),
    ],
    ids=["scanner", "phone", "fax"],
)
def test_the_truth_of_a_picture_is_where_it_says(device: Device) -> None:
    import io

    from PIL import Image

    sheet = np.full((2970, 2100, 3), 255, dtype=np.uint8)
    spot_mm = np.array([[60.0, 200.0]])
    left, top = (round(each * PRINT_DPI / 25.4) - 20 for each in spot_mm[0])
    sheet[top : top + 40, left : left + 40] = 0
    taken = take(sheet, device, np.random.default_rng(1))
    grey = np.asarray(Image.open(io.BytesIO(taken.data)).convert("L"), dtype=float)
    x, y = taken.places(spot_mm)[0]
    near = 255.0 - grey[int(y) - 20 : int(y) + 20, int(x) - 20 : int(x) + 20]
    near[near < 100] = 0
    rows, columns = np.mgrid[0:40, 0:40] + 0.5
    seen = (
        (near * columns).sum() / near.sum() + int(x) - 20,
        (near * rows).sum() / near.sum() + int(y) - 20,
    )
    assert seen == pytest.approx((x, y), abs=0.35)


@pytest.mark.parametrize("pen", [marks, other_marks], ids=["marks", "other marks"])
def test_both_generators_leave_ink_where_they_are_told(pen) -> None:  # type: ignore[no-untyped-def]
    from PIL import Image

    rng = np.random.default_rng(2)
    for draw in (pen.signature, pen.initials, pen.tick, pen.date_by_hand):
        sheet = Image.new("RGB", (1000, 600), "white")
        draw(sheet, rng, (30.0, 30.0))
        rows, columns = np.nonzero(np.asarray(sheet.convert("L")) < 200)
        assert len(rows) > 50
        assert 150 < rows.mean() < 450
        assert 250 < columns.mean() < 750
    sheet = Image.new("RGB", (1000, 1000), "white")
    pen.seal(sheet, rng, (50.0, 50.0), diameter_mm=42.0)
    red = np.asarray(sheet, dtype=int)
    rows, columns = np.nonzero(red[:, :, 0] - red[:, :, 1] > 60)
    assert (np.ptp(rows) / 10, np.ptp(columns) / 10) == pytest.approx((42, 42), abs=2.5)


def test_tables_count_what_was_tried() -> None:
    record = {
        "part": "undone", "device": "flat200", "seed": 1, "pen": "marks", "outcome": "right", "off_mm": 0.05,
        "seconds": 0.2, "blank": False, "changes": 0, "dirt": "clean",
        "zones": [["seal", "black", "undone", "present", ""], ["seal", "none", "undone", "absent", ""]],
    }  # fmt: skip
    shown = tables([record, {**record, "outcome": "wrong", "zones": []}])
    assert "| unsigned or unsealed zone taken as done | 0 | 1 | 2 | 50.00% |" in shown
    assert "| taken for another page, all devices | 0 | 1 | 2 |" in shown
