"""What a guarded process says of one file and of one page: here without the process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from pipeline.papers.returned import ZoneState
from pipeline.receive.models import Look
from pipeline.receive.seeing import MOST_PAGES, Counted, PageTask, Printed, count, look_at_page
from tests.bench.scanning import marks
from tests.bench.scanning.papers import Sheet, as_image, book_of, stamp
from tests.bench.scanning.scanner import Device, take
from tests.tools.scan.conftest import SEAL, SIGNATURE, Draw, write_pages
from tests.tools.scan.test_drafts import letters, without_codes

SHA256 = "5c"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """A page to be signed and sealed."""
    folder = tmp_path_factory.mktemp("printed")
    write_pages(folder / "plain.pdf")
    first, *_ = stamp(folder / "plain.pdf", folder / "stamped.pdf", "0000000A")
    return Sheet(replace(first, zones=(SIGNATURE, SEAL)))


def scanned(sheet: Sheet, path: Path, draw: Draw = lambda image: None) -> None:
    image = as_image(sheet.rgb)
    draw(image)
    path.write_bytes(take(np.asarray(image), Device(), np.random.default_rng(11)).data)


def looked(sheet: Sheet, path: Path, draw: Draw) -> Look:
    scanned(sheet, path, draw)
    return look_at_page(printed(sheet), PageTask(path, SHA256, 1))


def printed(sheet: Sheet) -> Printed:
    return Printed(book_of([sheet]), "all", {sheet.page.code: "this page"})


def seal(image: Image.Image) -> None:
    marks.seal(image, np.random.default_rng(4), (SEAL.x + 30, SEAL.y + 30))


def test_a_page_is_told_with_what_its_zones_hold_and_pictures_of_them(
    sheet: Sheet, tmp_path: Path
) -> None:
    look = looked(sheet, tmp_path / "scan.jpg", seal)
    seen = look.seen
    assert (seen.source, seen.index, seen.code, seen.by_codes) == (SHA256, 1, sheet.page.code, True)
    assert (seen.against, seen.reason, seen.is_draft) == ("this page", "", False)
    assert seen.dpi == pytest.approx(200, abs=1)
    assert [(each.kind, each.role, each.state) for each in seen.zones] == [
        ("signature", "lead", ZoneState.ABSENT),
        ("seal", "employer", ZoneState.PRESENT),
    ]
    assert look.pictures is not None
    assert look.pictures.preview.startswith(b"\xff\xd8")
    assert set(look.pictures.zones) == {0, 1}
    assert seen.changes == ()


def test_print_that_was_struck_out_is_told_with_its_place_and_a_picture(
    sheet: Sheet, tmp_path: Path
) -> None:
    place = sheet.letters[40][1]

    def strike(image: Image.Image) -> None:
        rng = np.random.default_rng(4)
        for down in (0.3, 0.7):
            y = place.y + down * place.height
            marks.strike(image, rng, (place.x - 1, y), (place.x + 25, y))

    look = looked(sheet, tmp_path / "scan.jpg", strike)
    (change,) = look.seen.changes
    x, y, width, height = change.box
    assert x <= place.x + 12 <= x + width
    assert y <= place.y + place.height / 2 <= y + height
    assert width > height
    assert change.reason
    assert look.pictures is not None
    assert len(look.pictures.changes) == 1


@pytest.mark.parametrize(("draw", "is_draft"), [(letters, True), (lambda image: None, False)])
def test_a_page_without_codes_that_looks_like_ours_is_a_draft_where_it_says_so(
    draw: Draw, is_draft: bool, sheet: Sheet, tmp_path: Path
) -> None:
    seen = looked(sheet, tmp_path / "scan.jpg", without_codes(sheet, draw)).seen
    assert (seen.code, seen.by_codes, seen.is_draft) == (sheet.page.code, False, is_draft)


def test_a_page_that_is_not_there_any_more_is_told(sheet: Sheet, tmp_path: Path) -> None:
    path = tmp_path / "scan.jpg"
    scanned(sheet, path)
    gone = look_at_page(printed(sheet), PageTask(path, SHA256, 2)).seen
    assert (gone.why_not, gone.reason) == ("broken", "这一页不在文件里了")
    path.unlink()
    lost = look_at_page(printed(sheet), PageTask(path, SHA256, 1)).seen
    assert (lost.source, lost.index, lost.why_not) == (SHA256, 1, "broken")
    assert "scan.jpg：找不到扫描件" in lost.reason


def test_pages_are_counted_and_what_stops_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    write_pages(path)
    assert count(path) == Counted(4)
    path.write_bytes(path.read_bytes()[:300])
    assert (count(path).pages, "scan.pdf：PDF打不开" in count(path).problem) == (0, True)


def test_a_file_of_more_pages_than_a_sitting_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    with pikepdf.new() as pdf:
        for _ in range(MOST_PAGES + 1):
            pdf.add_blank_page()
        pdf.save(path)
    found = count(path)
    assert found.pages == 0
    assert found.problem.startswith("scan.pdf：有5001页，太多了")
