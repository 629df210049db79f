"""A paper that came back, as it is kept: straight, its words at their places, PDF/A-2b by two checkers."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import page as checker
import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image

from pipeline.archive.scans import MadeScan, ScanOrder, make_scan
from pipeline.collating.pieces import PrintPiece, ScanPiece
from pipeline.papers.returned import PaperReturn, ReturnState, ScannedPage
from pipeline.tools.pdf.lines import lines_of
from pipeline.tools.scan.examine import examine
from pipeline.tools.scan.examined import Examined
from pipeline.tools.scan.pages import read_pages
from tests.bench.scanning.papers import Sheet, as_image, book_of, stamp
from tests.bench.scanning.scanner import Device, Mode, take
from tests.tools.scan.conftest import write_pages

FORMATS = ("JPEG", "PNG", "TIFF", "PDF")
"""What scanners write."""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Sheet:
    """A printed paper with codes: its first page is the sheet."""
    folder = tmp_path_factory.mktemp("printed")
    write_pages(folder / "plain.pdf")
    return Sheet(next(iter(stamp(folder / "plain.pdf", folder / "stamped.pdf", "0000000A"))))


Scan = Callable[..., ScanPiece]


@pytest.fixture
def scan(paper: Sheet, tmp_path: Path) -> Scan:
    """Scans the page, writes it in a format, finds how it lies."""

    def scanned(form: str = "JPEG", **device: object) -> ScanPiece:
        settings = Device(dpi=200.0, quality=0, **device)  # type: ignore[arg-type]
        taken = take(np.asarray(as_image(paper.rgb)), settings, np.random.default_rng(5))
        file = tmp_path / f"scan.{form.lower()}"
        picture = Image.open(io.BytesIO(taken.data))
        picture.save(file, form, **{"resolution": 200} if form == "PDF" else {"dpi": (200, 200)})
        found = looked_at(file, paper)
        assert found.to_paper is not None
        page = ScannedPage(
            file=file.name,
            index=1,
            to_paper=found.to_paper.numbers,
            width_px=found.width_px,
            height_px=found.height_px,
        )
        return ScanPiece(file, page, paper.page.pdf, 1)

    return scanned


def passed(data: bytes) -> bool:
    """Whether both checkers pass a file."""
    second = checker.validate_pdf_bytes(data, profile="2b").is_compliant
    return bool(second) and pdfa.validate_written(io.BytesIO(data), "2b").passed


def claims(data: bytes) -> bool:
    """Whether a file says that it is PDF/A."""
    return b"pdfaid" in data


def shown(data: bytes, dpi: int = 60) -> np.ndarray:
    """The first page as it is seen, in grey."""
    document = pypdfium2.PdfDocument(data)
    image = document[0].render(scale=dpi / 72).to_pil().convert("L")
    document.close()
    return np.asarray(image)


def assert_straight(made: MadeScan, paper: Sheet, folder: Path) -> None:
    """What is printed is seen where it is printed, at the corners of the type area."""
    file = folder / "seen.png"
    Image.fromarray(shown(made.data, 150)).save(file)
    found = looked_at(file, paper)
    assert found.to_paper is not None
    corners = [(28.0, 37.0), (184.0, 37.0), (184.0, 262.0), (28.0, 262.0)]
    places = found.to_paper([(x / 25.4 * 150, y / 25.4 * 150) for x, y in corners])
    assert (
        np.abs(places - np.asarray(corners)).max() < 1.0
    )  # pdfium draws turned pictures up to 0.7 mm off


def looked_at(file: Path, paper: Sheet) -> Examined:
    """What is found out about a scan of one page."""
    (found,) = (examine(raw, book_of([paper]), pictures=False) for raw in read_pages(file))
    return found


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("mode", [Mode.COLOUR, Mode.GREY, Mode.BLACK_AND_WHITE])
def test_what_scanners_write_is_kept_as_a_file_that_lasts(
    scan: Scan, paper: Sheet, mode: Mode, form: str, tmp_path: Path
) -> None:
    made = make_scan(ScanOrder("提名函", (scan(form, mode=mode, skew_deg=1.3),)))
    assert (made.problem, made.faults, made.standard) == ("", (), "PDF/A-2b")
    assert claims(made.data)
    assert passed(made.data)
    assert_straight(made, paper, tmp_path)
    assert_same_words(made, paper, tmp_path)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_page_comes_out_upright_however_it_lay(
    scan: Scan, paper: Sheet, rotation: int, tmp_path: Path
) -> None:
    made = make_scan(ScanOrder("提名函", (scan(rotation=rotation, skew_deg=-0.8),)))
    assert_straight(made, paper, tmp_path)
    assert_same_words(made, paper, tmp_path)


def assert_same_words(made: MadeScan, paper: Sheet, folder: Path) -> None:
    """Its words are those that are printed, each letter where it is printed."""
    file = folder / "made.pdf"
    file.write_bytes(made.data)
    kept, printed = lines_of(file, 1), lines_of(paper.page.pdf, 1)
    assert [each.text for each in kept] == [each.text for each in printed]
    assert made.words.splitlines() == [each.text for each in printed]
    for one, other in zip(kept, printed, strict=True):
        assert one.baseline == pytest.approx(other.baseline, abs=0.1)
        for ours, theirs in zip(one.letters, other.letters, strict=True):
            assert ours.character == " " or ours.left == pytest.approx(theirs.left, abs=0.1)


def test_words_leave_no_mark_on_the_page(scan: Scan) -> None:
    data = make_scan(ScanOrder("提名函", (scan(),))).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        first = pdf.pages[0]
        picture = (
            first.Contents if isinstance(first.Contents, pikepdf.Stream) else first.Contents[0]
        )
        first.Contents = pdf.make_stream(picture.read_bytes())
        bare = io.BytesIO()
        pdf.save(bare)
    assert np.array_equal(shown(data), shown(bare.getvalue()))


def test_the_scanners_jpeg_is_kept_to_the_byte(scan: Scan) -> None:
    piece = scan("JPEG", skew_deg=2.0)
    with pikepdf.open(io.BytesIO(make_scan(ScanOrder("函", (piece,))).data)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert image.read_raw_bytes() == piece.path.read_bytes()


def test_a_black_and_white_page_loses_no_dot_and_is_small(scan: Scan) -> None:
    piece = scan("TIFF", mode=Mode.BLACK_AND_WHITE)
    with pikepdf.open(io.BytesIO(make_scan(ScanOrder("函", (piece,))).data)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        assert image.Filter == pikepdf.Name.CCITTFaxDecode
        kept = pikepdf.PdfImage(image).as_pil_image().convert("L")
        size = len(image.read_raw_bytes())
    with Image.open(piece.path) as scanned:
        assert np.array_equal(np.asarray(kept), np.asarray(scanned.convert("L")))
        assert size < scanned.width * scanned.height / 8


def test_the_same_paper_is_the_same_bytes(scan: Scan) -> None:
    order = ScanOrder("提名函", (scan(),))
    assert make_scan(order).data == make_scan(order).data


def test_a_file_that_a_checker_does_not_pass_claims_nothing(scan: Scan, paper: Sheet) -> None:
    # The printed page is set in a font that it does not carry along.
    made = make_scan(ScanOrder("提名函", (scan(), PrintPiece(paper.page.pdf, 2))))
    assert (made.problem, made.standard) == ("", "")
    assert made.faults
    assert not claims(made.data)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert len(pdf.pages) == 2


def test_a_file_that_one_of_two_checkers_refuses_claims_nothing(
    scan: Scan, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refused:
        is_compliant, failures = False, ()

    monkeypatch.setattr(checker, "validate_pdf_bytes", lambda *_, **__: Refused())
    made = make_scan(ScanOrder("提名函", (scan(),)))
    assert made.standard == ""
    assert not claims(made.data)


def test_a_scan_that_is_gone_is_told_of(scan: Scan) -> None:
    piece = scan()
    piece.path.unlink()
    made = make_scan(ScanOrder("提名函", (piece,)))
    assert made.data == b""
    assert made.problem.startswith("scan.jpeg：找不到")


def test_a_paper_that_is_not_complete_is_not_kept() -> None:
    paper = PaperReturn(
        path="pdf/提名函.pdf",
        document="nomination_letter",
        title="提名函",
        subject="本单位",
        nomination=None,
        recipient="本单位",
        pages=1,
        state=ReturnState.UNSEALED,
    )
    with pytest.raises(ValueError, match="unsealed"):
        ScanOrder.of(paper, Path(), "提名函")
