"""Labels of the register: their measures on the finished PDF, and no stamp over anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.archive.labels import boxes_of, in_rows
from pipeline.archive.models import Period
from pipeline.make.labels import COVERS, SPINES, STAMP_SHEETS, STAMPS, box_labels, stamp_labels
from pipeline.settings import Settings
from tests.archive.values import kept

DPI = 200
PX = DPI / 25.4
TEMPLATES = Settings().templates


def pages_of(pdf: bytes) -> list[np.ndarray]:
    """The pages as they are seen, in colours."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [np.asarray(page.render(scale=DPI / 72).to_pil().convert("RGB")) for page in document]
    document.close()
    return pages


def red(page: np.ndarray) -> np.ndarray:
    """Where a page is red."""
    found: np.ndarray = (page[:, :, 0].astype(int) - page[:, :, 1]) > 60
    return found


def extent_mm(mask: np.ndarray) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is marked, in mm."""
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    left, top = columns[0] / PX, rows[0] / PX
    return left, top, (columns[-1] + 1) / PX - left, (rows[-1] + 1) / PX - top


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A page with a title and something at the middle of its top."""
    return written(tmp_path / "scan.pdf", (95, 20, 115, 33), (50, 60, 160, 75))


def written(path: Path, *boxes_mm: tuple[int, int, int, int]) -> Path:
    """A page with black boxes."""
    page = Image.new("L", (827, 1169), 255)
    draw = ImageDraw.Draw(page)
    for box in boxes_mm:
        draw.rectangle([each / 25.4 * 100 for each in box], fill=0)
    page.save(path, "PDF", resolution=100)
    return path


def test_a_stamp_has_six_equal_cells_on_45_by_16_mm_and_stands_over_nothing(scan: Path) -> None:
    (made,) = stamp_labels([(kept(7), scan)], TEMPLATES)
    assert made[0] == STAMPS
    (page,) = pages_of(made[1])
    left, top, width, height = extent_mm(red(page))
    assert (width, height) == pytest.approx((45, 16), abs=0.4)
    lines = [
        extent_mm(red(page)[round((top + y) * PX) : round((top + y + 1) * PX)]) for y in (1, 9)
    ]
    assert all(each[2] == pytest.approx(45, abs=0.4) for each in lines)
    row = red(page)[round((top + 1.2) * PX)]
    edges = [x / PX - left for x in np.nonzero(row[1:] & ~row[:-1])[0]]
    assert edges[-3:] == pytest.approx([15, 30, 44.7], abs=0.5)
    (below,) = pages_of(scan.read_bytes())
    rows, columns = (min(each) for each in zip(page.shape[:2], below.shape[:2], strict=True))
    ink = below[:rows, :columns, 0] < 128
    assert not (red(page)[:rows, :columns] & ink).any()


def test_a_stamp_stands_in_the_middle_where_there_is_room(tmp_path: Path) -> None:
    (made,) = stamp_labels([(kept(), written(tmp_path / "a.pdf", (50, 70, 160, 75)))], TEMPLATES)
    left, top, width, _ = extent_mm(red(pages_of(made[1])[0]))
    assert left + width / 2 == pytest.approx(105, abs=0.5)
    assert top < 20


def test_a_page_without_room_gets_a_sheet_before_it_that_says_whose_it_is(tmp_path: Path) -> None:
    full = written(tmp_path / "full.pdf", (10, 5, 200, 290))
    made = dict(stamp_labels([(kept(3), full), (kept(4), None)], TEMPLATES))
    assert list(made) == [STAMP_SHEETS]
    document = pypdfium2.PdfDocument(made[STAMP_SHEETS])
    said = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert [("0003" in each, "0004" in each) for each in said] == [(True, False), (False, True)]
    assert all("尉迟晨提名书" in each for each in said)


@pytest.mark.parametrize("thick", [20, 30, 40, 50])
def test_spines_are_as_wide_as_their_boxes_and_none_is_cut_off(thick: int) -> None:
    papers = [kept(item, box=str(item)) for item in range(1, 9)]
    made = dict(box_labels(papers, "五小活动材料", thick_mm=thick, templates=TEMPLATES))
    assert list(made) == [SPINES, COVERS]
    pages = pages_of(made[SPINES])
    left, _, width, height = extent_mm(pages[0][:, :, 0] < 128)
    assert 240 < height < 265  # a box is 310 mm high, a sheet 297
    across = len(next(iter(in_rows(boxes_of(papers, ""), thick))))
    assert width == pytest.approx(across * thick + (across - 1) * 6, abs=1.5)
    assert left + width < 200
    assert len(pages) == -(-8 // across)
    assert len(pages_of(made[COVERS])) == 8


def test_without_papers_there_are_no_labels() -> None:
    assert list(box_labels([], "五小活动材料", thick_mm=20, templates=TEMPLATES)) == []


def test_a_box_is_told_by_its_first_and_last_number() -> None:
    papers = [kept(9, pages=3), kept(2, pages=8), kept(12, box="2")]
    first, second = boxes_of(papers, "五小活动材料")
    assert (first.first, first.last, first.count, first.pages) == ("0002", "0009", 2, 11)
    assert (second.box, second.first, second.last) == ("2", "0012", "0012")
    assert (first.period, first.fonds, first.year) == ("10年", "Z109", "2023")


def test_papers_of_two_periods_in_one_box_get_two_labels() -> None:
    assert len(boxes_of([kept(1), kept(2, period=Period.THIRTY)], "五小活动材料")) == 2
