"""Pages whose codes cannot be read."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.examined import WhyNot
from pipeline.tools.scan.pages import read_pages
from pipeline.tools.scan.printed import Book, PrintedPage
from tests.bench.scanning.papers import PRINT_DPI, Sheet, stamp
from tests.tools.scan.conftest import Look, Scan, write_pages


def _covered(sheet: Sheet, *, also: tuple[float, float, float, float] | None = None):  # type: ignore[no-untyped-def]
    factor = PRINT_DPI / 25.4

    def draw(image: Image.Image) -> None:
        for code in sheet.codes:
            edges = code.x, code.y, code.x + code.width, code.y + code.height
            ImageDraw.Draw(image).rectangle([each * factor for each in edges], fill=(60, 60, 60))
        if also:
            ImageDraw.Draw(image).rectangle([each * factor for each in also], fill="white")

    return draw


@pytest.mark.parametrize(("rotation", "skew"), [(0, 0.0), (180, 3.0), (90, -2.0)])
def test_a_page_is_known_by_its_looks(
    rotation: int, skew: float, scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    taken = scan("A", _covered(sheets["A"]), rotation=rotation, skew_deg=skew)
    found = look(taken)
    assert found.page == sheets["A"].page.code
    assert not found.by_codes
    assert "逐页比对" in found.reason
    grid = np.array([[20.0, 40.0], [190.0, 150.0]])
    assert found.to_paper is not None
    assert np.abs(found.to_paper(taken.places(grid)) - grid).max() < 0.15


def test_pages_that_differ_in_a_number_are_told_apart_by_it(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    for letter in "BC":
        assert look(scan(letter, _covered(sheets[letter]))).page == sheets[letter].page.code


def test_pages_that_cannot_be_told_apart_are_not_guessed(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    number = 26.0, 184.0, 110.0, 193.0
    foot = 95.0, 280.0, 115.0, 288.0

    def draw(image: Image.Image) -> None:
        _covered(sheets["B"], also=number)(image)
        ImageDraw.Draw(image).rectangle([each * PRINT_DPI / 25.4 for each in foot], fill="white")

    found = look(scan("B", draw))
    assert (found.page, found.why_not) == (None, WhyNot.AMBIGUOUS)
    assert set(found.candidates) == {sheets[letter].page.code for letter in "BC"}


def test_a_page_of_no_book_is_none_of_them(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    found = look(scan("D", _covered(sheets["D"])), "ABC")
    assert (found.page, found.why_not) == (None, WhyNot.NO_CODES)


def test_a_page_that_is_alike_but_for_its_words_is_not_taken_for_it(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    found = look(scan("B", _covered(sheets["B"])), "ACD")
    assert (found.page, found.why_not) == (None, WhyNot.AMBIGUOUS)
    assert found.candidates == (sheets["C"].page.code,)


def test_nothing_may_come_back_that_was_not_printed(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    found = look(scan("A", _covered(sheets["A"])), "")
    assert (found.page, found.why_not) == (None, WhyNot.NO_CODES)


def test_a_page_is_known_where_the_file_says_nothing_of_its_resolution(
    scan: Scan, look: Look, sheets: dict[str, Sheet]
) -> None:
    taken = scan("A", _covered(sheets["A"]))
    buffer = io.BytesIO()
    Image.open(io.BytesIO(taken.data)).save(buffer, "PNG")
    found = look(replace(taken, data=buffer.getvalue()))
    assert found.page == sheets["A"].page.code
    assert found.dpi == pytest.approx(200, rel=0.01)


def test_the_same_words_on_two_papers_are_told_apart_by_codes_alone(
    scan: Scan, sheets: dict[str, Sheet], tmp_path: Path
) -> None:
    write_pages(tmp_path / "plain.pdf")
    other = list(stamp(tmp_path / "plain.pdf", tmp_path / "other.pdf", "0000000B"))[1]
    across = _across(tmp_path)
    book = Book.of((across, sheets["B"].page, other))
    for draw, why_not in ((None, None), (_covered(sheets["B"]), WhyNot.AMBIGUOUS)):
        (tmp_path / "scan.jpg").write_bytes(scan("B", draw).data)
        (raw,) = read_pages(tmp_path / "scan.jpg")
        found = examine(raw, book)
        assert found.why_not is why_not
        alike = {sheets["B"].page.code, other.code}
        assert set(found.candidates) == (alike if why_not else set())


def _across(folder: Path) -> PrintedPage:
    """A page that lies across."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(841.89, 595.276))
        pdf.save(folder / "across.pdf")
    (page,) = stamp(folder / "across.pdf", folder / "across-stamped.pdf", "0000000C")
    return page
