"""Files of the kit as they are made: scans, prints and a dossier's own files as PDFs, no larger than they may be."""

from __future__ import annotations

import io
import math
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.collating.pieces import PrintPiece, ScanPiece
from pipeline.papers.returned import ScannedPage
from pipeline.upload.kit import FilePiece, KitFile, Piece
from pipeline.upload.making import MadeFile, make_file

A4_MM = (210.0, 297.0)
DPI = 100
MM = 25.4 / DPI
SQUARE_MM = (50.0, 80.0, 70.0, 100.0)
FLAT = (MM, 0.0, 0.0, 0.0, MM, 0.0, 0.0, 0.0, 1.0)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A paper of two pages as it was printed, upright and across."""
    with pikepdf.new() as pdf:
        for width, height in (A4_MM, A4_MM[::-1]):
            pdf.add_blank_page(page_size=(width / 25.4 * 72, height / 25.4 * 72))
        pdf.save(tmp_path / "提名书.pdf")
    return tmp_path / "提名书.pdf"


def sheet() -> Image.Image:
    """A sheet with a black square, as a scanner sees it that feeds it straight."""
    image = Image.new("RGB", (round(A4_MM[0] / MM), round(A4_MM[1] / MM)), "white")
    ImageDraw.Draw(image).rectangle([each / MM for each in SQUARE_MM], fill="black")
    return image


def scanned(
    image: Image.Image,
    path: Path,
    paper: Path,
    *,
    to_paper: tuple[float, ...] = FLAT,
    page: int = 1,
) -> ScanPiece:
    """A picture that came back as the first page of a paper."""
    image.save(path, quality=90)
    found = ScannedPage(
        file=path.name,
        index=page,
        to_paper=to_paper,
        width_px=image.width,
        height_px=image.height,
    )
    return ScanPiece(path, found, paper, 1)


def noise(path: Path, size: tuple[int, int], **saving: object) -> FilePiece:
    """A picture that is hard to make smaller."""
    Image.effect_noise(size, 60).convert("RGB").save(path, **saving)  # type: ignore[arg-type]
    return FilePiece(path, f"“{path.name}”")


def put_together(*pieces: Piece, most: int | None = None) -> MadeFile:
    return make_file(KitFile(name="附件二.pdf", pieces=pieces), most)


def copied(piece: FilePiece, most: int | None = None) -> MadeFile:
    return make_file(KitFile(name=f"a{piece.path.suffix}", copy_of=piece), most)


def sizes_mm(data: bytes) -> list[tuple[int, int]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        boxes = [[float(each) / 72 * 25.4 for each in page.mediabox] for page in pdf.pages]
    return [(round(box[2]), round(box[3])) for box in boxes]


def dark_mm(data: bytes, page: int = 0) -> tuple[float, ...]:
    """What is not white on a page, in mm: left, top, right, bottom."""
    document = pypdfium2.PdfDocument(data)
    drawn = document[page].render(scale=2).to_pil().convert("L").point(lambda v: 255 * (v < 128))
    document.close()
    box = drawn.getbbox()
    assert box is not None
    return tuple(each / 2 / 72 * 25.4 for each in box)


def picture_of(data: bytes) -> tuple[str, bytes]:
    """How the picture of the first page is encoded, and its bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (image,) = pdf.pages[0].get_images().values()
        return str(image.Filter), image.read_raw_bytes()


def test_scans_prints_and_files_follow_each_other_in_their_order(
    paper: Path, tmp_path: Path
) -> None:
    photo = noise(tmp_path / "证书.png", (600, 300))
    tiff = tmp_path / "两页.tif"
    sheet().save(tiff, save_all=True, append_images=[sheet().rotate(90, expand=True)])
    made = put_together(
        scanned(sheet(), tmp_path / "scan.jpg", paper),
        PrintPiece(paper, 2),
        FilePiece(paper, "“提名书.pdf”"),
        photo,
        FilePiece(tiff, "“两页.tif”"),
    )
    assert (made.problem, made.note) == ("", "")
    upright, across = (210, 297), (297, 210)
    assert sizes_mm(made.data) == [upright, across, upright, across, across, upright, across]
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert pdf.docinfo["/Title"] == "附件二"


def test_a_picture_stands_in_the_middle_of_its_page_as_large_as_its_margins_let_it(
    tmp_path: Path,
) -> None:
    Image.new("RGB", (400, 800), "black").save(tmp_path / "证书.png")
    made = put_together(FilePiece(tmp_path / "证书.png", "证书"))
    height = 297 - 2 * 8.0
    left = (210 - height / 2) / 2
    assert dark_mm(made.data) == pytest.approx((left, 8, 210 - left, 289), abs=0.3)


@pytest.mark.parametrize(
    ("mode", "suffix", "encoded"),
    [("RGB", "jpg", "/DCTDecode"), ("L", "png", "/DCTDecode"), ("1", "tif", "/CCITTFaxDecode")],
)
def test_a_scan_comes_out_where_it_was_printed_and_black_and_white_without_loss(
    mode: str, suffix: str, encoded: str, paper: Path, tmp_path: Path
) -> None:
    image = sheet().convert(mode)
    if mode == "L":
        image.paste(128, (0, 0, 40, 40))
    made = put_together(scanned(image, tmp_path / f"scan.{suffix}", paper))
    assert made.problem == ""
    assert picture_of(made.data)[0] == encoded
    assert dark_mm(made.data) == pytest.approx(SQUARE_MM, abs=0.5)


def test_the_bytes_of_a_scanned_jpeg_are_the_scanners(paper: Path, tmp_path: Path) -> None:
    made = put_together(scanned(sheet(), tmp_path / "scan.jpg", paper))
    assert picture_of(made.data)[1] == (tmp_path / "scan.jpg").read_bytes()


def test_a_page_that_a_telephone_took_aslant_is_drawn_as_it_lies_on_paper(
    paper: Path, tmp_path: Path
) -> None:
    # Seen from its foot: what lies further up is smaller, by a tenth at the upper edge.
    image = sheet()
    tilt = 0.1 / image.height
    seen = image.transform(
        image.size,
        Image.Transform.PERSPECTIVE,
        (1.1, 0, 0, 0, 1.1, 0, 0, tilt),
        resample=Image.Resampling.BICUBIC,
        fillcolor="white",
    )
    to_paper = (1.1 * MM, 0.0, 0.0, 0.0, 1.1 * MM, 0.0, 0.0, tilt, 1.0)
    made = put_together(scanned(seen, tmp_path / "scan.jpg", paper, to_paper=to_paper))
    assert sizes_mm(made.data) == [(210, 297)]
    assert dark_mm(made.data) == pytest.approx(SQUARE_MM, abs=0.6)
    drawn = Image.open(io.BytesIO(picture_of(made.data)[1]))
    assert drawn.width == math.ceil(210 / 25.4 * 200)  # no coarser than 200 dpi


def test_a_page_that_is_not_in_its_scan_any_more_is_told(paper: Path, tmp_path: Path) -> None:
    made = put_together(scanned(sheet(), tmp_path / "scan.jpg", paper, page=2))
    assert made.data == b""
    assert "scan.jpg：没有这一页" in made.problem
    assert "重新收回" in made.problem


def test_a_file_that_cannot_be_used_is_called_what_the_clerk_calls_it(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    made = put_together(FilePiece(tmp_path / "a.jpg", "附件/技能证书.jpg"))
    assert made.problem.startswith("附件/技能证书.jpg：是JPEG图片，但打不开")


def test_a_file_that_has_gone_is_told_and_stops_nothing(tmp_path: Path) -> None:
    for made in (
        put_together(FilePiece(tmp_path / "a.jpg", "技能证书.jpg")),
        copied(FilePiece(tmp_path / "a.jpg", "形象照.jpg")),
    ):
        assert made.data == b""
        assert "读不出来" in made.problem


def test_a_file_that_is_too_large_is_encoded_anew_and_the_clerk_is_told(tmp_path: Path) -> None:
    piece = noise(tmp_path / "证书.png", (1700, 1300))
    whole = put_together(piece)
    assert put_together(piece, most=len(whole.data)) == whole
    most = len(whole.data) * 2 // 3
    small = put_together(piece, most=most)
    assert 0 < len(small.data) <= most
    assert small.note.startswith(f"附件二.pdf：压缩到{len(small.data) / 1e6:.1f} MB")
    assert Image.open(io.BytesIO(picture_of(small.data)[1])).width >= 1500


def test_what_cannot_be_made_small_enough_is_told_with_how_small_it_became(tmp_path: Path) -> None:
    piece = noise(tmp_path / "证书.png", (1700, 1300))
    made = put_together(piece, most=100_000)
    assert made.data == b""
    assert made.problem.startswith("附件二.pdf：有")
    assert "超过0.1 MB" in made.problem
    assert "低于200 dpi" in made.problem
    assert float(made.problem.split("有")[1].split(" MB")[0]) < len(put_together(piece).data) / 1e6


def test_a_photo_is_copied_as_it_is_and_compressed_only_where_it_is_too_large(
    tmp_path: Path,
) -> None:
    piece = noise(tmp_path / "照.jpg", (600, 450), quality=97)
    data = piece.path.read_bytes()
    assert copied(piece) == copied(piece, len(data)) == MadeFile(data=data)
    small = copied(piece, len(data) - 1)
    assert 0 < len(small.data) < len(data)
    assert Image.open(io.BytesIO(small.data)).size == (600, 450)
    assert small.note.startswith("“照.jpg”：压缩到")


@pytest.mark.parametrize("name", ["照.jpg", "照.png"])
def test_a_copy_that_stays_too_large_is_told_without_a_word_of_scans(
    name: str, tmp_path: Path
) -> None:
    piece = noise(tmp_path / name, (600, 450))
    made = copied(piece, 1000)
    assert made.data == b""
    assert made.problem.startswith(f"“{name}”：有")
    assert "扫描" not in made.problem
    assert "小一些的文件" in made.problem
