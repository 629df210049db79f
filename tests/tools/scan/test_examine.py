"""One page from a scan to what is known of it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.examined import State, WhyNot
from pipeline.tools.scan.pages import read_pages
from tests.bench.scanning import marks
from tests.bench.scanning.papers import PRINT_DPI, Sheet, as_image, book_of
from tests.bench.scanning.scanner import Device, Mode, fed_half, take
from tests.tools.scan.conftest import Look, Scan

GRID = np.array([[10.0, 10.0], [200.0, 10.0], [200.0, 287.0], [10.0, 287.0], [105.0, 148.0]])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_is_found_whichever_way_it_lies(
    rotation: int, scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    taken = scan("A", rotation=rotation, skew_deg=1.7)
    found = look(taken)
    assert found.page == sheets["A"].page.code
    assert found.rotation == (360 - rotation) % 360
    assert found.skew_deg == pytest.approx(1.7, abs=0.05)
    assert found.dpi == pytest.approx(200, rel=0.005)


@pytest.mark.parametrize(
    ("device", "most_mm"),
    [
        (
            {},
            0.14,
        ),  # pdfium puts glyphs on whole pixels: 0.06 mm either side, here the same way in all lines
        ({"skew_deg": -7.0, "stretch": (1.006, 0.995)}, 0.14),
        ({"dpi": 150.0, "mode": Mode.BLACK_AND_WHITE}, 0.16),
        ({"keystone": 0.05, "rotation": 90, "shadow": 0.3}, 0.3),
    ],
    ids=["flat", "skewed and stretched", "black and white", "phone"],
)
def test_places_on_the_page_are_found_again(
    device: dict[str, object], most_mm: float, scan: Scan, look: Look
) -> None:
    taken = scan("A", **device)
    found = look(taken)
    assert found.to_paper is not None
    off = np.hypot(*(found.to_paper(taken.places(GRID)) - GRID).T)
    assert off.max() <= most_mm


@pytest.mark.parametrize("covered", [0, 1])
def test_the_other_code_serves_where_one_is_sealed_over(
    covered: int, scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    code = sheets["D"].codes[covered]
    rng = np.random.default_rng(3)

    def cover(image: Image.Image) -> None:
        marks.seal(image, rng, (code.x + 6, code.y + 6), colour=(40, 40, 40), strength=1.0)
        for share in np.linspace(0.1, 0.9, 8):
            y = code.y + float(share) * code.height
            marks.strike(image, rng, (code.x - 2, y), (code.x + 15, y))

    taken = scan("D", cover)
    found = look(taken)
    assert found.page == sheets["D"].page.code
    assert found.to_paper is not None
    assert np.hypot(*(found.to_paper(taken.places(GRID)) - GRID).T).max() < 0.2


def _halves(sheets: dict[str, Sheet]) -> bytes:
    image = as_image(sheets["A"].rgb)
    cut = image.height // 2
    image.paste(Image.fromarray(np.array(sheets["D"].rgb[cut:])), (0, cut))
    return take(np.asarray(image), Device(), np.random.default_rng(1)).data


def test_halves_of_two_pages_are_told_as_such(sheets: dict[str, Sheet], tmp_path: Path) -> None:
    file = tmp_path / "folded.jpg"
    file.write_bytes(_halves(sheets))
    (raw,) = read_pages(file)
    found = examine(raw, book_of(list(sheets.values())))
    assert found.page is None
    assert found.why_not is WhyNot.DISAGREE
    assert set(found.codes) == {sheets["A"].page.code, sheets["D"].page.code}


def test_a_page_that_was_folded_over_is_told_as_such(scan: Scan, look: Look) -> None:
    def fold(image: Image.Image) -> None:
        image.paste("white", (0, round(image.height * 0.36), image.width, image.height))

    found = look(scan("D", fold))
    assert (found.page, found.why_not) == (None, WhyNot.PARTIAL), found.quality
    assert "折叠" in found.reason


@pytest.mark.parametrize(("share", "why_not"), [(0.86, WhyNot.PARTIAL), (0.98, None)])
def test_a_page_that_stopped_in_the_feeder_is_told_as_such(
    share: float, why_not: WhyNot | None, scan: Scan, look: Look
) -> None:
    found = look(fed_half(scan("A"), share, is_wide=False))
    assert found.why_not is why_not, found.quality
    assert ("只扫到一部分" in found.reason) == bool(why_not)


def test_a_page_of_another_state_is_named_but_not_used(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    found = look(scan("B"), "AD")
    assert (found.page, found.why_not) == (None, WhyNot.UNKNOWN)
    assert found.codes == (sheets["B"].page.code,)


def test_a_code_on_other_paper_does_not_make_it_the_page(
    sheets: dict[str, Sheet], tmp_path: Path
) -> None:
    image = as_image(sheets["D"].rgb)
    factor = PRINT_DPI / 25.4
    for code in sheets["A"].codes:
        edges = code.x - 2, code.y - 2, code.x + code.width + 2, code.y + code.height + 2
        box = [round(each * factor) for each in edges]
        image.paste(
            Image.fromarray(sheets["A"].rgb[box[1] : box[3], box[0] : box[2]]), (box[0], box[1])
        )
    for code in sheets["D"].codes:
        if code not in sheets["A"].codes:
            edges = code.x, code.y, code.x + code.width, code.y + code.height
            left, top, right, bottom = (round(each * factor) for each in edges)
            image.paste("white", (left, top, right, bottom))
    file = tmp_path / "pasted.jpg"
    file.write_bytes(take(np.asarray(image), Device(), np.random.default_rng(1)).data)
    (raw,) = read_pages(file)
    found = examine(raw, book_of(list(sheets.values())))
    assert (found.page, found.why_not) == (None, WhyNot.NOT_REGISTERING), found.quality


def test_a_blank_back_is_blank_and_a_page_is_not(
    sheets: dict[str, Sheet], look: Look, scan: Scan
) -> None:
    white = np.full_like(sheets["A"].rgb, 255)
    faint = (255 - (255 - sheets["A"].rgb[:, ::-1].astype(int)) * 0.08).astype(np.uint8)
    for back in (white, faint):
        found = look(take(back, Device(), np.random.default_rng(2)))
        assert found.is_blank
        assert found.page is None
    assert not look(scan("A")).is_blank


def test_a_page_that_cannot_be_loaded_says_why(tmp_path: Path, sheets: dict[str, Sheet]) -> None:
    file = tmp_path / "half.jpg"
    buffer = io.BytesIO()
    Image.fromarray(np.array(sheets["A"].rgb)).save(buffer, "JPEG")
    file.write_bytes(buffer.getvalue()[:40_000])
    (raw,) = read_pages(file)
    found = examine(raw, book_of(list(sheets.values())))
    assert found.why_not is WhyNot.BROKEN
    assert "half.jpg" in found.reason
    assert "没有传完整" in found.reason


def test_the_sharper_of_two_scans_is_known(scan: Scan, look: Look) -> None:
    sharp, soft = (look(scan("A", blur_px=blur)).sharpness for blur in (0.3, 1.6))
    assert sharp > soft + 0.05


def test_pictures_are_small_and_come_only_where_they_are_wanted(scan: Scan, look: Look) -> None:
    taken = scan("A")
    found = look(taken, pictures=True)
    assert found.zones[0].evidence is not None
    sizes = [
        len(found.preview),
        *map(len, (found.zones[0].evidence.scanned, found.zones[0].evidence.printed)),
    ]
    assert all(0 < size < 60_000 for size in sizes)
    assert look(taken).preview == b""


def test_a_zone_that_was_cut_off_is_not_called_empty(scan: Scan, look: Look) -> None:
    found = look(scan("A", shift_mm=(65.0, 0.0)))
    assert found.page is not None
    assert found.zones[1].state is State.LOOK
